"""A run, from how it was asked for to its result or its chunks: opened, driven and read, by either face."""

from __future__ import annotations

from contextlib import aclosing
from functools import cache
from typing import TYPE_CHECKING, Any

from runtime.constants import NS_SEP
from runtime.drive.resources import awith_resources, with_resources
from runtime.drive.tasks import TaskDriver
from runtime.drive.threads import ThreadDriver
from runtime.graph.running.inside import graph_inside
from runtime.graph.running.opening import open_run
from runtime.graph.running.output import SHOWN_BY_DEBUG, Reader, result_of_run
from runtime.graph.running.stops import awaited, flow_of
from runtime.pregel.words import Outcome
from runtime.state.schema import object_maker

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator, Sequence

    from runtime.config import RunnableConfig
    from runtime.drive.answering import Chunk
    from runtime.drive.node.scope import Scope
    from runtime.graph.running.opening import Options
    from runtime.graph.running.output import Wanted
    from runtime.pregel.program import Program
    from runtime.types import CachePolicy, RetryPolicy, StreamMode

UNREAD = Reader((), (), version="v1", ns=False)
"""Nothing of a run is read but its end."""


class Running:
    """The part of a graph that runs it: a program, and what every run of it has. What that is, is told at `Pregel`."""

    program: Program
    checkpointer: Any = None
    store: Any = None
    cache: Any = None
    interrupt_before_nodes: str | Sequence[str] = ()
    interrupt_after_nodes: str | Sequence[str] = ()
    step_timeout: float | None = None
    retry_policy: Sequence[RetryPolicy] = ()
    cache_policy: CachePolicy[Any] | None = None
    context_schema: Any = None
    config: RunnableConfig | None = None
    name: str = "LangGraph"
    stream_mode: StreamMode = "values"
    stream_eager: bool = False
    debug: bool = False
    output_type: Any = None
    state_type: Any = None
    stream_transformers: tuple[Any, ...] = ()
    shows_all: bool = False

    def _invoke(self, value: Any, config: Any, options: Options, wanted: Wanted) -> Any:
        scope, reader = self._open_whole(value, config, options, wanted)
        chunks = self._threaded(scope)
        if wanted.stream_mode == "values":
            return self._result(_finish(chunks, reader), wanted.version)
        return list(reader.read(chunks))

    async def _ainvoke(self, value: Any, config: Any, options: Options, wanted: Wanted) -> Any:
        scope, reader = self._open_whole(value, config, options, wanted)
        chunks: list[Any] = []
        outcome: Outcome | None = None
        async for item in self._looped(scope):  # to its end: one that is left is closed by a task of its own
            if isinstance(item, Outcome):
                outcome = item
            else:
                chunks.extend(reader.read((item,)))
        return chunks if outcome is None or wanted.stream_mode != "values" else self._result(outcome, wanted.version)

    def _stream(self, value: Any, config: Any, options: Options, wanted: Wanted) -> Iterator[Any]:
        scope, reader = self._open_stream(value, config, options, wanted)
        yield from reader.read(self._threaded(scope))

    async def _astream(self, value: Any, config: Any, options: Options, wanted: Wanted) -> AsyncIterator[Any]:
        scope, reader = self._open_stream(value, config, options, wanted)
        async with aclosing(self._looped(scope)) as items:
            async for item in items:
                if not isinstance(item, Outcome):
                    for chunk in reader.read((item,)):
                        yield chunk

    def _open_whole(self, value: Any, config: Any, options: Options, wanted: Wanted) -> tuple[Scope, Reader]:
        """Open a run whose end is its result, or all chunks of other modes than `values`."""
        reader = self._reader(() if wanted.stream_mode == "values" else wanted.stream_mode, wanted)
        return open_run(self, value, config, options, reader.modes), reader

    def _open_stream(self, value: Any, config: Any, options: Options, wanted: Wanted) -> tuple[Scope, Reader]:
        """Open a run whose chunks are read as they come, of the keys that snapshots show."""
        if options.output_keys is None:
            options.output_keys = self.program.stream_channels
        reader = self._reader(wanted.stream_mode, wanted)
        return open_run(self, value, config, options, reader.modes, subgraphs=wanted.subgraphs), reader

    def _reader(self, modes: Any, wanted: Wanted) -> Reader:
        shown = SHOWN_BY_DEBUG if (self.debug if wanted.debug is None else wanted.debug) else wanted.print_mode
        if modes == () == shown and wanted.version == "v1":
            return UNREAD
        makers = cache(self._makers) if wanted.version == "v2" else None
        modes = self.stream_mode if modes is None else modes
        return Reader(modes, shown, version=wanted.version, ns=wanted.subgraphs, makers=makers)

    def _makers(self, path: tuple[str, ...]) -> tuple[Any, Any]:
        """Return what makes objects of the output and the state of this graph, or of a known one inside."""
        graph = graph_inside(self, NS_SEP.join(path))
        return object_maker(getattr(graph, "output_type", None)), object_maker(getattr(graph, "state_type", None))

    def _threaded(self, scope: Scope) -> Generator[Chunk, None, Outcome]:
        chunks = with_resources(scope, lambda: ThreadDriver(scope).drive(flow_of(scope)))
        return chunks if scope.guest is None else scope.guest.watch(scope, chunks)

    def _looped(self, scope: Scope) -> AsyncGenerator[Chunk | Outcome, None]:
        waiting: list[Any] = []
        items = awith_resources(scope, lambda: TaskDriver(scope).drive(flow_of(scope, waiting)))
        if scope.config.get("callbacks"):
            items = awaited(items, waiting)
        return items if scope.guest is None else scope.guest.awatch(scope, items)

    def _result(self, outcome: Outcome, version: str) -> Any:
        return result_of_run(outcome, version, object_maker(self.output_type) if version == "v2" else None)


def _finish(chunks: Generator[Chunk, None, Outcome], reader: Reader) -> Outcome:
    """Read a run to its end for what is to be printed; return how it ended."""
    while True:
        try:
            chunk = next(chunks)
        except StopIteration as end:
            return end.value
        for _ in reader.read((chunk,)):
            pass
