"""Graphs inside graphs: what goes in, what comes out, what is kept."""

from __future__ import annotations

import operator
from typing import Annotated, Any, TypedDict

from tests.differential.compare import in_any_order
from tests.differential.driver import Driver
from tests.differential.scenario import scenario
from tests.graphs.asking import asks
from tests.graphs.chain import chain, saved
from tests.graphs.fan import fan
from tests.graphs.nested import around, levels, parent_of_asking
from tests.graphs.words import State, fails, says

KINDS = (None, True, False)


def counting(e: Any, checkpointer: Any) -> Any:
    """Returns a graph that counts its own runs in a key its parent does not have."""

    class Counted(TypedDict, total=False):
        mine: Annotated[list[int], operator.add]
        log: Annotated[list[Any], operator.add]

    graph = e.StateGraph(Counted).add_node("c", lambda state: {"mine": [len(state["mine"])]})
    graph.add_node("tell", lambda state: {"log": [list(state["mine"])]})
    return graph.add_edge(e.START, "c").add_edge("c", "tell").compile(checkpointer=checkpointer)


@scenario
def subgraphs_with_every_kind_of_persistence(e: Any, d: Driver) -> Any:
    told: list[Any] = []
    for checkpointer in KINDS:
        app = parent_of_asking(e, checkpointer)
        told.append(d.stream(app, {"log": ["in"]}, thread="t", stream_mode="updates", subgraphs=True))
        deep = d.state(app, "t", subgraphs=True)
        told += [d.story(app, "t"), getattr(deep.tasks[0].state, "next", None)]
        told += [d.invoke(app, e.Command(resume="R"), thread="t"), d.story(app, "t")]
        told.append(d.invoke(app, {"log": ["in2"]}, thread="t"))
    return told


@scenario
def a_subgraph_remembers_only_when_told_to(e: Any, d: Driver) -> Any:
    told = []
    for checkpointer in KINDS:
        app = around(e, counting(e, checkpointer)).compile(checkpointer=e.InMemorySaver())
        told += [d.invoke(app, {"x": x}, thread="t") for x in (0, 1, 2)]
        told.append(d.story(app, "t"))
    return told


@scenario
def a_subgraph_called_twice_in_one_node(e: Any, d: Driver) -> Any:
    told = []
    for checkpointer in KINDS:
        child = counting(e, checkpointer)

        def twice(state: Any, child: Any = child) -> Any:
            return {"log": [child.invoke({"log": []})["log"], child.invoke({"log": []})["log"]]}

        app = saved(e, "n", n=twice)
        told += [d.invoke(app, {"x": x}, thread="t") for x in (0, 1)]
        told.append(d.story(app, "t"))
    return told


@scenario
def a_subgraph_called_by_a_node_may_ask(e: Any, d: Driver) -> Any:
    told = []
    for checkpointer in KINDS:
        child = chain(e, "ask", ask=asks(e, "?")).compile(checkpointer=checkpointer)

        def call(state: Any, child: Any = child) -> Any:
            return {"log": [child.invoke({"x": 1})["log"]]}

        app = saved(e, "n", n=call)
        told += [d.invoke(app, {"x": 0}, thread="t"), d.invoke(app, e.Command(resume="A"), thread="t")]
        told.append(d.story(app, "t"))
    return told


@scenario
def shared_keys_go_through_the_reducer_again(e: Any, d: Driver) -> Any:
    app = around(e, chain(e, "s1", "s2").compile(), "z").compile(checkpointer=e.InMemorySaver())
    return d.invoke(app, {"x": 0, "log": ["in"]}, thread="t"), d.story(app, "t")


@scenario
def keys_that_are_not_shared_stay_inside(e: Any, d: Driver) -> Any:
    class Inner(TypedDict, total=False):
        x: int
        private: str

    child = e.StateGraph(Inner).add_node("p", lambda state: {"private": "p", "x": state["x"] + 1})
    child = child.add_node("q", lambda state: {"x": len(state["private"]) + state["x"]})
    app = around(e, child.add_edge(e.START, "p").add_edge("p", "q").compile()).compile(checkpointer=e.InMemorySaver())
    return d.invoke(app, {"x": 5}, thread="t"), d.story(app, "t")


@scenario
def three_levels_keep_three_namespaces(e: Any, d: Driver) -> Any:
    app = levels(e, 2, says("leaf")).compile(checkpointer=e.InMemorySaver())
    told = d.stream(app, {"x": 0}, thread="t", stream_mode="updates", subgraphs=True)
    return told, d.story(app, "t")


@scenario
def an_interrupt_three_levels_down_is_answered(e: Any, d: Driver) -> Any:
    app = levels(e, 2, asks(e, "?", "!")).compile(checkpointer=e.InMemorySaver())
    told = [d.stream(app, {"x": 0}, thread="t", stream_mode=["updates", "values"], subgraphs=True), d.story(app, "t")]
    for answer in ("A", "B"):
        told += [d.invoke(app, e.Command(resume=answer), thread="t"), d.story(app, "t")]
    return told


@scenario
def an_interrupt_inside_is_answered_by_its_id(e: Any, d: Driver) -> Any:
    child = chain(e, "ask", ask=asks(e, "inside"))
    graph = fan(e, "child", "n", child=child.compile(), n=asks(e, "outside"))
    app = graph.compile(checkpointer=e.InMemorySaver())
    d.invoke(app, {"x": 0}, thread="t", durability="sync")
    waiting = {item.value: item.id for item in d.state(app, "t").interrupts}
    told = [d.invoke(app, e.Command(resume={waiting["inside"]: "A"}), thread="t", durability="sync")]
    told.append(d.story(app, "t"))
    return told, d.invoke(app, e.Command(resume={waiting["outside"]: "B"}), thread="t"), d.story(app, "t")


@scenario
def two_subgraphs_side_by_side(e: Any, d: Driver) -> Any:
    graph = fan(e, "c1", "c2", c1=chain(e, "s").compile(), c2=chain(e, "s", "t").compile())
    app = graph.compile(checkpointer=e.InMemorySaver())
    told = d.stream(app, {"x": 0}, thread="t", stream_mode="updates", subgraphs=True, durability="sync")
    return in_any_order(told)


@scenario
def an_error_inside_leaves_what_was_finished(e: Any, d: Driver) -> Any:
    told = []
    for checkpointer in KINDS:
        tries: list[int] = []

        def flaky(state: Any, tries: list[int] = tries) -> Any:
            tries.append(1)
            if len(tries) == 1:
                raise ValueError("boom")
            return {"log": ["s2"]}

        child = chain(e, "s1", "s2", s2=flaky).compile(checkpointer=checkpointer)
        app = around(e, child, "z").compile(checkpointer=e.InMemorySaver())
        told += [d.invoke(app, {"x": 0}, thread="t"), d.story(app, "t")]
        told += [d.invoke(app, None, thread="t"), d.story(app, "t"), len(tries)]
    return told


@scenario
def an_error_inside_in_every_stream_mode(e: Any, d: Driver) -> Any:
    def app() -> Any:
        child = chain(e, "s1", "s2", s2=fails(ValueError("boom"))).compile()
        return around(e, child).compile(checkpointer=e.InMemorySaver())

    return d.in_modes(app, {"x": 0}, "values", "updates", "tasks", "checkpoints", "debug", subgraphs=True)


@scenario
def breakpoints_inside_a_subgraph(e: Any, d: Driver) -> Any:
    child = chain(e, "s1", "s2").compile(interrupt_before=["s2"], interrupt_after=["s2"])
    app = around(e, child, "z").compile(checkpointer=e.InMemorySaver())
    told: list[Any] = [d.stream(app, {"x": 0}, thread="t", stream_mode="updates", subgraphs=True), d.story(app, "t")]
    for _ in range(2):
        told += [d.stream(app, None, thread="t", stream_mode="updates", subgraphs=True), d.story(app, "t")]
    return told


@scenario
def a_breakpoint_on_the_node_that_is_a_graph(e: Any, d: Driver) -> Any:
    graph = around(e, chain(e, "s1").compile(), "z")
    app = graph.compile(checkpointer=e.InMemorySaver(), interrupt_before=["child"], interrupt_after=["child"])
    told: list[Any] = [d.invoke(app, {"x": 0}, thread="t"), d.story(app, "t")]
    for _ in range(2):
        told += [d.invoke(app, None, thread="t"), d.story(app, "t")]
    return told


@scenario
def a_subgraph_with_a_saver_of_its_own(e: Any, d: Driver) -> Any:
    child = chain(e, "s1", "ask", ask=asks(e, "?")).compile(checkpointer=e.InMemorySaver())
    app = around(e, child, "z").compile(checkpointer=e.InMemorySaver())
    told = [d.invoke(app, {"x": 0}, thread="t"), d.story(app, "t")]
    return told, d.invoke(app, e.Command(resume="A"), thread="t"), d.story(app, "t")


@scenario
def a_lasting_subgraph_needs_a_saver_around_it(e: Any, d: Driver) -> Any:
    child = chain(e, "s1").compile(checkpointer=True)
    return d.invoke(child, {"x": 0}, thread="t"), d.invoke(around(e, child).compile(), {"x": 0})


@scenario
def a_saved_subgraph_in_a_graph_without_a_saver(e: Any, d: Driver) -> Any:
    child = chain(e, "s1").compile(checkpointer=e.InMemorySaver())
    return d.invoke(around(e, child).compile(), {"x": 0}), d.invoke(around(e, child).compile(), {"x": 0}, thread="t")


@scenario
def a_subgraph_has_a_recursion_limit_of_its_own(e: Any, d: Driver) -> Any:
    app = around(e, chain(e, "s1", "s2", "s3").compile(), "z").compile()
    return [d.invoke(app, {"x": 0}, recursion_limit=limit) for limit in (1, 2, 3, 4)]


@scenario
def a_lasting_subgraph_goes_on_after_an_interrupt(e: Any, d: Driver) -> Any:
    app = parent_of_asking(e, True)
    told: list[Any] = []
    for x in (0, 1):
        told += [d.invoke(app, {"x": x}, thread="t"), d.invoke(app, e.Command(resume=f"A{x}"), thread="t")]
    return told, d.story(app, "t")


@scenario
def a_lasting_subgraph_begins_anew_in_the_step_after_an_answer(e: Any, d: Driver) -> Any:
    child = chain(e, "s1", "ask", ask=asks(e, "?")).compile(checkpointer=True)
    app = fan(e, "a", "child", child=child).add_edge("a", "child").compile(checkpointer=e.InMemorySaver())
    told: list[Any] = [d.invoke(app, {"log": ["in"]}, thread="t", durability="sync")]
    for answer in ("A", "B"):
        told += [d.invoke(app, e.Command(resume=answer), thread="t", durability="sync"), d.story(app, "t")]
    return told


@scenario
def a_subgraph_in_a_loop_starts_anew_each_time(e: Any, d: Driver) -> Any:
    told = []
    for checkpointer in KINDS:
        graph = around(e, counting(e, checkpointer), "m")
        graph.add_conditional_edges("m", lambda state: "child" if len(state["log"]) < 6 else e.END, ["child", e.END])
        app = graph.compile(checkpointer=e.InMemorySaver())
        told += [d.invoke(app, {"x": 0}, thread="t"), d.story(app, "t")]
    return told


@scenario
def a_graph_of_another_state_is_called_with_what_it_needs(e: Any, d: Driver) -> Any:
    class Other(TypedDict):
        word: str

    child = e.StateGraph(Other).add_node("up", lambda state: {"word": state["word"].upper()})
    child = child.add_edge(e.START, "up").compile()
    app = saved(e, "n", n=lambda state: {"log": [child.invoke({"word": "w"})["word"]]})
    told = d.stream(app, {"x": 0}, thread="t", stream_mode="updates", subgraphs=True)
    return told, State.__name__, d.story(app, "t")


@scenario
def a_subgraph_is_edited_where_it_waits(e: Any, d: Driver) -> Any:
    """What a parent's waiting task makes of an edit inside: asked anew, answered, another way taken, or done."""
    told = []
    for as_node, given in ((None, None), (None, e.Command(resume="R")), ("s1", None), ("ask", None)):
        app = parent_of_asking(e)
        d.invoke(app, {"log": ["in"]}, thread="t")
        inside = d.state(app, "t", subgraphs=True).tasks[0].state.config
        made = d.update(app, inside, {"log": ["typed"]}, as_node)
        deep = d.state(app, "t", subgraphs=True)
        told += [isinstance(made, dict), deep.next, len(deep.tasks[0].interrupts), deep.tasks[0].state.next]
        told += [d.invoke(app, given, thread="t"), d.story(app, "t")]
    return told
