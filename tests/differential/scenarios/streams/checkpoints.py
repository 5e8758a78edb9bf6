"""What the `checkpoints` mode shows of a thread that goes on."""

from __future__ import annotations

from typing import Any

from tests.differential.driver import Driver
from tests.differential.scenario import scenario
from tests.graphs.asking import asks
from tests.graphs.chain import chain
from tests.graphs.words import State, fails, says


@scenario
def a_checkpoint_is_streamed_with_what_its_tasks_had_written(e: Any, d: Driver) -> Any:
    graph = e.StateGraph(State).add_node("said", says("said")).add_node("none", lambda state: None)
    graph.add_node("asks", asks(e, "?"))
    for name in ("said", "none", "asks"):
        graph.add_edge(e.START, name)
    app = graph.compile(checkpointer=e.InMemorySaver())
    d.invoke(app, {"log": []}, thread="t")
    return d.stream(app, e.Command(resume="A"), thread="t", stream_mode="checkpoints")


@scenario
def a_checkpoint_is_streamed_with_the_error_of_its_task(e: Any, d: Driver) -> Any:
    app = chain(e, "a", "bad", bad=fails(ValueError("bad"))).compile(checkpointer=e.InMemorySaver())
    d.invoke(app, {"log": []}, thread="t")
    return [d.stream(app, None, thread="t", stream_mode=mode) for mode in ("checkpoints", "debug")]


@scenario
def a_checkpoint_is_streamed_with_questions_that_were_answered(e: Any, d: Driver) -> Any:
    graph = e.StateGraph(State)
    for name in ("one", "two"):
        graph.add_node(name, asks(e, name)).add_edge(e.START, name)
    app = graph.compile(checkpointer=e.InMemorySaver())
    d.invoke(app, {"log": []}, thread="t")
    asked = {item.value: item.id for item in d.state(app, "t").interrupts}
    d.invoke(app, e.Command(resume={asked["one"]: "A"}), thread="t")
    return d.stream(app, e.Command(resume={asked["two"]: "B"}), thread="t", stream_mode="checkpoints")


@scenario
def the_checkpoint_after_which_a_run_stops_is_streamed(e: Any, d: Driver) -> Any:
    app = chain(e, "a", "b", "c").compile(checkpointer=e.InMemorySaver(), interrupt_after=["a", "b"])
    return [d.stream(app, given, thread="t", stream_mode=["checkpoints", "values"]) for given in ({"log": []}, None)]
