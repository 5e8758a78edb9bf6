"""Errors: which, what is kept beside them, and how a thread goes on."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

from tests.differential.compare import attempt, in_any_order, plain
from tests.differential.driver import Driver
from tests.differential.scenario import scenario
from tests.graphs.chain import chain, saved
from tests.graphs.fan import fan
from tests.graphs.words import State, fails, says

MODES = ("values", "updates", "tasks", "checkpoints", "debug")


@scenario
def two_values_for_one_channel_are_an_error(e: Any, d: Driver) -> Any:
    app = fan(e, "a", "b", a=says("a", x=1), b=says("b", x=1)).compile(checkpointer=e.InMemorySaver())
    return d.invoke(app, {"log": []}, thread="t", durability="sync"), d.story(app, "t")


@scenario
def a_node_that_returns_no_mapping_is_an_error(e: Any, d: Driver) -> Any:
    told = []
    for value in (5, "text", None, [], [5], {"nope": 1}, (1, 2), [("x", 1)], [{"x": 1}], True):
        app = chain(e, "a", a=lambda state, value=value: value).compile()
        told.append(d.invoke(app, {"log": []}))
    return told


@scenario
def inputs_of_all_kinds(e: Any, d: Driver) -> Any:
    app = saved(e, "a", "b")
    given = ({}, None, {"x": 1}, {"zzz": 1}, [], "text", 5, [("x", 1)])
    return [d.invoke(app, value, thread=str(number)) for number, value in enumerate(given)]


@scenario
def the_recursion_limit_counts_supersteps(e: Any, d: Driver) -> Any:
    app = chain(e, "a", "b", "c").compile()
    return [d.invoke(app, {"x": 0}, recursion_limit=limit) for limit in (0, 1, 2, 3, 4, -1)]


@scenario
def the_recursion_limit_counts_anew_after_a_stop(e: Any, d: Driver) -> Any:
    app = saved(e, "a", "b", "c", "d")
    told = [d.invoke(app, given, thread="t", recursion_limit=2) for given in ({"x": 0}, None, None)]
    return told, d.story(app, "t")


@scenario
def a_failing_sibling_keeps_what_others_wrote(e: Any, d: Driver) -> Any:
    ended = threading.Event()
    runs: list[str] = []

    def ok(state: Any) -> Any:
        runs.append("ok")
        return {"log": ["ok"]}

    def bad(state: Any) -> Any:
        ended.wait(0.2)  # the sibling has ended and its writes are kept
        runs.append("bad")
        if runs.count("bad") == 1:
            raise ValueError("boom")
        return {"log": ["bad"]}

    app = fan(e, "ok", "bad", ok=ok, bad=bad).compile(checkpointer=e.InMemorySaver())
    first = d.invoke(app, {"log": []}, thread="t", durability="sync")
    ended.set()
    between = d.story(app, "t")
    return first, between, d.invoke(app, None, thread="t", durability="sync"), runs, d.story(app, "t")


@scenario
def a_failing_node_in_every_stream_mode(e: Any, d: Driver) -> Any:
    return d.in_modes(lambda: saved(e, "a", "b", b=fails(ValueError("boom"))), {"x": 0}, *MODES)


@scenario
def a_failed_thread_shows_the_error_and_goes_on(e: Any, d: Driver) -> Any:
    tries: list[int] = []

    def flaky(state: Any) -> Any:
        tries.append(1)
        if len(tries) < 3:
            raise KeyError("boom", len(tries))
        return {"log": ["ok"]}

    app = saved(e, "a", "flaky", "z", flaky=flaky)
    told: list[Any] = []
    for given in ({"x": 0}, None, None):
        told += [d.invoke(app, given, thread="t"), d.story(app, "t")]
    return told


@scenario
def new_input_after_a_failure_starts_over(e: Any, d: Driver) -> Any:
    tries: list[int] = []

    def flaky(state: Any) -> Any:
        tries.append(1)
        if len(tries) == 1:
            raise ValueError("boom")
        return {"log": ["ok"]}

    app = saved(e, "a", "flaky", flaky=flaky)
    return [d.invoke(app, {"x": x}, thread="t") for x in (0, 1)], d.story(app, "t")


@scenario
def an_error_in_a_branch_fails_its_node(e: Any, d: Driver) -> Any:
    tries: list[int] = []

    def route(state: Any) -> str:
        tries.append(1)
        if len(tries) == 1:
            raise ValueError("boom")
        return "b"

    graph = chain(e, "a").add_node("b", says("b")).add_conditional_edges("a", route, ["b"])
    app = graph.compile(checkpointer=e.InMemorySaver())
    told = [d.invoke(app, {"x": 0}, thread="t"), d.story(app, "t")]
    return told, d.invoke(app, None, thread="t"), d.story(app, "t")


@scenario
def an_error_in_a_reducer_ends_the_run(e: Any, d: Driver) -> Any:
    app = saved(e, "a", "b", b=lambda state: {"log": 5})
    return d.invoke(app, {"x": 0}, thread="t"), d.story(app, "t")


@scenario
def an_error_in_the_branch_of_the_start(e: Any, d: Driver) -> Any:
    graph = e.StateGraph(State).add_node("a", says("a"))
    graph.add_conditional_edges(e.START, lambda state: 1 / 0, ["a"])
    app = graph.compile(checkpointer=e.InMemorySaver())
    return d.invoke(app, {"x": 0}, thread="t"), d.story(app, "t")


@scenario
def errors_keep_their_class(e: Any, d: Driver) -> Any:
    raised = (
        ValueError("v"),
        KeyError("k"),
        RuntimeError("r"),
        StopAsyncIteration(),
        AssertionError("a"),
        OSError(2, "x"),
    )
    return [d.invoke(chain(e, "a", a=fails(error)).compile(), {"x": 0}) for error in raised]


@scenario
def an_async_node_has_no_sync_face(e: Any, d: Driver) -> Any:
    async def node(state: Any) -> Any:
        return {"log": ["async"]}

    return d.invoke(chain(e, "a", a=node).compile(), {"x": 0}), d.stream(chain(e, "a", a=node).compile(), {"x": 0})


@scenario
def graphs_are_refused_when_built_wrong(e: Any, d: Driver) -> Any:
    a = says("a")
    wrong: list[Any] = [
        lambda g: g.add_node("a", a),
        lambda g: g.add_node("a", a).add_node("a", a),
        lambda g: g.add_node("x", a),
        lambda g: g.add_node("a|b", a),
        lambda g: g.add_node("a:b", a),
        lambda g: g.add_node("a", a).add_edge(e.START, "a").add_edge("a", "nope"),
        lambda g: g.add_node("a", a).add_edge(e.START, "a").add_edge("nope", "a"),
        lambda g: g.add_node("a", a).add_edge(["a", "nope"], "a"),
        lambda g: g.add_node("a", a).add_edge([], "a").add_edge(e.START, "a"),
        lambda g: g.add_edge(e.END, "a"),
        lambda g: g.add_node("a", a).add_edge("a", e.START),
        lambda g: g.add_node(e.START, a),
        lambda g: g.add_node(e.END, a),
        lambda g: g.add_node("a", a).add_conditional_edges("a", lambda state: "a", ["nope"]).add_edge(e.START, "a"),
        lambda g: g.add_node(5),
        lambda g: g.add_node("a", None),
        lambda g: g.add_node("lonely", a).add_node("b", a).add_edge(e.START, "b"),
    ]

    def built(step: Any) -> Any:
        graph = e.StateGraph(State)
        step(graph)
        return graph.compile() and "built"

    return [attempt(lambda step=step: built(step)) for step in wrong]


@scenario
def settings_are_refused_when_wrong(e: Any, d: Driver) -> Any:
    wrong = (
        {"checkpointer": "x"},
        {"checkpointer": e.InMemorySaver},
        {"interrupt_before": ["no"]},
        {"interrupt_after": ["no"]},
    )
    told = [attempt(lambda options=options: chain(e, "a").compile(**options) and "compiled") for options in wrong]
    return told, d.stream(chain(e, "a").compile(), {"x": 0}, stream_mode="nope")


@scenario
def two_failing_siblings_raise_the_first(e: Any, d: Driver) -> Any:
    first = threading.Event()

    def one(state: Any) -> Any:
        first.set()
        raise ValueError("first")

    def two(state: Any) -> Any:
        first.wait(1)
        threading.Event().wait(0.2)
        raise KeyError("second")

    app = fan(e, "one", "two", one=one, two=two).compile(checkpointer=e.InMemorySaver())
    raised = d.invoke(app, {"x": 0}, thread="t", durability="sync")
    return raised if d.is_async else (raised, d.story(app, "t"))


@scenario
def an_async_failure_stops_its_siblings(e: Any, d: Driver) -> Any:
    seen: list[str] = []

    async def slow(state: Any) -> Any:
        try:
            await asyncio.sleep(5)
        except asyncio.CancelledError:
            seen.append("cancelled")
            raise
        return {"log": ["slow"]}

    async def bad(state: Any) -> Any:
        await asyncio.sleep(0.01)
        raise ValueError("boom")

    if not d.is_async:
        return None
    app = fan(e, "slow", "bad", slow=slow, bad=bad).compile(checkpointer=e.InMemorySaver())
    return d.invoke(app, {"x": 0}, thread="t"), seen, d.story(app, "t")


@scenario
def a_stream_that_is_closed_early_keeps_what_was_done(e: Any, d: Driver) -> Any:
    app = saved(e, "a", "b", "c")
    if d.is_async:
        return None
    chunks = app.stream({"x": 0}, d.config("t"), stream_mode="updates", durability="sync")
    first = next(chunks)
    chunks.close()
    return first, d.invoke(app, None, thread="t")


@scenario
def failures_of_sends_in_any_mode(e: Any, d: Driver) -> Any:
    graph = e.StateGraph(State).add_node("w", fails(ValueError("boom")))
    graph.add_conditional_edges(e.START, lambda state: [e.Send("w", {"i": 1})], ["w"])
    told = d.in_modes(lambda: graph.compile(checkpointer=e.InMemorySaver()), {"x": 0}, *MODES)
    return {mode: in_any_order(chunks) for mode, chunks in told.items()}


@scenario
def two_overwrites_at_once_with_durability_at_exit(e: Any, d: Driver) -> Any:
    def overwrites(state: Any) -> Any:
        return {"log": e.Overwrite(["new"])}

    app = fan(e, "a", "b", a=overwrites, b=overwrites).compile(checkpointer=e.InMemorySaver())
    return d.invoke(app, {"log": ["in"]}, thread="t", durability="exit"), plain(d.state(app, "t").values)
