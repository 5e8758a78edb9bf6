"""Functions as graphs: what they keep, what they run again, and how they stop; the same by both faces."""

from __future__ import annotations

import asyncio
from typing import Any, TypedDict

import pytest

from runtime.checkpoint.memory import InMemorySaver
from runtime.func import entrypoint, task
from runtime.graph import START, StateGraph
from runtime.types import Command, RetryPolicy, interrupt

THREAD: Any = {"configurable": {"thread_id": "1"}}
FACES = ("sync", "async")


def run(graph: Any, face: str, given: Any, config: Any = THREAD, **settings: Any) -> Any:
    if face == "sync":
        return graph.invoke(given, config, **settings)
    return asyncio.run(graph.ainvoke(given, config, **settings))


class Counted:
    """A workflow of one task that is counted, one question, and one task that fails at first."""

    def __init__(self) -> None:
        self.runs: list[str] = []

        @task
        def double(number: int) -> int:
            self.runs.append(f"double {number}")
            return 2 * number

        @task(retry_policy=RetryPolicy(initial_interval=0.001, jitter=False, retry_on=ValueError))
        def flaky() -> str:
            self.runs.append("flaky")
            if self.runs.count("flaky") == 1:
                raise ValueError("not yet")
            return "fine"

        @entrypoint(checkpointer=InMemorySaver())
        def flow(numbers: list[int]) -> dict[str, Any]:
            doubled = [future.result() for future in [double(number) for number in numbers]]
            return {"doubled": doubled, "answer": interrupt("go on?"), "flaky": flaky().result()}

        self.graph = flow


@pytest.mark.parametrize("face", FACES)
def test_finished_tasks_are_not_run_again_when_the_run_is_resumed(face: str) -> None:
    counted = Counted()
    assert run(counted.graph, face, [1, 2])["__interrupt__"][0].value == "go on?"
    result = run(counted.graph, face, Command(resume="yes"))
    assert result == {"doubled": [2, 4], "answer": "yes", "flaky": "fine"}
    assert sorted(counted.runs) == ["double 1", "double 2", "flaky", "flaky"]


@pytest.mark.parametrize("durability", ["sync", "async", "exit"])
def test_every_durability_keeps_results_of_tasks(durability: Any) -> None:
    counted = Counted()
    run(counted.graph, "sync", [1], durability=durability)
    run(counted.graph, "sync", Command(resume="yes"), durability=durability)
    assert counted.runs.count("double 1") == 1


@pytest.mark.parametrize("face", FACES)
def test_a_thread_gives_the_next_run_what_the_last_one_saved(face: str) -> None:
    @entrypoint(checkpointer=InMemorySaver())
    def total(number: int, *, previous: int | None = None) -> Any:
        return entrypoint.final(value=previous, save=number + (previous or 0))

    assert [run(total, face, number) for number in (1, 2, 3)] == [None, 1, 3]


@pytest.mark.parametrize("face", FACES)
def test_tasks_call_tasks_and_nodes_of_graphs_call_them_too(face: str) -> None:
    class State(TypedDict):
        total: int

    @task
    def one(number: int) -> int:
        return number + 1

    @task
    def many(number: int) -> int:
        return sum(future.result() for future in [one(each) for each in range(number)])

    builder = StateGraph(State).add_node("add", lambda state: {"total": many(state["total"]).result()})
    graph = builder.add_edge(START, "add").compile()
    assert run(graph, face, {"total": 4}, None) == {"total": 10}


def test_coroutines_gather_their_tasks() -> None:
    @task
    async def slow(number: int) -> int:
        await asyncio.sleep(0.001)
        return number

    @entrypoint()
    async def gathered(count: int) -> list[int]:
        return list(await asyncio.gather(*(slow(number) for number in range(count))))

    assert run(gathered, "async", 3, None) == [0, 1, 2]


def test_a_caller_may_catch_the_error_of_a_task() -> None:
    @task
    def fails() -> None:
        raise ValueError("no")

    @entrypoint()
    def careful(_: Any) -> str:
        try:
            fails().result()
        except ValueError as error:
            return f"caught {error}"
        return "nothing raised"

    assert careful.invoke(1) == "caught no"


def test_the_stream_tells_of_tasks_as_they_end() -> None:
    counted = Counted()
    chunks = list(counted.graph.stream([1], THREAD, stream_mode="updates"))
    assert chunks[0] == {"double": 2}
    assert "__interrupt__" in chunks[1]


def test_a_stream_closed_early_leaves_no_caller_waiting() -> None:
    counted = Counted()
    chunks = counted.graph.stream([1, 2], THREAD, stream_mode="tasks")
    assert next(chunks)["name"] == "flow"
    chunks.close()
    assert counted.graph.get_state(THREAD).next == ("flow",)


def test_generators_and_functions_without_input_are_refused() -> None:
    def yields(_: Any) -> Any:
        yield 1

    with pytest.raises(NotImplementedError, match="Generators are not supported"):
        entrypoint()(yields)
    with pytest.raises(ValueError, match="at least one parameter"):
        entrypoint()(lambda: 1)


def test_an_async_task_is_refused_in_a_run_without_an_event_loop() -> None:
    @task
    async def slow() -> int:
        return 1

    with pytest.raises(RuntimeError, match="is async"):
        entrypoint()(lambda _: slow().result()).invoke(1)


def test_a_task_outside_of_a_run_is_refused() -> None:
    with pytest.raises(RuntimeError, match="outside of a running graph"):
        task(lambda: 1)()
