"""A graph where LangChain expects a Runnable, at no cost to programs that know no LangChain.

A graph has the methods of a Runnable that mean something to it. The others (`pipe`, `bind`, `with_retry`, ...) are
LangChain's own, looked up when somebody calls them. Once LangChain's Runnables are imported, graphs count as one:
`isinstance(graph, Runnable)` holds, and they may stand anywhere in a chain.
"""

from __future__ import annotations

import sys
from typing import Any, ClassVar

LENT_TO_GRAPHS = frozenset(
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
LENT_TO_NODES = LENT_TO_GRAPHS | {
    "InputType",
    "OutputType",
    "abatch",
    "astream",
    "batch",
    "get_input_jsonschema",
    "get_input_schema",
    "get_output_jsonschema",
    "get_output_schema",
    "stream",
    "with_config",
}
"""What a Runnable has and a node made by `prebuilt` does not."""
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

    name: str
    _lent: ClassVar[frozenset[str]] = LENT_TO_GRAPHS

    def get_name(self, suffix: str | None = None, *, name: str | None = None) -> str:
        """Return the name, with `suffix` after it."""
        own = name or self.name
        return f"{own}{suffix.title() if own[0].isupper() else f'_{suffix.lower()}'}" if suffix else own

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
        if name in self._lent or (is_inner and _langchain().can_lend(name)):
            return _langchain().borrowed(self, name)
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")


class RunnableNode(AsRunnable):
    """A node ready to be added to a graph, where LangChain expects a Runnable: `node.with_fallbacks([...])`."""

    _lent = LENT_TO_NODES

    def __init__(self, name: str, tags: list[str] | None) -> None:
        self.name = name
        self.tags = tags
        count_as_runnable(type(self))
