"""A run as a stream of events with projections: `stream_events` and `astream_events`, version v3."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from runtime.graph.running.runnable import RUNNABLES, AsRunnable
from runtime.stream.builtins import builtin_mux
from runtime.stream.run_stream import AsyncGraphRunStream, GraphRunStream

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Sequence

    from runtime.stream.events import Mux
    from runtime.stream.transformers import StreamTransformer


def message_streams() -> Any:
    """Return what makes streams of LangChain's messages."""
    from runtime.integrations.langchain import message_streams  # noqa: PLC0415 - reason: an optional backend

    return message_streams


class RunEvents(AsRunnable):
    """The part of a compiled graph that streams events. LangChain's versions are LangChain's own."""

    stream: Callable[..., Iterator[Any]]
    astream: Callable[..., AsyncIterator[Any]]
    stream_transformers: tuple[Any, ...]

    def _message_streams(self) -> Any:
        return message_streams() if RUNNABLES in sys.modules else None

    def _mux(self, transformers: Sequence[Any] | None) -> tuple[Mux, list[str]]:
        factories: list[Callable[[tuple[str, ...]], StreamTransformer]] = [
            *self.stream_transformers,
            *(transformers or ()),
        ]
        mux = builtin_mux((), factories, self._message_streams())
        modes: set[str] = {mode for transformer in mux.transformers for mode in transformer.required_stream_modes}
        if "messages" in modes:
            modes = {*modes - {"messages"}, "message_events"}
        return mux, sorted(modes)

    def stream_events(
        self,
        input: Any,
        config: Any = None,
        *,
        version: str = "v2",
        transformers: Sequence[Any] | None = None,
        **kwargs: Any,
    ) -> Any:
        """Start a run and return it as a `GraphRunStream` (v3): events, projections, output.

        Args:
            version: `v3`; for others see LangChain, whose events they are.
            transformers: classes, or functions from a scope, that make projections of the events.

        Example:
            >>> from typing import TypedDict
            >>> from runtime import START, StateGraph
            >>> class Count(TypedDict):
            ...     n: int
            >>> graph = StateGraph(Count).add_node("add", lambda state: {"n": state["n"] + 1})
            >>> run = graph.add_edge(START, "add").compile().stream_events({"n": 1}, version="v3")
            >>> list(run.values)
            [{'n': 1}, {'n': 2}]
            >>> run.output
            {'n': 2}
        """
        if version != "v3":
            return super().stream_events(input, config, version=version, **kwargs)
        mux, modes = self._mux(transformers)
        if any(transformer.requires_async for transformer in mux.transformers):
            raise TypeError("A transformer of this run awaits: start it with astream_events.")
        chunks = self.stream(input, config, stream_mode=modes, subgraphs=True, version="v2", **kwargs)
        return GraphRunStream(chunks, mux)

    def astream_events(
        self,
        input: Any,
        config: Any = None,
        *,
        version: str = "v2",
        transformers: Sequence[Any] | None = None,
        **kwargs: Any,
    ) -> Any:
        """Return LangChain's events of a run; with version v3 an awaitable of an `AsyncGraphRunStream`."""
        if version != "v3":
            return super().astream_events(input, config, version=version, **kwargs)
        return self._astart(input, config, transformers, kwargs)

    async def _astart(self, input: Any, config: Any, transformers: Sequence[Any] | None, settings: Any) -> Any:
        mux, modes = self._mux(transformers)
        chunks = self.astream(input, config, stream_mode=modes, subgraphs=True, version="v2", **settings)
        return AsyncGraphRunStream(chunks, mux)
