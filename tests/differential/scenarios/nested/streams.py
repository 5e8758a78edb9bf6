"""What streams tell of graphs inside graphs."""

from __future__ import annotations

from typing import Any

from tests.differential.driver import Driver
from tests.differential.scenario import scenario
from tests.graphs.chain import chain
from tests.graphs.nested import around, levels, parent_of_asking
from tests.graphs.words import says

MODES = ("values", "updates", "tasks", "checkpoints", "debug", "custom")


@scenario
def subgraphs_stream_in_every_mode(e: Any, d: Driver) -> Any:
    return d.in_modes(lambda: parent_of_asking(e), {"log": ["in"]}, *MODES, subgraphs=True)


@scenario
def subgraphs_are_silent_unless_asked_for(e: Any, d: Driver) -> Any:
    return d.in_modes(lambda: parent_of_asking(e), {"log": ["in"]}, *MODES)


@scenario
def subgraphs_stream_in_version_two(e: Any, d: Driver) -> Any:
    modes = ["values", "updates", "tasks", "checkpoints"]
    told = d.stream(parent_of_asking(e), {"x": 0}, thread="t", stream_mode=modes, subgraphs=True, version="v2")
    return told, d.stream(parent_of_asking(e), {"x": 0}, thread="t", stream_mode="updates", version="v2")


@scenario
def a_resumed_subgraph_streams_what_it_does(e: Any, d: Driver) -> Any:
    told = {}
    for mode in MODES:
        app = parent_of_asking(e)
        d.invoke(app, {"x": 0}, thread="t")
        told[mode] = d.stream(app, e.Command(resume="A"), thread="t", stream_mode=mode, subgraphs=True)
    return told


@scenario
def custom_chunks_come_up_from_below(e: Any, d: Driver) -> Any:
    def writes(state: Any) -> Any:
        e.get_stream_writer()("from below")
        return {"log": ["w"]}

    def app() -> Any:
        return levels(e, 2, writes).compile()

    told = [d.stream(app(), {"x": 0}, stream_mode="custom", subgraphs=shown) for shown in (False, True)]
    return told, d.stream(app(), {"x": 0}, stream_mode=["custom", "updates"], subgraphs=True)


@scenario
def a_graph_called_in_a_node_streams_with_it(e: Any, d: Driver) -> Any:
    child = chain(e, "s1", "s2").compile()

    def call(state: Any) -> Any:
        return {"log": [child.invoke({"x": 1})["log"]]}

    def app() -> Any:
        return chain(e, "n", n=call).compile(checkpointer=e.InMemorySaver())

    told = d.in_modes(app, {"x": 0}, *MODES, subgraphs=True)
    return told, d.in_modes(app, {"x": 0}, *MODES)


@scenario
def a_graph_streamed_in_a_node_gives_its_chunks(e: Any, d: Driver) -> Any:
    child = chain(e, "s1", "s2").compile()

    def call(state: Any) -> Any:
        return {"log": [list(child.stream({"x": 1}, stream_mode="updates"))]}

    app = chain(e, "n", n=call).compile()
    return [d.stream(app, {"x": 0}, stream_mode="updates", subgraphs=shown) for shown in (False, True)]


@scenario
def lists_of_modes_with_namespaces(e: Any, d: Driver) -> Any:
    def app() -> Any:
        return around(e, chain(e, "s").compile(), "z").compile()

    told = [d.stream(app(), {"x": 0}, stream_mode=["updates", "values"], subgraphs=shown) for shown in (True, False)]
    told += [d.stream(app(), {"x": 0}, stream_mode=["updates"], subgraphs=True), says("x").__name__]
    return told


@scenario
def the_first_values_of_a_graph_inside_are_its_input(e: Any, d: Driver) -> Any:
    child = chain(e, "s", "t").compile()
    app = around(e, child).compile(checkpointer=e.InMemorySaver())
    given = {"thread": "t", "subgraphs": True}
    told = [d.stream(app, {"log": ["in"]}, stream_mode=mode, **given) for mode in ("values", ["values", "updates"])]
    return told, d.stream(app, {"log": ["in"]}, stream_mode="values", version="v2", **given)
