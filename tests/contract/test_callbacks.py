"""Callbacks are told when a graph stops for an answer, and when it goes on; the same by both faces."""

from __future__ import annotations

import asyncio
from typing import Any, TypedDict

import pytest

from runtime.callbacks import GraphCallbackHandler
from runtime.checkpoint.memory import InMemorySaver
from runtime.graph import START, StateGraph
from runtime.types import Command, interrupt


class State(TypedDict):
    answer: str


class Told(GraphCallbackHandler):
    def __init__(self) -> None:
        self.stops: list[tuple[str, Any]] = []

    def on_interrupt(self, event: Any) -> None:
        self.stops.append((event.status, [item.value for item in event.interrupts]))

    def on_resume(self, event: Any) -> None:
        self.stops.append(("resumed", event.checkpoint_ns))


def run(face: str, given: Any, told: Told, graph: Any, **settings: Any) -> Any:
    config: Any = {"configurable": {"thread_id": "1"}, "callbacks": [told]}
    if face == "sync":
        return graph.invoke(given, config, **settings)
    return asyncio.run(graph.ainvoke(given, config, **settings))


def asking() -> Any:
    builder = StateGraph(State).add_node("ask", lambda _: {"answer": interrupt("well?")})
    return builder.add_edge(START, "ask").compile(checkpointer=InMemorySaver())


@pytest.mark.parametrize("face", ["sync", "async"])
def test_a_question_and_its_answer_are_told(face: str) -> None:
    told, graph = Told(), asking()
    run(face, {"answer": ""}, told, graph)
    run(face, Command(resume="yes"), told, graph)
    assert told.stops == [("pending", ["well?"]), ("resumed", ())]


@pytest.mark.parametrize("where", ["interrupt_before", "interrupt_after"])
def test_static_breakpoints_are_told_without_interrupts(where: str) -> None:
    told = Told()
    builder = StateGraph(State).add_node("say", lambda _: {"answer": "hi"}).add_edge(START, "say")
    run("sync", {"answer": ""}, told, builder.compile(checkpointer=InMemorySaver()), **{where: ["say"]})
    assert told.stops == [(where, [])]
