"""Components pushed by nodes: merged by id as in LangGraph, streamed, and kept in the state."""

from collections.abc import Callable
from typing import Annotated, Any

import langgraph.graph
import langgraph.graph.message
import langgraph.graph.ui as theirs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage

import runtime.graph
import runtime.graph.message
import runtime.graph.ui as ours

ENGINES = {
    "theirs": (langgraph.graph, langgraph.graph.message, theirs),
    "ours": (runtime.graph, runtime.graph.message, ours),
}
IDS = st.sampled_from(["1", "2", "3"])
PARTS = st.one_of(
    IDS.map(lambda ident: {"type": "remove-ui", "id": ident}),
    st.builds(
        lambda ident, name, merge: {
            "type": "ui", "id": ident, "name": name, "props": {name: 1}, "metadata": {"merge": merge}
        },
        IDS, st.sampled_from("abc"), st.booleans(),
    ),
)  # fmt: skip


def attempt(act: Callable[[], Any]) -> Any:
    try:
        return act()
    except ValueError as error:
        return type(error)


@given(st.lists(PARTS.filter(lambda part: part["type"] == "ui"), max_size=4), st.lists(PARTS, max_size=4))
def test_components_are_merged_as_langgraph_does(left: list[Any], right: list[Any]) -> None:
    merged = attempt(lambda: theirs.ui_message_reducer(left, right))
    assert attempt(lambda: ours.ui_message_reducer(left, right)) == merged


def conversation(name: str) -> Any:
    graph_of, message, parts = ENGINES[name]

    class State(graph_of.MessagesState):
        ui: Annotated[list[Any], parts.ui_message_reducer]

    def node(state: Any) -> dict[str, Any]:
        message.push_message(AIMessage("kept", id="1"))
        message.push_message({"role": "ai", "content": "shown only", "id": "2"}, state_key=None)
        parts.push_ui_message("chart", {"a": 1}, id="c", message=AIMessage("m", id="1"))
        parts.push_ui_message("chart", {"b": 2}, id="c", merge=True, metadata={"by": "me"})
        parts.push_ui_message("gone", {}, id="x")
        parts.delete_ui_message("x")
        parts.push_ui_message("streamed only", {}, id="y", state_key=None)
        return {"messages": [("ai", "returned")]}

    return graph_of.StateGraph(State).add_node("node", node).add_edge(graph_of.START, "node").compile()


def told(name: str) -> list[Any]:
    graph = conversation(name)
    chunks = list(graph.stream({"messages": []}, stream_mode=["messages", "custom", "values"]))
    shown: list[Any] = [(mode, part) for mode, part in chunks if mode == "custom"]
    shown += [(mode, part[0].content) for mode, part in chunks if mode == "messages"]
    final = chunks[-1][1]
    return [*shown, final["ui"], [message.content for message in final["messages"]]]


def test_a_node_pushes_messages_and_components_as_in_langgraph() -> None:
    assert told("ours") == told("theirs")


def test_a_component_pushed_outside_of_a_graph_is_refused() -> None:
    with pytest.raises(RuntimeError, match="push_ui_message"):
        ours.push_ui_message("chart", {})


@pytest.mark.filterwarnings("ignore:MessageGraph")
@pytest.mark.parametrize("given", ["hi", [("user", "hi")], {"role": "user", "content": "hi"}])
def test_a_message_graph_answers_like_langgraphs(given: Any) -> None:
    answers: list[Any] = []
    for graph_of, _, _ in ENGINES.values():
        graph = graph_of.message.MessageGraph()
        graph.add_node("a", lambda messages: [("ai", f"{len(messages)}")]).add_node(
            "b", lambda messages: AIMessage("b")
        )
        graph.add_edge(graph_of.START, "a").add_edge("a", "b")
        app = graph.compile()
        answers.append(
            ([(m.type, m.content) for m in app.invoke(given)], next(iter(app.stream(given, stream_mode="updates"))))
        )
    assert answers[0] == answers[1]


def test_making_a_message_graph_warns() -> None:
    with pytest.warns(DeprecationWarning, match="MessagesState"):
        runtime.graph.MessageGraph()
