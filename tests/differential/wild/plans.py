"""Draws random programs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from tests.differential.wild.agreeing import agreeing
from tests.differential.wild.plan import ACTS, DURABILITIES, EXTRAS, INNER, KINDS, MODES, STATES, Plan, Spot, Turn


@st.composite
def plans(draw: Callable[..., Any]) -> Plan:
    """Draws a plan of anything at all but what `differences.md` gives a reason for."""
    count = draw(st.integers(1, 4))
    numbers = st.integers(0, count - 1)
    joins = draw(st.lists(st.tuples(numbers, numbers, numbers), max_size=1))
    return agreeing(
        Plan(
            tuple(draw(spots(count, at)) for at in range(count)),
            tuple(draw(st.lists(numbers, unique=True, min_size=1, max_size=2))),
            tuple((a, b, c) for a, b, c in joins if a < b < c),
            draw(st.sampled_from(STATES)),
            draw(st.sampled_from([None, None, True, False])),
            draw(st.frozensets(numbers, max_size=1)),
            draw(st.frozensets(numbers, max_size=1)),
            draw(st.booleans()),
            draw(st.sampled_from([50, 50, 50, 3])),
            tuple(draw(st.lists(turns(), min_size=1, max_size=4))),
        )
    )


def spots(count: int, at: int) -> st.SearchStrategy[Spot]:
    later = list(range(at + 1, count))
    return st.builds(
        Spot,
        st.sampled_from(KINDS),
        st.lists(st.sampled_from(later), unique=True, max_size=2).map(tuple) if later else st.just(()),
        st.sampled_from(EXTRAS),
        st.lists(st.sampled_from(INNER), min_size=1, max_size=3).map(tuple),
        st.booleans(),
    )


def turns() -> st.SearchStrategy[Turn]:
    return st.builds(
        Turn,
        st.sampled_from(ACTS),
        st.integers(0, 5),
        st.sampled_from(DURABILITIES),
        st.lists(st.sampled_from(MODES), unique=True, max_size=2).map(tuple),
        st.sampled_from(("v1", "v2")),
        st.booleans(),
    )
