"""What authors build graphs with."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from runtime.constants import END, START
from runtime.graph.builder import StateGraph

if TYPE_CHECKING:
    from runtime.graph.message import MessagesState, add_messages
    from runtime.graph.message_graph import MessageGraph

__all__ = ("END", "START", "MessageGraph", "MessagesState", "StateGraph", "add_messages")


def __getattr__(name: str) -> Any:
    """Load the names about messages on first use."""
    if name in ("MessageGraph", "MessagesState", "add_messages"):
        return getattr(import_module("runtime.graph.message"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
