"""The shape of events, and the one place all events of a run go through."""

from __future__ import annotations

import asyncio
import inspect
import time
from typing import TYPE_CHECKING, Any, Literal, NotRequired, TypedDict

from runtime.stream.stream_channel import StreamChannel

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from runtime.stream.base import StreamTransformer


METHODS = {"message_events": "messages"}
"""What events are called that come from a stream mode of another name."""


class ProtocolEvent(TypedDict):
    """One event: what sort (`method`), and in `params` its namespace, time (milliseconds) and data."""

    type: Literal["event"]
    event_id: NotRequired[str]
    seq: NotRequired[int]
    method: str
    params: dict[str, Any]


def make_event(method: str, namespace: Sequence[str], data: Any, **more: Any) -> ProtocolEvent:
    """Return an event of now."""
    params = {"namespace": list(namespace), "timestamp": int(time.time() * 1000), "data": data, **more}
    return {"type": "event", "method": method, "params": params}


def event_of(part: dict[str, Any]) -> ProtocolEvent:
    """Return a chunk of `stream(version="v2")` as an event."""
    more = {"interrupts": part["interrupts"]} if "interrupts" in part else {}
    method: str = part["type"]
    return make_event(METHODS.get(method, method), part["ns"], part["data"], **more)


class Mux:
    """Shows every event to the transformers, in order, and keeps the log of those none of them held back."""

    def __init__(
        self,
        transformers: Sequence[StreamTransformer],
        scope: tuple[str, ...] = (),
        make: Callable[[tuple[str, ...]], Mux] | None = None,
    ) -> None:
        self.scope = scope
        self._make = make
        self.log: StreamChannel[ProtocolEvent] = StreamChannel()
        self.extensions: dict[str, Any] = {}
        self.transformers = list(transformers)
        self.scheduled: set[asyncio.Task[Any]] = set()
        self._seq = 0
        self.is_over = False
        self.shown = 0
        for transformer in self.transformers:
            transformer.mux = self
            transformer._on_register(self)  # pyright: ignore[reportPrivateUsage]
            made = transformer.init() or {}
            if taken := sorted(made.keys() & self.extensions.keys()):
                raise ValueError(f"{type(transformer).__name__} names projections that others have: {taken!r}.")
            self.extensions.update(made)
        for channel in self.channels:
            if channel.name is not None and channel is not self.log and channel.echo is None:
                channel.echo = self._echo_of(channel.name)

    @property
    def is_async(self) -> bool:
        """Whether the run is on an event loop."""
        return self.log.apull is not None

    @property
    def _events(self) -> StreamChannel[ProtocolEvent]:
        return self.log

    def make_child(self, scope: tuple[str, ...]) -> Mux:
        """Return a mux for a graph inside, moved on with this one; RuntimeError where none can be made."""
        if self._make is None:
            raise RuntimeError(f"The events of {self.scope!r} have no graphs inside.")
        child = self._make(scope)
        child.bind(self.log.pull, self.log.apull)
        return child

    _make_child = make_child

    @property
    def channels(self) -> list[StreamChannel[Any]]:
        """The log and every projection that is a channel."""
        return [self.log, *(item for item in self.extensions.values() if isinstance(item, StreamChannel))]

    def _echo_of(self, name: str) -> Callable[[Any], None]:
        return lambda item: self.note(make_event(f"custom:{name}", self.scope, item))

    def bind(self, pull: Callable[[], bool] | None, apull: Callable[[], Awaitable[bool]] | None) -> None:
        """Say how the run goes on when a channel is empty."""
        for channel in self.channels:
            channel.pull, channel.apull = pull, apull

    def note(self, event: ProtocolEvent) -> None:
        """Put an event into the log."""
        self._seq += 1
        event["seq"] = self._seq
        self.log.push(event)

    def push(self, event: ProtocolEvent) -> None:
        """Show an event to every transformer, then put it into the log unless one of them held it back."""
        self.shown += 1
        kept = [transformer.process(event) is not False for transformer in self.transformers]
        if all(kept):
            self.note(event)

    async def apush(self, event: ProtocolEvent) -> None:
        """Do what `push` does, with transformers that await."""
        self.shown += 1
        kept = True
        for transformer in self.transformers:
            shown: Any = transformer.aprocess(event)
            kept = (await shown if inspect.isawaitable(shown) else shown) is not False and kept
        if kept:
            self.note(event)

    def end(self, error: BaseException | None = None) -> None:
        """Let transformers say their last, and close every channel."""
        if self.is_over:
            return
        self.is_over = True
        for transformer in self.transformers:
            if error is None:
                transformer.finalize()
            else:
                transformer.fail(error)
        self._close(error)

    async def aend(self, error: BaseException | None = None) -> None:
        """Do what `end` does, with transformers that await."""
        if self.is_over:
            return
        self.is_over = True
        await asyncio.gather(*self.scheduled)
        for transformer in self.transformers:
            await (transformer.afinalize() if error is None else transformer.afail(error))
        self._close(error)

    def close(self) -> None:
        """Let transformers say their last, and close every channel."""
        self.end()

    def fail(self, err: BaseException) -> None:
        """Do what `close` does for a run that failed."""
        self.end(err)

    async def aclose(self) -> None:
        """Do what `close` does, with transformers that await."""
        await self.aend()

    async def afail(self, err: BaseException) -> None:
        """Do what `fail` does, with transformers that await."""
        await self.aend(err)

    def _close(self, error: BaseException | None) -> None:
        for channel in self.channels:
            if error is None:
                channel.close()
            else:
                channel.fail(error)


StreamMux = Mux
TransformerFactory = Any
"""A class of transformers, or a function from a scope to one."""
