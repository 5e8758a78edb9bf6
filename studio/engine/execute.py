"""Drive one attempt of a run: the engine on one side, a sink for what happens on the other.

Theory of operation. `execute` streams the graph with a debugger attached and nothing else. The debugger is asked by
the engine before and after each superstep; it looks at the newest wishes (a plain attribute that the sink keeps up to
date) and compares names with the breakpoints. It never waits: a stop saves the run and frees the worker. Everything the
engine says is turned into events and handed to the sink, in order, from the thread that drives the run.

How it ends is an `Outcome`: done, stopped (why, what is next, which requests wait), drained, cancelled, or failed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from runtime.errors import GraphDrained
from runtime.pregel.stepping import Debugger
from runtime.pregel.words import Stop, TaskInfo, Word
from runtime.types import Command
from studio.engine.events import Body, Event, Translator, checkpoint_id, chunk_of, error_body
from studio.engine.render import to_json
from studio.engine.stopping import Wanted, When, hits

Ended = Literal["success", "error", "interrupted", "drained", "cancelled"]


class Cancelled(Exception):
    """A person cancelled the run; raised between supersteps."""


@dataclass(frozen=True, slots=True)
class Order:
    """What an attempt is to do: `kind` is start, resume, step, recover, reload; `answers` go by interrupt id."""

    thread_id: str
    run_id: str
    input: Any = None
    kind: str = "start"
    answers: Mapping[str, Any] = field(default_factory=dict[str, Any])
    is_stepping: bool = False
    stops_on_entry: bool = False
    config: Mapping[str, Any] = field(default_factory=dict[str, Any])
    context: Any = None
    known_values: Mapping[str, Any] | None = None


class Sink(Protocol):
    """Where an attempt's events and chunks go; `wanted` is read before each superstep."""

    wanted: Wanted

    def event(self, event: Event) -> None: ...
    def chunk(self, chunk: Body) -> None: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended."""

    ended: Ended
    checkpoint_id: str | None = None
    next: tuple[str, ...] = ()
    reason: str = ""
    hits: tuple[Body, ...] = ()
    interrupts: tuple[Body, ...] = ()
    values: Any = None
    error: Body | None = None


class StudioDebugger(Debugger):
    """Answers the engine's question from the wishes, and passes on what it hears."""

    __slots__ = ("_order", "_sink", "_steps", "_translator", "last_node")

    def __init__(self, order: Order, sink: Sink, translator: Translator) -> None:
        super().__init__()
        self._order = order
        self._sink = sink
        self._translator = translator
        self._steps = 0
        self.last_node: str | None = None

    def before(
        self, ns: tuple[str, ...], step: int, tasks: Sequence[TaskInfo], values: Mapping[str, Any]
    ) -> Sequence[Stop]:
        """Stop for a cancel, the entry, a pause, or a breakpoint before one of these nodes."""
        wanted = self._sink.wanted
        if wanted.is_cancel_requested:
            raise Cancelled
        self._steps += 1
        if self._steps == 1 and self._order.stops_on_entry:
            return (Stop("entry", None, None),)
        if wanted.is_pause_requested:
            return (Stop("pause", None, None),)
        return self._hits("before", ns, tasks)

    def after(
        self, ns: tuple[str, ...], step: int, tasks: Sequence[TaskInfo], values: Mapping[str, Any]
    ) -> Sequence[Stop]:
        """Stop when this was the one superstep asked for, or for a breakpoint after one of these nodes."""
        if self._order.is_stepping:
            return (Stop("step", None, None),)
        return self._hits("after", ns, tasks)

    def observe(self, word: Word) -> None:
        """Pass a word on as an event or a chunk."""
        chunk = chunk_of(word)
        if chunk is not None:
            self._sink.chunk(chunk)
            return
        event = self._translator.event_of(word)
        if event is not None:
            if event[0] == "task.failed":
                self.last_node = event[1]["node"]
            self._sink.event(event)

    def _hits(self, when: When, ns: tuple[str, ...], tasks: Sequence[TaskInfo]) -> Sequence[Stop]:
        found = hits(self._sink.wanted, when, ns, (task.name for task in tasks))
        return [Stop("breakpoint", None, path, when) for path in found]


def execute(graph: Any, order: Order, sink: Sink) -> Outcome:
    """Advance the thread until it is done or stopped. Raises only what the sink raises."""
    debugger = StudioDebugger(order, sink, Translator({"": dict(order.known_values or {})}))
    config = _config(order)
    try:
        _stream(graph, _input(graph, order, config), config, debugger, order.context)
    except GraphDrained:
        return _where(graph, config, Outcome("drained", reason="drained"))
    except Cancelled:
        return _where(graph, config, Outcome("cancelled", reason="cancelled"))
    except Exception as error:
        if getattr(error, "is_from_sink", False):
            raise
        return _where(graph, config, Outcome("error", error={**error_body(error), "node": debugger.last_node}))
    return _settled(graph, config, debugger)


def _config(order: Order) -> dict[str, Any]:
    given = dict(order.config)
    keys = {**given.get("configurable", {}), "thread_id": order.thread_id}
    return {**given, "configurable": keys, "metadata": {**given.get("metadata", {}), "run_id": order.run_id}}


def _input(graph: Any, order: Order, config: dict[str, Any]) -> Any:
    if order.answers:
        return Command(resume=dict(order.answers))
    if order.kind == "start":
        return order.input
    has_begun = graph.get_state(config).metadata is not None
    return None if has_begun else order.input


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
    return any(
        getattr(node.call, "func", None) is None and getattr(node.call, "afunc", None) is not None
        for node in graph.nodes.values()
    )


def _settled(graph: Any, config: dict[str, Any], debugger: StudioDebugger) -> Outcome:
    state = graph.get_state(config)
    requests = tuple(_request(task, item) for task in state.tasks for item in task.interrupts)
    place: dict[str, Any] = {"checkpoint_id": checkpoint_id(state.config), "next": tuple(state.next)}
    values = to_json(state.values)
    if requests:
        return Outcome("interrupted", reason="interrupt", interrupts=requests, values=values, **place)
    if debugger.stops and state.next:
        hits = tuple({"node": stop.node, "when": stop.detail} for stop in debugger.stops if stop.node)
        return Outcome("interrupted", reason=debugger.stops[0].reason, hits=hits, values=values, **place)
    if state.next:
        return Outcome("interrupted", reason="breakpoint", values=values, **place)
    return Outcome("success", values=values, **place)


def _request(task: Any, item: Any) -> Body:
    schema = item.response_schema
    if schema is not None and hasattr(schema, "model_json_schema"):
        schema = schema.model_json_schema()
    return {"engine_id": item.id, "node": task.name, "value": to_json(item.value), "response_schema": to_json(schema)}


def _where(graph: Any, config: dict[str, Any], outcome: Outcome) -> Outcome:
    state = graph.get_state(config)
    return Outcome(
        outcome.ended, checkpoint_id(state.config), tuple(state.next), outcome.reason,
        values=to_json(state.values), error=outcome.error,
    )  # fmt: skip
