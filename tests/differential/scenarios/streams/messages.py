"""Tokens and messages as they are made."""

from __future__ import annotations

from typing import Annotated, Any, TypedDict

from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, HumanMessage, RemoveMessage, ToolMessage

from tests.differential.compare import attempt
from tests.differential.driver import Driver
from tests.differential.scenario import scenario

_HIDDEN = ("lc_versions", "ls_integration", "ls_provider", "ls_model_type")
"""Metadata that LangChain's models add, which say nothing of the engine."""


def shown(value: Any) -> Any:
    """Returns chunks with the metadata of the engine only."""
    if isinstance(value, dict):
        return {key: shown(item) for key, item in value.items() if key not in _HIDDEN}
    if isinstance(value, tuple):
        return tuple(shown(item) for item in value)
    return [shown(item) for item in value] if isinstance(value, list) else value


def talking(e: Any, *, name: str = "model") -> Any:
    """Returns a builder whose one node asks a model that answers in three tokens."""

    def ask(state: Any) -> Any:
        model = GenericFakeChatModel(messages=iter([AIMessage("hi you", id="ai1")]))
        return {"messages": [model.invoke(state["messages"])]}

    async def aask(state: Any) -> Any:
        model = GenericFakeChatModel(messages=iter([AIMessage("hi you", id="ai1")]))
        return {"messages": [await model.ainvoke(state["messages"])]}

    graph = e.StateGraph(e.MessagesState)
    return graph.add_node(name, aask if e.is_async else ask).add_edge(e.START, name)


HELLO = {"messages": [HumanMessage("hello", id="h1")]}


def talk(e: Any, d: Driver, app: Any, **options: Any) -> Any:
    return shown(d.stream(app, HELLO, **options))


@scenario
def tokens_of_a_model_are_streamed(e: Any, d: Driver) -> Any:
    e.is_async = d.is_async
    told = [talk(e, d, talking(e).compile(), stream_mode=mode) for mode in ("messages", ["messages", "updates"])]
    return told, talk(e, d, talking(e).compile(), stream_mode="messages", version="v2")


@scenario
def tokens_come_with_a_saver_and_a_thread(e: Any, d: Driver) -> Any:
    e.is_async = d.is_async
    app = talking(e).compile(checkpointer=e.InMemorySaver())
    told = talk(e, d, app, thread="t", stream_mode="messages")
    return told, d.story(app, "t")


@scenario
def tokens_of_a_nested_graph(e: Any, d: Driver) -> Any:
    e.is_async = d.is_async
    told = []
    for options in ({}, {"subgraphs": True}):
        graph = e.StateGraph(e.MessagesState).add_node("child", talking(e).compile()).add_edge(e.START, "child")
        told.append(talk(e, d, graph.compile(), stream_mode="messages", **options))
    return told


@scenario
def messages_a_node_returns_are_streamed_whole(e: Any, d: Driver) -> Any:
    def says_hi(state: Any) -> Any:
        return {"messages": [AIMessage("hi", id="a1"), ToolMessage("done", tool_call_id="1", id="t1")]}

    graph = e.StateGraph(e.MessagesState).add_node("n", says_hi).add_edge(e.START, "n")
    app = graph.compile(checkpointer=e.InMemorySaver())
    return [talk(e, d, app, thread="t", stream_mode="messages") for _ in range(2)], d.story(app, "t")


@scenario
def messages_are_merged_by_id(e: Any, d: Driver) -> Any:
    add = e.add_messages
    left = [HumanMessage("a", id="1"), AIMessage("b", id="2")]
    rights = [
        [AIMessage("c", id="2")], HumanMessage("d", id="3"), [RemoveMessage("1")], [RemoveMessage("nope")],
        [RemoveMessage(e.REMOVE_ALL_MESSAGES), AIMessage("z", id="9")], ("user", "hello"), "text", [],
        [{"role": "user", "content": "x", "id": "5"}], [AIMessage("e", id="4"), AIMessage("f", id="4")],
    ]  # fmt: skip
    told = [attempt(lambda right=right: [_brief(item) for item in add(left, right)]) for right in rights]
    return told, attempt(lambda: [_brief(item) for item in add(left, [AIMessage("no id")])][-1])


def _brief(message: Any) -> Any:
    known = message.id if message.id and len(message.id) < 9 else "made"
    return type(message).__name__, message.content, known


@scenario
def a_state_of_messages_grows(e: Any, d: Driver) -> Any:
    graph = e.StateGraph(e.MessagesState).add_node("n", lambda state: {"messages": AIMessage("hi", id="a")})
    app = graph.add_edge(e.START, "n").compile(checkpointer=e.InMemorySaver())
    told = [d.invoke(app, {"messages": [("user", "hello")]}, thread="t") for _ in range(2)]
    return [[_brief_plain(item) for item in one["messages"]] for one in told]


def _brief_plain(message: Any) -> Any:
    return message[0], message[1]["content"]


@scenario
def messages_pushed_by_a_node(e: Any, d: Driver) -> Any:
    def node(state: Any) -> Any:
        e.push_message(AIMessage("pushed", id="p1"))
        return {"messages": [AIMessage("returned", id="r1")]}

    graph = e.StateGraph(e.MessagesState).add_node("n", node).add_edge(e.START, "n")
    app = graph.compile(checkpointer=e.InMemorySaver())
    return talk(e, d, app, thread="t", stream_mode=["messages", "updates", "values"]), d.story(app, "t")


@scenario
def ui_messages_are_pushed_and_removed(e: Any, d: Driver) -> Any:
    fields = {"ui": Annotated[list[Any], e.ui_message_reducer]}
    page = TypedDict("Page", fields, total=False)

    def node(state: Any) -> Any:
        e.push_ui_message("card", {"n": 1}, id="u1")
        e.push_ui_message("card", {"n": 2}, id="u2")
        e.delete_ui_message("u1")
        return {}

    graph = e.StateGraph(page).add_node("n", node).add_edge(e.START, "n")
    app = graph.compile(checkpointer=e.InMemorySaver())
    return d.stream(app, {"ui": []}, thread="t", stream_mode=["custom", "values"]), d.story(app, "t")


@scenario
def tokens_of_a_nested_graph_with_a_name_for_its_node(e: Any, d: Driver) -> Any:
    e.is_async = d.is_async
    graph = e.StateGraph(e.MessagesState).add_node("outer", talking(e, name="inner").compile(name="agent"))
    app = graph.add_edge(e.START, "outer").compile(checkpointer=e.InMemorySaver())
    modes = ["messages", "updates"]
    return talk(e, d, app, thread="t", stream_mode=modes, subgraphs=True)
