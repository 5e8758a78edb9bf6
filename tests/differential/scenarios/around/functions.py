"""The functional API in depth: tasks that ask, fail, nest and run side by side."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from langchain_core.runnables import RunnableConfig

from tests.differential.compare import attempt, in_any_order, plain
from tests.differential.driver import Driver
from tests.differential.scenario import scenario
from tests.graphs.asking import asks
from tests.graphs.chain import chain

SYNC: dict[str, Any] = {"thread": "t", "durability": "sync"}


def asking(e: Any) -> Any:
    @e.task
    def ask(question: str, times: int = 1) -> Any:
        return [question, *(e.interrupt((question, number)) for number in range(times))]

    return ask


@scenario
def a_task_may_ask(e: Any, d: Driver) -> Any:
    ask = asking(e)

    @e.entrypoint(checkpointer=e.InMemorySaver())
    def flow(given: Any) -> Any:
        return [ask("first").result(), ask("second", 2).result()]

    told = [d.stream(flow, 1, stream_mode=["updates", "tasks"], **SYNC), d.story(flow, "t")]
    for answer in "ABC":
        told += [d.invoke(flow, e.Command(resume=answer), **SYNC), d.story(flow, "t")]
    return told


@scenario
def tasks_side_by_side_ask_by_id(e: Any, d: Driver) -> Any:
    ask = asking(e)

    @e.entrypoint(checkpointer=e.InMemorySaver())
    def flow(given: Any) -> Any:
        return [future.result() for future in [ask(name) for name in ("one", "two")]]

    told = [
        in_any_order(d.stream(flow, 1, stream_mode="updates", **SYNC)),
        d.invoke(flow, e.Command(resume="?"), **SYNC),
    ]
    for name in ("two", "one"):
        waiting = {item.value[0]: item.id for item in d.state(flow, "t").interrupts}
        told.append([sorted(waiting), d.invoke(flow, e.Command(resume={waiting.get(name, "0" * 32): name}), **SYNC)])
    return told


@scenario
def a_function_asks_between_its_tasks(e: Any, d: Driver) -> Any:
    runs: list[str] = []

    @e.task
    def note(word: str) -> str:
        runs.append(word)
        return word.upper()

    @e.entrypoint(checkpointer=e.InMemorySaver())
    def flow(given: Any) -> Any:
        first = note("a").result()
        answer = e.interrupt(first)
        second = note(answer).result()
        return [first, second, e.interrupt(second), note("c").result()]

    told = [d.invoke(flow, 1, **SYNC), d.story(flow, "t")]
    for answer in ("b", "d"):
        told += [d.invoke(flow, e.Command(resume=answer), **SYNC), d.story(flow, "t"), list(runs)]
    return told


@scenario
def a_task_calls_a_task(e: Any, d: Driver) -> Any:
    @e.task
    def inner(number: int) -> int:
        return number + 1

    @e.task
    def outer(number: int) -> int:
        return inner(number).result() * 10

    @e.entrypoint(checkpointer=e.InMemorySaver())
    def flow(given: Any) -> Any:
        return [outer(given).result(), outer(given + 1).result()]

    return d.stream(flow, 1, stream_mode=["updates", "tasks", "checkpoints"], **SYNC), d.story(flow, "t")


@scenario
def a_failed_task_may_be_caught(e: Any, d: Driver) -> Any:
    @e.task
    def boom(kind: str) -> Any:
        raise {"v": ValueError, "k": KeyError}[kind]("boom")

    @e.entrypoint(checkpointer=e.InMemorySaver())
    def flow(given: Any) -> Any:
        caught = []
        for kind in given:
            try:
                boom(kind).result()
            except ValueError as error:
                caught.append(repr(error))
        return caught

    return d.invoke(flow, "v", **SYNC), d.story(flow, "t"), d.invoke(flow, "vk", thread="u"), d.story(flow, "u")


@scenario
def names_of_tasks_are_shown(e: Any, d: Driver) -> Any:
    def plainly(number: int) -> int:
        return number

    named = e.task(name="named")(plainly)
    unnamed = e.task(lambda number: number)

    def other(number: int) -> int:
        return number

    @e.entrypoint(checkpointer=e.InMemorySaver())
    def flow(given: Any) -> Any:
        return [named(1).result(), unnamed(2).result(), e.task(other)(3).result()]

    return d.stream(flow, 1, stream_mode=["updates", "tasks"], **SYNC), flow.get_name()


@scenario
def a_task_takes_any_arguments(e: Any, d: Driver) -> Any:
    @e.task
    def gather(*given: Any, key: Any = None, **more: Any) -> Any:
        return [list(given), key, more]

    @e.entrypoint()
    def flow(given: Any) -> Any:
        return [gather().result(), gather(1, [2], key=3).result(), gather(key=(1,), other={"a": 1}).result()]

    return d.invoke(flow, None), d.invoke(flow, {"x": 1}), d.stream(flow, 1, stream_mode="tasks")


@scenario
def a_function_is_given_what_it_names(e: Any, d: Driver) -> Any:
    def flow(given: Any, *, previous: Any, config: Any, writer: Any, store: Any, runtime: Any) -> Any:
        writer({"seen": given})
        seen = [type(store).__name__, runtime.context, runtime.previous, config["configurable"]["thread_id"]]
        return [given, previous, *seen, runtime.execution_info.node_attempt]

    kinds = {"config": RunnableConfig, "writer": e.StreamWriter, "store": e.BaseStore, "runtime": e.Runtime}
    flow.__annotations__.update(kinds)
    app = e.entrypoint(checkpointer=e.InMemorySaver(), store=e.InMemoryStore())(flow)
    return [d.stream(app, number, thread="t", stream_mode=["custom", "values"], context="c") for number in (1, 2)]


@scenario
def a_function_has_a_context_schema(e: Any, d: Driver) -> Any:
    @dataclass
    class Who:
        name: str
        age: int = 1

    def flow(given: Any, runtime: Any) -> Any:
        return plain(runtime.context)

    flow.__annotations__["runtime"] = e.Runtime
    app = e.entrypoint(context_schema=Who)(flow)
    return [d.invoke(app, 1, context=context) for context in ({"name": "n"}, Who("w", 2), None, {"nope": 1})]


@scenario
def a_final_value_in_every_stream_mode(e: Any, d: Driver) -> Any:
    def app() -> Any:
        @e.entrypoint(checkpointer=e.InMemorySaver())
        def flow(given: Any, *, previous: Any = None) -> Any:
            return e.entrypoint.final(value=[given, previous], save={"kept": given})

        return flow

    told = d.in_modes(app, 1, "values", "updates", "tasks", "checkpoints", "debug")
    one = app()
    return told, [d.invoke(one, number, thread="t", version="v2") for number in (1, 2)], d.state(one, "t").values


@scenario
def what_was_saved_may_be_edited(e: Any, d: Driver) -> Any:
    @e.entrypoint(checkpointer=e.InMemorySaver())
    def flow(number: Any, *, previous: Any = None) -> Any:
        return (previous or 0) + number

    told = [d.invoke(flow, 1, thread="t"), d.update(flow, "t", 100), d.story(flow, "t")]
    told += [d.invoke(flow, 1, thread="t"), d.update(flow, "t", 7, as_node="flow"), d.invoke(flow, 1, thread="t")]
    return told, d.story(flow, "t")


@scenario
def a_function_is_replayed_from_its_start(e: Any, d: Driver) -> Any:
    runs: list[int] = []

    @e.task
    def note(number: int) -> int:
        runs.append(number)
        return number

    @e.entrypoint(checkpointer=e.InMemorySaver())
    def flow(number: Any, *, previous: Any = None) -> Any:
        return [note(number).result(), previous]

    for number in (1, 2):
        d.invoke(flow, number, thread="t")
    places = [item.config for item in d.history(flow, "t")]
    return [d.invoke(flow, None, config=place) for place in places], runs, d.story(flow, "t")


@scenario
def a_function_in_a_graph_and_a_graph_in_a_function(e: Any, d: Driver) -> Any:
    @e.entrypoint()
    def double(state: Any) -> Any:
        return {"log": [2 * state["x"]]}

    child = chain(e, "s1", "s2").compile()

    @e.entrypoint(checkpointer=e.InMemorySaver())
    def flow(given: Any) -> Any:
        return child.invoke({"x": given})["log"]

    app = chain(e, "n", "z", n=double).compile(checkpointer=e.InMemorySaver())
    told = d.stream(app, {"x": 4}, stream_mode="updates", subgraphs=True, **SYNC), d.story(app, "t")
    return told, d.stream(flow, 1, stream_mode="updates", subgraphs=True, thread="t"), d.story(flow, "t")


@scenario
def a_graph_called_by_a_task_may_ask(e: Any, d: Driver) -> Any:
    child = chain(e, "s1", "ask", ask=asks(e, "?")).compile()

    @e.task
    def call(number: int) -> Any:
        return child.invoke({"x": number})["log"]

    @e.entrypoint(checkpointer=e.InMemorySaver())
    def flow(given: Any) -> Any:
        return [call(given).result(), call(given + 1).result()]

    told = [d.stream(flow, 1, stream_mode="updates", subgraphs=True, **SYNC), d.story(flow, "t", subgraphs=True)]
    for answer in "AB":
        told += [d.invoke(flow, e.Command(resume=answer), **SYNC), d.story(flow, "t")]
    return told


@scenario
def a_failed_function_resumes_behind_its_tasks(e: Any, d: Driver) -> Any:
    runs: list[str] = []

    @e.task
    def note(word: str) -> str:
        runs.append(word)
        return word

    @e.entrypoint(checkpointer=e.InMemorySaver())
    def flow(given: Any) -> Any:
        told = [note("a").result(), note("b").result()]
        runs.append("body")
        if runs.count("body") == 1:
            raise ValueError("boom")
        return told

    told = [d.invoke(flow, 1, **SYNC), d.story(flow, "t"), d.invoke(flow, None, **SYNC), runs]
    return told, d.story(flow, "t")


@scenario
def an_async_function_gathers_its_tasks(e: Any, d: Driver) -> Any:
    @e.task
    async def wait(number: int) -> int:
        await asyncio.sleep(0.01 * (3 - number))
        return number

    @e.entrypoint(checkpointer=e.InMemorySaver())
    async def flow(given: Any) -> Any:
        return await asyncio.gather(*(wait(number) for number in range(given)))

    if not d.is_async:
        return attempt(lambda: flow.invoke(2, {"configurable": {"thread_id": "t"}}))
    return d.invoke(flow, 3, thread="t"), d.story(flow, "t")
