"""A superstep that takes longer than the graph allows ends the run, by both faces."""

from __future__ import annotations

import asyncio
import time
from typing import Any, TypedDict

import pytest

from runtime.graph import START, StateGraph


class State(TypedDict):
    n: int


def slow(_: State) -> dict[str, int]:
    time.sleep(0.05)
    return {"n": 1}


async def aslow(_: State) -> dict[str, int]:
    await asyncio.sleep(0.05)
    return {"n": 1}


def limited(node: Any, seconds: float) -> Any:
    graph = StateGraph(State).add_node("one", node).add_node("two", node).add_edge(START, "one").add_edge("one", "two")
    return graph.compile().copy({"step_timeout": seconds})


def test_a_slow_superstep_ends_the_run_in_threads() -> None:
    with pytest.raises(TimeoutError, match="step_timeout"):
        limited(slow, 0.01).invoke({"n": 0})


async def test_a_slow_superstep_ends_the_run_on_an_event_loop() -> None:
    with pytest.raises(TimeoutError):
        await limited(aslow, 0.01).ainvoke({"n": 0})


async def test_the_limit_is_for_each_superstep_and_not_for_the_run() -> None:
    assert limited(slow, 5).invoke({"n": 0}) == {"n": 1}
    assert await limited(aslow, 5).ainvoke({"n": 0}) == {"n": 1}
