"""Graphs written as functions."""

from __future__ import annotations

from typing import Any

from tests.differential.compare import attempt, in_any_order
from tests.differential.driver import Driver
from tests.differential.scenario import scenario
from tests.graphs.chain import saved

MODES = ("values", "updates", "tasks", "checkpoints", "custom")


def doubling(e: Any, runs: list[Any], **options: Any) -> Any:
    @e.task(**options)
    def double(number: int) -> int:
        runs.append(number)
        return 2 * number

    return double


@scenario
def tasks_run_side_by_side(e: Any, d: Driver) -> Any:
    runs: list[Any] = []
    double = doubling(e, runs)

    @e.entrypoint(checkpointer=e.InMemorySaver())
    def flow(numbers: Any) -> Any:
        futures = [double(number) for number in numbers]
        return [future.result() for future in futures]

    told = d.stream(flow, [0, 1, 2], thread="t", stream_mode="updates", durability="sync")
    return in_any_order(told), sorted(runs), type(flow).__name__


@scenario
def a_function_in_every_stream_mode(e: Any, d: Driver) -> Any:
    def app() -> Any:
        double = doubling(e, [])

        @e.entrypoint(checkpointer=e.InMemorySaver())
        def flow(number: Any) -> Any:
            e.get_stream_writer()("custom")
            return double(double(number).result()).result()

        return flow

    return d.in_modes(app, 3, *MODES)


@scenario
def finished_tasks_are_not_run_again(e: Any, d: Driver) -> Any:
    runs: list[Any] = []
    double = doubling(e, runs)

    @e.entrypoint(checkpointer=e.InMemorySaver())
    def flow(number: Any) -> Any:
        one = double(number).result()
        answer = e.interrupt({"seen": one})
        return [one, answer, double(10).result()]

    told = [d.invoke(flow, 1, thread="t"), d.invoke(flow, e.Command(resume="A"), thread="t")]
    return told, runs


@scenario
def what_was_returned_before_is_given(e: Any, d: Driver) -> Any:
    @e.entrypoint(checkpointer=e.InMemorySaver())
    def flow(number: Any, *, previous: Any = None) -> Any:
        return (previous or 0) + number

    return [d.invoke(flow, number, thread="t") for number in (1, 2, 3)], d.story(flow, "t")


@scenario
def what_is_kept_may_differ_from_what_is_returned(e: Any, d: Driver) -> Any:
    @e.entrypoint(checkpointer=e.InMemorySaver())
    def flow(number: Any, *, previous: Any = None) -> Any:
        return e.entrypoint.final(value=previous, save=number)

    return [d.invoke(flow, number, thread="t") for number in (1, 2, 3)], d.story(flow, "t")


@scenario
def a_task_is_tried_again(e: Any, d: Driver) -> Any:
    runs: list[int] = []

    @e.task(retry_policy=e.RetryPolicy(initial_interval=0.001, jitter=False))
    def flaky() -> str:
        runs.append(1)
        if len(runs) == 1:
            raise ConnectionError("again")
        return "done"

    @e.entrypoint()
    def flow(given: Any) -> Any:
        return flaky().result()

    return d.invoke(flow, 1), len(runs)


@scenario
def a_failed_task_fails_its_caller(e: Any, d: Driver) -> Any:
    runs: list[Any] = []
    double = doubling(e, runs)

    @e.task
    def boom() -> Any:
        runs.append("boom")
        if runs.count("boom") == 1:
            raise ValueError("boom")
        return "fine"

    @e.entrypoint(checkpointer=e.InMemorySaver())
    def flow(number: Any) -> Any:
        return [double(number).result(), boom().result()]

    return [d.invoke(flow, given, thread="t") for given in (1, None)], runs


@scenario
def questions_one_after_the_other_in_a_function(e: Any, d: Driver) -> Any:
    @e.entrypoint(checkpointer=e.InMemorySaver())
    def flow(given: Any) -> Any:
        return [e.interrupt(question) for question in given]

    told = [d.invoke(flow, ["a", "b"], thread="t")]
    return told, [d.invoke(flow, e.Command(resume=answer), thread="t") for answer in (1, 2)]


@scenario
def async_functions_are_awaited(e: Any, d: Driver) -> Any:
    @e.task
    async def double(number: int) -> int:
        return 2 * number

    @e.entrypoint()
    async def flow(number: Any) -> Any:
        return await double(number)

    return d.invoke(flow, 4)


@scenario
def tasks_called_in_a_node(e: Any, d: Driver) -> Any:
    double = doubling(e, [])
    app = saved(e, "n", "z", n=lambda state: {"log": [double(5).result()]})
    return d.invoke(app, {"x": 0}, thread="t")


@scenario
def a_task_outside_of_a_graph_is_an_error(e: Any, d: Driver) -> Any:
    return attempt(lambda: doubling(e, [])(1))
