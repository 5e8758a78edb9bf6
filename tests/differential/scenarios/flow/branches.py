"""Edges that choose, and what steps they make."""

from __future__ import annotations

import operator
from typing import Annotated, Any, Literal, TypedDict

from tests.differential.compare import in_any_order
from tests.differential.driver import Driver
from tests.differential.scenario import scenario
from tests.graphs.chain import chain, saved
from tests.graphs.fan import fan
from tests.graphs.words import State, says


@scenario
def a_chain_leaves_one_checkpoint_a_step(e: Any, d: Driver) -> Any:
    app = saved(e, "a", "b", "c")
    return d.invoke(app, {"x": 0, "log": ["in"]}, thread="t"), d.story(app, "t")


@scenario
def writes_of_one_step_are_applied_by_path(e: Any, d: Driver) -> Any:
    graph = fan(e, "zeta", "alpha").add_node("w", lambda state: {"log": [f"w{state['i']}"]})
    graph.add_conditional_edges(e.START, lambda state: [e.Send("w", {"i": i}) for i in range(12)], ["w"])
    app = graph.compile(checkpointer=e.InMemorySaver())
    return d.invoke(app, {"log": []}, thread="t"), d.story(app, "t")


@scenario
def conditional_edges_with_maps_and_lists(e: Any, d: Driver) -> Any:
    graph = chain(e, "a")
    graph.add_node("b", says("b")).add_node("c", says("c"))
    graph.add_conditional_edges("a", lambda state: [True, "c"], {True: "b", "c": "c"})
    graph.add_conditional_edges("b", lambda state: e.END)
    return in_any_order(d.stream(graph.compile(), {"x": 0}, stream_mode=["updates", "values"]))


@scenario
def a_map_may_be_a_list_of_names(e: Any, d: Driver) -> Any:
    graph = e.StateGraph(State).add_node("a", says("a")).add_node("b", says("b"))
    graph.add_conditional_edges(e.START, lambda state: "b" if state["x"] else "a", ["a", "b"])
    app = graph.compile()
    return [d.invoke(app, {"x": x}) for x in (0, 1)]


@scenario
def a_literal_return_names_the_targets(e: Any, d: Driver) -> Any:
    def route(state: Any) -> Literal["b", "__end__"]:
        return "b" if state["x"] else "__end__"

    graph = e.StateGraph(State).add_node("a", says("a")).add_node("b", says("b")).add_edge(e.START, "a")
    app = graph.add_conditional_edges("a", route).compile()
    edges = sorted(tuple(edge) for edge in app.get_graph().edges)
    return [d.invoke(app, {"x": x}) for x in (0, 1)], edges


@scenario
def a_branch_reads_what_its_node_wrote_and_no_sibling_did(e: Any, d: Driver) -> Any:
    seen: list[Any] = []

    def route(state: Any) -> str:
        seen.append(sorted(state["log"]))
        return "end"

    graph = fan(e, "a", "b").add_node("end", says("end")).add_conditional_edges("a", route, ["end"])
    return d.invoke(graph.compile(), {"log": ["in"]}), seen


@scenario
def two_branches_of_one_node_add_up(e: Any, d: Driver) -> Any:
    def first(state: Any) -> str:
        return "b"

    def second(state: Any) -> list[str]:
        return ["c", "b"]

    graph = e.StateGraph(State).add_edge(e.START, "a")
    for name in ("a", "b", "c"):
        graph.add_node(name, says(name))
    graph.add_conditional_edges("a", first, ["b", "c"]).add_conditional_edges("a", second, ["b", "c"])
    app = graph.compile(checkpointer=e.InMemorySaver())
    return d.invoke(app, {"x": 0}, thread="t"), d.story(app, "t")


@scenario
def a_branch_to_nowhere_is_an_error(e: Any, d: Driver) -> Any:
    graph = chain(e, "a").add_node("b", says("b"))
    told = []
    for number, target in enumerate(("nope", None, 5, ["nope"])):
        built = chain(e, "a").add_node("b", says("b"))
        built.add_conditional_edges("a", lambda state, target=target: target, {"b": "b"})
        told.append(d.invoke(built.compile(), {"x": number}))
    graph.add_conditional_edges("a", lambda state: "nope")
    return told, d.invoke(graph.compile(), {"x": 0})


@scenario
def a_branch_without_a_map_may_name_any_node(e: Any, d: Driver) -> Any:
    graph = e.StateGraph(State).add_node("a", says("a")).add_node("b", says("b")).add_edge(e.START, "a")
    app = graph.add_conditional_edges("a", lambda state: "b" if len(state["log"]) < 3 else e.END).compile()
    return d.stream(app, {"log": []}, stream_mode="updates")


@scenario
def a_loop_ends_when_its_branch_says_so(e: Any, d: Driver) -> Any:
    graph = e.StateGraph(State).add_node("n", lambda state: {"x": state["x"] + 1}).add_edge(e.START, "n")
    graph.add_conditional_edges("n", lambda state: e.END if state["x"] >= 5 else "n")
    app = graph.compile(checkpointer=e.InMemorySaver())
    return d.invoke(app, {"x": 0}, thread="t"), d.story(app, "t")


@scenario
def an_async_branch_is_awaited(e: Any, d: Driver) -> Any:
    async def route(state: Any) -> str:
        return "b"

    graph = e.StateGraph(State).add_node("a", says("a")).add_node("b", says("b")).add_edge(e.START, "a")
    return d.invoke(graph.add_conditional_edges("a", route, ["b"]).compile(), {"x": 0})


@scenario
def a_conditional_entry_point_starts_where_it_says(e: Any, d: Driver) -> Any:
    graph = e.StateGraph(State).add_node("a", says("a")).add_node("b", says("b"))
    graph.set_conditional_entry_point(lambda state: "b", {"b": "b", "a": "a"}).set_finish_point("b")
    app = graph.compile(checkpointer=e.InMemorySaver())
    return d.invoke(app, {"x": 0}, thread="t"), d.story(app, "t")


@scenario
def a_sequence_is_a_chain(e: Any, d: Driver) -> Any:
    graph = e.StateGraph(State).add_sequence([says("a"), ("named", says("b"))]).set_entry_point("a")
    return d.stream(graph.compile(), {"x": 0}, stream_mode="updates")


@scenario
def a_branch_sees_managed_values(e: Any, d: Driver) -> Any:
    fields = {"log": Annotated[list[Any], operator.add], "left": e.RemainingSteps}
    graph = e.StateGraph(TypedDict("Counted", fields)).add_node("n", lambda state: {"log": [state["left"]]})
    graph.add_edge(e.START, "n").add_conditional_edges("n", lambda state: e.END if state["left"] < 3 else "n")
    return d.invoke(graph.compile(), {"log": []}, recursion_limit=6)
