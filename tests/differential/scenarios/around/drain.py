"""Limits and ends from outside: draining, concurrency, timeouts."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import Any

from tests.differential.compare import attempt
from tests.differential.driver import Driver
from tests.differential.scenario import scenario
from tests.graphs.chain import chain, saved
from tests.graphs.nested import around
from tests.graphs.words import State


@scenario
def a_drained_run_stops_before_the_next_step(e: Any, d: Driver) -> Any:
    control = e.RunControl()

    def node(state: Any) -> Any:
        control.request_drain("bye")
        return {"log": ["a"]}

    app = saved(e, "a", "b", a=node)
    told = [d.invoke(app, {"x": 0}, thread="t", control=control), d.story(app, "t"), control.drain_reason]
    return told, d.invoke(app, None, thread="t"), d.story(app, "t")


@scenario
def a_run_drained_in_its_last_step_ends(e: Any, d: Driver) -> Any:
    control = e.RunControl()

    def node(state: Any) -> Any:
        control.request_drain()
        return {"log": ["a"]}

    app = saved(e, "a", a=node)
    return d.invoke(app, {"x": 0}, thread="t", control=control), control.drain_requested, d.story(app, "t")


@scenario
def a_run_drained_before_it_begins(e: Any, d: Driver) -> Any:
    told = []
    for durability in ("sync", "exit"):
        control = e.RunControl()
        control.request_drain("early")
        app = saved(e, "a")
        told += [d.invoke(app, {"x": 0}, thread="t", control=control, durability=durability), d.story(app, "t")]
    return told


@scenario
def a_drain_reaches_a_subgraph(e: Any, d: Driver) -> Any:
    control = e.RunControl()

    def node(state: Any) -> Any:
        control.request_drain("bye")
        return {"log": ["s1"]}

    app = around(e, chain(e, "s1", "s2", s1=node).compile(), "z").compile(checkpointer=e.InMemorySaver())
    told = [d.invoke(app, {"x": 0}, thread="t", control=control), d.story(app, "t")]
    return told, d.invoke(app, None, thread="t")


@scenario
def no_more_tasks_run_at_once_than_allowed(e: Any, d: Driver) -> Any:
    lock, now, most = threading.Lock(), [0], [0]

    def enter(step: int) -> None:
        with lock:
            now[0] += step
            most[0] = max(most[0], now[0])

    def worker(state: Any) -> Any:
        enter(1)
        time.sleep(0.01)
        enter(-1)
        return {"log": [state["i"]]}

    async def aworker(state: Any) -> Any:
        enter(1)
        await asyncio.sleep(0.01)
        enter(-1)
        return {"log": [state["i"]]}

    graph = e.StateGraph(State).add_node("w", aworker if d.is_async else worker)
    graph.add_conditional_edges(e.START, lambda state: [e.Send("w", {"i": i}) for i in range(8)], ["w"])
    told = []
    for limit in (1, 3):
        most[0] = 0
        told += [d.invoke(graph.compile(), {"x": 0}, config={"max_concurrency": limit}), most[0]]
    return told


@scenario
def a_node_has_its_time(e: Any, d: Driver) -> Any:
    async def slow(state: Any) -> Any:
        await asyncio.sleep(0.3)
        return {"log": ["slow"]}

    async def quick(state: Any) -> Any:
        return {"log": ["quick"]}

    if not d.is_async:
        return None
    told = []
    for node, limit in ((slow, 0.02), (quick, 5.0), (slow, e.TimeoutPolicy(run_timeout=0.02))):
        graph = e.StateGraph(State).add_node("n", node, timeout=limit).add_edge(e.START, "n")
        app = graph.compile(checkpointer=e.InMemorySaver())
        told += [d.invoke(app, {"x": 0}, thread="t"), d.state(app, "t").next]
    return told


@scenario
def an_idle_node_is_stopped_and_a_busy_one_is_not(e: Any, d: Driver) -> Any:
    async def idle(state: Any) -> Any:
        await asyncio.sleep(0.3)

    async def busy(state: Any, runtime: Any) -> Any:
        for _ in range(4):
            await asyncio.sleep(0.03)
            runtime.heartbeat()
        return {"log": ["busy"]}

    busy.__annotations__["runtime"] = e.Runtime
    if not d.is_async:
        return None
    told = []
    for node in (idle, busy):
        policy = e.TimeoutPolicy(idle_timeout=0.1)
        graph = e.StateGraph(State).add_node("n", node, timeout=policy).add_edge(e.START, "n")
        told.append(d.invoke(graph.compile(), {"x": 0}))
    return told


@scenario
def only_async_nodes_may_have_a_timeout(e: Any, d: Driver) -> Any:
    def built() -> Any:
        graph = e.StateGraph(State).add_node("n", lambda state: {"log": [1]}, timeout=1.0).add_edge(e.START, "n")
        return graph.compile() and "compiled"

    return attempt(built)


@scenario
def a_step_has_its_time(e: Any, d: Driver) -> Any:
    async def slow(state: Any) -> Any:
        await asyncio.sleep(0.3)
        return {"log": ["slow"]}

    d = Driver(is_async=True)
    app = saved(e, "a", "slow", slow=slow)
    app.step_timeout = 0.05
    return d.invoke(app, {"x": 0}, thread="t"), d.story(app, "t")


@scenario
def a_timed_out_node_may_be_tried_again(e: Any, d: Driver) -> Any:
    tries: list[int] = []

    async def slow(state: Any) -> Any:
        tries.append(1)
        if len(tries) == 1:
            await asyncio.sleep(0.3)
        return {"log": ["done"]}

    if not d.is_async:
        return None
    policy = e.RetryPolicy(initial_interval=0.001, jitter=False)
    graph = e.StateGraph(State).add_node("n", slow, timeout=0.03, retry_policy=policy).add_edge(e.START, "n")
    return d.invoke(graph.compile(), {"x": 0}), len(tries)
