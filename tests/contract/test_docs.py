"""The documentation is true where a machine can tell: links and their anchors lead somewhere, and code runs."""

from __future__ import annotations

import ast
import asyncio
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    ROOT / "deploy" / "README.md",
    ROOT / "examples" / "README.md",
    ROOT / "runtime" / "README.md",
    ROOT / "runtime" / "pregel" / "README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
# What they show depends on what was imported before: they run in a process of their own.
OF_GUESTS = {"run-a-langgraph-program.md", "use-langchain-models.md", "prebuilt.md"}
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]*)(?:#([^)\s]+))?[^)]*\)")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(kind: str) -> list[tuple[str, str]]:
    found = [(page, BLOCK.findall(page.read_text(encoding="utf-8"))) for page in PAGES]
    return [
        (f"{page.name}-{place}", code)
        for page, all_ in found
        for place, (name, code) in enumerate(all_)
        if name == kind
    ]


def anchors(page: Path) -> set[str]:
    """The headings of a page as a link names them."""
    found = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


def compiled(code: str, name: str) -> CodeType:
    # An example of an async name awaits as in a notebook.
    return compile(code, name, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    links = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link[0]]
    targets = [(page.parent / path if path else page, anchor) for path, anchor in links]
    assert [str(target) for target, _ in targets if not target.exists()] == []
    assert [f"{target.name}#{anchor}" for target, anchor in targets if anchor and anchor not in anchors(target)] == []


# The blocks of docs/reference/engine are bodies of examples, which test_reference runs.
@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if "engine" not in page.parts and "```python" in page.read_text(encoding="utf-8")],
    ids=lambda page: str(page.relative_to(ROOT)),
)
def test_the_python_of_a_page_runs_from_top_to_bottom(page: Path) -> None:
    codes = [code for kind, code in BLOCK.findall(page.read_text(encoding="utf-8")) if kind == "python"]
    if page.name in OF_GUESTS:
        subprocess.run([sys.executable, "-c", "\n".join(codes)], check=True, cwd=ROOT)
        return
    names: dict[str, Any] = {"__name__": "page"}
    for code in codes:
        made = eval(compiled(code, page.name), names)  # noqa: S307 - our own page
        if asyncio.iscoroutine(made):
            asyncio.run(made)


@pytest.mark.parametrize(("name", "code"), [pytest.param(*block, id=block[0]) for block in blocks("json")])
def test_every_json_block_is_json(name, code):
    assert json.loads(code)


@pytest.mark.parametrize(("name", "code"), [pytest.param(*block, id=block[0]) for block in blocks("toml")])
def test_every_toml_block_is_toml(name, code):
    assert tomllib.loads(code)
