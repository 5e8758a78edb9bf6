"""What the docstrings of prebuilt parts show runs as shown."""

from __future__ import annotations

import doctest

import pytest

import runtime.prebuilt.chat_agent_executor
import runtime.prebuilt.tool_node


@pytest.mark.parametrize("module", [runtime.prebuilt.tool_node, runtime.prebuilt.chat_agent_executor])
def test_the_examples_of_prebuilt_parts_print_what_they_say(module: object) -> None:
    found = doctest.testmod(module)
    assert found.attempted > 0
    assert found.failed == 0
