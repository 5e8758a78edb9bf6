"""Commands returned by LangChain's tools come out of them as they are, and not as text.

LangChain lets objects of one class of its own pass. `Command` cannot derive from it, for the engine imports no
LangChain; so the name by which LangChain's tools know that class is made to cover both.
"""

from __future__ import annotations

import sys
from typing import Any

from runtime.types import Command

TOOLS = "langchain_core.tools.base"


def let_commands_pass() -> None:
    """Make LangChain's tools return a `Command` untouched. Does nothing before they are imported; repeat at will."""
    tools: Any = sys.modules.get(TOOLS)
    if tools is not None and not isinstance(tools.ToolOutputMixin, tuple):
        tools.ToolOutputMixin = (tools.ToolOutputMixin, Command)
