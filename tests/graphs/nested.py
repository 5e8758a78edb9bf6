"""A graph inside a graph."""

from __future__ import annotations

from typing import Any

from tests.graphs.asking import asks
from tests.graphs.chain import chain


def around(e: Any, inner: Any, *after: str, name: str = "child") -> Any:
    """Returns a builder: the graph `inner` as a node, then the nodes of `after`."""
    return chain(e, name, *after, **{name: inner})


def parent_of_asking(e: Any, checkpointer: Any = None) -> Any:
    """Returns a saved graph whose child says `s1` and then asks; `z` follows."""
    child = chain(e, "s1", "ask", ask=asks(e, "?")).compile(checkpointer=checkpointer)
    return around(e, child, "z").compile(checkpointer=e.InMemorySaver())


def levels(e: Any, depth: int, innermost: Any) -> Any:
    """Returns a builder of `depth` graphs inside each other, the innermost around a node."""
    graph = chain(e, "leaf", leaf=innermost)
    for number in range(depth):
        graph = around(e, graph.compile(), name=f"level{number}")
    return graph
