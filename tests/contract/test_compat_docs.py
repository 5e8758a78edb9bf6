"""What the pages about guests show, and what the docstrings of prebuilt parts show, runs as shown."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from pathlib import Path

import pytest

import runtime.prebuilt.chat_agent_executor
import runtime.prebuilt.tool_node

ROOT = Path(__file__).parents[2]
PAGES = ("how-to/run-a-langgraph-program.md", "how-to/use-langchain-models.md", "reference/prebuilt.md")
BLOCK = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("page", PAGES)
def test_the_python_of_a_page_runs_from_top_to_bottom(page: str) -> None:
    code = "\n".join(BLOCK.findall((ROOT / "docs" / page).read_text(encoding="utf-8")))
    assert code
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


@pytest.mark.parametrize("module", [runtime.prebuilt.tool_node, runtime.prebuilt.chat_agent_executor])
def test_the_examples_of_prebuilt_parts_print_what_they_say(module: object) -> None:
    found = doctest.testmod(module)
    assert found.attempted > 0
    assert found.failed == 0
