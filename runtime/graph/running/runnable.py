"""A graph where LangChain expects a Runnable, at no cost to programs that know no LangChain.

A graph has the methods of a Runnable that mean something to it. The others (`pipe`, `bind`, `with_retry`, ...) are
LangChain's own, looked up when somebody calls them. Once LangChain's Runnables are imported, graphs count as one:
`isinstance(graph, Runnable)` holds, and they may stand anywhere in a chain.
"""

from __future__ import annotations

import sys
from typing import Any

BORROWED = frozenset(
    (
        "abatch_as_completed",
        "as_tool",
        "assign",
        "astream_log",
        "atransform",
        "batch_as_completed",
        "bind",
        "config_specs",
        "get_prompts",
        "input_schema",
        "map",
        "output_schema",
        "pick",
        "pipe",
        "transform",
        "with_alisteners",
        "with_fallbacks",
        "with_listeners",
        "with_retry",
        "with_types",
    )
)
"""What a Runnable has and a graph does not; what these call in turn is lent with them."""
RUNNABLES = "langchain_core.runnables"


def count_as_runnable(kind: type[Any]) -> None:
    """Make graphs of this class count as Runnables, if the program has imported LangChain's."""
    if RUNNABLES in sys.modules:
        _langchain().admit(kind)


def _langchain() -> Any:
    from runtime.integrations.langchain import chain  # noqa: PLC0415 - reason: an optional backend

    return chain


class AsRunnable:
    """The part of a graph that LangChain's chains see."""

    def __or__(self, other: Any) -> Any:
        """Return the chain of this graph and what comes after it; needs langchain-core."""
        return _langchain().chained(self, other)

    def __ror__(self, other: Any) -> Any:
        """Return the chain of what comes before it and this graph; needs langchain-core."""
        return _langchain().chained(other, self)

    def astream_events(self, input: Any, config: Any = None, *, version: str = "v2", **kwargs: Any) -> Any:
        """Return LangChain's events of a run: every start, token and end; needs langchain-core."""
        return _langchain().events(self, "astream_events", input, config, version=version, **kwargs)

    def stream_events(self, input: Any, config: Any = None, *, version: str = "v2", **kwargs: Any) -> Any:
        """Return what LangChain's `stream_events` returns for this version; needs langchain-core."""
        return _langchain().events(self, "stream_events", input, config, version=version, **kwargs)

    def __getattr__(self, name: str) -> Any:
        """Return a method of LangChain's Runnable, bound to this graph."""
        is_inner = name[0] == "_" and not name.startswith("__") and RUNNABLES in sys.modules
        if name in BORROWED or (is_inner and _langchain().can_lend(name)):
            return _langchain().borrowed(self, name)
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
