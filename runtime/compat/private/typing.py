"""`langgraph._internal._typing`: langgraph-supervisor, langgraph-swarm; `MISSING`, whoever writes a channel."""

from typing_extensions import TypedDict

from runtime.channels.base import MISSING

__all__ = ("MISSING", "DeprecatedKwargs")


class DeprecatedKwargs(TypedDict):
    """Keywords a function no longer takes: none."""
