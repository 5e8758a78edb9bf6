"""What is kept, and when."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from tests.differential.compare import in_any_order
from tests.differential.driver import Driver
from tests.differential.scenario import scenario
from tests.graphs.asking import asks
from tests.graphs.chain import chain, saved
from tests.graphs.nested import around, parent_of_asking
from tests.graphs.words import State, fails, says

EACH = ("sync", "async", "exit")


def noted(e: Any, log: list[Any]) -> Any:
    """Returns a saver that notes every call that keeps something; the reference makes them on threads of their own."""

    class Noting(e.InMemorySaver):
        blocks = True

        def put(self, config: Any, checkpoint: Any, metadata: Any, versions: Any) -> Any:
            log.append(("put", metadata["source"], metadata["step"], config["configurable"]["checkpoint_ns"] == ""))
            return super().put(config, checkpoint, metadata, versions)

        def put_writes(self, config: Any, writes: Any, task_id: str, task_path: str = "") -> None:
            log.append(("writes", [channel for channel, _ in writes], task_path))
            super().put_writes(config, writes, task_id, task_path)

    return Noting()


@scenario
def durability_says_what_is_kept(e: Any, d: Driver) -> Any:
    told: dict[str, Any] = {}
    for durability in EACH:
        app = saved(e, "a", "b")
        told[durability] = d.invoke(app, {"x": 0}, thread="t", durability=durability), d.story(app, "t")
    return told


@scenario
def durability_says_how_often_the_saver_is_called(e: Any, d: Driver) -> Any:
    told: dict[str, Any] = {}
    for durability in EACH:
        log: list[Any] = []
        app = chain(e, "a", "b").compile(checkpointer=noted(e, log))
        d.invoke(app, {"x": 0}, thread="t", durability=durability)
        told[durability] = in_any_order(log)
    return told


@scenario
def durability_at_an_interrupt_and_after(e: Any, d: Driver) -> Any:
    told: dict[str, Any] = {}
    for durability in EACH:
        log: list[Any] = []
        app = chain(e, "a", "n", n=asks(e, "?")).compile(checkpointer=noted(e, log))
        runs: list[Any] = []
        for given in ({"x": 0}, e.Command(resume="A")):
            d.invoke(app, given, thread="t", durability=durability)
            runs.append(in_any_order(log))
            log.clear()
        told[durability] = runs, d.story(app, "t")
    return told


@scenario
def durability_when_a_node_fails(e: Any, d: Driver) -> Any:
    told: dict[str, Any] = {}
    for durability in EACH:
        log: list[Any] = []
        app = chain(e, "a", "b", b=fails(ValueError("boom"))).compile(checkpointer=noted(e, log))
        first = d.invoke(app, {"x": 0}, thread="t", durability=durability)
        told[durability] = first, in_any_order(log), d.story(app, "t")
    return told


@scenario
def durability_when_the_first_node_fails(e: Any, d: Driver) -> Any:
    told: dict[str, Any] = {}
    for durability in EACH:
        app = saved(e, "a", a=fails(ValueError("boom")))
        told[durability] = d.invoke(app, {"x": 0}, thread="t", durability=durability), d.story(app, "t")
    return told


@scenario
def durability_of_a_nested_graph(e: Any, d: Driver) -> Any:
    told: dict[str, Any] = {}
    for durability in EACH:
        app = around(e, chain(e, "s1", "s2").compile(), "z").compile(checkpointer=e.InMemorySaver())
        told[durability] = d.invoke(app, {"x": 0}, thread="t", durability=durability), d.story(app, "t")
    return told


@scenario
def durability_of_a_nested_graph_that_fails(e: Any, d: Driver) -> Any:
    told: dict[str, Any] = {}
    for durability in EACH:
        tries: list[int] = []

        def flaky(state: Any, tries: list[int] = tries) -> Any:
            tries.append(1)
            if len(tries) == 1:
                raise ValueError("boom")
            return {"log": ["s2"]}

        child = chain(e, "s1", "s2", s2=flaky).compile()
        app = around(e, child, "z").compile(checkpointer=e.InMemorySaver())
        first = d.invoke(app, {"x": 0}, thread="t", durability=durability), d.story(app, "t")
        told[durability] = first, d.invoke(app, None, thread="t", durability=durability), d.story(app, "t")
    return told


@scenario
def durability_of_a_nested_graph_that_asks(e: Any, d: Driver) -> Any:
    told: dict[str, Any] = {}
    for durability in EACH:
        for checkpointer in (None, True):
            app = parent_of_asking(e, checkpointer)
            first = d.invoke(app, {"x": 0}, thread="t", durability=durability), d.story(app, "t")
            second = d.invoke(app, e.Command(resume="A"), thread="t", durability=durability), d.story(app, "t")
            told[f"{durability} {checkpointer}"] = first, second
    return told


@scenario
def exit_keeps_a_second_run_too(e: Any, d: Driver) -> Any:
    app = saved(e, "a", "b")
    told = [d.invoke(app, {"x": x}, thread="t", durability="exit") for x in (0, 1)]
    return told, d.story(app, "t")


@scenario
def exit_streams_checkpoints_all_the_same(e: Any, d: Driver) -> Any:
    def app() -> Any:
        return saved(e, "a", "b")

    return d.in_modes(app, {"x": 0}, "checkpoints", "debug", "tasks", durability="exit")


@scenario
def a_run_cut_short_leaves_what_it_finished(e: Any, d: Driver) -> Any:
    told: dict[str, Any] = {}
    for durability in EACH:
        app = saved(e, "a", "b", "c")
        stopped = d.invoke(app, {"x": 0}, thread="t", recursion_limit=2, durability=durability)
        between = d.story(app, "t")
        told[durability] = stopped, between, d.invoke(app, None, thread="t"), d.story(app, "t")
    return told


@scenario
def a_thread_goes_on_with_new_input(e: Any, d: Driver) -> Any:
    app = saved(e, "a", "b")
    return [d.invoke(app, {"x": x, "log": [x]}, thread="t") for x in (1, 2)], d.story(app, "t")


@scenario
def an_unknown_durability_is_refused(e: Any, d: Driver) -> Any:
    return d.stream(saved(e, "a"), {"x": 0}, thread="t", stream_mode="values", durability="never")


@scenario
def durability_without_a_saver_is_ignored(e: Any, d: Driver) -> Any:
    return [d.invoke(chain(e, "a").compile(), {"x": 0}, durability=durability) for durability in EACH]


@scenario
def a_join_half_met_at_an_interrupt_with_durability_at_exit(e: Any, d: Driver) -> Any:
    """With a saver that takes its time, as any database does."""

    class Slow(e.InMemorySaver):
        def put(self, *given: Any) -> Any:
            time.sleep(0.2)
            return super().put(*given)

        async def aput(self, *given: Any) -> Any:
            await asyncio.sleep(0.2)
            return super().put(*given)

    graph = e.StateGraph(State).add_node("ask", asks(e, "?"))
    for name in "abz":
        graph.add_node(name, says(name))
    graph.add_edge(e.START, "a").add_edge("a", "b").add_edge("a", "ask").add_edge(["a", "b"], "z")
    app = graph.compile(checkpointer=Slow())
    told = [d.invoke(app, {"log": []}, thread="t", durability="exit"), d.state(app, "t").next]
    return [*told, d.invoke(app, e.Command(resume="A"), thread="t", durability="exit"), d.state(app, "t").next]
