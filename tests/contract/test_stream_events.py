"""A run as a stream of events: its log, its projections, its output; whoever reads moves it on."""

from __future__ import annotations

import asyncio
import operator
from typing import Annotated, Any, TypedDict

import pytest

from runtime.checkpoint.memory import InMemorySaver
from runtime.graph import START, StateGraph
from runtime.stream import CustomTransformer, StreamChannel, StreamTransformer
from runtime.types import interrupt


class State(TypedDict):
    log: Annotated[list[str], operator.add]


def nested(last: Any = None, **settings: Any) -> Any:
    inner = StateGraph(State).add_node("i", lambda _: {"log": ["i"]}).add_edge(START, "i").compile()
    builder = StateGraph(State).add_node("sub", inner).add_node("last", last or (lambda _: {"log": ["last"]}))
    return builder.add_edge(START, "sub").add_edge("sub", "last").compile(**settings)


def start(graph: Any, **settings: Any) -> Any:
    return graph.stream_events({"log": []}, version="v3", **settings)


def test_events_are_numbered_and_name_the_graph_they_come_from() -> None:
    events = list(start(nested()))
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert {len(event["params"]["namespace"]) for event in events} == {0, 1}
    assert [event["params"]["data"]["event"] for event in events if event["method"] == "lifecycle"] == [
        "started",
        "completed",
    ]


def test_values_and_output_are_those_of_the_outermost_graph() -> None:
    run = start(nested())
    assert list(run.values) == [{"log": []}, {"log": ["i"]}, {"log": ["i", "last"]}]
    assert run.output == {"log": ["i", "last"]}
    assert not run.interrupted


def test_a_graph_inside_has_a_stream_of_its_own() -> None:
    seen = [(inner.graph_name, inner.status, list(inner.values), inner.status) for inner in start(nested()).subgraphs]
    assert seen == [("sub", "started", [{"log": ["i"]}], "completed")]


def test_projections_can_be_read_in_the_order_they_come() -> None:
    names = [name for name, _ in start(nested()).interleave("values", "lifecycle", "subgraphs")]
    assert names[:3] == ["values", "lifecycle", "subgraphs"]
    assert names.count("values") == 3


def test_interrupts_end_the_run_waiting() -> None:
    graph = nested(lambda _: {"log": [interrupt("go on?")]}, checkpointer=InMemorySaver())
    run = start(graph, config={"configurable": {"thread_id": "1"}})
    assert run.interrupted
    assert [item.value for item in run.interrupts] == ["go on?"]


def test_an_error_reaches_the_reader_of_every_channel() -> None:
    def fails(_: Any) -> None:
        raise ValueError("boom")

    for read in (list, lambda run: list(run.values), lambda run: list(run.lifecycle), lambda run: run.output):
        with pytest.raises(ValueError, match="boom"):
            read(start(nested(fails)))


class Names(StreamTransformer):
    required_stream_modes = ("updates",)

    def init(self) -> dict[str, Any]:
        self.names: StreamChannel[str] = StreamChannel("names")
        return {"names": self.names}

    def process(self, event: Any) -> bool:
        if event["method"] == "updates":
            self.names.push(next(iter(event["params"]["data"])))
        return event["method"] != "values"


def test_an_authors_transformer_adds_a_projection_and_may_hold_events_back() -> None:
    assert list(start(nested(), transformers=[Names]).extensions["names"]) == ["i", "sub", "last"]
    methods = [event["method"] for event in start(nested(transformers=[Names]))]
    assert "values" not in methods
    assert methods.count("custom:names") == 3


def test_what_nodes_write_is_a_projection_when_asked_for() -> None:
    def writes(_: Any, writer: Any) -> None:
        writer("hello")

    assert list(start(nested(writes), transformers=[CustomTransformer]).custom) == ["hello"]


def test_a_run_that_is_aborted_ends_its_channels() -> None:
    with start(nested()) as run:
        assert next(iter(run))["seq"] == 1
    assert list(run.values) == []


def test_a_channel_has_one_reader_and_tee_makes_more() -> None:
    run = start(nested())
    first, second = run.values.tee()
    assert list(first) == list(second)
    with pytest.raises(RuntimeError, match="already has a subscriber"):
        iter(run.values)


async def test_the_async_face_reads_side_by_side() -> None:
    run = await nested().astream_events({"log": []}, version="v3")

    async def read(channel: Any) -> list[Any]:
        return [item async for item in channel]

    values, lifecycle = await asyncio.gather(read(run.values), read(run.lifecycle))
    assert values[-1] == await run.output() == {"log": ["i", "last"]}
    assert [item["event"] for item in lifecycle] == ["started", "completed"]
    assert not await run.interrupted()
