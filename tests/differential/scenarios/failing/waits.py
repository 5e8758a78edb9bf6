"""How long is waited between attempts, by a clock that stands still."""

from __future__ import annotations

from typing import Any

from tests.differential.driver import Driver
from tests.differential.scenario import scenario
from tests.differential.waits import noted_waits
from tests.graphs.fan import fan
from tests.graphs.nested import around
from tests.graphs.words import State


def failing(e: Any, errors: Any, *policies: Any, **more: Any) -> Any:
    """Returns a builder of one node that raises these errors, one an attempt, and then ends."""
    left = list(errors)

    def node(state: Any) -> Any:
        if left:
            raise left.pop(0)
        return {"log": ["done"]}

    policy = policies[0] if len(policies) == 1 else list(policies)
    return e.StateGraph(State).add_node("n", node, retry_policy=policy, **more).add_edge(e.START, "n")


def waited(e: Any, d: Driver, errors: Any, *policies: Any) -> Any:
    with noted_waits() as waits:
        told = d.invoke(failing(e, errors, *policies).compile(), {"x": 0})
    return told, waits


@scenario
def waits_grow_to_the_longest(e: Any, d: Driver) -> Any:
    shapes: list[dict[str, Any]] = [
        {},
        {"initial_interval": 2.0},
        {"initial_interval": 3.0, "backoff_factor": 10.0, "max_interval": 100.0},
        {"initial_interval": 5.0, "max_interval": 1.0},
        {"backoff_factor": 1.0},
        {"backoff_factor": 0.5, "initial_interval": 8.0},
        {"initial_interval": 0.0},
    ]
    errors = [ConnectionError(str(number)) for number in range(4)]
    return [waited(e, d, errors, e.RetryPolicy(jitter=False, max_attempts=5, **shape)) for shape in shapes]


@scenario
def jitter_adds_up_to_a_second(e: Any, d: Driver) -> Any:
    errors = [ConnectionError(str(number)) for number in range(2)]
    return [waited(e, d, errors, e.RetryPolicy(initial_interval=interval)) for interval in (0.5, 20.0)]


@scenario
def each_error_waits_by_the_policy_that_fits_it(e: Any, d: Driver) -> Any:
    quick = e.RetryPolicy(initial_interval=1.0, jitter=False, max_attempts=3, retry_on=KeyError)
    slow = e.RetryPolicy(initial_interval=10.0, jitter=False, max_attempts=4, retry_on=(ValueError, KeyError))
    orders = ([KeyError(), ValueError(), KeyError()], [ValueError(), KeyError()], [KeyError()] * 3, [TypeError()])
    return [waited(e, d, order, quick, slow) for order in orders]


@scenario
def a_rule_is_asked_with_the_error_itself(e: Any, d: Driver) -> Any:
    asked: list[Any] = []

    def rule(error: Exception) -> bool:
        asked.append((type(error).__name__, error.args))
        return len(asked) < 3

    policy = e.RetryPolicy(jitter=False, max_attempts=9, retry_on=rule)
    return waited(e, d, [ValueError(number) for number in range(5)], policy), asked


@scenario
def a_rule_that_fails_fails_the_node(e: Any, d: Driver) -> Any:
    policy = e.RetryPolicy(jitter=False, retry_on=lambda error: 1 // 0)
    return waited(e, d, [ValueError("first")], policy)


@scenario
def attempts_know_when_the_first_began(e: Any, d: Driver) -> Any:
    seen: list[Any] = []

    def node(state: Any, runtime: Any) -> Any:
        info = runtime.execution_info
        seen.append((info.node_attempt, info.node_first_attempt_time, info.task_id))
        if len(seen) < 3:
            raise ConnectionError("again")
        return {"log": ["done"]}

    node.__annotations__["runtime"] = e.Runtime
    graph = e.StateGraph(State).add_node("n", node, retry_policy=e.RetryPolicy()).add_edge(e.START, "n")
    with noted_waits():
        told = d.invoke(graph.compile(checkpointer=e.InMemorySaver()), {"x": 0}, thread="t")
    attempts, began, tasks = zip(*seen, strict=True)
    return told, attempts, len(set(began)), type(began[0]).__name__, len(set(tasks))


@scenario
def an_attempt_starts_with_the_state_it_was_given(e: Any, d: Driver) -> Any:
    seen: list[Any] = []

    def node(state: Any) -> Any:
        seen.append(list(state["log"]))
        state["log"].append("mine")
        if len(seen) < 3:
            raise ConnectionError("again")
        return {"x": 1}

    graph = e.StateGraph(State).add_node("n", node, retry_policy=e.RetryPolicy()).add_edge(e.START, "n")
    with noted_waits():
        return d.invoke(graph.compile(), {"log": ["in"]}), seen


@scenario
def what_was_written_before_another_try_is_streamed(e: Any, d: Driver) -> Any:
    tries: list[int] = []

    def node(state: Any) -> Any:
        tries.append(1)
        e.get_stream_writer()(len(tries))
        if len(tries) < 3:
            raise ConnectionError("again")
        return {"log": ["done"]}

    graph = e.StateGraph(State).add_node("n", node, retry_policy=e.RetryPolicy()).add_edge(e.START, "n")
    with noted_waits():
        return d.stream(graph.compile(), {"x": 0}, stream_mode=["custom", "updates", "tasks"])


@scenario
def a_sent_task_is_tried_again_alone(e: Any, d: Driver) -> Any:
    runs: list[int] = []

    def worker(state: Any) -> Any:
        runs.append(state["i"])
        if state["i"] == 1 and runs.count(1) < 3:
            raise ConnectionError("again")
        return {"log": [state["i"]]}

    graph = e.StateGraph(State).add_node("w", worker, retry_policy=e.RetryPolicy(jitter=False))
    graph.add_conditional_edges(e.START, lambda state: [e.Send("w", {"i": i}) for i in range(3)], ["w"])
    with noted_waits() as waits:
        return d.invoke(graph.compile(), {"x": 0}), sorted(runs), waits


@scenario
def inner_and_outer_policies_multiply(e: Any, d: Driver) -> Any:
    policy = e.RetryPolicy(jitter=False, max_attempts=2)
    inner = failing(e, [ConnectionError(str(number)) for number in range(3)], policy).compile()
    graph = e.StateGraph(State).add_node("child", inner, retry_policy=policy).add_edge(e.START, "child")
    with noted_waits() as waits:
        return d.invoke(graph.compile(), {"x": 0}), waits


@scenario
def a_task_of_a_function_waits_too(e: Any, d: Driver) -> Any:
    left = [ConnectionError("1"), ConnectionError("2")]

    @e.task(retry_policy=[e.RetryPolicy(jitter=False, initial_interval=7.0)])
    def flaky() -> str:
        if left:
            raise left.pop()
        return "done"

    @e.entrypoint(retry_policy=e.RetryPolicy(jitter=False, initial_interval=9.0))
    def flow(given: Any) -> Any:
        left.extend([ConnectionError("3")] if given else [])
        return flaky().result()

    with noted_waits() as waits:
        return [d.invoke(flow, given) for given in (0, 1)], waits


@scenario
def a_retried_graph_inside_shows_its_attempts(e: Any, d: Driver) -> Any:
    inner = failing(e, [ConnectionError("1"), ConnectionError("2")], e.RetryPolicy(jitter=False)).compile()
    app = around(e, inner).compile()
    with noted_waits():
        return d.stream(app, {"x": 0}, stream_mode=["updates", "tasks"], subgraphs=True), len(fan(e, "a").nodes)
