"""What a stream tells, in every mode and version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypedDict

from tests.differential.compare import in_any_order
from tests.differential.driver import Driver
from tests.differential.scenario import scenario
from tests.graphs.chain import chain, saved
from tests.graphs.fan import fan
from tests.graphs.words import State, says

MODES = ("values", "updates", "custom", "tasks", "checkpoints", "debug", "messages")


def writing(e: Any) -> Any:
    def writes(state: Any) -> Any:
        e.get_stream_writer()({"p": state["x"]})
        return {"x": 1, "log": ["a"]}

    return saved(e, "a", "b", a=writes)


@scenario
def a_chain_in_every_stream_mode(e: Any, d: Driver) -> Any:
    given = {"x": 0, "log": ["in"]}
    seen = d.in_modes(lambda: writing(e), given, *MODES)
    seen["list"] = d.stream(writing(e), given, thread="t", stream_mode=["updates", "custom"])
    seen["list of one"] = d.stream(writing(e), given, thread="t", stream_mode=["values"])
    seen["all"] = d.stream(writing(e), given, thread="t", stream_mode=list(MODES))
    seen["nothing said"] = d.stream(writing(e), given, thread="t")
    return seen


@scenario
def a_chain_in_version_two(e: Any, d: Driver) -> Any:
    given = {"x": 0, "log": ["in"]}
    seen = {mode: d.stream(writing(e), given, thread="t", stream_mode=mode, version="v2") for mode in MODES}
    seen["all"] = d.stream(writing(e), given, thread="t", stream_mode=list(MODES), version="v2")
    seen["subgraphs"] = d.stream(writing(e), given, thread="t", stream_mode="updates", version="v2", subgraphs=True)
    return seen, d.invoke(writing(e), given, thread="t", version="v2")


@scenario
def a_list_of_modes_comes_in_the_order_of_events(e: Any, d: Driver) -> Any:
    given = {"x": 0}
    modes = ["tasks", "debug", "values", "updates", "checkpoints"]
    return [d.stream(writing(e), given, thread="t", stream_mode=order) for order in (modes, modes[::-1])]


@scenario
def an_invocation_may_return_chunks(e: Any, d: Driver) -> Any:
    given = {"x": 0}
    told = [d.invoke(writing(e), given, thread="t", stream_mode=mode) for mode in ("updates", "values", "tasks")]
    told.append(d.invoke(writing(e), given, thread="t", stream_mode=["updates", "values"]))
    told.append(d.invoke(writing(e), given, thread="t", stream_mode="updates", version="v2"))
    return told


@scenario
def streams_without_a_saver(e: Any, d: Driver) -> Any:
    return d.in_modes(lambda: chain(e, "a", "b").compile(), {"x": 0}, *MODES)


@scenario
def a_node_that_writes_nothing_is_shown(e: Any, d: Driver) -> Any:
    def app() -> Any:
        return saved(e, "a", "b", a=lambda state: None, b=lambda state: {})

    return d.in_modes(app, {"x": 0}, *MODES)


@scenario
def values_are_shown_once_a_step(e: Any, d: Driver) -> Any:
    def app() -> Any:
        return fan(e, "a", "b").add_node("c", says("c")).add_edge(["a", "b"], "c").compile()

    told = d.in_modes(app, {"x": 0}, *MODES)
    return {mode: in_any_order(chunks) for mode, chunks in told.items()}


@scenario
def streams_of_a_second_run_go_on(e: Any, d: Driver) -> Any:
    told = {}
    for mode in MODES:
        app = writing(e)
        d.invoke(app, {"x": 0}, thread="t")
        told[mode] = d.stream(app, {"x": 5}, thread="t", stream_mode=mode)
    return told


@scenario
def streams_after_a_breakpoint_begin_with_the_state(e: Any, d: Driver) -> Any:
    told = {}
    for mode in MODES:
        app = writing(e)
        d.invoke(app, {"x": 0}, thread="t", interrupt_before=["b"])
        told[mode] = d.stream(app, None, thread="t", stream_mode=mode)
    return told


@scenario
def streams_of_a_replay_show_the_fork(e: Any, d: Driver) -> Any:
    told = {}
    for mode in MODES:
        app = writing(e)
        d.invoke(app, {"x": 0}, thread="t")
        told[mode] = d.stream(app, None, config=d.at(app, "t", "b"), stream_mode=mode)
    return told


@scenario
def several_writes_to_one_key_are_all_shown(e: Any, d: Driver) -> Any:
    def twice(state: Any) -> Any:
        return [{"log": [1]}, {"log": [2]}, {"x": 3}]

    return d.in_modes(lambda: saved(e, "a", a=twice), {"x": 0}, *MODES)


@scenario
def node_metadata_and_tags_show_in_tasks(e: Any, d: Driver) -> Any:
    def app() -> Any:
        graph = e.StateGraph(State).add_node("a", says("a"), metadata={"why": "test"}).add_edge(e.START, "a")
        return graph.compile(checkpointer=e.InMemorySaver())

    return d.in_modes(app, {"x": 0}, "tasks", "debug", config={"metadata": {"mine": 1}, "tags": ["t"]})


@scenario
def a_writer_may_be_injected(e: Any, d: Driver) -> Any:
    def node(state: Any, writer: Any) -> Any:
        for number in range(3):
            writer(number)
        return {"log": ["w"]}

    node.__annotations__["writer"] = e.StreamWriter
    modes = ("custom", "updates")
    return d.in_modes(lambda: chain(e, "a", a=node).compile(), {"x": 0}, *modes), d.stream(
        chain(e, "a", a=node).compile(), {"x": 0}, stream_mode=list(modes)
    )


@scenario
def a_writer_writes_to_nobody_when_nobody_reads(e: Any, d: Driver) -> Any:
    return d.invoke(writing(e), {"x": 0}, thread="t"), d.stream(writing(e), {"x": 0}, thread="t", stream_mode="values")


@scenario
def only_the_output_keys_are_streamed(e: Any, d: Driver) -> Any:
    class Out(TypedDict):
        x: int

    def app() -> Any:
        graph = e.StateGraph(State, output_schema=Out).add_node("a", says("a", x=1)).add_node("b", says("b"))
        return graph.add_edge(e.START, "a").add_edge("a", "b").compile(checkpointer=e.InMemorySaver())

    return d.in_modes(app, {"x": 0, "log": ["in"]}, *MODES), d.invoke(app(), {"x": 0}, thread="t")


@scenario
def in_version_two_a_value_is_what_its_schema_says(e: Any, d: Driver) -> Any:
    @dataclass
    class Point:
        x: int = 0

    def app() -> Any:
        graph = e.StateGraph(Point).add_node("a", lambda state: {"x": state.x + 1}).add_edge(e.START, "a")
        return graph.compile(checkpointer=e.InMemorySaver())

    told = [d.invoke(app(), {"x": 1}, thread="t", version=version) for version in ("v1", "v2")]
    return told, d.stream(app(), {"x": 1}, thread="t", stream_mode="values", version="v2")
