"""Edits of a thread."""

from __future__ import annotations

from typing import Any

from tests.differential.compare import attempt
from tests.differential.driver import Driver
from tests.differential.scenario import scenario
from tests.graphs.chain import chain, saved
from tests.graphs.fan import fan
from tests.graphs.nested import parent_of_asking
from tests.graphs.words import fails, says


@scenario
def state_can_be_updated_as_any_node(e: Any, d: Driver) -> Any:
    told: list[Any] = []
    for as_node in (None, "a", "b", e.START, e.END, "__input__", "nope"):
        app = saved(e, "a", "b")
        fresh = d.update(app, "fresh", {"x": 5}, as_node=as_node)
        d.invoke(app, {"x": 0}, thread="t")
        update = None if as_node == e.END else {"x": 7}
        later = d.update(app, "t", update, as_node=as_node)
        told.append([fresh, later, d.story(app, "fresh"), d.story(app, "t")])
        told.append(d.invoke(app, None, thread="t"))
    return told


@scenario
def an_ambiguous_update_asks_for_the_node(e: Any, d: Driver) -> Any:
    app = fan(e, "a", "b").compile(checkpointer=e.InMemorySaver())
    d.invoke(app, {"x": 0}, thread="t")
    told = [d.update(app, "t", {"x": 1}), d.update(app, "t", {"x": 2}, as_node="a"), d.story(app, "t")]
    return told, d.update(app, "t", {"x": 3}), d.story(app, "t")


@scenario
def an_update_names_its_node_when_it_ran_last(e: Any, d: Driver) -> Any:
    graph = fan(e, "a", "b").add_node("c", says("c")).add_edge("a", "c")
    app = graph.compile(checkpointer=e.InMemorySaver())
    d.invoke(app, {"x": 0}, thread="t")
    return d.update(app, "t", {"x": 1}), d.story(app, "t")


@scenario
def an_update_of_a_graph_with_one_node(e: Any, d: Driver) -> Any:
    app = saved(e, "a")
    told = [d.update(app, "t", {"x": 1}), d.story(app, "t"), d.invoke(app, None, thread="t")]
    return told, d.invoke(app, {"x": 2}, thread="t"), d.update(app, "t", {"x": 3}), d.story(app, "t")


@scenario
def an_update_with_nothing_clears_or_keeps(e: Any, d: Driver) -> Any:
    told = []
    for as_node in (None, "a", "b", e.END):
        app = saved(e, "a", "b", "c")
        d.invoke(app, {"x": 0}, thread="t", interrupt_before=["b"])
        told += [d.update(app, "t", None, as_node=as_node), d.story(app, "t"), d.invoke(app, None, thread="t")]
    return told


@scenario
def an_update_goes_through_the_reducer(e: Any, d: Driver) -> Any:
    app = saved(e, "a", "b")
    d.invoke(app, {"x": 0}, thread="t")
    told = [d.update(app, "t", {"log": ["more"]}), d.update(app, "t", {"log": e.Overwrite(["less"])})]
    return told, d.story(app, "t")


@scenario
def an_update_takes_the_branches_of_its_node(e: Any, d: Driver) -> Any:
    graph = chain(e, "a").add_node("b", says("b")).add_node("c", says("c"))
    graph.add_conditional_edges("a", lambda state: "b" if state["x"] else "c", ["b", "c"])
    app = graph.compile(checkpointer=e.InMemorySaver())
    told = [d.update(app, "t", {"x": 1}, as_node="a"), d.story(app, "t"), d.invoke(app, None, thread="t")]
    return told, d.story(app, "t")


@scenario
def an_update_may_be_a_command_or_pairs(e: Any, d: Driver) -> Any:
    told = []
    for update in (e.Command(update={"x": 4}, goto="c"), e.Command(goto=e.Send("c", {"x": 1})), [("x", 3)], 5):
        app = saved(e, "a", "b", "c")
        d.invoke(app, {"x": 0}, thread="t", interrupt_before=["b"])
        told += [d.update(app, "t", update, as_node="a"), d.story(app, "t"), d.invoke(app, None, thread="t")]
    return told


@scenario
def an_update_of_an_unknown_key(e: Any, d: Driver) -> Any:
    app = saved(e, "a", "b")
    d.invoke(app, {"x": 0}, thread="t")
    return d.update(app, "t", {"nope": 1}), d.update(app, "t", {"nope": 1, "x": 2}), d.story(app, "t")


@scenario
def many_updates_in_one_call(e: Any, d: Driver) -> Any:
    app = saved(e, "a", "b")
    steps = [[e.StateUpdate({"x": 1}, "__input__")], [e.StateUpdate({"log": ["u1"]}, "a")], [e.StateUpdate({"x": 2})]]
    made = attempt(lambda: d.call(app, "bulk_update_state", d.config("t"), steps))
    return made, d.story(app, "t"), d.invoke(app, None, thread="t")


@scenario
def several_nodes_in_one_update(e: Any, d: Driver) -> Any:
    graph = fan(e, "a", "b").add_node("j", says("j")).add_edge(["a", "b"], "j")
    app = graph.compile(checkpointer=e.InMemorySaver())
    step = [e.StateUpdate({"log": ["by a"]}, "a"), e.StateUpdate({"log": ["by b"]}, "b")]
    made = attempt(lambda: d.call(app, "bulk_update_state", d.config("t"), [step]))
    return made, d.story(app, "t"), d.invoke(app, None, thread="t", durability="sync"), d.story(app, "t")


@scenario
def updates_that_cannot_be_made(e: Any, d: Driver) -> Any:
    app = saved(e, "a", "b")
    wrong = ([], [[]], [[e.StateUpdate({"x": 1}, "__input__"), e.StateUpdate({"x": 1}, "a")]])
    told = [attempt(lambda steps=steps: d.call(app, "bulk_update_state", d.config("t"), steps)) for steps in wrong]
    return told, d.update(chain(e, "a").compile(), "t", {"x": 1}), d.update(app, {"configurable": {}}, {"x": 1})


@scenario
def an_update_after_a_failure_takes_its_place(e: Any, d: Driver) -> Any:
    app = saved(e, "a", "b", "c", b=fails(ValueError("boom")))
    d.invoke(app, {"x": 0}, thread="t")
    told = [d.update(app, "t", {"log": ["by hand"]}, as_node="b"), d.story(app, "t")]
    return told, d.invoke(app, None, thread="t"), d.story(app, "t")


@scenario
def an_update_beside_a_finished_sibling(e: Any, d: Driver) -> Any:
    graph = fan(e, "ok", "n", n=lambda state: {"log": [e.interrupt("?")]}).add_node("z", says("z")).add_edge("ok", "z")
    app = graph.compile(checkpointer=e.InMemorySaver())
    d.invoke(app, {"x": 0}, thread="t", durability="sync")
    told = [d.update(app, "t", {"log": ["by hand"]}, as_node="n"), d.story(app, "t")]
    return told, d.invoke(app, None, thread="t"), d.story(app, "t")


@scenario
def an_update_carries_the_metadata_of_its_config(e: Any, d: Driver) -> Any:
    app = saved(e, "a", "b")
    config = {"configurable": {"thread_id": "t", "user": "me"}, "metadata": {"why": "test"}, "tags": ["x"]}
    d.invoke(app, {"x": 0}, config=config)
    return d.update(app, config, {"x": 1}), d.story(app, "t")


@scenario
def an_update_of_a_nested_graph(e: Any, d: Driver) -> Any:
    app = parent_of_asking(e)
    d.invoke(app, {"x": 0}, thread="t")
    place = d.state(app, "t").tasks[0].state
    told = [d.update(app, place, {"log": ["inside"]}, as_node="ask"), d.story(app, "t")]
    return told, d.invoke(app, None, thread="t"), d.story(app, "t")
