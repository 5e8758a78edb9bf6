"""Drive one attempt of a run: the engine on one side, a sink for what happens on the other.

Theory of operation. `execute` streams the graph with a debugger attached and nothing else. The debugger is asked by
the engine before and after each superstep; it looks at the newest wishes (a plain attribute that the sink keeps up to
date) and compares names with the breakpoints. It never waits: a stop saves the run and frees the worker. Everything the
engine says is turned into events and handed to the sink, in order, from the thread that drives the run.

How it ends is an `Outcome`: done, stopped (why, what is next, which requests wait), drained, cancelled, or failed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from runtime.checkpoint.serde.base import UnstorableValueError
from runtime.debugger import Debugger
from runtime.errors import GraphDrained
from runtime.pregel.tasks.answers import is_resume_map
from runtime.types import Command
from studio.engine.events import Body, Translator, checkpoint_id, error_body
from studio.engine.inspect import standing
from studio.engine.render import to_json
from studio.engine.watching import Ended, Ending, Order, Sink, StudioDebugger


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
        return _answer(left, waiting) if left else None
    if order.kind == "start":
        return order.input
    if order.kind != "recover":
        return None
    begun = graph.get_state_history(config, filter={"run_id": order.run_id}, limit=1)
    return order.input if next(iter(begun), None) is None else None


def _answer(answers: Mapping[str, Any], waiting: Collection[str]) -> Command[Any]:
    """Return what the run goes on with; an answer to the only question needs no id.

    A graph inside that keeps nothing (`checkpointer=False`) asks again under another id before it takes an answer.
    """
    only = next(iter(answers.values()))
    needs_ids = len(waiting) > 1 or only is None or is_resume_map(only)
    return Command(resume=dict(answers) if needs_ids else only)


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
