"""`langgraph._internal._typing`: langgraph-supervisor, langgraph-swarm."""

from typing_extensions import TypedDict

__all__ = ("DeprecatedKwargs",)


class DeprecatedKwargs(TypedDict):
    """Keywords a function no longer takes: none."""
