"""What makes something of a run's events: one class for each projection, and the base for an author's own."""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NotRequired, TypedDict

from runtime.stream.events import make_event
from runtime.stream.run_stream import AsyncSubgraphRunStream, SubgraphRunStream
from runtime.stream.stream_channel import StreamChannel

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from runtime.stream.events import Mux, ProtocolEvent
    from runtime.types import StreamMode

SubgraphStatus = Literal["started", "completed", "failed", "interrupted", "drained"]
"""How a graph inside a run stands."""
LOGGER = logging.getLogger(__name__)


class LifecyclePayload(TypedDict):
    """What a `lifecycle` event says of a graph inside the run."""

    event: SubgraphStatus
    namespace: list[str]
    graph_name: NotRequired[str]
    trigger_call_id: NotRequired[str]
    cause: NotRequired[Any]
    error: NotRequired[str]


class StreamTransformer(ABC):
    """Sees every event of a run, in order, and projects what it makes of them into channels.

    Args:
        scope: namespace of the graph whose events are this one's; `()` is the whole run.

    Attributes:
        required_stream_modes: the modes that must be streamed for it.

    Example:
        >>> from runtime.stream import StreamChannel, StreamTransformer
        >>> class Names(StreamTransformer):
        ...     required_stream_modes = ("updates",)
        ...     def init(self):
        ...         self.names = StreamChannel()
        ...         return {"names": self.names}
        ...     def process(self, event):
        ...         if event["method"] == "updates":
        ...             self.names.push(next(iter(event["params"]["data"])))
        ...         return True
    """

    required_stream_modes: ClassVar[tuple[StreamMode, ...]] = ()
    before_builtins: ClassVar[bool] = False
    requires_async: ClassVar[bool] = False
    supports_sync: ClassVar[bool] = False

    def __init__(self, scope: tuple[str, ...] = ()) -> None:
        self.scope = scope
        self.mux: Mux | None = None

    @abstractmethod
    def init(self) -> dict[str, Any]:
        """Return the projections by name."""

    def process(self, event: ProtocolEvent) -> bool:
        """Take an event; False keeps it out of the run's log."""
        return True

    async def aprocess(self, event: ProtocolEvent) -> bool:
        """Take an event of a run on an event loop."""
        return self.process(event)

    def finalize(self) -> None:  # noqa: B027 - most transformers have nothing to say at the end
        """Say the last, before the channels close."""

    async def afinalize(self) -> None:
        """Say the last, of a run on an event loop."""
        self.finalize()

    def fail(self, err: BaseException) -> None:  # noqa: B027 - most transformers leave an error to the channels
        """Take the error that ended the run."""

    async def afail(self, err: BaseException) -> None:
        """Take the error that ended a run on an event loop."""
        self.fail(err)

    def schedule(self, coro: Coroutine[Any, Any, Any], *, on_error: Literal["log", "raise"] = "log") -> Any:
        """Run a coroutine beside the run, which waits for it at its end; RuntimeError without an event loop."""
        if self.mux is None:
            raise RuntimeError("This transformer is in no run yet: schedule from process().")

        async def guarded() -> Any:
            try:
                return await coro
            except Exception:
                if on_error == "raise":
                    raise
                LOGGER.exception("A coroutine scheduled by %s failed.", type(self).__name__)

        running = asyncio.create_task(guarded())
        self.mux.scheduled.add(running)
        return running

    def is_mine(self, event: ProtocolEvent, method: str) -> bool:
        """Whether an event is of this sort, and of the graph this transformer is for."""
        return event["method"] == method and tuple(event["params"]["namespace"]) == self.scope


class _ModeTransformer(StreamTransformer):
    """Projects the payloads of one stream mode."""

    def init(self) -> dict[str, Any]:
        """Return the projection, named as the mode."""
        self.channel: StreamChannel[Any] = StreamChannel()
        return {self.required_stream_modes[0]: self.channel}

    def process(self, event: ProtocolEvent) -> bool:
        """Push the payload of each event of the mode."""
        if self.is_mine(event, self.required_stream_modes[0]):
            self.channel.push(event["params"]["data"])
        return True


class UpdatesTransformer(_ModeTransformer):
    """Projects `updates`."""

    required_stream_modes = ("updates",)

    def init(self) -> dict[str, Any]:
        """Return the projection `updates`."""
        return super().init()

    def process(self, event: ProtocolEvent) -> bool:
        """Push what a node wrote."""
        return super().process(event)


class CustomTransformer(_ModeTransformer):
    """Projects `custom`."""

    required_stream_modes = ("custom",)

    def init(self) -> dict[str, Any]:
        """Return the projection `custom`."""
        return super().init()

    def process(self, event: ProtocolEvent) -> bool:
        """Push what a node streamed."""
        return super().process(event)


class CheckpointsTransformer(_ModeTransformer):
    """Projects `checkpoints`."""

    required_stream_modes = ("checkpoints",)

    def init(self) -> dict[str, Any]:
        """Return the projection `checkpoints`."""
        return super().init()

    def process(self, event: ProtocolEvent) -> bool:
        """Push a checkpoint."""
        return super().process(event)


class TasksTransformer(_ModeTransformer):
    """Projects `tasks`."""

    required_stream_modes = ("tasks",)

    def init(self) -> dict[str, Any]:
        """Return the projection `tasks`."""
        return super().init()

    def process(self, event: ProtocolEvent) -> bool:
        """Push the start or end of a task."""
        return super().process(event)


class DebugTransformer(_ModeTransformer):
    """Projects `debug`."""

    required_stream_modes = ("debug",)

    def init(self) -> dict[str, Any]:
        """Return the projection `debug`."""
        return super().init()

    def process(self, event: ProtocolEvent) -> bool:
        """Push a debug payload."""
        return super().process(event)


class MessagesTransformer(_ModeTransformer):
    """Projects `messages`: each message or chunk, and where it came from."""

    required_stream_modes = ("messages",)

    def init(self) -> dict[str, Any]:
        """Return the projection `messages`."""
        return super().init()

    def process(self, event: ProtocolEvent) -> bool:
        """Push a message or chunk."""
        return super().process(event)

    def finalize(self) -> None:
        """Close the projection."""
        self.channel.close()

    def fail(self, err: BaseException) -> None:
        """Pass the error to the reader."""
        self.channel.fail(err)


class ValuesTransformer(_ModeTransformer):
    """Projects `values`, and knows the newest state and what the run waits for."""

    required_stream_modes = ("values",)

    def init(self) -> dict[str, Any]:
        """Return the projection `values`."""
        self.latest: Any = None
        self.interrupts: list[Any] = []
        self._error: BaseException | None = None
        return super().init()

    def process(self, event: ProtocolEvent) -> bool:
        """Push the state, and note its interrupts."""
        if self.is_mine(event, "values"):
            self.latest = event["params"]["data"]
            self.interrupts.extend(event["params"].get("interrupts", ()))
        return super().process(event)

    def fail(self, err: BaseException) -> None:
        """Note the error."""
        self._error = err

    @property
    def error(self) -> BaseException | None:
        """What ended the run, or None."""
        return self._error


class _TasksLifecycleBase(StreamTransformer):
    """Follows the graphs directly inside this one by the starts and ends of tasks."""

    required_stream_modes = ("tasks",)

    def started(self, namespace: tuple[str, ...], name: str, call_id: str) -> None:
        """A graph inside began."""

    def ended(self, namespace: tuple[str, ...], status: SubgraphStatus, error: str | None) -> None:
        """A graph inside ended."""

    def process(self, event: ProtocolEvent) -> bool:
        """Follow tasks, which stay out of the log."""
        if event["method"] != "tasks":
            return True
        namespace = tuple(event["params"]["namespace"])
        payload = event["params"]["data"]
        depth = len(self.scope) + 1
        if len(namespace) >= depth and namespace[: depth - 1] == self.scope:
            self._begin(namespace[:depth])
        elif namespace == self.scope and "result" in payload:
            self._end(payload)
        return False

    def _begin(self, namespace: tuple[str, ...]) -> None:
        if namespace not in self._open:
            name, _, call_id = namespace[-1].partition(":")
            self._open[namespace] = call_id
            self.started(namespace, name, call_id)

    def _end(self, payload: dict[str, Any]) -> None:
        for namespace, call_id in list(self._open.items()):
            if call_id.split(":")[0] == payload["id"]:
                del self._open[namespace]
                error = payload["error"]
                status: SubgraphStatus = "failed" if error else "interrupted" if payload["interrupts"] else "completed"
                self.ended(namespace, status, str(error) if error else None)

    def finalize(self) -> None:
        """Count what is still open as ended."""
        for namespace in list(self._open):
            self.ended(namespace, "completed", None)
        self._open.clear()

    def fail(self, err: BaseException) -> None:
        """Count what is still open as failed."""
        for namespace in list(self._open):
            self.ended(namespace, "failed", str(err))
        self._open.clear()

    def __init__(self, scope: tuple[str, ...] = ()) -> None:
        super().__init__(scope)
        self._open: dict[tuple[str, ...], str] = {}


class LifecycleTransformer(_TasksLifecycleBase):
    """Projects `lifecycle`: graphs inside the run that start and end."""

    def init(self) -> dict[str, Any]:
        """Return the projection `lifecycle`."""
        self.channel: StreamChannel[Any] = StreamChannel()
        return {"lifecycle": self.channel}

    def _tell(self, payload: dict[str, Any]) -> None:
        self.channel.push(payload)
        if self.mux is not None:
            self.mux.note(make_event("lifecycle", self.scope, payload))

    def started(self, namespace: tuple[str, ...], name: str, call_id: str) -> None:
        """Tell that a graph inside began."""
        self._tell({"event": "started", "namespace": list(namespace), "graph_name": name, "trigger_call_id": call_id})

    def ended(self, namespace: tuple[str, ...], status: SubgraphStatus, error: str | None) -> None:
        """Tell that a graph inside ended."""
        more = {} if error is None else {"error": error}
        self._tell({"event": status, "namespace": list(namespace), **more})


class SubgraphTransformer(_TasksLifecycleBase):
    """Projects `subgraphs`: a stream of its own for each graph inside the run."""

    supports_sync = True

    def __init__(self, scope: tuple[str, ...] = ()) -> None:
        super().__init__(scope)
        self._streams: dict[tuple[str, ...], Any] = {}
        self._is_async = False

    def init(self) -> dict[str, Any]:
        """Return the projection `subgraphs`."""
        self.channel: StreamChannel[Any] = StreamChannel()
        return {"subgraphs": self.channel}

    def process(self, event: ProtocolEvent) -> bool:
        """Pass on what belongs to a graph inside."""
        kept = super().process(event)
        stream = self._streams.get(tuple(event["params"]["namespace"])[: len(self.scope) + 1])
        if stream is not None:
            stream.mux.push({**event, "params": event["params"]})
        return kept

    async def aprocess(self, event: ProtocolEvent) -> bool:
        """Pass on what belongs to a graph inside."""
        self._is_async = True
        return self.process(event)

    def started(self, namespace: tuple[str, ...], name: str, call_id: str) -> None:
        """Open a stream for a graph inside."""
        from runtime.stream.builtins import builtin_mux  # noqa: PLC0415 - reason: it lists this class

        assert self.mux is not None  # noqa: S101 - events only come once there is a mux
        kind = AsyncSubgraphRunStream if self._is_async else SubgraphRunStream
        inner = builtin_mux(namespace, ())
        inner.bind(self.mux.log.pull, self.mux.log.apull)
        stream = kind(inner, path=namespace, graph_name=name, trigger_call_id=call_id)
        self._streams[namespace] = stream
        self.channel.push(stream)

    def ended(self, namespace: tuple[str, ...], status: SubgraphStatus, error: str | None) -> None:
        """Close the stream of a graph inside."""
        stream = self._streams.pop(namespace, None)
        if stream is not None:
            stream.status, stream.error = status, error
            stream.mux.end()

    def finalize(self) -> None:
        """Close every stream."""
        super().finalize()

    async def afinalize(self) -> None:
        """Close every stream."""
        self.finalize()

    def fail(self, err: BaseException) -> None:
        """Close every stream."""
        super().fail(err)

    async def afail(self, err: BaseException) -> None:
        """Close every stream."""
        self.fail(err)
