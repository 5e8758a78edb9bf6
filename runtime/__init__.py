"""A graph engine with the public surface of LangGraph.

    from runtime import START, StateGraph

The names here are loaded on first use; the modules below mirror LangGraph's (`runtime.graph`, `runtime.types`, ...).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from runtime.checkpoint.memory import InMemorySaver
    from runtime.constants import END, START
    from runtime.debugger import Debugger
    from runtime.graph import MessagesState, StateGraph, add_messages
    from runtime.graph.compiled import CompiledStateGraph, Pregel
    from runtime.runtime import RunControl, Runtime
    from runtime.types import (
        CachePolicy,
        Command,
        Interrupt,
        RetryPolicy,
        Send,
        StateSnapshot,
        TimeoutPolicy,
        interrupt,
    )

__version__ = "0.1.0"
__all__ = (
    "END",
    "START",
    "CachePolicy",
    "Command",
    "CompiledStateGraph",
    "Debugger",
    "InMemorySaver",
    "Interrupt",
    "MessagesState",
    "Pregel",
    "RetryPolicy",
    "RunControl",
    "Runtime",
    "Send",
    "StateGraph",
    "StateSnapshot",
    "TimeoutPolicy",
    "add_messages",
    "interrupt",
)

_HOMES = {
    "runtime.checkpoint.memory": ("InMemorySaver",),
    "runtime.constants": ("END", "START"),
    "runtime.graph": ("MessagesState", "StateGraph", "add_messages"),
    "runtime.graph.compiled": ("CompiledStateGraph", "Pregel"),
    "runtime.debugger": ("Debugger",),
    "runtime.runtime": ("RunControl", "Runtime"),
    "runtime.types": (
        "CachePolicy",
        "Command",
        "Interrupt",
        "RetryPolicy",
        "Send",
        "StateSnapshot",
        "TimeoutPolicy",
        "interrupt",
    ),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Load a public name on first use."""
    if name in _HOME_OF:
        return getattr(import_module(_HOME_OF[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
