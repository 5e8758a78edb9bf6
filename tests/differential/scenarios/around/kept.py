"""Kept results in depth: what a key is made of, whose cache is asked, and how long a result lasts."""

from __future__ import annotations

import time
from typing import Any

from tests.differential.compare import attempt, in_any_order
from tests.differential.driver import Driver
from tests.differential.scenario import scenario
from tests.graphs.asking import asks
from tests.graphs.chain import chain
from tests.graphs.nested import around
from tests.graphs.words import State, says


def noting(runs: list[Any], name: str = "n") -> Any:
    """Returns a node that notes that it ran, and logs how often."""

    def node(state: Any) -> Any:
        runs.append(name)
        return {"log": [(name, runs.count(name))]}

    return node


def kept(e: Any, **nodes: Any) -> Any:
    """Returns a builder of a chain of nodes whose results are all kept."""
    graph = chain(e, *nodes, **nodes)
    return graph.set_node_defaults(cache_policy=e.CachePolicy())


@scenario
def the_whole_input_of_a_node_is_its_key(e: Any, d: Driver) -> Any:
    runs: list[Any] = []
    app = kept(e, n=noting(runs)).compile(cache=e.InMemoryCache())
    inputs: list[Any] = [
        {"x": 1, "log": [1]}, {"log": [1], "x": 1}, {"x": 1, "log": [1.0]}, {"x": 1, "log": [True]}, {"x": 1},
        {"x": 1, "log": []}, {"x": 1, "log": [(1, 2)]}, {"x": 1, "log": [[1, 2]]}, {"x": None}, {"x": {1, 2}},
        {"x": {"a": 1}}, {"x": [("a", 1)]}, {"x": frozenset({1, 2})},
    ]  # fmt: skip
    return [(attempt(lambda one=one: d.invoke(app, one)) and len(runs)) for one in (*inputs, *inputs)]


@scenario
def what_cannot_be_pickled_is_no_key(e: Any, d: Driver) -> Any:
    runs: list[Any] = []
    app = kept(e, n=noting(runs)).compile(cache=e.InMemoryCache())
    return d.invoke(app, {"x": lambda: 1})[0] if runs else "not run", len(runs)


@scenario
def nodes_of_the_same_function_keep_their_own(e: Any, d: Driver) -> Any:
    runs: list[Any] = []
    same = noting(runs)
    graph = e.StateGraph(State)
    for name in ("a", "b"):
        graph.add_node(name, same, cache_policy=e.CachePolicy(key_func=lambda state: "k")).add_edge(e.START, name)
    app = graph.compile(cache=e.InMemoryCache())
    return [in_any_order(d.stream(app, {"x": 0}, stream_mode="updates")) for _ in range(2)], len(runs)


@scenario
def two_graphs_may_share_a_cache(e: Any, d: Driver) -> Any:
    runs: list[Any] = []
    cache, same = e.InMemoryCache(), noting(runs)
    one, other = (kept(e, **{name: same}).compile(cache=cache) for name in ("n", "n"))
    third = kept(e, m=same).compile(cache=cache)
    told = [d.invoke(app, {"x": 1}) for app in (one, other, third)]
    d.call(one, "clear_cache")
    return told, [d.invoke(app, {"x": 1}) for app in (one, other, third)], len(runs)


@scenario
def only_some_results_are_cleared(e: Any, d: Driver) -> Any:
    runs: list[Any] = []
    app = kept(e, a=noting(runs, "a"), b=noting(runs, "b")).compile(cache=e.InMemoryCache())
    for _ in range(2):
        d.invoke(app, {"x": 1})
    d.call(app, "clear_cache", nodes=["b"])
    d.invoke(app, {"x": 1})
    told = list(runs)
    return told, attempt(lambda: d.call(app, "clear_cache", nodes=["nope"])), d.invoke(app, {"x": 1}), runs


@scenario
def clearing_without_a_cache_is_an_error(e: Any, d: Driver) -> Any:
    return attempt(lambda: d.call(chain(e, "a").compile(), "clear_cache"))


@scenario
def each_result_has_a_life_of_its_own(e: Any, d: Driver) -> Any:
    runs: list[Any] = []
    graph = e.StateGraph(State).add_node("short", noting(runs, "s"), cache_policy=e.CachePolicy(ttl=1))
    graph.add_node("long", noting(runs, "l"), cache_policy=e.CachePolicy(ttl=60))
    app = graph.add_edge(e.START, "short").add_edge(e.START, "long").compile(cache=e.InMemoryCache())
    d.invoke(app, {"x": 1})
    time.sleep(1.1)
    d.invoke(app, {"x": 1})
    return sorted(runs)


@scenario
def a_kept_command_goes_where_it_went(e: Any, d: Driver) -> Any:
    runs: list[Any] = []

    def jump(state: Any) -> Any:
        runs.append(1)
        return e.Command(update={"log": ["jump"]}, goto=["b", e.Send("w", {"i": 7})])

    graph = e.StateGraph(State).add_node("jump", jump, cache_policy=e.CachePolicy()).add_edge(e.START, "jump")
    graph.add_node("b", says("b")).add_node("w", lambda state: {"log": [state["i"]]})
    app = graph.compile(cache=e.InMemoryCache())
    return [in_any_order(d.stream(app, {"x": 0}, stream_mode=["updates", "tasks"])) for _ in range(2)], len(runs)


@scenario
def a_branch_of_a_kept_node_is_kept_too(e: Any, d: Driver) -> Any:
    runs: list[Any] = []
    asked: list[Any] = []
    graph = kept(e, n=noting(runs)).add_node("b", says("b"))
    graph.add_conditional_edges("n", lambda state: asked.append(1) or "b", ["b"])
    app = graph.compile(cache=e.InMemoryCache())
    return [d.invoke(app, {"x": 0}) for _ in range(2)], len(runs), len(asked)


@scenario
def a_kept_node_that_asked_asks_again(e: Any, d: Driver) -> Any:
    graph = e.StateGraph(State).add_node("ask", asks(e, "?"), cache_policy=e.CachePolicy()).add_edge(e.START, "ask")
    app = graph.compile(cache=e.InMemoryCache(), checkpointer=e.InMemorySaver())
    told = [d.invoke(app, {"x": 0}, thread="1"), d.invoke(app, e.Command(resume="A"), thread="1")]
    return told, d.invoke(app, {"x": 0}, thread="2"), d.story(app, "2")


@scenario
def a_cache_is_of_one_graph(e: Any, d: Driver) -> Any:
    told = []
    for inner, outer in ((True, False), (False, True), (True, True)):
        runs: list[Any] = []
        child = kept(e, n=noting(runs)).compile(cache=e.InMemoryCache() if inner else None)
        app = around(e, child).compile(cache=e.InMemoryCache() if outer else None)
        told.append([d.invoke(app, {"x": 0}) for _ in range(2)])
        told.append(runs)
    return told


@scenario
def what_was_kept_is_streamed_as_kept(e: Any, d: Driver) -> Any:
    app = kept(e, a=noting([], "a"), b=noting([], "b")).compile(cache=e.InMemoryCache())
    d.invoke(app, {"x": 0})
    modes = ["values", "updates", "tasks", "debug", "checkpoints"]
    return d.stream(app, {"x": 0}, stream_mode=modes), d.stream(app, {"x": 0}, stream_mode=modes, version="v2")


@scenario
def a_kept_node_writes_no_chunks_again(e: Any, d: Driver) -> Any:
    def node(state: Any) -> Any:
        e.get_stream_writer()("custom")
        return {"log": ["n"]}

    app = kept(e, n=node).compile(cache=e.InMemoryCache())
    return [d.stream(app, {"x": 0}, stream_mode=["custom", "updates"]) for _ in range(2)]


@scenario
def results_of_tasks_are_kept(e: Any, d: Driver) -> Any:
    runs: list[Any] = []

    @e.task(cache_policy=e.CachePolicy(ttl=60))
    def double(number: int, times: int = 2) -> int:
        runs.append((number, times))
        return number * times

    @e.entrypoint(cache=e.InMemoryCache())
    def flow(number: int) -> Any:
        return [double(number).result(), double(number, times=3).result(), double(number=number).result()]

    told = [d.invoke(flow, number) for number in (1, 1, 2)]
    d.call(double, "clear_cache", flow.cache)
    return told, d.invoke(flow, 1), runs


@scenario
def the_result_of_a_function_is_kept(e: Any, d: Driver) -> Any:
    runs: list[Any] = []

    @e.entrypoint(cache=e.InMemoryCache(), cache_policy=e.CachePolicy(), checkpointer=e.InMemorySaver())
    def flow(number: int) -> Any:
        runs.append(number)
        return len(runs)

    return [d.invoke(flow, 1, thread=thread) for thread in ("1", "2", "1")], runs, d.story(flow, "2")


@scenario
def a_cached_value_is_as_it_was_written(e: Any, d: Driver) -> Any:
    runs: list[Any] = []

    def node(state: Any) -> Any:
        runs.append(1)
        return {"log": [(1, {2}, {"k": (3,)}, b"b", 4.5)], "x": (1, 2)}

    app = kept(e, n=node).compile(cache=e.InMemoryCache())
    return [d.invoke(app, {"log": []}) for _ in range(2)], len(runs)
