"""Deferred nodes in depth: they wait until nothing else is due."""

from __future__ import annotations

from typing import Any

from tests.differential.compare import in_any_order
from tests.differential.driver import Driver
from tests.differential.scenario import scenario
from tests.graphs.asking import asks
from tests.graphs.chain import chain
from tests.graphs.fan import fan
from tests.graphs.nested import around
from tests.graphs.words import State, fails, says

SYNC: dict[str, Any] = {"thread": "t", "durability": "sync"}


@scenario
def a_deferred_node_comes_after_the_longest_way(e: Any, d: Driver) -> Any:
    graph = fan(e, "a", "b").add_node("late", says("late"), defer=True).add_edge("a", "late").add_edge("b", "b1")
    for name, after in (("b1", "b2"), ("b2", "b3"), ("b3", "late")):
        graph.add_node(name, says(name)).add_edge(name, after)
    app = graph.compile(checkpointer=e.InMemorySaver())
    return d.invoke(app, {"x": 0}, **SYNC), d.story(app, "t")


@scenario
def two_deferred_nodes_run_in_one_step(e: Any, d: Driver) -> Any:
    graph = fan(e, "a", "b").add_node("p", says("p"), defer=True).add_node("q", says("q"), defer=True)
    graph.add_node("c", says("c")).add_edge("b", "c").add_edge("a", "p").add_edge("a", "q").add_edge("p", "end")
    app = graph.add_node("end", says("end")).add_edge("q", "end").compile(checkpointer=e.InMemorySaver())
    return d.invoke(app, {"x": 0}, **SYNC), d.story(app, "t")


@scenario
def a_deferred_node_met_twice_runs_once(e: Any, d: Driver) -> Any:
    graph = chain(e, "a", "b", "c").add_node("late", says("late"), defer=True)
    app = graph.add_edge("a", "late").add_edge("b", "late").add_edge("c", "late").compile()
    return in_any_order(d.stream(app, {"x": 0}, stream_mode=["updates", "tasks"]))


@scenario
def a_deferred_node_in_a_loop_comes_each_time(e: Any, d: Driver) -> Any:
    graph = fan(e, "a", "b").add_node("c", says("c")).add_edge("b", "c")
    graph.add_node("late", lambda state: {"log": ["late"], "x": state["x"] + 1}, defer=True).add_edge("a", "late")
    graph.add_conditional_edges("late", lambda state: ["a", "b"] if state["x"] < 3 else e.END, ["a", "b", e.END])
    app = graph.compile(checkpointer=e.InMemorySaver())
    return d.invoke(app, {"x": 0}, **SYNC), d.story(app, "t")


@scenario
def a_deferred_node_may_go_back_to_itself(e: Any, d: Driver) -> Any:
    def late(state: Any) -> Any:
        return e.Command(update={"log": ["late"]}, goto="late" if len(state["log"]) < 5 else e.END)

    app = chain(e, "a", "b").add_node("late", late, defer=True).add_edge("a", "late").compile()
    return d.stream(app, {"log": []}, stream_mode="updates")


@scenario
def a_deferred_node_chosen_by_a_branch_waits(e: Any, d: Driver) -> Any:
    graph = fan(e, "a", "b").add_node("late", says("late"), defer=True).add_node("c", says("c")).add_edge("b", "c")
    graph.add_conditional_edges("a", lambda state: "late", ["late", e.END])
    app = graph.compile(checkpointer=e.InMemorySaver())
    return d.invoke(app, {"x": 0}, **SYNC), d.story(app, "t")


@scenario
def a_command_to_a_deferred_node_waits(e: Any, d: Driver) -> Any:
    go = e.Command(goto="late", update={"log": ["a"]})
    graph = fan(e, "a", "b", a=lambda state: go).add_node("late", says("late"), defer=True)
    app = graph.add_node("c", says("c")).add_edge("b", "c").compile(checkpointer=e.InMemorySaver())
    return d.invoke(app, {"x": 0}, **SYNC), d.story(app, "t")


@scenario
def a_send_to_a_deferred_node_does_not_wait(e: Any, d: Driver) -> Any:
    graph = fan(e, "b").add_node("late", lambda state: {"log": [state.get("i", "pulled")]}, defer=True)
    graph.add_conditional_edges(e.START, lambda state: [e.Send("late", {"i": i}) for i in range(2)], ["late"])
    graph.add_node("c", says("c")).add_edge("b", "c").add_edge("b", "late")
    app = graph.compile(checkpointer=e.InMemorySaver())
    return d.invoke(app, {"x": 0}, **SYNC), d.story(app, "t")


@scenario
def a_deferred_node_gathers_what_was_sent_out(e: Any, d: Driver) -> Any:
    graph = chain(e, "a").add_node("w", lambda state: {"log": [state["i"]]}).add_node("v", says("v"))
    graph.add_conditional_edges("a", lambda state: [e.Send("w", {"i": i}) for i in range(3)], ["w"])
    graph.add_node("gather", lambda state: {"log": [len(state["log"])]}, defer=True)
    app = (
        graph.add_edge("w", "v").add_edge("w", "gather").add_edge("v", "gather").compile(checkpointer=e.InMemorySaver())
    )
    return d.invoke(app, {"x": 0}, **SYNC), d.story(app, "t")


@scenario
def a_deferred_node_inside_waits_only_for_its_own_graph(e: Any, d: Driver) -> Any:
    child = fan(e, "s", "t").add_node("u", says("u")).add_edge("t", "u")
    child.add_node("late", says("late"), defer=True).add_edge("s", "late")
    graph = fan(e, "child", "n", child=child.compile()).add_node("m", says("m")).add_node("o", says("o"))
    app = graph.add_edge("n", "m").add_edge("m", "o").compile(checkpointer=e.InMemorySaver())
    told = in_any_order(d.stream(app, {"x": 0}, stream_mode="updates", subgraphs=True, **SYNC))
    return told, d.story(app, "t")


@scenario
def a_deferred_graph_inside_waits_for_its_siblings(e: Any, d: Driver) -> Any:
    graph = fan(e, "a", "b").add_node("child", chain(e, "s1", "s2").compile(), defer=True).add_edge("a", "child")
    app = graph.add_node("c", says("c")).add_edge("b", "c").compile(checkpointer=e.InMemorySaver())
    return d.invoke(app, {"x": 0}, **SYNC), d.story(app, "t")


@scenario
def a_deferred_node_waits_while_another_asks(e: Any, d: Driver) -> Any:
    graph = fan(e, "a", "b").add_node("ask", asks(e, "?")).add_edge("b", "ask")
    graph.add_node("late", says("late"), defer=True).add_edge("a", "late")
    app = graph.compile(checkpointer=e.InMemorySaver())
    told = [d.invoke(app, {"x": 0}, **SYNC), d.story(app, "t")]
    return told, d.invoke(app, e.Command(resume="A"), **SYNC), d.story(app, "t")


@scenario
def a_deferred_node_may_ask_and_fail(e: Any, d: Driver) -> Any:
    told: list[Any] = []
    for late in (asks(e, "?"), fails(ValueError("boom"))):
        graph = fan(e, "a", "b").add_node("late", late, defer=True).add_edge("a", "late")
        app = graph.add_node("c", says("c")).add_edge("b", "c").compile(checkpointer=e.InMemorySaver())
        told += [d.invoke(app, {"x": 0}, **SYNC), d.story(app, "t")]
        told += [d.invoke(app, e.Command(resume="A"), **SYNC), d.story(app, "t")]
    return told


@scenario
def a_deferred_node_of_the_start_comes_last(e: Any, d: Driver) -> Any:
    graph = e.StateGraph(State).add_node("late", says("late"), defer=True).add_edge(e.START, "late")
    graph.add_node("a", says("a")).add_node("b", says("b")).add_edge(e.START, "a").add_edge("a", "b")
    app = graph.compile(checkpointer=e.InMemorySaver())
    return [d.invoke(app, {"x": x}, **SYNC) for x in (0, 1)], d.story(app, "t")


@scenario
def a_deferred_join_in_a_loop_waits_for_both_each_time(e: Any, d: Driver) -> Any:
    graph = fan(e, "a", "b").add_node("c", says("c")).add_edge("b", "c")
    graph.add_node("j", lambda state: {"log": ["j"], "x": state["x"] + 1}, defer=True).add_edge(["a", "b"], "j")
    graph.add_conditional_edges("j", lambda state: ["a", "b"] if state["x"] < 2 else e.END, ["a", "b", e.END])
    app = graph.compile(checkpointer=e.InMemorySaver())
    return d.invoke(app, {"x": 0}, **SYNC), d.story(app, "t")


@scenario
def a_deferred_node_of_an_edit_is_due_when_nothing_else_is(e: Any, d: Driver) -> Any:
    graph = chain(e, "a", "b").add_node("late", says("late"), defer=True).add_edge("a", "late")
    app = graph.compile(checkpointer=e.InMemorySaver())
    told = [d.update(app, "t", {"log": ["by hand"]}, as_node="a"), d.story(app, "t")]
    told += [d.invoke(app, None, **SYNC), d.story(app, "t")]
    return told, d.update(app, "t", {"log": ["again"]}, as_node="a"), d.update(app, "t", None, as_node=e.END)


@scenario
def a_replay_before_a_deferred_node_runs_it_again(e: Any, d: Driver) -> Any:
    graph = around(e, chain(e, "s").compile(), "b").add_node("late", says("late"), defer=True)
    app = graph.add_edge("child", "late").compile(checkpointer=e.InMemorySaver())
    d.invoke(app, {"x": 0}, **SYNC)
    told = [d.invoke(app, None, config=d.at(app, "t", due), durability="sync") for due in ("late", "b", "child")]
    return told, d.story(app, "t")
