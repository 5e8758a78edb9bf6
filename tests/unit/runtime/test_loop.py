"""The loop's conversation, held by hand."""

from __future__ import annotations

import operator
from typing import Annotated, Any, TypedDict

import pytest

from runtime.errors import GraphRecursionError
from runtime.graph import START, StateGraph
from runtime.pregel.loop import superstep_loop
from runtime.pregel.run import Run
from runtime.pregel.words import Load, NextEvent, Save, SaveWrites, Start, StopTasks, TaskDone, TaskFailed, Tell
from runtime.testing import FakeClock, ScriptedDriver
from runtime.types import RetryPolicy


class State(TypedDict):
    log: Annotated[list[str], operator.add]


def nothing(state: State) -> None:
    return None


def open_script(graph: Any, *, keeps: bool = False, limit: int = 25, **settings: Any) -> ScriptedDriver:
    clock = FakeClock()
    program = graph.compile().program
    version = (lambda current, _: (current or 0) + 1) if keeps else None
    run = Run(
        program, {"log": ["in"]}, keeps, version, clock.stamp, clock.random, limit, "thread",
        output_keys=program.output_channels, **settings,
    )  # fmt: skip
    return ScriptedDriver(superstep_loop(run))


def finish(driver: ScriptedDriver, writes: list[tuple[str, Any]] | None = None) -> None:
    start = driver.expect(Start)
    driver.expect(NextEvent)
    start.task.writes.extend(start.task.node.write(start.task.input) if writes is None else writes)
    driver.answer(TaskDone(start.task))


def one_node(**settings: Any) -> StateGraph[Any, Any, Any, Any]:
    return StateGraph(State).add_node("a", nothing, **settings).add_edge(START, "a")


def test_without_a_saver_only_starts_and_waits_are_yielded() -> None:
    driver = open_script(one_node())
    finish(driver, [("log", ["a"])])
    assert driver.expect_end().output == {"log": ["in", "a"]}


def test_with_a_saver_a_checkpoint_follows_the_writes_of_each_superstep() -> None:
    driver = open_script(one_node(), keeps=True)
    driver.expect(Load)
    assert driver.expect(Save).metadata["source"] == "input"
    assert driver.expect(SaveWrites).writes[0] == ("log", ["in"])
    assert driver.expect(Save).metadata["step"] == 0
    finish(driver, [("log", ["a"])])
    driver.expect(SaveWrites)
    assert driver.expect(Save).values == {"log": ["in", "a"]}
    driver.expect_end()


def test_a_failed_task_is_started_again_after_the_policys_interval() -> None:
    driver = open_script(one_node(retry_policy=RetryPolicy(initial_interval=2.0)))
    start = driver.expect(Start)
    driver.expect(NextEvent)
    driver.answer(TaskFailed(start.task, ConnectionError("lost")))
    again = driver.expect(Start)
    assert (again.task, again.delay, again.task.attempt) == (start.task, 2.5, 2)


def test_an_error_stops_siblings_and_is_raised_when_all_have_ended() -> None:
    graph = one_node().add_node("b", nothing).add_edge(START, "b")
    driver = open_script(graph)
    first, second = driver.expect(Start), driver.expect(Start)
    driver.expect(NextEvent)
    driver.answer(TaskFailed(first.task, ValueError("boom")))
    stopped = driver.expect(StopTasks)
    assert stopped.tasks == (second.task,)
    driver.answer((second.task,))
    driver.expect(NextEvent)
    driver.answer(TaskDone(second.task))
    with pytest.raises(ValueError, match="boom"):
        driver.next()


def test_writes_are_applied_by_name_whatever_ends_first() -> None:
    driver = open_script(one_node().add_node("b", nothing).add_edge(START, "b"))
    starts = [driver.expect(Start), driver.expect(Start)]
    for start in reversed(starts):
        driver.expect(NextEvent)
        start.task.writes.append(("log", [start.task.name]))
        driver.answer(TaskDone(start.task))
    assert driver.expect_end().output == {"log": ["in", "a", "b"]}


def test_values_are_told_only_where_somebody_reads_them() -> None:
    driver = open_script(one_node(), modes=frozenset({"values"}))
    assert driver.expect(Tell).what == "values"


def test_the_recursion_limit_counts_supersteps() -> None:
    driver = open_script(one_node().add_edge("a", "a"), limit=2)
    for _ in range(2):
        finish(driver, [("branch:to:a", None)])
    with pytest.raises(GraphRecursionError, match="GRAPH_RECURSION_LIMIT"):
        driver.next()
