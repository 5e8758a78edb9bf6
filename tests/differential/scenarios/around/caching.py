"""Results that are kept and not made again."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from tests.differential.driver import Driver
from tests.differential.scenario import scenario
from tests.graphs.chain import chain
from tests.graphs.words import State


def counting(e: Any, runs: list[int], policy: Any) -> Any:
    """Returns a builder with a cached node that logs how often it ran."""

    def count(state: Any) -> Any:
        runs.append(1)
        return {"log": [len(runs)]}

    return e.StateGraph(State).add_node("n", count, cache_policy=policy).add_edge(e.START, "n")


def counted(e: Any, d: Driver, policy: Any, inputs: Any, **options: Any) -> Any:
    runs: list[int] = []
    app = counting(e, runs, policy).compile(cache=e.InMemoryCache())
    return [d.stream(app, given, **options) for given in inputs], len(runs)


@scenario
def a_cached_node_runs_once(e: Any, d: Driver) -> Any:
    inputs = [{"x": x} for x in (1, 1, 2)]
    modes = ("updates", "values", "tasks", "debug")
    return {mode: counted(e, d, e.CachePolicy(), inputs, stream_mode=mode) for mode in modes}


@scenario
def a_cache_may_have_a_key_of_its_own(e: Any, d: Driver) -> Any:
    keys: list[Callable[[Any], Any]] = [lambda state: "same", lambda state: str(state["x"] % 2), lambda state: b"k"]
    inputs = [{"x": x} for x in (1, 2, 3)]
    return [counted(e, d, e.CachePolicy(key_func=key), inputs, stream_mode="updates") for key in keys]


@scenario
def a_cached_result_grows_old(e: Any, d: Driver) -> Any:
    runs: list[int] = []
    app = counting(e, runs, e.CachePolicy(ttl=1)).compile(cache=e.InMemoryCache())
    told = [d.invoke(app, {"x": 1}), d.invoke(app, {"x": 1})]
    time.sleep(1.05)
    return told, d.invoke(app, {"x": 1}), len(runs)


@scenario
def a_cache_policy_without_a_cache_does_nothing(e: Any, d: Driver) -> Any:
    runs: list[int] = []
    app = counting(e, runs, e.CachePolicy()).compile()
    return [d.invoke(app, {"x": 1}) for _ in range(2)], len(runs)


@scenario
def a_cache_may_be_cleared(e: Any, d: Driver) -> Any:
    runs: list[int] = []
    app = counting(e, runs, e.CachePolicy()).compile(cache=e.InMemoryCache())
    told = [d.invoke(app, {"x": 1})]
    d.call(app, "clear_cache")
    return told, d.invoke(app, {"x": 1}), len(runs)


@scenario
def a_cached_node_with_a_saver(e: Any, d: Driver) -> Any:
    runs: list[int] = []
    app = counting(e, runs, e.CachePolicy()).compile(cache=e.InMemoryCache(), checkpointer=e.InMemorySaver())
    told = [d.invoke(app, {"x": 1}, thread=str(number)) for number in range(2)]
    return told, len(runs), d.story(app, "0"), d.story(app, "1")


@scenario
def a_failed_node_is_not_cached(e: Any, d: Driver) -> Any:
    runs: list[int] = []

    def flaky(state: Any) -> Any:
        runs.append(1)
        if len(runs) == 1:
            raise ValueError("boom")
        return {"log": [len(runs)]}

    graph = e.StateGraph(State).add_node("n", flaky, cache_policy=e.CachePolicy()).add_edge(e.START, "n")
    app = graph.compile(cache=e.InMemoryCache())
    return [d.invoke(app, {"x": 1}) for _ in range(3)], len(runs)


@scenario
def sends_are_cached_by_what_they_carry(e: Any, d: Driver) -> Any:
    runs: list[int] = []

    def worker(state: Any) -> Any:
        runs.append(state["i"])
        return {"log": [state["i"]]}

    graph = e.StateGraph(State).add_node("w", worker, cache_policy=e.CachePolicy())
    graph.add_conditional_edges(e.START, lambda state: [e.Send("w", {"i": i}) for i in state["log"]], ["w"])
    app = graph.compile(cache=e.InMemoryCache())
    return [d.invoke(app, {"log": log}) for log in ([1, 2], [2, 3])], sorted(runs)


@scenario
def a_cached_subgraph_runs_once(e: Any, d: Driver) -> Any:
    runs: list[int] = []
    child = chain(e, "s", s=lambda state: runs.append(1) or {"log": [len(runs)]}).compile()
    graph = e.StateGraph(State).add_node("child", child, cache_policy=e.CachePolicy()).add_edge(e.START, "child")
    app = graph.compile(cache=e.InMemoryCache())
    return [d.invoke(app, {"x": 1}) for _ in range(2)], len(runs)


@scenario
def a_default_cache_policy_is_for_all(e: Any, d: Driver) -> Any:
    runs: list[int] = []
    graph = counting(e, runs, None).set_node_defaults(cache_policy=e.CachePolicy())
    app = graph.compile(cache=e.InMemoryCache())
    return [d.stream(app, {"x": 1}, stream_mode="updates") for _ in range(2)], len(runs)
