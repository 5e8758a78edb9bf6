"""Standing stops before and after nodes."""

from __future__ import annotations

from typing import Any

from tests.differential.compare import attempt, in_any_order
from tests.differential.driver import Driver
from tests.differential.scenario import scenario
from tests.graphs.chain import chain, saved
from tests.graphs.fan import fan
from tests.graphs.words import says


@scenario
def static_breakpoints_stop_before_and_after(e: Any, d: Driver) -> Any:
    told: list[Any] = []
    stops = [
        {"interrupt_before": ["b"]},
        {"interrupt_after": ["a"]},
        {"interrupt_after": "*"},
        {"interrupt_before": "*"},
    ]
    for options in stops:
        app = chain(e, "a", "b").compile(checkpointer=e.InMemorySaver(), **options)
        told.append(d.stream(app, {"x": 0}, thread="t", stream_mode="updates"))
        for _ in range(3):
            told += [d.story(app, "t"), d.stream(app, None, thread="t", stream_mode="updates")]
    return told


@scenario
def breakpoints_in_every_stream_mode(e: Any, d: Driver) -> Any:
    def app() -> Any:
        return chain(e, "a", "b").compile(checkpointer=e.InMemorySaver(), interrupt_before=["b"])

    modes = ("values", "updates", "tasks", "checkpoints", "debug")
    two = d.stream(app(), {"x": 0}, thread="t", stream_mode=["values", "updates"], version="v2")
    return d.in_modes(app, {"x": 0}, *modes), two, d.invoke(app(), {"x": 0}, thread="t", version="v2")


@scenario
def breakpoints_may_come_with_the_call(e: Any, d: Driver) -> Any:
    app = saved(e, "a", "b", "c")
    told = [d.invoke(app, {"x": 0}, thread="t", interrupt_before=["b"]), d.story(app, "t")]
    told += [d.invoke(app, None, thread="t", interrupt_after=["b"]), d.invoke(app, None, thread="t")]
    return told, d.story(app, "t")


@scenario
def breakpoints_before_and_after_one_node_stop_twice(e: Any, d: Driver) -> Any:
    app = saved(e, "a", "b", "c")
    stops = {"interrupt_before": ["b"], "interrupt_after": ["b"]}
    told = [d.invoke(app, given, thread="t", **stops) for given in ({"x": 0}, None, None)]
    return told, d.story(app, "t")


@scenario
def a_breakpoint_in_a_loop_stops_each_time(e: Any, d: Driver) -> Any:
    graph = chain(e, "n", "m")
    graph.add_conditional_edges("m", lambda state: "n" if len(state["log"]) < 5 else e.END, ["n", e.END])
    app = graph.compile(checkpointer=e.InMemorySaver(), interrupt_before=["n"])
    told = [d.invoke(app, given, thread="t") for given in ({"log": []}, None, None, None, None)]
    return told, d.story(app, "t")


@scenario
def a_breakpoint_on_one_of_two_stops_both(e: Any, d: Driver) -> Any:
    app = fan(e, "a", "b").compile(checkpointer=e.InMemorySaver(), interrupt_before=["b"])
    told = [d.invoke(app, {"x": 0}, thread="t"), d.story(app, "t"), d.invoke(app, None, thread="t")]
    return told, d.story(app, "t")


@scenario
def a_breakpoint_after_one_of_two_lets_both_end(e: Any, d: Driver) -> Any:
    graph = fan(e, "a", "b").add_node("c", says("c")).add_edge("a", "c")
    app = graph.compile(checkpointer=e.InMemorySaver(), interrupt_after=["b"])
    told = [in_any_order(d.stream(app, {"x": 0}, thread="t", stream_mode="updates")), d.story(app, "t")]
    return told, d.invoke(app, None, thread="t"), d.story(app, "t")


@scenario
def a_breakpoint_after_the_last_node(e: Any, d: Driver) -> Any:
    app = chain(e, "a", "b").compile(checkpointer=e.InMemorySaver(), interrupt_after=["b"])
    told = [d.invoke(app, {"x": 0}, thread="t"), d.story(app, "t"), d.invoke(app, None, thread="t")]
    return told, d.story(app, "t")


@scenario
def breakpoints_without_a_saver(e: Any, d: Driver) -> Any:
    app = chain(e, "a", "b").compile(interrupt_before=["b"])
    return d.invoke(app, {"x": 0}), d.stream(app, {"x": 0}, stream_mode=["updates", "values"])


@scenario
def a_breakpoint_on_an_unknown_node_is_refused(e: Any, d: Driver) -> Any:
    told = attempt(lambda: chain(e, "a").compile(interrupt_before=["nope"]) and "compiled")
    return told, d.invoke(saved(e, "a"), {"x": 0}, thread="t", interrupt_before=["nope"])


@scenario
def a_breakpoint_passed_by_an_edit(e: Any, d: Driver) -> Any:
    app = chain(e, "a", "b", "c").compile(checkpointer=e.InMemorySaver(), interrupt_before=["b"])
    d.invoke(app, {"x": 0}, thread="t")
    d.update(app, "t", {"log": ["by hand"]}, as_node="b")
    return d.invoke(app, None, thread="t"), d.story(app, "t")


@scenario
def an_edit_at_a_breakpoint_stops_there_again_or_not(e: Any, d: Driver) -> Any:
    app = chain(e, "a", "b", "c").compile(checkpointer=e.InMemorySaver(), interrupt_before=["b"])
    d.invoke(app, {"x": 0}, thread="t")
    d.update(app, "t", {"x": 5})
    return d.invoke(app, None, thread="t"), d.story(app, "t")


@scenario
def breakpoints_with_durability_at_exit(e: Any, d: Driver) -> Any:
    app = chain(e, "a", "b").compile(checkpointer=e.InMemorySaver(), interrupt_before=["b"])
    told: list[Any] = []
    for given in ({"x": 0}, None):
        told += [d.invoke(app, given, thread="t", durability="exit"), d.story(app, "t")]
    return told
