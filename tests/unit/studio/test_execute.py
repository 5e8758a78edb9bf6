"""An attempt, driven without a worker."""

from __future__ import annotations

from typing import Any, TypedDict

import pytest

from runtime.checkpoint.memory import InMemorySaver
from runtime.graph import START, StateGraph
from runtime.types import interrupt
from studio.engine.execute import Outcome, execute
from studio.engine.watching import Order, Wanted


class Quiet:
    """A sink that wants nothing and writes nothing down."""

    wanted = Wanted()
    is_draining = False

    def event(self, event: Any) -> None: ...
    def chunk(self, chunk: Any) -> None: ...


class State(TypedDict, total=False):
    said: Any


def asking(keeps: bool | None) -> Any:
    inner = StateGraph(State).add_node("ask", lambda state: {"said": interrupt("?")}).add_edge(START, "ask")
    outer = StateGraph(State).add_node("inner", inner.compile(checkpointer=keeps)).add_edge(START, "inner")
    return outer.compile(InMemorySaver())


def attempt(graph: Any, **order: Any) -> Outcome:
    return execute(graph, Order("t", "r", **order), Quiet())


@pytest.mark.parametrize("keeps", [None, True, False])
@pytest.mark.parametrize("answer", ["yes", {"approved": True}, 0])
def test_an_answer_reaches_who_asked_whatever_its_graph_keeps(keeps: bool | None, answer: Any) -> None:
    graph = asking(keeps)
    [question] = attempt(graph, input={}).interrupts
    ended = attempt(graph, kind="resume", answers={question["engine_id"]: answer})

    assert (ended.ended, ended.values) == ("success", {"said": answer})
