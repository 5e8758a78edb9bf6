"""Edits at a stop, and what a run that begins again passes."""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, TypedDict

import pytest

from runtime.checkpoint.memory import InMemorySaver
from runtime.debugger import Debugger, Stop, TaskInfo
from runtime.errors import InvalidUpdateError
from runtime.graph import END, START, StateGraph
from runtime.managed import RemainingSteps
from runtime.types import StateUpdate

CONFIG: Any = {"configurable": {"thread_id": "t"}}


class Log(TypedDict):
    log: Annotated[list[str], operator.add]


class Counted(TypedDict):
    log: Annotated[list[str], operator.add]
    left: RemainingSteps


class StopsAt(Debugger):
    def __init__(self, node: str, *, passes_stop: bool = True) -> None:
        super().__init__()
        self.node = node
        self.passes_stop = passes_stop

    def before(
        self, ns: tuple[str, ...], step: int, tasks: Sequence[TaskInfo], values: Mapping[str, Any]
    ) -> Sequence[Stop]:
        return [Stop("breakpoint", task.id, task.name) for task in tasks if task.name == self.node]


def says(name: str) -> Any:
    return lambda state: {"log": [name]}


def joined() -> Any:
    builder = StateGraph(Log)
    for name in "abc":
        builder.add_node(name, says(name))
    builder.add_edge(START, "a").add_edge(START, "b").add_edge(["a", "b"], "c")
    return builder.compile(checkpointer=InMemorySaver(), interrupt_before=["c"])


def test_after_an_edit_at_a_stop_before_a_join_the_join_still_runs() -> None:
    graph = joined()
    graph.invoke({"log": []}, CONFIG)
    graph.update_state(CONFIG, {"log": ["edit"]}, as_node="a")
    assert graph.get_state(CONFIG).next == ("c",)
    assert graph.invoke(None, CONFIG)["log"] == ["a", "b", "edit", "c"]


def test_an_edit_after_parallel_nodes_names_the_superstep_form_which_works() -> None:
    graph = joined()
    graph.invoke({"log": []}, CONFIG)
    with pytest.raises(InvalidUpdateError, match="bulk_update_state"):
        graph.update_state(CONFIG, {"log": ["edit"]})
    graph.bulk_update_state(CONFIG, [[StateUpdate({"log": ["x"]}, "a"), StateUpdate({"log": ["y"]}, "b")]])
    assert graph.invoke(None, CONFIG)["log"] == ["a", "b", "x", "y", "c"]


def test_a_conditional_edge_of_an_edit_may_read_managed_values() -> None:
    builder = StateGraph(Counted).add_node("a", says("a")).add_node("z", says("z")).add_edge(START, "a")
    builder.add_conditional_edges("a", lambda state: "z" if state["left"] > 0 else END)
    graph = builder.compile(checkpointer=InMemorySaver())
    graph.update_state(CONFIG, {"log": ["edit"]}, as_node="a")
    assert graph.get_state(CONFIG).next == ("z",)


def failing_once() -> Any:
    tries: list[int] = []

    def b(state: Any) -> Any:
        tries.append(1)
        if len(tries) == 1:
            raise ValueError("boom")
        return {"log": ["b"]}

    builder = StateGraph(Log).add_node("a", says("a")).add_node("b", b).add_edge(START, "a").add_edge("a", "b")
    graph = builder.compile(checkpointer=InMemorySaver())
    with pytest.raises(ValueError, match="boom"):
        graph.invoke({"log": []}, CONFIG)
    return graph


def test_a_retry_heeds_a_breakpoint_that_was_set_since() -> None:
    graph = failing_once()
    debugger = StopsAt("b", passes_stop=False)
    assert graph.invoke(None, CONFIG, control=debugger)["log"] == ["a"]
    assert [stop.node for stop in debugger.stops] == ["b"]
    assert graph.invoke(None, CONFIG, control=StopsAt("b"))["log"] == ["a", "b"]
