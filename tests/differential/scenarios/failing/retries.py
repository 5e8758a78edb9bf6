"""Another try: when, how often, and what of the one before remains."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.differential.driver import Driver
from tests.differential.scenario import scenario
from tests.graphs.chain import chain
from tests.graphs.fan import fan
from tests.graphs.words import State

QUICK = {"initial_interval": 0.001, "jitter": False}


def flaky(tries: list[Any], times: int, error: Callable[[], Exception]) -> Any:
    """Returns a node that fails `times` times."""

    def node(state: Any) -> Any:
        tries.append(1)
        if len(tries) <= times:
            raise error()
        return {"log": [len(tries)]}

    return node


@scenario
def retries_until_it_works(e: Any, d: Driver) -> Any:
    told = {}
    for mode in ("values", "updates", "tasks", "debug"):
        tries: list[Any] = []
        graph = e.StateGraph(State)
        node = flaky(tries, 2, lambda: ConnectionError("again"))
        graph.add_node("flaky", node, retry_policy=e.RetryPolicy(**QUICK)).add_edge(e.START, "flaky")
        app = graph.compile(checkpointer=e.InMemorySaver())
        told[mode] = d.stream(app, {"x": 0}, thread="t", stream_mode=mode), len(tries), d.story(app, "t")
    return told


@scenario
def retries_end_after_the_last_attempt(e: Any, d: Driver) -> Any:
    told = []
    for attempts in (1, 2, 4):
        tries: list[Any] = []
        policy = e.RetryPolicy(max_attempts=attempts, **QUICK)
        graph = e.StateGraph(State)
        graph.add_node("n", flaky(tries, 9, lambda: ConnectionError("no")), retry_policy=policy).add_edge(e.START, "n")
        app = graph.compile(checkpointer=e.InMemorySaver())
        told += [d.invoke(app, {"x": 0}, thread="t"), len(tries), d.story(app, "t")]
    return told


@scenario
def what_is_tried_again_by_default(e: Any, d: Driver) -> Any:
    class Own(Exception):
        pass

    class OwnValue(ValueError):
        pass

    kinds = (ConnectionError, OSError, ValueError, TypeError, KeyError, RuntimeError, ZeroDivisionError, TimeoutError)
    kinds += (StopIteration, Own, OwnValue, ImportError, NameError, SyntaxError, ReferenceError, ConnectionResetError)
    told = []
    for kind in kinds:
        if kind is StopIteration:  # a coroutine cannot raise it
            continue
        tries: list[Any] = []
        graph = e.StateGraph(State)
        graph.add_node("n", flaky(tries, 1, kind), retry_policy=e.RetryPolicy(**QUICK)).add_edge(e.START, "n")
        ended = d.invoke(graph.compile(), {"x": 0})
        told.append((kind.__name__, isinstance(ended, dict), len(tries)))
    return told


@scenario
def what_is_tried_again_may_be_told(e: Any, d: Driver) -> Any:
    rules = (ValueError, (KeyError, ValueError), [ValueError], lambda error: "a" in str(error), KeyError, ())
    told = []
    for rule in rules:
        tries: list[Any] = []
        graph = e.StateGraph(State)
        policy = e.RetryPolicy(retry_on=rule, **QUICK)
        graph.add_node("n", flaky(tries, 1, lambda: ValueError("a")), retry_policy=policy).add_edge(e.START, "n")
        told += [d.invoke(graph.compile(), {"x": 0}), len(tries)]
    return told


@scenario
def the_first_policy_that_fits_is_taken(e: Any, d: Driver) -> Any:
    errors = iter([ValueError("1"), KeyError("2"), ValueError("3"), KeyError("4"), ValueError("5")])
    tries: list[int] = []

    def node(state: Any) -> Any:
        tries.append(1)
        for error in errors:
            raise error
        return {"log": ["done"]}

    policies = [
        e.RetryPolicy(retry_on=ValueError, max_attempts=5, **QUICK),
        e.RetryPolicy(retry_on=KeyError, max_attempts=4, **QUICK),
    ]
    graph = e.StateGraph(State).add_node("n", node, retry_policy=policies).add_edge(e.START, "n")
    return d.invoke(graph.compile(), {"x": 0}), len(tries)


@scenario
def a_retry_forgets_what_was_written(e: Any, d: Driver) -> Any:
    tries: list[int] = []

    def route(state: Any) -> str:
        tries.append(1)
        if len(tries) == 1:
            raise ConnectionError("again")
        return e.END

    graph = e.StateGraph(State)
    graph.add_node("n", lambda state: {"log": ["n"]}, retry_policy=e.RetryPolicy(**QUICK)).add_edge(e.START, "n")
    app = graph.add_conditional_edges("n", route, [e.END]).compile(checkpointer=e.InMemorySaver())
    return d.stream(app, {"x": 0}, thread="t", stream_mode="updates"), len(tries), d.story(app, "t")


@scenario
def a_retry_after_an_answer_keeps_it(e: Any, d: Driver) -> Any:
    seen: list[Any] = []

    def node(state: Any) -> Any:
        answer = e.interrupt("?")
        seen.append(answer)
        if len(seen) == 1:
            raise ConnectionError("again")
        return {"log": [answer]}

    graph = e.StateGraph(State)
    graph.add_node("n", node, retry_policy=e.RetryPolicy(**QUICK)).add_edge(e.START, "n")
    app = graph.compile(checkpointer=e.InMemorySaver())
    told = [d.invoke(app, given, thread="t") for given in ({"x": 0}, e.Command(resume="A"))]
    return told, seen, d.story(app, "t")


@scenario
def an_interrupt_is_never_tried_again(e: Any, d: Driver) -> Any:
    runs: list[int] = []

    def node(state: Any) -> Any:
        runs.append(1)
        return {"log": [e.interrupt("?")]}

    graph = e.StateGraph(State)
    graph.add_node("n", node, retry_policy=e.RetryPolicy(retry_on=Exception, **QUICK)).add_edge(e.START, "n")
    app = graph.compile(checkpointer=e.InMemorySaver())
    return d.invoke(app, {"x": 0}, thread="t"), len(runs)


@scenario
def a_subgraph_is_tried_again_where_it_failed(e: Any, d: Driver) -> Any:
    tries: list[Any] = []
    runs: list[str] = []
    child = chain(
        e, "s1", "s2", s1=lambda state: runs.append("s1"), s2=flaky(tries, 1, lambda: ConnectionError("again"))
    )
    graph = e.StateGraph(State)
    graph.add_node("child", child.compile(), retry_policy=e.RetryPolicy(**QUICK)).add_edge(e.START, "child")
    app = graph.compile(checkpointer=e.InMemorySaver())
    return d.invoke(app, {"x": 0}, thread="t"), len(tries), runs, d.story(app, "t")


@scenario
def defaults_of_nodes_hold_where_nothing_else_is_said(e: Any, d: Driver) -> Any:
    told = []
    for own in (None, {"max_attempts": 1}):
        tries: list[Any] = []
        graph = e.StateGraph(State).set_node_defaults(retry_policy=e.RetryPolicy(**QUICK))
        policy = {"retry_policy": e.RetryPolicy(**own)} if own else {}
        graph.add_node("n", flaky(tries, 1, lambda: ConnectionError("again")), **policy).add_edge(e.START, "n")
        told += [d.invoke(graph.compile(), {"x": 0}), len(tries)]
    return told


@scenario
def a_sibling_is_not_run_again_with_a_retry(e: Any, d: Driver) -> Any:
    tries: list[Any] = []
    runs: list[str] = []
    graph = fan(e, "s", s=lambda state: runs.append("s") or {"log": ["s"]})
    node = flaky(tries, 2, lambda: ConnectionError("again"))
    graph.add_node("n", node, retry_policy=e.RetryPolicy(**QUICK)).add_edge(e.START, "n")
    return d.invoke(graph.compile(), {"x": 0}), len(tries), runs


@scenario
def attempts_are_counted_for_the_node(e: Any, d: Driver) -> Any:
    seen: list[Any] = []

    def node(state: Any, runtime: Any) -> Any:
        seen.append(runtime.execution_info.node_attempt)
        if len(seen) < 3:
            raise ConnectionError("again")
        return {"log": ["done"]}

    node.__annotations__["runtime"] = e.Runtime
    graph = e.StateGraph(State)
    graph.add_node("n", node, retry_policy=e.RetryPolicy(**QUICK)).add_edge(e.START, "n")
    return d.invoke(graph.compile(), {"x": 0}), seen
