"""`run.messages` gives a stream for each message, as LangGraph's runs of version v3 do."""

from __future__ import annotations

import asyncio
import importlib
import re
from types import SimpleNamespace
from typing import Any

import pytest
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, SystemMessage, ToolMessage
from langchain_core.runnables import RunnableConfig

from runtime import messages as own
from runtime.integrations.langchain.told_messages import ToldMessages
from runtime.pregel.remote import RemoteGraph
from tests.contract.agent_server import AgentServer
from tests.contract.scripted_model import model
from tests.differential.compare import plain

QUIET = pytest.mark.filterwarnings("ignore::langchain_core._api.beta_decorator.LangChainBetaWarning")
ID = re.compile(r"(lc_run--)?[0-9a-f]{8}-[0-9a-f-]{27}|\b[mc]\d+(-\d)?\b")


def engine(root: str) -> Any:
    names: dict[str, Any] = {}
    for module in ("graph", "graph.message"):
        names |= vars(importlib.import_module(f"{root}.{module}"))
    return SimpleNamespace(**names)


THEIRS, OURS = engine("langgraph"), engine("runtime")


def asks(*answers: Any, **options: Any) -> Any:
    def node(state: Any, config: RunnableConfig) -> Any:
        used = model(*answers).model_copy(update=options.get("update", {})).with_config(tags=options.get("tags", []))
        return {"messages": [used.invoke(state["messages"], config)]}

    return node


def asks_and_fails(state: Any, config: RunnableConfig) -> Any:
    asks("it is")(state, config)
    raise ValueError("planned")


CASES: dict[str, Any] = {
    "tokens": lambda e: asks("it is done"),
    "tool calls": lambda e: asks([("add", {"a": 1})]),
    "not streamed": lambda e: asks("it is", update={"disable_streaming": True}),
    "tagged nostream": lambda e: asks("it is", tags=["nostream"]),
    "whole": lambda e: lambda state: {"messages": [AIMessage("whole", id="w"), SystemMessage("s", id="s")]},
    "without an id": lambda e: lambda state: {"messages": [AIMessage("whole")]},
    "of people and tools": lambda e: (
        lambda state: {"messages": [HumanMessage("h"), ToolMessage("t", tool_call_id="1")]}
    ),
    "a piece": lambda e: lambda state: {"messages": [AIMessageChunk("piece", id="c")]},
    "pushed": lambda e: lambda state: (e.push_message(AIMessage("pushed", id="p")), {})[1],
    "failing": lambda e: asks_and_fails,
}


def masked(value: Any) -> Any:
    return ID.sub("<id>", repr(plain(value)))


def read(e: Any, node: Any, *, inside: bool) -> list[Any]:
    told: list[Any] = []
    run = graph_of(e, node, inside=inside).stream_events({"messages": [("user", "hi")]}, version="v3")
    try:
        for place in run.subgraphs if inside else [run]:
            for stream in place.messages:
                told.append((type(stream).__name__, stream.node, masked(stream.message_id), stream.done))
                told.append((list(stream.text), masked(list(stream.tool_calls)), masked(stream.output)))
                told.append([event["event"] for event in stream])
    except (ValueError, RuntimeError) as error:
        told.append((type(error).__name__, str(error)))
    return told


async def aread(e: Any, node: Any, *, inside: bool) -> list[Any]:
    told: list[Any] = []
    run = await graph_of(e, node, inside=inside).astream_events({"messages": [("user", "hi")]}, version="v3")
    try:
        async for stream in run.messages:
            told.append((type(stream).__name__, stream.node, masked(stream.message_id), stream.done))
            told.append(([piece async for piece in stream.text], masked(await stream)))
    except (ValueError, RuntimeError) as error:
        told.append((type(error).__name__, str(error)))
    return told


def graph_of(e: Any, node: Any, *, inside: bool) -> Any:
    graph = e.StateGraph(e.MessagesState).add_node("m", node).add_edge(e.START, "m").compile()
    return e.StateGraph(e.MessagesState).add_node("up", graph).add_edge(e.START, "up").compile() if inside else graph


@QUIET
@pytest.mark.parametrize("inside", [False, True], ids=["outermost", "inside"])
@pytest.mark.parametrize("case", CASES)
def test_messages_are_streamed_alike(case: str, inside: bool) -> None:
    assert read(OURS, CASES[case](OURS), inside=inside) == read(THEIRS, CASES[case](THEIRS), inside=inside)


@QUIET
@pytest.mark.parametrize("case", CASES)
def test_messages_are_streamed_alike_on_an_event_loop(case: str) -> None:
    theirs = asyncio.run(asyncio.wait_for(aread(THEIRS, CASES[case](THEIRS), inside=False), 10))
    assert asyncio.run(asyncio.wait_for(aread(OURS, CASES[case](OURS), inside=False), 10)) == theirs


def test_the_engines_own_messages_have_the_same_names() -> None:
    app = graph_of(OURS, lambda state: {"messages": [own.AIMessage("hi", id="a")]}, inside=False)
    (stream,) = app.stream_events({"messages": []}, version="v3").messages
    assert (list(stream.text), str(stream.text), stream.output.content, stream.done) == (["hi"], "hi", "hi", True)
    assert (stream.message_id, stream.node, list(stream.tool_calls)) == ("a", "m", [])


HERE = ("tokens", "tool calls", "whole", "of people and tools")
"""The cases a server is asked for."""


@QUIET
@pytest.mark.parametrize("case", HERE)
def test_messages_of_a_graph_on_a_server_are_streamed_as_those_of_a_graph_here(case: str) -> None:
    given = {"messages": [{"role": "user", "content": "hi"}]}
    here = graph_of(OURS, CASES[case](OURS), inside=False).stream_events(given, version="v3")
    with AgentServer(lambda: graph_of(OURS, CASES[case](OURS), inside=False)) as server:
        there = RemoteGraph("graph", url=server.url).stream_events(given, version="v3")
        assert [shown(stream) for stream in there.messages] == [shown(stream) for stream in here.messages]


def shown(stream: Any) -> Any:
    whole = (type(stream).__name__, stream.node, masked(stream.message_id), masked(stream.output))
    return whole, list(stream.text), masked(list(stream.tool_calls)), [event["event"] for event in stream]


@QUIET
@pytest.mark.parametrize("case", HERE)
def test_messages_of_a_graph_on_a_server_are_streamed_to_an_event_loop(case: str) -> None:
    async def read(graph: Any) -> Any:
        run = await graph.astream_events({"messages": [{"role": "user", "content": "hi"}]}, version="v3")
        return [([piece async for piece in each.text], masked(await each)) async for each in run.messages]

    here = asyncio.run(read(graph_of(OURS, CASES[case](OURS), inside=False)))
    with AgentServer(lambda: graph_of(OURS, CASES[case](OURS), inside=False)) as server:
        assert asyncio.run(read(RemoteGraph("graph", url=server.url))) == here


@QUIET
def test_a_message_on_a_server_is_read_while_it_is_said_and_may_be_left() -> None:
    with AgentServer(lambda: graph_of(OURS, CASES["tokens"](OURS), inside=False)) as server:
        run = RemoteGraph("graph", url=server.url).stream_events({"messages": ["hi"]}, version="v3")
        messages = iter(run.messages)
        stream = next(messages)
        assert (next(iter(stream.text)), stream.done) == ("it ", False)
        run.abort()
        assert list(messages) == []


def test_messages_told_side_by_side_end_at_their_last_piece_or_with_the_run() -> None:
    told = ToldMessages()
    pieces = [("a", "x", None), ("b", "y", None), ("a", "z", "last")]
    said = [
        (place["run_id"], event["event"])
        for id, content, position in pieces
        for _, (event, place) in told.taken(
            (), {"type": "AIMessageChunk", "id": id, "content": content, "chunk_position": position}, {}
        )
    ]
    begins, ends = ["message-start", "content-block-start"], ["content-block-finish", "message-finish"]
    delta = "content-block-delta"
    assert [event for id, event in said if id == "a"] == [*begins, delta, delta, *ends]
    assert [event for id, event in said if id == "b"] == [*begins, delta]
    assert [event["event"] for _, (event, _) in told.rest()] == ends
