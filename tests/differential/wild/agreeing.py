"""What random programs leave out: what `differences.md` gives a reason for, and what is a race in either engine.

At most one node fails, after its siblings have ended: what a failure leaves of tasks still at work is a race.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from tests.differential.wild.plan import ANSWERS, ASKS, CHILDREN, FAILING, MOVES, Plan, Spot, Turn


def agreeing(plan: Plan) -> Plan:
    """Returns the plan without what is known to differ, or to differ by chance."""
    plan = replace(plan, spots=tuple(rescued_alone(failing_once(plan.spots))))
    plan = replace(plan, spots=tuple(cached_once(plan.spots)))
    if any(spot.kind in FAILING or "fail" in spot.inner for spot in plan.spots):  # who runs beside is a race
        plan = replace(plan, one_by_one=False)
    if plan.keeps is False:  # "sync" without a saver fails with an `AttributeError`
        plan = replace(plan, turns=tuple(never(plan.turns, "sync")))
    if plan.state == "deltas":  # one more checkpoint is kept at exit
        plan = replace(plan, turns=tuple(never(plan.turns, "exit")))
    plan = replace(plan, turns=tuple(answered_once(plan)))
    if any(turn.act == "replay inside" for turn in plan.turns):  # its place stays in the configs of what comes after
        plan = replace(plan, turns=tuple(replace(turn, modes=()) for turn in plan.turns))
    if plan.state == "deltas":  # an old answer is read into what was made beside it
        plan = replace(plan, turns=tuple(turn for turn in plan.turns if turn.act != "answer there") or (Turn(),))
    if any(turn.durability == "exit" for turn in plan.turns):  # joins are met too early, refusals come half applied
        plan = replace(plan, joins=(), spots=tuple(never_refused(plan.spots)))
    return plan


def failing_once(found: Iterable[Spot]) -> Iterator[Spot]:
    """Yields the nodes with all failures but the first made dull."""
    may_fail = True
    for spot in found:
        kind = spot.kind if may_fail or spot.kind not in FAILING else "say"
        may_fail &= spot.kind not in FAILING
        inner = tuple(one if may_fail or one != "fail" else "say" for one in spot.inner)
        may_fail &= spot.kind not in CHILDREN or "fail" not in spot.inner
        yield replace(spot, kind=kind, inner=inner)


def rescued_alone(found: Iterable[Spot]) -> Iterator[Spot]:
    """Yields the nodes without handlers where one asks, for they run again; a graph inside is not tried again."""
    spots = list(found)
    asks = any(spot.kind in ASKS or (spot.kind in CHILDREN and {"ask", "child"} & {*spot.inner}) for spot in spots)
    for spot in spots:
        fails_inside = spot.kind in CHILDREN and "fail" in spot.inner
        is_again = fails_inside and spot.extra in ("retried", "rescued elsewhere")
        is_wrong = is_again or (asks and "rescued" in spot.extra)
        yield replace(spot, extra="") if is_wrong else spot


def cached_once(spots: tuple[Spot, ...]) -> Iterator[Spot]:
    """Yields the nodes without the caches of those that may run twice in a run: the reference keeps results later."""
    for at, spot in enumerate(spots):
        is_reached = any(at in other.to for other in spots) or (at > 0 and spots[at - 1].kind in MOVES)
        yield replace(spot, extra="") if spot.extra == "cached" and is_reached else spot


def never_refused(found: Iterable[Spot]) -> Iterator[Spot]:
    """Yields the nodes with those made dull whose writes may be refused, or are not to be kept."""
    for spot in found:
        inner = tuple("say" if one == "last" else one for one in spot.inner)
        yield replace(spot, kind="say" if spot.kind in ("last", "overwrite", "unkept") else spot.kind, inner=inner)


def answered_once(plan: Plan) -> Iterator[Turn]:
    """Yields the turns such that no answer without an id is found again: at exit, or where a node asks once more."""
    answers = any(turn.act in ANSWERS for turn in plan.turns)
    is_asked_again = any(spot.kind == "ask twice" or spot.kind in CHILDREN for spot in plan.spots)
    for turn in plan.turns:
        if turn.act == "no answer" and answers and is_asked_again:
            yield replace(turn, act="go on")
        elif turn.act in ANSWERS and turn.durability == "exit":
            yield replace(turn, durability="async")
        else:
            yield turn


def never(found: Iterable[Turn], durability: str) -> Iterator[Turn]:
    """Yields the turns with another durability in the place of this one."""
    for turn in found:
        yield replace(turn, durability="async") if turn.durability == durability else turn
