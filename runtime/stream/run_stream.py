"""A run that is read: its events, its projections, its output. Whoever reads moves the run on."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Self

from runtime.stream.events import event_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from runtime.stream.events import Mux, ProtocolEvent


class _Projections:
    """What both faces share: the mux, and its projections as attributes."""

    def __init__(self, chunks: Any, mux: Mux, *, wire_pump: bool = True) -> None:
        self._chunks: Any = chunks
        self.mux = self._mux = mux
        self.extensions = mux.extensions
        self._seen_terminal = False
        self._values: Any = next(item for item in mux.transformers if hasattr(item, "latest"))
        if wire_pump:
            self._wire()

    def _wire(self) -> None:
        """Have whoever reads a projection move the run on."""
        raise NotImplementedError

    def _observe_event(self, event: ProtocolEvent) -> None:
        """Take an event before it is passed on: LangChain's transformer of agents calls it."""

    def __getattr__(self, name: str) -> Any:
        extensions = self.__dict__.get("extensions", {})
        if name in extensions:
            return extensions[name]
        raise AttributeError(f"This run has no projection {name!r}: it has {sorted(extensions)!r}.")


class GraphRunStream(_Projections):
    """A run read by iteration. `values`, `messages`, `lifecycle`, `subgraphs` and an author's projections are channels.

    Iterating over it yields events. Close it with `abort`, or use it in a `with` statement.
    """

    def __init__(self, graph_iter: Iterator[Any] | None, mux: Mux, *, wire_pump: bool = True) -> None:
        super().__init__(graph_iter, mux, wire_pump=wire_pump)

    def _wire(self) -> None:
        self.mux.bind(self._pull, None)

    def _pull(self) -> bool:
        if self._chunks is None:
            return False
        try:
            part = next(self._chunks)
        except StopIteration:
            self._chunks = None
            self.mux.end()
            return False
        except Exception as error:  # noqa: BLE001 - border: readers of every channel get the error of the run
            self._chunks = None
            self.mux.end(error)
            return False
        self.mux.push(event_of(part))
        return True

    def __iter__(self) -> Iterator[ProtocolEvent]:
        """Yield the events of the run."""
        return iter(self.mux.log)

    def _drain(self) -> None:
        pull = self.mux.log.pull
        while not self.mux.is_over and pull is not None and pull():
            continue
        if self._values.error is not None:
            raise self._values.error

    @property
    def output(self) -> Any:
        """The last state, once the run has ended; raises what ended it."""
        self._drain()
        return self._values.latest

    @property
    def interrupted(self) -> bool:
        """Whether the run ended waiting for answers."""
        self._drain()
        return bool(self._values.interrupts)

    @property
    def interrupts(self) -> list[Any]:
        """What the run waits for."""
        self._drain()
        return list(self._values.interrupts)

    def interleave(self, *names: str) -> Iterator[tuple[str, Any]]:
        """Yield `(name, item)` of several projections in the order they come."""
        sources = {name: self.extensions[name] for name in names}
        order: list[tuple[str, Any]] = []

        def follow(name: str, channel: Any) -> None:
            channel.follow(lambda item: order.append((name, item)))  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]

        for name, channel in sources.items():
            follow(name, channel)
        while True:
            while order:
                yield order.pop(0)
            pull = self.mux.log.pull
            if self.mux.is_over or pull is None or not pull():
                break
        yield from order
        if self._values.error is not None:
            raise self._values.error

    def abort(self) -> None:
        """Stop the run and close every channel."""
        chunks: Any = self._chunks
        self._chunks = None
        if chunks is not None:
            chunks.close()
        self.mux.end()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.abort()


class AsyncGraphRunStream(_Projections):
    """A run on an event loop, read by `async for`; the projections are those of `GraphRunStream`."""

    def __init__(self, graph_aiter: AsyncIterator[Any] | None, mux: Mux, *, wire_pump: bool = True) -> None:
        super().__init__(graph_aiter, mux, wire_pump=wire_pump)
        self._turn = asyncio.Lock()

    def _wire(self) -> None:
        self.mux.bind(None, self._pull)

    async def _pull(self) -> bool:
        seen = self.mux.shown
        async with self._turn:
            if self.mux.shown != seen:
                return True
            if self._chunks is None:
                return False
            try:
                part = await anext(self._chunks)
            except StopAsyncIteration:
                self._chunks = None
                await self.mux.aend()
                return False
            except Exception as error:  # noqa: BLE001 - border: readers of every channel get the error of the run
                self._chunks = None
                await self.mux.aend(error)
                return False
            await self.mux.apush(event_of(part))
            return True

    def __aiter__(self) -> AsyncIterator[ProtocolEvent]:
        """Yield the events of the run."""
        return aiter(self.mux.log)

    async def _drain(self) -> None:
        pull = self.mux.log.apull
        while not self.mux.is_over and pull is not None and await pull():
            continue
        if self._values.error is not None:
            raise self._values.error

    async def output(self) -> Any:
        """Return the last state, once the run has ended; raises what ended it."""
        await self._drain()
        return self._values.latest

    async def interrupted(self) -> bool:
        """Return whether the run ended waiting for answers."""
        await self._drain()
        return bool(self._values.interrupts)

    async def interrupts(self) -> list[Any]:
        """Return what the run waits for."""
        await self._drain()
        return list(self._values.interrupts)

    async def abort(self) -> None:
        """Stop the run and close every channel."""
        chunks: Any = self._chunks
        self._chunks = None
        if chunks is not None:
            await chunks.aclose()
        await self.mux.aend()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.abort()


class _Inside(_Projections):
    """What both faces know of a graph inside a run; their bases name it before the face."""

    def __init__(
        self, mux: Mux, *, path: tuple[str, ...], graph_name: str | None = None, trigger_call_id: str | None = None
    ) -> None:
        super().__init__(None, mux, wire_pump=False)
        self.path = path
        self.graph_name = graph_name
        self.trigger_call_id = trigger_call_id
        self.status: str = "started"
        self.error: str | None = None


class SubgraphRunStream(_Inside, GraphRunStream):
    """A graph inside a run: its own projections, moved on by whoever reads any of them.

    Attributes:
        path: its namespace.
        graph_name: the node that runs it.
        trigger_call_id: id of the task that runs it.
        status: how it stands.
        error: what it failed with, as text.
    """


class AsyncSubgraphRunStream(_Inside, AsyncGraphRunStream):
    """A graph inside a run on an event loop; its attributes are those of `SubgraphRunStream`."""
