"""Tokens of chat models come out in `messages` mode, as under LangGraph."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from langchain_core.language_models.fake_chat_models import FakeListChatModel
from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.runnables import RunnableConfig

from tests.unit.runtime.langchain_cases import OURS, REFERENCE, model, shown


def one_node(engine: Any, node: Any, **options: Any) -> Any:
    """Return a graph of one node."""
    graph = engine.StateGraph(engine.MessagesState).add_node("node", node, **options)
    return graph.add_edge("__start__", "node").compile()


def chunks(graph: Any, **options: Any) -> list[Any]:
    """Return the chunks of `messages` mode."""
    return [shown(item) for item in graph.stream({"messages": ["q"]}, stream_mode="messages", **options)]


def with_config(state: Any, config: RunnableConfig) -> Any:
    return {"messages": [model("ab").invoke("q", config)]}


def without_config(state: Any) -> Any:
    return {"messages": [model("ab").invoke("q")]}


def quietly(state: Any) -> Any:
    return {"messages": [model("ab").with_config(tags=["nostream"]).invoke("q")]}


def two_models(state: Any) -> Any:
    first = model("ab").with_config(tags=["first"]).invoke("q")
    return {"messages": [first, AIMessage("own", id="own"), model("c").invoke([first])]}


def in_a_thread(state: Any, config: RunnableConfig) -> Any:
    with ThreadPoolExecutor() as pool:
        return {"messages": [pool.submit(model("ab").invoke, "q", config).result()]}


@pytest.mark.parametrize("node", [with_config, without_config, quietly, two_models, in_a_thread])
def test_tokens_come_out_as_in_the_reference(node: Any) -> None:
    config = {"tags": ["T"], "metadata": {"mine": 1}, "configurable": {"thread_id": "7"}}
    wanted = chunks(one_node(REFERENCE, node, metadata={"of": "node"}), config=config)
    assert chunks(one_node(OURS, node, metadata={"of": "node"}), config=config) == wanted
    assert wanted


@pytest.mark.parametrize("is_given", [True, False])
def test_the_async_face_streams_the_same_tokens(is_given: bool) -> None:
    async def passed(state: Any, config: RunnableConfig) -> Any:
        return {"messages": [await model("ab").ainvoke("q", config)]}

    async def bare(state: Any) -> Any:
        return {"messages": [await model("ab").ainvoke("q")]}

    async def read(engine: Any) -> list[Any]:
        graph = one_node(engine, passed if is_given else bare)
        return [shown(item) async for item in graph.astream({"messages": ["q"]}, stream_mode="messages")]

    wanted = asyncio.run(read(REFERENCE))
    assert asyncio.run(read(OURS)) == wanted
    assert [item[1] for item in wanted] == ["a", "b"]


@pytest.mark.parametrize("subgraphs", [True, False])
def test_tokens_of_a_subgraph_carry_its_namespace(subgraphs: bool) -> None:
    def read(engine: Any) -> list[Any]:
        outer = one_node(engine, one_node(engine, without_config))
        found = outer.stream({"messages": ["q"]}, stream_mode="messages", subgraphs=subgraphs)
        return [
            (tuple(part.split(":")[0] for part in item[0]), *shown(item[1])) if subgraphs else shown(item)
            for item in found
        ]

    assert read(OURS) == read(REFERENCE)


def test_a_streamed_message_is_the_message_of_the_state() -> None:
    graph = one_node(OURS, without_config)
    parts = list(graph.stream({"messages": [HumanMessage("q", id="1")]}, stream_mode=["messages", "values"]))
    streamed = {item[0].id for mode, item in parts if mode == "messages"}
    assert streamed == {parts[-1][1]["messages"][-1].id}


class Unstreamed(FakeListChatModel):
    """A model that must not be asked to stream."""

    def _stream(self, *args: Any, **kwargs: Any) -> Any:
        raise AssertionError("nobody reads tokens")


def test_a_run_nobody_reads_does_not_make_its_model_stream() -> None:
    answers = Unstreamed(responses=["ab"])
    graph = one_node(OURS, lambda _: {"messages": [answers.invoke("q")]})
    assert graph.invoke({"messages": ["q"]})["messages"][-1].content == "ab"
    with pytest.raises(AssertionError, match="nobody reads"):
        list(graph.stream({"messages": ["q"]}, stream_mode="messages"))
