"""What is kept, planned and found where a run starts from an old checkpoint."""

from __future__ import annotations

from typing import Any

from tests.differential.driver import Driver
from tests.differential.scenario import scenario
from tests.graphs.asking import asks
from tests.graphs.chain import chain, saved
from tests.graphs.words import State, says


@scenario
def a_replay_takes_the_writes_of_a_command_once(e: Any, d: Driver) -> Any:
    app = saved(e, "a")
    d.invoke(app, {"x": 0}, thread="t")
    d.invoke(app, e.Command(update={"log": ["cmd"]}), thread="t")
    newest = d.state(app, "t").config
    return d.invoke(app, None, config=newest, durability="exit"), d.story(app, "t")


@scenario
def a_replay_plans_its_tasks_in_order(e: Any, d: Driver) -> Any:
    graph = e.StateGraph(State).add_node("z", says("z")).add_node("b", says("b")).add_node("a", says("a"))
    graph.add_edge(e.START, "a").add_edge("a", "z").add_edge("a", "b")
    app = graph.compile(checkpointer=e.InMemorySaver())
    d.invoke(app, {"x": 0}, thread="t")
    old = d.history(app, "t")[1].config
    options = {"config": old, "stream_mode": "checkpoints"}
    return [(d.stream(app, None, durability=kept, **options), d.story(app, "t")) for kept in ("sync", "exit")]


@scenario
def new_input_at_an_old_checkpoint_finds_a_lasting_graph_as_it_is(e: Any, d: Driver) -> Any:
    child = chain(e, "s", "n", n=asks(e, "?")).compile(checkpointer=True)
    app = saved(e, "child", "z", child=child)
    runs = [d.invoke(app, {"x": 0, "log": ["in"]}, thread="t")]
    runs.append(d.invoke(app, {"x": 1, "log": ["again"]}, config=d.at(app, "t", "child")))
    return runs, d.story(app, "t")


@scenario
def an_edit_of_a_fork_on_which_no_node_ran_must_name_one(e: Any, d: Driver) -> Any:
    app = saved(e, "a", "b")
    d.invoke(app, {"x": 0}, thread="t")
    d.invoke(app, None, config=d.at(app, "t", "__start__"), interrupt_before=["a"])
    fork = next(item for item in d.history(app, "t") if item.metadata["source"] == "fork")
    return d.update(app, fork.config, {"x": 7}), len(d.history(app, "t"))


@scenario
def an_edit_takes_the_place_of_the_first_of_two_sends(e: Any, d: Driver) -> Any:
    graph = e.StateGraph(State).add_node("a", says("a")).add_node("w", says("w")).add_edge(e.START, "a")
    graph.add_conditional_edges("a", lambda state: [e.Send("w", {"x": number}) for number in range(2)], ["w"])
    app = graph.compile(checkpointer=e.InMemorySaver(), interrupt_before=["w"])
    d.invoke(app, {"x": 0}, thread="t")
    d.update(app, "t", {"log": ["mine"]}, as_node="w")
    return d.story(app, "t")
