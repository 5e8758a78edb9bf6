"""A graph on an Agent Server is used like one that runs here: over a real port, by the protocol's real client."""

from __future__ import annotations

import asyncio
import operator
from collections.abc import Iterator
from typing import Annotated, Any

import pytest
from typing_extensions import TypedDict

from runtime import END, START, Command, InMemorySaver, Send, StateGraph, interrupt
from runtime.pregel.remote import RemoteException, RemoteGraph
from tests.contract.agent_server import AgentServer


class Log(TypedDict, total=False):
    """What every graph here works on."""

    log: Annotated[list[Any], operator.add]


def asks(state: Log) -> Log:
    return {"log": [interrupt("go?")]}


def fails(state: Log) -> Log:
    if "fail" in state["log"]:
        raise ValueError("planned")
    return {"log": ["ok"]}


def served() -> Any:
    """Returns the graph that is served: a graph inside, a question, and a node that fails when asked to."""
    inner = StateGraph(Log).add_node("deep", lambda state: {"log": ["deep"]}).add_edge(START, "deep").compile()
    graph = StateGraph(Log).add_node("first", fails).add_node("inner", inner).add_node("ask", asks)
    graph.add_edge(START, "first").add_edge("first", "inner").add_edge("inner", "ask")
    return graph.compile(checkpointer=InMemorySaver())


@pytest.fixture
def server() -> Iterator[AgentServer]:
    with AgentServer(served) as running:
        yield running


@pytest.fixture(params=["sync", "async"])
def remote(request: pytest.FixtureRequest, server: AgentServer) -> Any:
    return Both(RemoteGraph("graph", url=server.url), is_async=request.param == "async")


class Both:
    """Calls the methods of one face, each to its end."""

    def __init__(self, graph: Any, *, is_async: bool) -> None:
        self.graph = graph
        self.is_async = is_async

    def __call__(self, verb: str, *given: Any, **options: Any) -> Any:
        method = getattr(self.graph, f"a{verb}" if self.is_async else verb)
        if not self.is_async:
            result = method(*given, **options)
            return list(result) if verb in ("stream", "get_state_history") else result

        async def act() -> Any:
            found = method(*given, **options)
            return [item async for item in found] if hasattr(found, "__aiter__") else await found

        return asyncio.run(act())


T = {"configurable": {"thread_id": "t"}}
BEFORE_ASKING = ["in", "ok", "in", "ok", "deep"]


def test_a_run_returns_its_state_and_what_it_waits_for(remote: Both) -> None:
    result = remote("invoke", {"log": ["in"]}, T)
    assert result["log"] == BEFORE_ASKING
    assert [item.value for item in result["__interrupt__"]] == ["go?"]
    again = remote("invoke", Command(resume="yes"), T, version="v2")
    assert (again.value["log"][-1], again.interrupts) == ("yes", ())


def test_chunks_come_as_from_a_graph_here(remote: Both) -> None:
    here = served()
    for mode in ("updates", "values", ["updates", "custom"]):
        for subgraphs in (False, True):
            given = {"stream_mode": mode, "subgraphs": subgraphs, "interrupt_before": ["ask"]}
            name = f"{mode}{subgraphs}"
            config = {"configurable": {"thread_id": name}}
            ours = [_named(chunk) for chunk in remote("stream", {"log": ["in"]}, config, **given)]
            assert ours == [_named(chunk) for chunk in here.stream({"log": ["in"]}, config, **given)]


def _named(value: Any) -> Any:
    """Returns a chunk as JSON holds it, with names for namespaces."""
    if isinstance(value, str):
        return value.split(":")[0]
    if isinstance(value, dict):
        return {key: _named(item) for key, item in value.items()}
    return [_named(item) for item in value] if isinstance(value, list | tuple) else value


def test_a_failed_run_is_an_error(remote: Both) -> None:
    with pytest.raises(RemoteException) as raised:
        remote("invoke", {"log": ["fail"]}, T)
    assert raised.value.args == ({"error": "ValueError", "message": "planned"},)


def test_a_thread_is_read_and_edited(remote: Both) -> None:
    remote("invoke", {"log": ["in"]}, T)
    state = remote("get_state", T)
    assert (state.next, state.values["log"]) == (("ask",), BEFORE_ASKING)
    assert [item.value for item in state.tasks[0].interrupts] == ["go?"]
    history = remote("get_state_history", T, limit=2)
    assert [item.next for item in history] == [("ask",), ("inner",)]
    older = remote("get_state_history", T, before=history[0].config)
    assert [item.next for item in older] == [("inner",), ("first",), ("__start__",)]
    edited = remote("update_state", T, {"log": ["edited"]}, as_node="first")
    assert remote("get_state", edited).next == ("inner",)


def test_a_run_goes_on_from_an_old_checkpoint(remote: Both) -> None:
    remote("invoke", {"log": ["in"]}, T)
    old = next(item for item in remote("get_state_history", T) if item.next == ("inner",))
    assert remote("invoke", None, old.config)["log"] == BEFORE_ASKING
    assert [item.metadata["source"] for item in remote("get_state_history", T)][1] == "fork"


def test_it_is_drawn(remote: Both) -> None:
    assert set(remote("get_graph").nodes) == {"__start__", "first", "inner", "ask", "__end__"}
    assert "inner:deep" in remote("get_graph", xray=True).nodes


def test_commands_and_configs_go_over_the_wire(remote: Both, server: AgentServer) -> None:
    command = Command(update={"log": ["c"]}, goto=["ask", Send("first", {"log": []})])
    config = {"configurable": {"thread_id": "t", "user": "u", "obj": object()}, "tags": ["x"], "recursion_limit": 9}
    remote.graph = remote.graph.with_config({"tags": ["bound"]})
    remote("invoke", command, config, headers={"x-mine": "1"}, durability="sync", context={"c": 1})
    _, body, headers = server.heard[-1]
    assert body["command"]["goto"] == ["ask", {"node": "first", "input": {"log": []}}]
    assert body["config"] == {"tags": ["bound", "x"], "recursion_limit": 9, "configurable": {"user": "u"}}
    assert (body["durability"], body["context"], headers["x-mine"]) == ("sync", {"c": 1}, "1")


def test_it_may_be_a_node_whose_question_stops_the_graph_around(remote: Both) -> None:
    graph = StateGraph(Log).add_node("far", remote.graph).add_node("after", lambda state: {"log": ["after"]})
    app = Both(
        graph.add_edge(START, "far")
        .add_edge("far", "after")
        .add_edge("after", END)
        .compile(checkpointer=InMemorySaver()),
        is_async=remote.is_async,
    )
    asked = app("invoke", {"log": []}, T)
    assert [item.value for item in asked["__interrupt__"]] == ["go?"]
    assert app("get_state", T).next == ("far",)
    assert app("invoke", Command(resume="yes"), T)["log"] == ["ok", "ok", "deep", "yes", "after"]


def test_a_node_streams_what_happens_there(remote: Both) -> None:
    app = Both(StateGraph(Log).add_node("far", remote.graph).add_edge(START, "far").compile(), is_async=remote.is_async)
    chunks = app("stream", {"log": ["in"]}, stream_mode="updates", subgraphs=True, interrupt_before=[])
    places = [([level.split(":")[0] for level in ns], next(iter(chunk))) for ns, chunk in chunks]
    inner = [(["far"], "first"), (["far", "inner"], "deep"), (["far"], "inner"), (["far"], "__interrupt__")]
    assert places == [*inner, ([], "__interrupt__")]


def test_its_events_have_projections(remote: Both) -> None:
    options = {"version": "v3", "interrupt_before": ["ask"]}

    async def read() -> Any:
        run = await remote.graph.astream_events({"log": ["in"]}, T, **options)
        return [value async for value in run.values], await run.interrupted()

    if remote.is_async:
        values, interrupted = asyncio.run(read())
    else:
        run = remote.graph.stream_events({"log": ["in"]}, T, **options)
        values, interrupted = list(run.values), run.interrupted
    assert ([len(value["log"]) for value in values], interrupted) == ([1, 2, 5], False)


def test_what_is_missing_is_said() -> None:
    with pytest.raises(ValueError, match="give it `url` or `sync_client`"):
        RemoteGraph("graph").invoke({})
    with pytest.raises(ValueError, match="thread_id"):
        RemoteGraph("graph", sync_client=object()).get_state({})
    with pytest.raises(NotImplementedError, match="pass version='v3'"):
        RemoteGraph("graph").stream_events({})
    with pytest.raises(NotImplementedError, match="cannot reach a run on a server"):
        RemoteGraph("graph").stream_events({}, version="v3", control=object())
    with pytest.raises(NotImplementedError, match="one superstep at a time"):
        RemoteGraph("graph").bulk_update_state({}, [])
