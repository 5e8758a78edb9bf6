"""Commands: what nodes and callers say beside plain updates."""

from __future__ import annotations

from typing import Any

from tests.differential.compare import in_any_order
from tests.differential.driver import Driver
from tests.differential.scenario import scenario
from tests.graphs.asking import asks
from tests.graphs.chain import chain, saved
from tests.graphs.nested import around
from tests.graphs.words import State, says


@scenario
def commands_go_and_update(e: Any, d: Driver) -> Any:
    def jump(state: Any) -> Any:
        return e.Command(update={"x": 3, "log": ["jump"]}, goto=["b", e.Send("w", {"i": 9})])

    graph = e.StateGraph(State).add_node("jump", jump, destinations=("b", "w")).add_node("b", says("b"))
    graph.add_node("w", lambda state: {"log": [state["i"]]}).add_edge(e.START, "jump")
    app = graph.compile(checkpointer=e.InMemorySaver())
    return in_any_order(d.stream(app, {"x": 0}, thread="t", stream_mode=["updates", "values"])), d.story(app, "t")


@scenario
def a_command_adds_to_the_edges_of_its_node(e: Any, d: Driver) -> Any:
    graph = chain(e, "a", "b", a=lambda state: e.Command(goto="c", update={"log": ["a"]}))
    app = graph.add_node("c", says("c")).compile(checkpointer=e.InMemorySaver())
    return d.invoke(app, {"x": 0}, thread="t"), d.story(app, "t")


@scenario
def a_command_may_go_to_the_end_or_to_itself(e: Any, d: Driver) -> Any:
    def again(state: Any) -> Any:
        return e.Command(update={"log": ["a"]}, goto="a" if len(state["log"]) < 3 else e.END)

    graph = e.StateGraph(State).add_node("a", again).add_edge(e.START, "a")
    return d.stream(graph.compile(), {"log": []}, stream_mode="updates")


@scenario
def a_command_to_nowhere_does_nothing(e: Any, d: Driver) -> Any:
    graph = chain(e, "a", "b", a=lambda state: e.Command(goto="nope", update={"log": ["a"]}))
    return d.stream(graph.compile(), {"x": 0}, stream_mode="updates")


@scenario
def a_list_of_commands_and_updates_is_one_update(e: Any, d: Driver) -> Any:
    def many(state: Any) -> Any:
        return [{"log": [1]}, e.Command(update={"log": [2]}, goto="b"), e.Command(goto="c"), {"log": [3]}]

    graph = e.StateGraph(State).add_node("a", many).add_edge(e.START, "a")
    app = graph.add_node("b", says("b")).add_node("c", says("c")).compile()
    return in_any_order(d.stream(app, {"x": 0}, stream_mode=["updates", "values"]))


@scenario
def a_command_may_update_with_pairs(e: Any, d: Driver) -> Any:
    graph = chain(e, "a", a=lambda state: e.Command(update=[("x", 1), ("log", ["p"]), ("log", ["q"])]))
    return d.stream(graph.compile(), {"x": 0}, stream_mode=["updates", "values"])


@scenario
def a_command_reaches_the_parent(e: Any, d: Driver) -> Any:
    def up(state: Any) -> Any:
        return e.Command(graph=e.Command.PARENT, update={"log": ["from-sub"]}, goto="after")

    child = chain(e, "up", up=up).compile()
    graph = e.StateGraph(State).add_node("sub", child, destinations=("after",)).add_node("after", says("after"))
    app = graph.add_edge(e.START, "sub").compile(checkpointer=e.InMemorySaver())
    return d.stream(app, {"x": 0}, thread="t", stream_mode=["updates", "values"]), d.story(app, "t")


@scenario
def a_command_reaches_the_parent_from_two_levels_down(e: Any, d: Driver) -> Any:
    def up(state: Any) -> Any:
        return e.Command(graph=e.Command.PARENT, update={"log": ["up"]}, goto="after")

    inner = around(e, chain(e, "up", up=up).compile(), "after", name="inner")
    app = around(e, inner.compile(), "z").compile(checkpointer=e.InMemorySaver())
    told = d.stream(app, {"x": 0}, thread="t", stream_mode=["updates", "values"], subgraphs=True)
    return told, d.story(app, "t")


@scenario
def a_command_to_the_parent_may_send(e: Any, d: Driver) -> Any:
    def up(state: Any) -> Any:
        sends = [e.Send("w", {"i": i}) for i in range(2)]
        return e.Command(graph=e.Command.PARENT, update={"log": ["up"]}, goto=sends)

    graph = around(e, chain(e, "up", up=up).compile()).add_node("w", lambda state: {"log": [state["i"]]})
    app = graph.compile(checkpointer=e.InMemorySaver())
    return d.invoke(app, {"x": 0}, thread="t"), d.story(app, "t")


@scenario
def a_command_to_a_parent_that_is_not_there_is_an_error(e: Any, d: Driver) -> Any:
    app = saved(e, "a", "b", a=lambda state: e.Command(graph=e.Command.PARENT, update={"log": ["up"]}))
    return d.invoke(app, {"x": 0}, thread="t"), d.story(app, "t")


@scenario
def a_command_to_the_parent_beside_a_sibling(e: Any, d: Driver) -> Any:
    def up(state: Any) -> Any:
        return e.Command(graph=e.Command.PARENT, update={"log": ["up"]}, goto="after")

    child = e.StateGraph(State).add_node("up", up).add_node("s", says("s"))
    child.add_edge(e.START, "up").add_edge(e.START, "s")
    app = around(e, child.compile()).add_node("after", says("after")).compile(checkpointer=e.InMemorySaver())
    return d.invoke(app, {"x": 0}, thread="t")


@scenario
def a_caller_may_steer_with_a_command(e: Any, d: Driver) -> Any:
    app = chain(e, "a", "b").compile(checkpointer=e.InMemorySaver(), interrupt_before=["b"])
    d.invoke(app, {"x": 0}, thread="t")
    return d.invoke(app, e.Command(update={"x": 8}, goto="a"), thread="t"), d.story(app, "t")


@scenario
def a_caller_may_only_update(e: Any, d: Driver) -> Any:
    app = chain(e, "a", "b").compile(checkpointer=e.InMemorySaver(), interrupt_before=["b"])
    d.invoke(app, {"x": 0}, thread="t")
    return d.invoke(app, e.Command(update={"x": 8, "log": ["me"]}), thread="t"), d.story(app, "t")


@scenario
def a_caller_may_go_anywhere_after_the_end(e: Any, d: Driver) -> Any:
    app = saved(e, "a", "b")
    d.invoke(app, {"x": 0}, thread="t")
    told = [d.invoke(app, e.Command(goto=goto), thread="t") for goto in ("b", ["a"], e.Send("b", {"x": 4}))]
    return told, d.story(app, "t")


@scenario
def a_caller_goes_to_a_node_that_never_ran(e: Any, d: Driver) -> Any:
    graph = e.StateGraph(State).add_node("a", says("a")).add_node("asks", asks(e, "?")).add_edge(e.START, "a")
    app = graph.compile(checkpointer=e.InMemorySaver())
    told = [d.invoke(app, given, thread="t") for given in ({"x": 0}, e.Command(goto="asks"))]
    state = d.state(app, "t")
    return told, (state.next, len(state.interrupts)), d.invoke(app, e.Command(resume="A"), thread="t")


@scenario
def commands_on_a_fresh_thread(e: Any, d: Driver) -> Any:
    told = []
    for number, fields in enumerate(({"resume": "r"}, {"goto": "b"}, {"update": {"x": 3}}, {})):
        app = saved(e, "a", "b")
        told += [d.invoke(app, e.Command(**fields), thread=str(number)), d.story(app, str(number))]
    return told


@scenario
def a_command_of_the_caller_for_the_parent_is_refused(e: Any, d: Driver) -> Any:
    return d.invoke(saved(e, "a"), e.Command(graph=e.Command.PARENT, goto="a"), thread="t")


@scenario
def a_command_needs_a_saver_to_resume(e: Any, d: Driver) -> Any:
    app = chain(e, "a").compile()
    return [d.invoke(app, e.Command(**fields)) for fields in ({"resume": 1}, {"goto": "a"}, {"update": {"x": 1}})]
