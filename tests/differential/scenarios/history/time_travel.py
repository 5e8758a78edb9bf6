"""Forks, replays and other ways back."""

from __future__ import annotations

from typing import Any

from tests.differential.driver import Driver
from tests.differential.scenario import scenario
from tests.graphs.asking import asks
from tests.graphs.chain import chain, saved
from tests.graphs.fan import fan
from tests.graphs.nested import around, parent_of_asking
from tests.graphs.words import says


@scenario
def forks_and_replays(e: Any, d: Driver) -> Any:
    app = saved(e, "a", "b")
    told: list[Any] = [d.invoke(app, {"x": 0}, thread="t")]
    before_b = d.at(app, "t", "b")
    fork = d.update(app, before_b, {"x": 99})
    told += [d.story(app, "t"), d.invoke(app, None, config=fork), d.story(app, "t")]
    told += [d.invoke(app, None, config=before_b), d.story(app, "t")]
    return told


@scenario
def a_replay_runs_everything_after_it_again(e: Any, d: Driver) -> Any:
    runs: list[str] = []

    def noting(name: str) -> Any:
        return lambda state: runs.append(name) or {"log": [name]}

    app = saved(e, "a", "b", "c", **{name: noting(name) for name in "abc"})
    d.invoke(app, {"x": 0}, thread="t")
    told = [d.invoke(app, None, config=d.at(app, "t", due)) for due in ("a", "b", "c", "__start__")]
    return told, runs, d.story(app, "t")


@scenario
def a_replay_from_the_newest_checkpoint_is_no_fork(e: Any, d: Driver) -> Any:
    app = saved(e, "a", "b")
    d.invoke(app, {"x": 0}, thread="t")
    newest = d.state(app, "t").config
    return d.invoke(app, None, config=newest), d.story(app, "t")


@scenario
def new_input_at_an_old_checkpoint_branches_off(e: Any, d: Driver) -> Any:
    app = saved(e, "a", "b")
    d.invoke(app, {"x": 0}, thread="t")
    return d.invoke(app, {"x": 5, "log": ["again"]}, config=d.at(app, "t", "b")), d.story(app, "t")


@scenario
def a_command_at_an_old_checkpoint(e: Any, d: Driver) -> Any:
    app = saved(e, "a", "b", "c")
    d.invoke(app, {"x": 0}, thread="t")
    command = e.Command(update={"log": ["me"]}, goto="c")
    return d.invoke(app, command, config=d.at(app, "t", "b")), d.story(app, "t")


@scenario
def a_replay_before_an_answered_interrupt_asks_again(e: Any, d: Driver) -> Any:
    app = saved(e, "a", "n", "z", n=asks(e, "?"))
    d.invoke(app, {"x": 0}, thread="t")
    d.invoke(app, e.Command(resume="A"), thread="t")
    told = [d.invoke(app, None, config=d.at(app, "t", "a")), d.story(app, "t")]
    return told, d.invoke(app, e.Command(resume="B"), thread="t"), d.story(app, "t")


@scenario
def a_replay_at_an_answered_interrupt_asks_again(e: Any, d: Driver) -> Any:
    app = saved(e, "a", "n", "z", n=asks(e, "?"))
    d.invoke(app, {"x": 0}, thread="t")
    asked_at = d.state(app, "t").config
    d.invoke(app, e.Command(resume="A"), thread="t")
    told = [d.invoke(app, None, config=asked_at), d.story(app, "t")]
    return told, d.invoke(app, e.Command(resume="B"), thread="t"), d.story(app, "t")


@scenario
def another_answer_at_an_old_interrupt_branches_off(e: Any, d: Driver) -> Any:
    app = saved(e, "a", "n", "z", n=asks(e, "?"))
    d.invoke(app, {"x": 0}, thread="t")
    asked_at = d.state(app, "t").config
    told = [d.invoke(app, e.Command(resume="A"), thread="t")]
    told.append(d.invoke(app, e.Command(resume="B"), config=asked_at))
    return told, d.story(app, "t")


@scenario
def an_answer_by_id_at_an_old_interrupt(e: Any, d: Driver) -> Any:
    app = saved(e, "n", "z", n=asks(e, "?"))
    d.invoke(app, {"x": 0}, thread="t")
    asked = d.state(app, "t")
    told = [d.invoke(app, e.Command(resume="A"), thread="t")]
    told.append(d.invoke(app, e.Command(resume={asked.interrupts[0].id: "B"}), config=asked.config))
    return told, d.story(app, "t")


@scenario
def an_answer_addressed_at_the_newest_checkpoint(e: Any, d: Driver) -> Any:
    app = fan(e, "s", "n", n=asks(e, "?")).compile(checkpointer=e.InMemorySaver())
    d.invoke(app, {"x": 0}, thread="t", durability="sync")
    return d.invoke(app, e.Command(resume="A"), config=d.state(app, "t").config), d.story(app, "t")


@scenario
def a_fork_of_the_start_takes_another_input(e: Any, d: Driver) -> Any:
    app = saved(e, "a", "b")
    d.invoke(app, {"x": 0}, thread="t")
    fork = d.update(app, d.at(app, "t", "__start__"), {"x": 9}, as_node="__start__")
    return d.invoke(app, None, config=fork), d.story(app, "t")


@scenario
def a_copy_forks_without_a_change(e: Any, d: Driver) -> Any:
    app = saved(e, "a", "b")
    d.invoke(app, {"x": 0}, thread="t")
    copied = d.update(app, d.at(app, "t", "b"), None, as_node="__copy__")
    return d.story(app, "t"), d.invoke(app, None, config=copied), d.story(app, "t")


@scenario
def a_replay_with_sends_sends_again(e: Any, d: Driver) -> Any:
    graph = chain(e, "a").add_node("w", lambda state: {"log": [state["i"]]}).add_node("end", says("end"))
    graph.add_conditional_edges("a", lambda state: [e.Send("w", {"i": i}) for i in range(3)], ["w"])
    app = graph.add_edge("w", "end").compile(checkpointer=e.InMemorySaver())
    d.invoke(app, {"x": 0}, thread="t", durability="sync")
    told = [d.invoke(app, None, config=d.at(app, "t", due), durability="sync") for due in ("a", "end")]
    told.append(d.invoke(app, None, config=d.at(app, "t", "w", "w", "w"), durability="sync"))
    return told, d.story(app, "t")


@scenario
def a_replay_keeps_to_breakpoints(e: Any, d: Driver) -> Any:
    app = saved(e, "a", "b", "c")
    d.invoke(app, {"x": 0}, thread="t")
    at_a = d.at(app, "t", "a")
    told = [d.invoke(app, None, config=at_a, interrupt_before=["b"]), d.story(app, "t")]
    return told, d.invoke(app, None, thread="t"), d.story(app, "t")


@scenario
def a_replay_above_a_subgraph_runs_it_again(e: Any, d: Driver) -> Any:
    told = []
    for checkpointer in (None, True):
        child = chain(e, "s1", "s2").compile(checkpointer=checkpointer)
        app = chain(e, "a", "child", "z", child=child).compile(checkpointer=e.InMemorySaver())
        d.invoke(app, {"x": 0}, thread="t")
        told += [d.invoke(app, None, config=d.at(app, "t", due)) for due in ("child", "a")]
        told.append(d.story(app, "t"))
    return told


@scenario
def a_replay_inside_a_subgraph_goes_on_from_there(e: Any, d: Driver) -> Any:
    app = parent_of_asking(e)
    d.invoke(app, {"x": 0}, thread="t")
    inside = d.state(app, "t", subgraphs=True).tasks[0].state
    place = {"thread_id": "t", "checkpoint_ns": inside.config["configurable"]["checkpoint_ns"]}
    before = d.at(app, {"configurable": place}, "s1")
    told = [d.invoke(app, None, config=before), d.story(app, "t")]
    return told, d.invoke(app, e.Command(resume="A"), thread="t"), d.story(app, "t")


@scenario
def a_replay_above_an_answered_subgraph_asks_again(e: Any, d: Driver) -> Any:
    told = []
    for checkpointer in (None, True):
        app = parent_of_asking(e, checkpointer)
        d.invoke(app, {"x": 0}, thread="t")
        d.invoke(app, e.Command(resume="A"), thread="t")
        told += [d.invoke(app, None, config=d.at(app, "t", "child")), d.story(app, "t")]
        told += [d.invoke(app, e.Command(resume="B"), thread="t"), d.story(app, "t")]
    return told


@scenario
def an_edit_inside_a_subgraph_is_seen_when_it_goes_on(e: Any, d: Driver) -> Any:
    told = []
    for checkpointer in (None, True):
        app = parent_of_asking(e, checkpointer)
        d.invoke(app, {"x": 0}, thread="t")
        inside = d.state(app, "t", subgraphs=True).tasks[0].state.config
        edited = d.update(app, inside, {"log": ["edited"]})
        told += [d.story(app, "t"), d.invoke(app, None, config=edited), d.story(app, "t")]
        told += [d.invoke(app, e.Command(resume="A"), thread="t"), d.story(app, "t")]
    return told


@scenario
def an_unknown_checkpoint_starts_afresh(e: Any, d: Driver) -> Any:
    app = saved(e, "a")
    d.invoke(app, {"x": 0}, thread="t")
    nowhere = {"configurable": {"thread_id": "t", "checkpoint_id": "1f000000-0000-6000-8000-000000000000"}}
    return d.invoke(app, None, config=nowhere), d.invoke(app, {"x": 1}, config=nowhere), d.story(app, "t")


@scenario
def a_graph_in_a_node_is_replayed_with_it(e: Any, d: Driver) -> Any:
    child = around(e, chain(e, "leaf").compile(), name="mid").compile()
    app = chain(e, "a", "n", n=lambda state: child.invoke({"log": ["in"]})).compile(checkpointer=e.InMemorySaver())
    d.invoke(app, {"x": 0}, thread="t")
    return d.invoke(app, None, config=d.at(app, "t", "n")), d.story(app, "t")
