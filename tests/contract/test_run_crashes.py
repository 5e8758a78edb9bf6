"""A process that dies at any effect of a run, and the one that goes on, leave what a process that lived would have.

The loop is cut off at an effect, wherever it is: between supersteps, with tasks beside each other half done, in a graph
inside another, while it answers a person. Whatever had been asked before it was done; nothing is asked after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.graph.running import stops
from runtime.pregel.loop import superstep_loop
from tests.differential.driver import Driver
from tests.differential.engines import engine
from tests.differential.wild.graphs import built
from tests.differential.wild.nodes import Body
from tests.differential.wild.plan import ASKS, MOVES, Plan
from tests.differential.wild.plans import plans

OURS = engine("runtime")
KINDS = frozenset({"say", "none", *ASKS, *MOVES, "topic", "child", "two children"})
INNER = frozenset({"say", "ask", "parent", "up and away", "send", "go", "child"})
EXTRAS = frozenset({"deferred", "retried"})
STATES = frozenset({"keys", "deltas"})
MOST_LIVES = 12
"""A run ends within so many goes, with at most two questions in each of its nodes."""


class Died(BaseException):
    """The process is gone: no code of the run catches it."""


class Mortal:
    """Flows that may ask for so many effects between them, and none after the last."""

    def __init__(self, effects: int | None) -> None:
        self.left = effects
        self.asked = 0

    def loop(self, run: Any) -> Any:
        flow, answer = superstep_loop(run), None
        while True:
            if self.left is not None and self.asked >= self.left:
                raise Died
            self.asked += 1
            try:
                answer = yield flow.send(answer)
            except StopIteration as end:
                return end.value


@contextmanager
def living(effects: int | None) -> Iterator[Mortal]:
    """Let every run in here die at an effect, or count how many there are."""
    with pytest.MonkeyPatch.context() as patch:
        mortal = Mortal(effects)
        patch.setattr(stops, "superstep_loop", mortal.loop)
        yield mortal


class Life:
    """One thread of a plan's graph, run to its end in as many goes as it needs."""

    def __init__(self, plan: Plan, *, is_async: bool, durability: str) -> None:
        self.d, self.durability = Driver(is_async=is_async), durability
        self.app = built(OURS, plan, Body(OURS, is_async=is_async))

    def go(self, given: Any) -> None:
        self.d.call(
            self.app, "invoke", given, {**self.d.config("t"), "recursion_limit": 50}, durability=self.durability
        )

    def go_on(self) -> None:
        """Take the thread to its end from wherever it stands: what is due may all be done, and not yet applied."""
        for _ in range(MOST_LIVES):
            state = self.state()
            answers = {item.id: f"A{item.value}" for item in state.interrupts}
            begins = {"log": ["in"]} if state.created_at is None else None
            self.go(OURS.Command(resume=answers) if answers else begins)
            if not self.state().next:
                return

    def state(self) -> Any:
        return self.d.call(self.app, "get_state", self.d.config("t"))


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize("durability", ["sync", "async"])
def test_whenever_a_process_dies_the_next_one_ends_the_same(durability: str, is_async: bool) -> None:
    @settings(max_examples=60, derandomize=True, deadline=None, database=None)
    @given(plans(), st.data())
    def agree(plan: Plan, data: st.DataObject) -> None:
        plan = calm(plan)
        whole, cut = (Life(plan, is_async=is_async, durability=durability) for _ in range(2))
        with living(None) as mortal:
            whole.go_on()
        with living(data.draw(st.integers(0, mortal.asked))), suppress(Died):
            cut.go_on()
        cut.go_on()

        assert cut.state().next == whole.state().next == ()
        assert cut.state().values == whole.state().values

    agree()


def calm(plan: Plan) -> Plan:
    """Return a plan whose nodes do the same whenever they are called, and whose questions keep their ids."""
    spots = (
        replace(
            spot,
            kind=spot.kind if spot.kind in KINDS else "say",
            extra=spot.extra if spot.extra in EXTRAS else "",
            inner=tuple(kind if kind in INNER else "say" for kind in spot.inner),
        )
        for spot in plan.spots
    )
    state = plan.state if plan.state in STATES else "keys"
    return replace(plan, spots=tuple(spots), state=state, keeps=plan.keeps or None)
