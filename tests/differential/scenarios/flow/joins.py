"""Nodes that wait for others: joins and deferred nodes."""

from __future__ import annotations

from typing import Any

from tests.differential.compare import in_any_order
from tests.differential.driver import Driver
from tests.differential.scenario import scenario
from tests.graphs.chain import chain
from tests.graphs.fan import fan
from tests.graphs.words import says


@scenario
def deferred_nodes_and_joins_wait(e: Any, d: Driver) -> Any:
    graph = fan(e, "a", "b").add_node("c", says("c")).add_node("j", says("j")).add_node("d", says("d"), defer=True)
    graph.add_edge("b", "c").add_edge("a", "d").add_edge("c", "d").add_edge(["a", "c"], "j")
    app = graph.compile(checkpointer=e.InMemorySaver())
    told = d.stream(app, {"x": 0}, thread="t", stream_mode="updates", durability="sync")
    return in_any_order(told), d.story(app, "t")


@scenario
def a_join_runs_once_for_all_it_waits_for(e: Any, d: Driver) -> Any:
    graph = fan(e, "a", "b", "c").add_node("j", says("j")).add_edge(["a", "b", "c"], "j")
    app = graph.compile(checkpointer=e.InMemorySaver())
    return d.invoke(app, {"x": 0}, thread="t", durability="sync"), d.story(app, "t")


@scenario
def a_join_may_be_met_again(e: Any, d: Driver) -> Any:
    graph = fan(e, "a", "b").add_node("j", says("j")).add_edge(["a", "b"], "j")
    app = graph.compile(checkpointer=e.InMemorySaver())
    told = [d.invoke(app, {"x": x}, thread="t", durability="sync") for x in (0, 1)]
    return told, d.story(app, "t")


@scenario
def a_join_that_is_half_met_waits_for_the_next_run(e: Any, d: Driver) -> Any:
    graph = chain(e, "a").add_node("b", says("b")).add_node("j", says("j")).add_edge(["a", "b"], "j")
    app = graph.add_edge("b", e.END).compile(checkpointer=e.InMemorySaver())
    told = [d.invoke(app, {"x": 0}, thread="t", durability="sync"), d.story(app, "t")]
    told.append(d.invoke(app, e.Command(goto="b"), thread="t", durability="sync"))
    return told, d.story(app, "t")


@scenario
def two_edges_to_a_node_are_no_join(e: Any, d: Driver) -> Any:
    graph = fan(e, "a", "b").add_node("c", says("c")).add_node("d", says("d")).add_edge("b", "c")
    app = graph.add_edge("a", "d").add_edge("c", "d").compile(checkpointer=e.InMemorySaver())
    return d.invoke(app, {"x": 0}, thread="t"), d.story(app, "t")


@scenario
def a_deferred_node_waits_for_sends(e: Any, d: Driver) -> Any:
    graph = chain(e, "a")
    graph.add_node("w", lambda state: e.Command(goto=e.Send("v", {"i": state["i"]}), update={"log": [state["i"]]}))
    graph.add_node("v", lambda state: {"log": [state["i"] * 10]}).add_node("last", says("last"), defer=True)
    graph.add_edge("a", "last").add_conditional_edges("a", lambda state: [e.Send("w", {"i": i}) for i in (1, 2)], ["w"])
    app = graph.compile(checkpointer=e.InMemorySaver())
    return d.invoke(app, {"x": 0}, thread="t"), d.story(app, "t")


@scenario
def two_deferred_nodes_in_a_row_run_one_after_the_other(e: Any, d: Driver) -> Any:
    graph = fan(e, "a", "b").add_node("d", says("d"), defer=True).add_node("f", says("f"), defer=True)
    graph.add_node("c", says("c")).add_edge("b", "c").add_edge("a", "d").add_edge("a", "f").add_edge("d", "f")
    app = graph.compile(checkpointer=e.InMemorySaver())
    return d.invoke(app, {"x": 0}, thread="t"), d.story(app, "t")


@scenario
def a_deferred_join_waits_for_both(e: Any, d: Driver) -> Any:
    graph = fan(e, "a", "b", "z").add_node("y", says("y")).add_edge("z", "y")
    graph.add_node("j", says("j"), defer=True).add_edge(["a", "b"], "j")
    app = graph.compile(checkpointer=e.InMemorySaver())
    return d.invoke(app, {"x": 0}, thread="t", durability="sync"), d.story(app, "t"), sorted(app.channels)


@scenario
def channels_are_named_as_the_graph_is_drawn(e: Any, d: Driver) -> Any:
    graph = fan(e, "a", "b").add_node("d", says("d"), defer=True).add_node("j", says("j")).add_edge("a", "d")
    app = graph.add_edge(["a", "b"], "j").add_edge(["b", "a"], "d").compile()
    return {name: type(channel).__name__ for name, channel in app.channels.items()}


@scenario
def a_deferred_node_resumes_after_a_breakpoint(e: Any, d: Driver) -> Any:
    graph = fan(e, "a", "b").add_node("c", says("c")).add_node("d", says("d"), defer=True).add_edge("b", "c")
    app = graph.add_edge("a", "d").compile(checkpointer=e.InMemorySaver(), interrupt_before=["d"])
    told = [d.invoke(app, {"x": 0}, thread="t"), d.story(app, "t"), d.invoke(app, None, thread="t")]
    return told, d.story(app, "t")
