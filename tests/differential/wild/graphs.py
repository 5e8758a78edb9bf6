"""From a plan to a compiled graph of either engine."""

from __future__ import annotations

import functools
import operator
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import BaseModel
from typing_extensions import TypedDict

from tests.differential.wild.nodes import Body
from tests.differential.wild.plans import Plan, Spot


@dataclass
class Fields:
    """The state as a dataclass."""

    log: Annotated[list[Any], operator.add] = field(default_factory=list)
    x: Any = None


class Model(BaseModel):
    """The state as a Pydantic model."""

    log: Annotated[list[Any], operator.add] = []
    x: Any = None


def extend(old: Any, new: Any) -> Any:
    return [*(old or []), *(item for one in new for item in one)]


def state_of(e: Any, kind: str) -> Any:
    """Returns the schema of a plan's state."""
    if kind in ("dataclass", "model"):
        return Fields if kind == "dataclass" else Model
    log = e.DeltaChannel(extend, list, snapshot_frequency=3) if kind == "deltas" else operator.add
    keys = {
        "log": Annotated[list[Any], log],
        "x": Any,
        "any": Annotated[Any, e.AnyValue(Any)],
        "fading": Annotated[Any, e.EphemeralValue(Any)],
        "unkept": Annotated[Any, e.UntrackedValue(Any)],
        "topic": Annotated[list[Any], e.Topic(str)],
        "all": Annotated[list[Any], e.Topic(str, accumulate=True)],
    }
    return TypedDict("Keys", keys, total=False)


def child(e: Any, body: Body, plan: Plan, name: str, kinds: tuple[str, ...]) -> Any:
    """Returns the graph inside a node: its nodes one after the other."""
    graph = e.StateGraph(state_of(e, plan.state))
    graph.add_node("w", working(body, f"{name}w"))
    names = [f"{name}{letter}" for letter in "abc"[: len(kinds)]]
    for at, (inside, kind) in enumerate(zip(names, kinds, strict=True)):
        on = names[at + 1] if at + 1 < len(names) else e.END
        if kind == "child":
            graph.add_node(inside, child(e, body, plan, inside, ("say", "ask")))
        else:
            graph.add_node(inside, body.node(inside, Spot(kind), on), destinations=(on,))
        if kind == "send":
            graph.add_conditional_edges(inside, functools.partial(sends, e), ["w"])
        if kind != "go":
            graph.add_edge(inside, on)
    return graph.add_edge(e.START, names[0]).compile(checkpointer=plan.keeps)


def sends(e: Any, state: Any) -> Any:
    return [e.Send("w", {"i": i}) for i in range(2)]


def working(body: Body, name: str) -> Any:
    def work(state: Any) -> Any:
        body.ran.append(name)
        return {"log": [state["i"] if isinstance(state, dict) and "i" in state else name]}

    return work


def action(e: Any, body: Body, plan: Plan, at: int) -> Any:
    """Returns what a node of the outer graph does."""
    spot, name = plan.spots[at], f"n{at}"
    if spot.kind == "child":
        return child(e, body, plan, name, spot.inner)
    if spot.kind in ("child in a call", "two children"):
        inner = child(e, body, plan, name, spot.inner)

        def calls(state: Any) -> Any:
            body.ran.append(name)
            found = [inner.invoke({"log": [name]}) for _ in range(1 + (spot.kind == "two children"))]
            return {"log": [item.get("log") for item in found]}

        async def acalls(state: Any) -> Any:
            body.ran.append(name)
            found = [await inner.ainvoke({"log": [name]}) for _ in range(1 + (spot.kind == "two children"))]
            return {"log": [item.get("log") for item in found]}

        return acalls if body.is_async else calls
    act = body.node(name, spot, f"n{at + 1}" if at + 1 < len(plan.spots) else e.END)
    if not (spot.is_async and body.is_async):
        return act

    async def aact(state: Any) -> Any:
        return act(state)

    return aact


def options(e: Any, body: Body, plan: Plan, at: int) -> dict[str, Any]:
    """Returns what is around a node."""
    extra, name = plan.spots[at].extra, f"n{at}"
    policy = e.RetryPolicy(initial_interval=0.001, max_attempts=2, jitter=False, retry_on=ValueError)
    elsewhere = f"n{at + 1}" if at + 1 < len(plan.spots) else e.END
    return {
        "deferred": {"defer": True},
        "retried": {"retry_policy": policy},
        "rescued": {"error_handler": body.rescue(name, None)},
        "rescued elsewhere": {"error_handler": body.rescue(name, elsewhere), "retry_policy": policy},
        "cached": {"cache_policy": e.CachePolicy(key_func=lambda state: name)},
    }.get(extra, {})


def built(e: Any, plan: Plan, body: Body) -> Any:
    """Returns the compiled graph of a plan."""
    graph = e.StateGraph(state_of(e, plan.state)).add_node("w", working(body, "w"))
    for at, spot in enumerate(plan.spots):
        name, targets = f"n{at}", [f"n{target}" for target in spot.to]
        graph.add_node(name, action(e, body, plan, at), **options(e, body, plan, at))
        if spot.kind == "send":
            graph.add_conditional_edges(name, functools.partial(sends, e), ["w"])
        if spot.kind == "send state":
            graph.add_conditional_edges(
                name, lambda state, to=targets: [e.Send(target, state) for target in to] or e.END, [*targets, e.END]
            )
        elif spot.kind == "branch" and targets:
            graph.add_conditional_edges(name, functools.partial(chooses, targets), targets)
        else:
            for target in targets:
                graph.add_edge(name, target)
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


def chooses(targets: list[str], state: Any) -> str:
    log = state.get("log", ()) if isinstance(state, dict) else state.log
    return targets[len(log) % len(targets)]
