"""What a random program is: a graph, and what its caller does with it turn after turn.

A plan is plain values, so that Hypothesis can shrink it and a failing one can be pasted into a test. Edges lead forward
only, so that every run ends. At most one node of a superstep's fails, after its siblings have ended: what a failure
leaves of tasks still at work is a race in either engine. The first of each choice is the dullest: plans shrink to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

PLAIN = ("say", "see", "ask", "ask twice", "none", "custom")
MOVES = ("go", "list", "send", "send state", "send and go", "branch")
WRITES = ("overwrite", "last", "any", "fading", "unkept", "topic")
CHILDREN = ("child", "child in a call", "two children")
FAILURES = ("fail", "fail twice", "fail always")
INNER = ("say", "ask", "see", "parent", "up and away", "send", "fail", "go", "child", "last")
EXTRAS = ("", "deferred", "retried", "rescued", "rescued elsewhere", "cached")
STATES = ("keys", "dataclass", "model", "deltas")
ACTS = (
    "go on", "answer one", "answer", "continue", "input", "edit", "edit as", "end", "edits", "replay", "fork",
    "answer there", "goto", "command", "edit inside", "input there", "replay inside",
)  # fmt: skip
MODES = ("values", "updates", "tasks", "checkpoints", "debug", "custom")


@dataclass(frozen=True)
class Spot:
    """A node: what it does, where its edges lead, what is around it, and the nodes of its graph if it has one."""

    kind: str = "say"
    to: tuple[int, ...] = ()
    extra: str = ""
    inner: tuple[str, ...] = ("say",)
    is_async: bool = False


@dataclass(frozen=True)
class Turn:
    """What the caller does once; `at` picks a checkpoint, a node or a question. Without modes it invokes."""

    act: str = "go on"
    at: int = 0
    durability: str = "sync"
    modes: tuple[str, ...] = ()
    version: str = "v1"
    subgraphs: bool = False


@dataclass(frozen=True)
class Plan:
    """A graph and its caller's turns."""

    spots: tuple[Spot, ...]
    starts: tuple[int, ...] = (0,)
    joins: tuple[tuple[int, int, int], ...] = ()
    state: str = "keys"
    keeps: bool | None = None
    stops_before: frozenset[int] = frozenset()
    stops_after: frozenset[int] = frozenset()
    one_by_one: bool = False
    recursion_limit: int = 50
    turns: tuple[Turn, ...] = (Turn(),)


KINDS = (*PLAIN, *MOVES, *WRITES, *CHILDREN, *FAILURES)


def spots(count: int, at: int, kinds: tuple[str, ...], extras: tuple[str, ...]) -> st.SearchStrategy[Spot]:
    later = list(range(at + 1, count))
    return st.builds(
        Spot,
        st.sampled_from(kinds),
        st.lists(st.sampled_from(later), unique=True, max_size=2).map(tuple) if later else st.just(()),
        st.sampled_from(extras),
        st.lists(st.sampled_from(INNER), min_size=1, max_size=3).map(tuple),
        st.booleans(),
    )


def turns(acts: tuple[str, ...], durabilities: tuple[str, ...]) -> st.SearchStrategy[Turn]:
    modes = st.lists(st.sampled_from(MODES), unique=True, max_size=2).map(tuple)
    return st.builds(
        Turn,
        st.sampled_from(acts),
        st.integers(0, 5),
        st.sampled_from(durabilities),
        modes,
        st.sampled_from(("v1", "v2")),
        st.booleans(),
    )


def _failing_once(found: list[Spot]) -> Iterator[Spot]:
    """Yields the nodes with all failures but the first made dull."""
    may_fail = True
    for spot in found:
        kind = spot.kind if may_fail or spot.kind not in FAILURES else "say"
        may_fail &= spot.kind not in FAILURES
        inner = tuple(one if may_fail or one != "fail" else "say" for one in spot.inner)
        may_fail &= spot.kind not in CHILDREN or "fail" not in spot.inner
        yield replace(spot, kind=kind, inner=inner)


@st.composite
def plans(  # noqa: PLR0913  what is to be drawn from
    draw: Callable[..., Any],
    kinds: tuple[str, ...] = KINDS,
    extras: tuple[str, ...] = EXTRAS,
    acts: tuple[str, ...] = ACTS,
    states: tuple[str, ...] = STATES,
    durabilities: tuple[str, ...] = ("sync", "async", "exit"),
) -> Plan:
    count = draw(st.integers(1, 4))
    numbers = st.integers(0, count - 1)
    found = [draw(spots(count, at, kinds, extras)) for at in range(count)]
    joins = draw(st.lists(st.tuples(numbers, numbers, numbers), max_size=1))
    keeps = draw(st.sampled_from([None, None, True, False]))
    return Plan(
        tuple(_failing_once(found)),
        tuple(draw(st.lists(numbers, unique=True, min_size=1, max_size=2))),
        tuple((a, b, c) for a, b, c in joins if a < b < c),
        draw(st.sampled_from(states)),
        keeps,
        draw(st.frozensets(numbers, max_size=1)),
        draw(st.frozensets(numbers, max_size=1)),
        draw(st.booleans()),
        draw(st.sampled_from([50, 50, 50, 3])),
        tuple(draw(st.lists(turns(acts, durabilities), min_size=1, max_size=4))),
    )
