"""Graphs in LangChain's chains: counted as Runnables, joined with `|`, and lent the methods they lack."""

from __future__ import annotations

from typing import Any, cast

from runtime.integrations.langchain.border import Runnable, RunnableSequence, as_runnable

_admitted: set[type[Any]] = set()


def admit(kind: type[Any]) -> None:
    """Make `isinstance(graph, Runnable)` hold for graphs of this class."""
    if kind not in _admitted:
        _admitted.add(kind)
        Runnable.register(kind)


def chained(first: Any, last: Any) -> Any:
    """Return the chain of two things that are, or can be made, Runnables."""
    kinds: list[type[Any]] = [type(part) for part in (first, last) if hasattr(part, "program")]
    for kind in kinds:
        admit(kind)
    return RunnableSequence(as_runnable(first), as_runnable(last))


def can_lend(name: str) -> bool:
    """Whether LangChain's Runnable has an attribute of this name."""
    return name in Runnable.__dict__


def borrowed(graph: Any, name: str) -> Any:
    """Return the attribute `name` of LangChain's Runnable as the graph's own."""
    kind = cast("type[Any]", type(graph))
    admit(kind)
    return Runnable.__dict__[name].__get__(graph, kind)


def events(graph: Any, method: str, value: Any, config: Any, **kwargs: Any) -> Any:
    """Return what LangChain's `astream_events` or `stream_events` makes of a run of this graph."""
    return borrowed(graph, method)(value, config, **kwargs)
