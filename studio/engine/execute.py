"""Drive one attempt of a run: the engine on one side, a sink for what happens on the other.

Theory of operation. `execute` streams the graph with a debugger attached and nothing else. The debugger is asked by
the engine before and after each superstep; it looks at the newest wishes (a plain attribute that the sink keeps up to
date) and compares names with the breakpoints. It never waits: a stop saves the run and frees the worker. Everything the
engine says is turned into events and handed to the sink, in order, from the thread that drives the run.

How it ends is an `Outcome`: done, stopped (why, what is next, which requests wait), drained, cancelled, or failed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Protocol

from runtime.checkpoint.serde.base import UnstorableValueError
from runtime.debugger import Debugger, Failed, Finished, Started, Stop, TaskInfo, Word
from runtime.errors import GraphDrained
from runtime.types import Command
from studio.engine.events import Body, Event, Translator, checkpoint_id, chunk_of, error_body
from studio.engine.inspect import standing
from studio.engine.render import to_json
from studio.engine.stopping import Wanted, When, hits, node_path

Ended = Literal["success", "error", "timeout", "interrupted", "drained", "cancelled"]
StepHow = Literal["step", "into", "out"]


class Ending(Exception):
    """The run is to end between two supersteps: a person cancelled it, or its time is over."""

    def __init__(self, ended: Ended) -> None:
        super().__init__(ended)
        self.ended: Ended = ended


@dataclass(frozen=True, slots=True)
class Order:
    """What an attempt is to do: `kind` is start, resume, step, recover, reload; `answers` go by interrupt id.

    `step` says how far a step goes, seen from `step_from`, the number of subgraphs around the place where it stopped.
    """

    thread_id: str
    run_id: str
    input: Any = None
    kind: str = "start"
    answers: Mapping[str, Any] = field(default_factory=dict[str, Any])
    step: StepHow | None = None
    step_from: int = 0
    stops_on_entry: bool = False
    config: Mapping[str, Any] = field(default_factory=dict[str, Any])
    context: Any = None


class Sink(Protocol):
    """Where an attempt's events and chunks go; `wanted` and `is_draining` are read before each superstep."""

    wanted: Wanted

    @property
    def is_draining(self) -> bool: ...

    def event(self, event: Event) -> None: ...
    def chunk(self, chunk: Body) -> None: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended.

    `next` names the nodes of the root graph that are due, `at` the innermost ones as paths in the picture, `ns` the
    namespace a debugger stopped in.
    """

    ended: Ended
    checkpoint_id: str | None = None
    next: tuple[str, ...] = ()
    at: tuple[str, ...] = ()
    ns: tuple[str, ...] = ()
    reason: str = ""
    hits: tuple[Body, ...] = ()
    interrupts: tuple[Body, ...] = ()
    values: Any = None
    error: Body | None = None


TIMED_OUT: Body = {
    "type": "TimeLimit",
    "message": "The attempt took longer than RUN_TIME_LIMIT_S and ended after a superstep. Retry goes on from there.",
    "traceback": "",
    "node": None,
}


class StudioDebugger(Debugger):
    """Answers the engine's question from the wishes, and passes on what it hears."""

    __slots__ = (
        "_error",
        "_order",
        "_running",
        "_sink",
        "_steps",
        "_translator",
        "_writers",
        "last_node",
        "stopped_in",
    )

    def __init__(self, order: Order, sink: Sink, translator: Translator) -> None:
        super().__init__()
        # Only a person's continue or step passes the stop it stands at; a retry meets a breakpoint set meanwhile.
        self.passes_stop = order.kind in ("resume", "step")
        self._order = order
        self._sink = sink
        self._translator = translator
        self._steps = 0
        self._writers: dict[str, str] = {}
        self._running: dict[str, str] = {}
        self.last_node: str | None = None
        self._error: BaseException | None = None
        self.stopped_in: tuple[str, ...] = ()

    @property
    def drain_requested(self) -> bool:
        """Whether the worker wants to leave: the run then stops before its next superstep."""
        return self._sink.is_draining

    def before(
        self, ns: tuple[str, ...], step: int, tasks: Sequence[TaskInfo], values: Mapping[str, Any]
    ) -> Sequence[Stop]:
        """Stop for a cancel, the entry, a pause, a subgraph that was stepped into, or a breakpoint before a node."""
        wanted = self._sink.wanted
        if wanted.is_cancel_requested:
            raise Ending("cancelled")
        if wanted.is_timed_out:
            raise Ending("timeout")
        self._steps += 1
        if self._steps == 1 and self._order.stops_on_entry:
            return self._stop("entry", ns)
        if wanted.is_pause_requested:
            return self._stop("pause", ns)
        if self._order.step == "into" and len(ns) > self._order.step_from:
            return self._stop("step", ns)
        return self._hits("before", ns, tasks)

    def after(
        self, ns: tuple[str, ...], step: int, tasks: Sequence[TaskInfo], values: Mapping[str, Any]
    ) -> Sequence[Stop]:
        """Stop when the step asked for is done, or for a breakpoint after one of these nodes."""
        if self._order.step is not None and is_step_done(self._order.step, self._order.step_from, len(ns)):
            return self._stop("step", ns)
        return self._hits("after", ns, tasks)

    def observe(self, word: Word) -> None:
        """Pass a word on as an event or a chunk."""
        chunk = chunk_of(word)
        if chunk is not None:
            self._sink.chunk(chunk)
            return
        event = self._translator.event_of(word)
        if event is not None:
            if isinstance(word, Failed) and word.error is not self._error:
                # The tasks around a subgraph's fail of the same error; the innermost told it first.
                self._error, self.last_node = word.error, event[1]["node"]
            self._sink.event(event)
        if isinstance(word, Started):
            self._running[word.task.id] = node_path(word.ns, word.task.name)
        elif isinstance(word, Finished):
            path = self._running.pop(word.task.id, word.task.name)
            self._writers.update(dict.fromkeys((channel for channel, _ in word.writes), path))

    def unstorable(self, error: UnstorableValueError) -> Body:
        """Tell which node wrote the value that no checkpoint can keep."""
        body = error_body(error)
        writer = next((node for key, node in self._writers.items() if f"Channel {key!r}" in str(error)), None)
        if writer is None and len(self._running) == 1:
            # What a lone task wrote is kept before it counts as finished.
            writer = next(iter(self._running.values()))
        told = f"Node {writer!r} wrote what cannot be kept. {error}" if writer else str(error)
        return {**body, "message": told, "node": writer}

    def _hits(self, when: When, ns: tuple[str, ...], tasks: Sequence[TaskInfo]) -> Sequence[Stop]:
        found = hits(self._sink.wanted, when, ns, (task.name for task in tasks))
        if found:
            self.stopped_in = ns
        return [Stop("breakpoint", None, path, when) for path in found]

    def _stop(self, reason: str, ns: tuple[str, ...]) -> Sequence[Stop]:
        self.stopped_in = ns
        return (Stop(reason, None, None),)


def is_step_done(how: StepHow, depth_from: int, depth: int) -> bool:
    """Whether a superstep that ended `depth` subgraphs deep is where a step from `depth_from` deep ends."""
    return {"step": depth <= depth_from, "into": True, "out": depth < depth_from}[how]


def execute(graph: Any, order: Order, sink: Sink) -> Outcome:
    """Advance the thread until it is done or stopped. Raises only what the sink raises."""
    debugger = StudioDebugger(order, sink, Translator())
    config = _config(order)
    try:
        _stream(graph, _input(graph, order, config), config, debugger, order.context)
    except GraphDrained:
        return _where(graph, config, debugger, Outcome("drained", reason="drained"))
    except Ending as ending:
        error = TIMED_OUT if ending.ended == "timeout" else None
        return _where(graph, config, debugger, Outcome(ending.ended, reason=ending.ended, error=error))
    except UnstorableValueError as error:
        return _where(graph, config, debugger, Outcome("error", error=debugger.unstorable(error)))
    except Exception as error:  # border: an author's nodes may raise anything, and it is the run's end
        if getattr(error, "is_from_sink", False):
            raise
        return _where(
            graph, config, debugger, Outcome("error", error={**error_body(error), "node": debugger.last_node})
        )
    return _settled(graph, config, debugger)


def _config(order: Order) -> dict[str, Any]:
    given = dict(order.config)
    keys = {**given.get("configurable", {}), "thread_id": order.thread_id}
    return {**given, "configurable": keys, "metadata": {**given.get("metadata", {}), "run_id": order.run_id}}


def _input(graph: Any, order: Order, config: dict[str, Any]) -> Any:
    if order.answers:
        # After a lost worker some answers may have been taken already.
        waiting = {item.id for task in graph.get_state(config).tasks for item in task.interrupts}
        left = {key: value for key, value in order.answers.items() if key in waiting}
        return Command(resume=left) if left else None
    if order.kind == "start":
        return order.input
    if order.kind != "recover":
        return None
    begun = graph.get_state_history(config, filter={"run_id": order.run_id}, limit=1)
    return order.input if next(iter(begun), None) is None else None


def _stream(graph: Any, given: Any, config: dict[str, Any], debugger: Debugger, context: Any) -> None:
    settings: dict[str, Any] = {"stream_mode": [], "control": debugger, "durability": "sync", "context": context}
    if not _has_async_nodes(graph):
        for _ in graph.stream(given, config, **settings):
            pass
        return

    async def drain() -> None:
        async for _ in graph.astream(given, config, **settings):
            pass

    asyncio.run(drain())


def _has_async_nodes(graph: Any) -> bool:
    """Whether a node, here or in a subgraph, can only be awaited."""
    own = any(
        getattr(node.call, "func", None) is None and getattr(node.call, "afunc", None) is not None
        for node in graph.nodes.values()
    )
    return own or any(_has_async_nodes(inner) for _, inner in graph.get_subgraphs())


def _settled(graph: Any, config: dict[str, Any], debugger: StudioDebugger) -> Outcome:
    state = graph.get_state(config, subgraphs=True)
    place = _place(state, debugger)
    requests = tuple(_requests(state.tasks))
    if requests:
        return Outcome("interrupted", reason="interrupt", interrupts=requests, **place)
    if debugger.stops and state.next:
        hits = tuple({"node": stop.node, "when": stop.detail} for stop in debugger.stops if stop.node)
        return Outcome("interrupted", reason=debugger.stops[0].reason, hits=hits, **place)
    if state.next:
        return Outcome("interrupted", reason="breakpoint", **place)
    return Outcome("success", **place)


def _place(state: Any, debugger: StudioDebugger) -> dict[str, Any]:
    return {
        "checkpoint_id": checkpoint_id(state.config),
        "next": tuple(state.next),
        "at": tuple(standing(state)["at"]),
        "ns": debugger.stopped_in,
        "values": to_json(state.values),
    }


def _requests(tasks: Any, above: tuple[str, ...] = ()) -> Iterator[Body]:
    """Each question that waits, once, named after the innermost node that asked it."""
    for task in tasks:
        path = (*above, task.name)
        inner = list(_requests(getattr(task.state, "tasks", ()), path))
        yield from inner
        told = {body["engine_id"] for body in inner}
        yield from (_request(":".join(path), item) for item in task.interrupts if item.id not in told)


def _request(path: str, item: Any) -> Body:
    schema = item.response_schema
    if schema is not None and hasattr(schema, "model_json_schema"):
        schema = schema.model_json_schema()
    return {"engine_id": item.id, "node": path, "value": to_json(item.value), "response_schema": to_json(schema)}


def _where(graph: Any, config: dict[str, Any], debugger: StudioDebugger, outcome: Outcome) -> Outcome:
    return replace(outcome, **_place(graph.get_state(config, subgraphs=True), debugger))
