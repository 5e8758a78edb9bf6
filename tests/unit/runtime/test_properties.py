"""What holds for any graph: crashes lose nothing, and order does not matter where the reducer says so."""

from __future__ import annotations

import operator
from typing import Annotated, Any, TypedDict

from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.checkpoint.memory import InMemorySaver
from runtime.drive.storage import call_for
from runtime.graph import START, StateGraph
from runtime.pregel.loop import superstep_loop
from runtime.pregel.run import Run
from runtime.pregel.words import Load, NextEvent, Save, SaveWrites, Start, TaskDone
from runtime.testing import FakeClock


class State(TypedDict):
    log: Annotated[list[str], operator.add]
    total: Annotated[int, operator.add]


def adds(name: str) -> Any:
    return lambda state: {"log": [f"{name}{len(state['log'])}"], "total": 1}


def diamond() -> Any:
    graph = StateGraph(State)
    for name in "abcd":
        graph.add_node(name, adds(name))
    graph.add_edge(START, "a").add_edge("a", "b").add_edge("a", "c").add_edge(["b", "c"], "d")
    return graph.compile().program


def play(program: Any, saver: InMemorySaver, clock: FakeClock, value: Any, effects: int | None, last: bool) -> Any:
    """Drive a run and leave it after some effects; return its outcome, or None where it was left."""
    run = Run(
        program, value, True, saver.get_next_version, clock.stamp, clock.random, 25, "t",
        output_keys=program.output_channels, durability="sync",
    )  # fmt: skip
    flow, answer, started = superstep_loop(run), None, []
    while effects is None or effects > 0:
        try:
            effect = flow.send(answer)
        except StopIteration as end:
            return end.value
        answer, effects = None, None if effects is None else effects - 1
        if isinstance(effect, Load):
            answer = saver.get_tuple(effect.config)
        elif isinstance(effect, Save | SaveWrites):
            name, arguments = call_for(saver, effect)
            getattr(saver, name)(*arguments)
        elif isinstance(effect, Start):
            started.append(effect.task)
        elif isinstance(effect, NextEvent):
            task = started.pop(-1 if last else 0)
            result = task.node.call.func(task.input) if task.node.call else task.input
            task.writes.extend(task.node.write(result))
            answer = TaskDone(task)
    return None


@settings(max_examples=60, deadline=None)
@given(st.integers(min_value=3, max_value=40), st.booleans(), st.booleans())
def test_a_crash_after_any_effect_and_a_resume_give_the_same_state(effects: int, first: bool, second: bool) -> None:
    program = diamond()
    start = {"log": ["in"], "total": 0}
    whole = play(program, InMemorySaver(), FakeClock(), start, None, False)
    saver, clock = InMemorySaver(), FakeClock()
    outcome = play(program, saver, clock, start, effects, first) or play(program, saver, clock, None, None, second)
    assert outcome.output == whole.output


@settings(max_examples=40, deadline=None)
@given(st.permutations(range(6)), st.lists(st.integers(-9, 9), min_size=6, max_size=6))
def test_writes_of_one_superstep_commute_under_a_commutative_reducer(order: list[int], amounts: list[int]) -> None:
    graph = StateGraph(State)
    for index, place in enumerate(order):
        amount = amounts[index]
        graph.add_node(f"n{place}", lambda state, amount=amount: {"total": amount}).add_edge(START, f"n{place}")
    assert graph.compile().invoke({"log": [], "total": 0})["total"] == sum(amounts)
