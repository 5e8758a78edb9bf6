"""Graphs inside a run: when they start and end, whose they are, and a stream of its own for each.

They are followed by the starts and ends of tasks. The underscored names are those that transformers of other packages
(LangChain's for its agents) override and call.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, NotRequired, TypedDict, cast

from runtime.stream.base import StreamTransformer
from runtime.stream.events import make_event
from runtime.stream.run_stream import AsyncSubgraphRunStream, SubgraphRunStream
from runtime.stream.stream_channel import StreamChannel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runtime.stream.events import ProtocolEvent

SubgraphStatus = Literal["started", "completed", "failed", "interrupted", "drained"]
"""How a graph inside a run stands."""
Namespace = tuple[str, ...]
AGENT = "lc_agent_name"
"""Key of the metadata under which LangChain's agents say their names."""


class LifecyclePayload(TypedDict):
    """What a `lifecycle` event says of a graph inside the run."""

    event: SubgraphStatus
    namespace: list[str]
    graph_name: NotRequired[str]
    trigger_call_id: NotRequired[str]
    cause: NotRequired[Any]
    error: NotRequired[str]


class _TasksLifecycleBase(StreamTransformer):
    """Follows the graphs directly inside this one by the starts and ends of tasks."""

    required_stream_modes = ("tasks",)

    def __init__(self, scope: Namespace = ()) -> None:
        super().__init__(scope)
        self._open: dict[Namespace, str] = {}
        self._lc_by_ns: dict[Namespace, str | None] = {}
        self._calls: dict[str, str] = {}
        self._pending_cause: dict[str, Any] | None = None

    def _should_track(self, ns: Namespace) -> bool:
        return len(ns) == len(self.scope) + 1 and ns[: len(self.scope)] == self.scope

    def _on_started(self, ns: Namespace, graph_name: str | None, trigger_call_id: str | None) -> None:
        """A graph inside began; `_pending_cause` holds what began it."""

    def _on_terminal(self, ns: Namespace, status: SubgraphStatus, error: str | None) -> None:
        """A graph inside ended."""

    async def _aon_terminal(self, ns: Namespace, status: SubgraphStatus, error: str | None) -> None:
        self._on_terminal(ns, status, error)

    def process(self, event: ProtocolEvent) -> bool:
        """Follow tasks, which stay out of the log."""
        if event["method"] != "tasks":
            return True
        ns, payload = tuple(event["params"]["namespace"]), event["params"]["data"]
        for ended in self._follow(ns, payload):
            self._on_terminal(*ended)
        return False

    async def aprocess(self, event: ProtocolEvent) -> bool:
        """Follow tasks of a run on an event loop."""
        if event["method"] != "tasks":
            return True
        ns, payload = tuple(event["params"]["namespace"]), event["params"]["data"]
        for ended in self._follow(ns, payload):
            await self._aon_terminal(*ended)
        return False

    def _follow(self, ns: Namespace, payload: dict[str, Any]) -> list[tuple[Namespace, SubgraphStatus, str | None]]:
        if "result" in payload:
            return list(self._pop_terminal_transitions(ns, payload))
        self._record_identity(ns, payload)
        self._record_pending_tool_calls(payload)
        self._handle_task_start(ns, payload)
        return []

    def _record_identity(self, ns: Namespace, payload: Mapping[str, Any]) -> None:
        noted: Mapping[str, Any] = payload.get("metadata") or {}
        name: str | None = noted.get(AGENT)
        self._lc_by_ns.setdefault(ns, name)

    def _record_pending_tool_calls(self, payload: Mapping[str, Any]) -> None:
        call = _only_call(payload.get("input"))
        if call is not None:
            self._calls[payload["id"]] = call

    def _handle_task_start(self, ns: Namespace, payload: Mapping[str, Any]) -> None:
        child = ns[: len(self.scope) + 1]
        if child in self._open or not self._should_track(child):
            return
        node, _, call_id = child[-1].partition(":")
        self._open[child] = call_id
        agent = self._lc_by_ns.get(child)
        is_own = agent is not None and agent != self._lc_by_ns.get(self.scope)
        tool_call = self._calls.get(call_id.split(":")[0])
        self._pending_cause = {"type": "toolCall", "tool_call_id": tool_call} if tool_call and agent else None
        self._on_started(child, agent if is_own else node, call_id)

    def _pop_terminal_transitions(
        self, ns: Namespace, payload: Mapping[str, Any]
    ) -> Iterator[tuple[Namespace, SubgraphStatus, str | None]]:
        if ns != self.scope:
            return
        for child, call_id in list(self._open.items()):
            if call_id.split(":")[0] == payload["id"]:
                del self._open[child]
                error = payload["error"]
                status: SubgraphStatus = "failed" if error else "interrupted" if payload["interrupts"] else "completed"
                yield child, status, str(error) if error else None

    def finalize(self) -> None:
        """Count what is still open as ended."""
        for child in list(self._open):
            self._on_terminal(child, "completed", None)
        self._open.clear()

    async def afinalize(self) -> None:
        """Count what is still open as ended."""
        for child in list(self._open):
            await self._aon_terminal(child, "completed", None)
        self._open.clear()

    def fail(self, err: BaseException) -> None:
        """Count what is still open as failed."""
        for child in list(self._open):
            self._on_terminal(child, "failed", str(err))
        self._open.clear()

    async def afail(self, err: BaseException) -> None:
        """Count what is still open as failed."""
        for child in list(self._open):
            await self._aon_terminal(child, "failed", str(err))
        self._open.clear()


def _failure(status: SubgraphStatus, error: str | None) -> RuntimeError | None:
    """Return what readers of a graph inside get when it failed: the error itself is for readers of the whole run."""
    return RuntimeError(error or "The graph failed.") if status == "failed" else None


def _only_call(value: Any) -> str | None:
    """Return the id of the one tool call a task was given, in any of the shapes in which agents send one."""
    if isinstance(value, list) and len(cast("list[Any]", value)) == 1:
        value = cast("list[Any]", value)[0]
    if not isinstance(value, dict):
        return None
    call: Any = cast("dict[str, Any]", value).get("tool_call", cast("Any", value))
    if isinstance(call, dict) and "args" in call and "name" in call:
        return cast("dict[str, Any]", call).get("id")
    messages: Any = cast("dict[str, Any]", value).get("messages")
    last = cast("list[Any]", messages)[-1] if isinstance(messages, list) and messages else None
    calls: Any = getattr(last, "tool_calls", None)
    return calls[0]["id"] if calls and len(calls) == 1 else None


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

    def _on_started(self, ns: Namespace, graph_name: str | None, trigger_call_id: str | None) -> None:
        told = {"event": "started", "namespace": list(ns), "graph_name": graph_name, "trigger_call_id": trigger_call_id}
        self._tell({**told, "cause": self._pending_cause} if self._pending_cause else told)

    def _on_terminal(self, ns: Namespace, status: SubgraphStatus, error: str | None) -> None:
        more = {} if error is None else {"error": error}
        self._tell({"event": status, "namespace": list(ns), **more})

    def process(self, event: ProtocolEvent) -> bool:
        """Follow tasks, which stay out of the log."""
        return super().process(event)

    def finalize(self) -> None:
        """Tell what is still open as ended."""
        super().finalize()

    def fail(self, err: BaseException) -> None:
        """Tell what is still open as failed."""
        super().fail(err)


class SubgraphTransformer(_TasksLifecycleBase):
    """Projects `subgraphs`: a stream of its own for each graph inside the run."""

    supports_sync = True

    def __init__(self, scope: Namespace = ()) -> None:
        super().__init__(scope)
        self._streams: dict[Namespace, Any] = {}

    def init(self) -> dict[str, Any]:
        """Return the projection `subgraphs`."""
        self.channel: StreamChannel[Any] = StreamChannel()
        return {"subgraphs": self.channel}

    def _stream_of(self, event: ProtocolEvent) -> Any:
        return self._streams.get(tuple(event["params"]["namespace"])[: len(self.scope) + 1])

    def process(self, event: ProtocolEvent) -> bool:
        """Pass on what belongs to a graph inside."""
        kept = super().process(event)
        stream = self._stream_of(event)
        if stream is not None:
            stream.mux.push({**event})
        return kept

    async def aprocess(self, event: ProtocolEvent) -> bool:
        """Pass on what belongs to a graph inside."""
        kept = await super().aprocess(event)
        stream = self._stream_of(event)
        if stream is not None:
            await stream.mux.apush({**event})
        return kept

    def _on_started(self, ns: Namespace, graph_name: str | None, trigger_call_id: str | None) -> None:
        assert self.mux is not None  # noqa: S101 - events only come once there is a mux
        inner = self.mux.make_child(ns)
        kind = AsyncSubgraphRunStream if inner.is_async else SubgraphRunStream
        stream = kind(inner, path=ns, graph_name=graph_name, trigger_call_id=trigger_call_id)
        self._streams[ns] = stream
        self.channel.push(stream)

    def _ended(self, ns: Namespace, status: SubgraphStatus, error: str | None) -> Any:
        stream = self._streams.pop(ns, None)
        if stream is not None:
            stream.status, stream.error = status, error
        return stream

    def _on_terminal(self, ns: Namespace, status: SubgraphStatus, error: str | None) -> None:
        stream = self._ended(ns, status, error)
        if stream is not None:
            stream.mux.end(_failure(status, error))

    async def _aon_terminal(self, ns: Namespace, status: SubgraphStatus, error: str | None) -> None:
        stream = self._ended(ns, status, error)
        if stream is not None:
            await stream.mux.aend(_failure(status, error))

    def finalize(self) -> None:
        """Close every stream."""
        super().finalize()

    async def afinalize(self) -> None:
        """Close every stream."""
        await super().afinalize()

    def fail(self, err: BaseException) -> None:
        """Close every stream."""
        super().fail(err)

    async def afail(self, err: BaseException) -> None:
        """Close every stream."""
        await super().afail(err)
