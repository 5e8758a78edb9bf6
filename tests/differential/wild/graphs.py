"""From a plan to a compiled graph of either engine."""

from __future__ import annotations

from functools import partial
from typing import Any

from tests.differential.wild.nodes import Body
from tests.differential.wild.plan import Plan, Spot
from tests.differential.wild.states import logged, state_of


def built(e: Any, plan: Plan, body: Body) -> Any:
    """Returns the compiled graph of a plan."""
    graph = e.StateGraph(state_of(e, plan.state)).add_node("w", body.worker("w"))
    for at, spot in enumerate(plan.spots):
        name, on = f"n{at}", f"n{at + 1}" if at + 1 < len(plan.spots) else e.END
        graph.add_node(name, action(e, body, plan, name, spot, on), **around(e, body, name, spot, on))
        add_ways(e, graph, name, spot)
    for start in plan.starts:
        graph.add_edge(e.START, f"n{start}")
    for one, two, end in plan.joins:
        graph.add_edge([f"n{one}", f"n{two}"], f"n{end}")
    return graph.compile(
        checkpointer=e.InMemorySaver(),
        cache=e.InMemoryCache(),
        interrupt_before=[f"n{at}" for at in sorted(plan.stops_before)],
        interrupt_after=[f"n{at}" for at in sorted(plan.stops_after)],
    )


def action(e: Any, body: Body, plan: Plan, name: str, spot: Spot, on: str) -> Any:
    """Returns what a node does: a function, or a graph."""
    if spot.kind == "child":
        return child(e, body, plan, name, spot.inner)
    if spot.kind in ("child in a call", "two children"):
        return body.calling(name, child(e, body, plan, name, spot.inner), 1 + (spot.kind == "two children"))
    return body.node(name, spot.kind, on, is_async=spot.is_async)


def around(e: Any, body: Body, name: str, spot: Spot, on: str) -> dict[str, Any]:
    """Returns what is around a node."""
    policy = e.RetryPolicy(initial_interval=0.001, max_attempts=2, jitter=False, retry_on=ValueError)
    return {
        "deferred": {"defer": True},
        "retried": {"retry_policy": policy},
        "rescued": {"error_handler": body.rescue(name)},
        "rescued elsewhere": {"error_handler": body.rescue(name, on), "retry_policy": policy},
        "cached": {"cache_policy": e.CachePolicy(key_func=lambda state: name)},
    }.get(spot.extra, {})


def add_ways(e: Any, graph: Any, name: str, spot: Spot) -> None:
    """Adds the edges that lead on from a node."""
    targets = [f"n{target}" for target in spot.to]
    if spot.kind == "send":
        graph.add_conditional_edges(name, partial(two_sends, e), ["w"])
    if spot.kind == "send state":
        graph.add_conditional_edges(name, partial(sends_of_state, e, targets), [*targets, e.END])
    elif spot.kind == "branch" and targets:
        graph.add_conditional_edges(name, partial(chosen, targets), targets)
    else:
        for target in targets:
            graph.add_edge(name, target)


def child(e: Any, body: Body, plan: Plan, name: str, kinds: tuple[str, ...]) -> Any:
    """Returns the graph inside a node: its nodes one after the other."""
    graph = e.StateGraph(state_of(e, plan.state))
    graph.add_node("w", body.worker(f"{name}w"))
    names = [f"{name}{letter}" for letter in "abc"[: len(kinds)]]
    for inside, kind, on in zip(names, kinds, [*names[1:], e.END], strict=True):
        made = child(e, body, plan, inside, ("say", "ask")) if kind == "child" else body.node(inside, kind, on)
        graph.add_node(inside, made, destinations=(on,))
        if kind == "send":
            graph.add_conditional_edges(inside, partial(two_sends, e), ["w"])
        if kind != "go":
            graph.add_edge(inside, on)
    return graph.add_edge(e.START, names[0]).compile(checkpointer=plan.keeps)


def two_sends(e: Any, state: Any) -> Any:
    return [e.Send("w", {"i": number}) for number in range(2)]


def sends_of_state(e: Any, targets: list[str], state: Any) -> Any:
    return [e.Send(target, state) for target in targets] or e.END


def chosen(targets: list[str], state: Any) -> str:
    return targets[len(logged(state)) % len(targets)]
