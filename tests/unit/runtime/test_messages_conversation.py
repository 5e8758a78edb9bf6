"""Routes by role and content, hand-over, bounded and summarised conversations."""

from collections.abc import Callable
from typing import Annotated, Any, TypedDict

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core import messages as theirs

from runtime.graph import END, START, MessagesState, StateGraph
from runtime.graph.conversation import (
    approximate_tokens,
    bounded_messages,
    find_messages,
    hand_off,
    last_messages,
    messages_within,
    route_by_content,
    route_by_role,
    summarise_when_long,
)
from runtime.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage

CALL: Any = [{"name": "add", "args": {}, "id": "1"}]
ROLES = st.lists(st.sampled_from([HumanMessage, AIMessage, SystemMessage, ToolMessage]), max_size=12)


def state(*messages: Any) -> dict[str, Any]:
    return {"messages": list(messages)}


@pytest.mark.parametrize("family", [theirs, None])
def test_roles_lead_to_their_nodes(family: Any) -> None:
    human, ai = (family.HumanMessage, family.AIMessage) if family else (HumanMessage, AIMessage)
    path = route_by_role({"user": "answer", "tool": "read"}, tool_calls="tools", otherwise="end")
    shown = [human("hi"), ai("", tool_calls=CALL), ai("done")]
    assert [path(state(message)) for message in shown] == ["answer", "tools", "end"]
    assert path({"messages": []}) == "end"


def test_the_first_test_that_passes_decides() -> None:
    path = route_by_content([("refund", "billing"), (lambda m: m.content.endswith("?"), "ask")], role="user")
    said = ["I want a REFUND?", "why?", "hello"]
    assert [path(state(HumanMessage(text), AIMessage("refund"))) for text in said] == ["billing", "ask", END]


def test_text_in_blocks_is_read_too() -> None:
    blocks: Any = [{"type": "image", "url": "refund"}, {"type": "text", "text": "hello"}]
    assert route_by_content([("refund", "a"), ("hello", "b")])(state(HumanMessage(blocks))) == "b"


def test_a_node_hands_the_conversation_over() -> None:
    graph = StateGraph(MessagesState)
    graph.add_node("front", lambda state: hand_off("billing", ("ai", "Over to billing.")), destinations=("billing",))
    graph.add_node("billing", lambda state: {"messages": [("ai", f"{len(state['messages'])} read")]})
    app = graph.add_edge(START, "front").compile()
    assert [m.content for m in app.invoke({"messages": [("user", "x")]})["messages"]] == [
        "x",
        "Over to billing.",
        "2 read",
    ]


@given(ROLES, st.integers(1, 12))
def test_a_cut_keeps_the_system_messages_and_no_answer_without_its_call(kinds: list[Any], limit: int) -> None:
    messages = [kind(str(number)) for number, kind in enumerate(kinds)]
    kept = last_messages(messages, limit)
    head = [m for m in kept if m.type == "system"][
        : next((n for n, m in enumerate(messages) if m.type != "system"), len(kinds))
    ]
    body = kept[len(head) :]
    assert kept[: len(head)] == messages[: len(head)]
    assert len(body) <= limit
    if len(body) < len(messages) - len(head):
        assert body == messages[len(messages) - len(body) :]
        assert not body or body[0].type != "tool"


def test_a_bounded_conversation_stays_bounded_in_a_graph() -> None:
    class State(TypedDict):
        messages: Annotated[list[Any], bounded_messages(3)]

    graph = StateGraph(State).add_node("a", lambda state: {"messages": [("ai", "a")]}).add_edge(START, "a")
    said = graph.compile().invoke({"messages": [("user", str(number)) for number in range(9)]})["messages"]
    assert [message.content for message in said] == ["7", "8", "a"]


def summarised(summarise: Callable[[list[Any]], Any], turns: int) -> list[Any]:
    graph = StateGraph(MessagesState)
    graph.add_node("answer", lambda state: {"messages": [("ai", f"a{len(state['messages'])}")]})
    graph.add_node("shorten", summarise_when_long(summarise, over=4, keep=2))
    app = graph.add_edge(START, "answer").add_edge("answer", "shorten").compile()
    messages: list[Any] = [SystemMessage("Be kind.")]
    for turn in range(turns):
        messages = app.invoke({"messages": [*messages, HumanMessage(f"h{turn}")]})["messages"]
    return messages


def test_a_long_conversation_is_summarised_and_the_summary_summarised_again() -> None:
    seen: list[list[str]] = []

    def summarise(gone: list[Any]) -> str:
        seen.append([str(message.content) for message in gone])
        return f"summary {len(seen)}"

    messages = summarised(summarise, 3)
    assert [str(m.content) for m in messages] == ["Be kind.", "summary 2", "h2", "a5"]
    assert seen == [["h0", "a2"], ["summary 1", "h1", "a4"]]


@pytest.mark.parametrize(("over", "keep"), [(2, 2), (5, 0)])
def test_a_summary_needs_room(over: int, keep: int) -> None:
    with pytest.raises(ValueError, match="over must be greater than keep"):
        summarise_when_long(str, over=over, keep=keep)


def test_a_history_of_no_messages_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1, got 0"):
        bounded_messages(0)


def talk(*texts: str) -> list[Any]:
    return [SystemMessage("Be kind."), *(HumanMessage(text) for text in texts)]


def test_a_conversation_is_cut_by_tokens() -> None:
    counted: list[str] = []

    def count(message: Any) -> int:
        counted.append(message.content)
        return len(message.content)

    kept = messages_within(talk("a" * 50, "b" * 5, "c" * 4), 18, count_tokens=count)
    assert [message.content for message in kept] == ["Be kind.", "bbbbb", "cccc"]
    assert len(counted) == 4
    assert messages_within(talk("a" * 99), 1)[-1].content == "a" * 99


def test_a_cut_by_tokens_begins_with_no_answer_of_a_tool() -> None:
    call = AIMessage("", tool_calls=[{"name": "add", "args": {"numbers": list(range(90))}, "id": "1"}])
    kept = messages_within([HumanMessage("?"), call, ToolMessage("3", tool_call_id="1"), AIMessage("It is 3.")], 12)
    assert [message.content for message in kept] == ["It is 3."]


def test_a_reducer_bounds_by_number_and_tokens() -> None:
    fold = bounded_messages(3, tokens=9, count_tokens=lambda message: len(message.content))
    several = fold([("user", "aaaaaa")], [("user", text) for text in ("bbb", "cc", "d")])
    long = fold([("user", "bb")], [("user", "c" * 8)])
    assert [message.content for message in several] == ["bbb", "cc", "d"]
    assert [message.content for message in long] == ["c" * 8]
    assert fold.__name__ == "bounded_messages(3, tokens=9)"


@pytest.mark.parametrize("bounds", [{}, {"tokens": 0}, {"limit": 0, "tokens": 5}])
def test_a_reducer_needs_a_bound(bounds: Any) -> None:
    with pytest.raises(ValueError, match="bound|at least 1"):
        bounded_messages(**bounds)


def test_messages_are_found_newest_first() -> None:
    messages = [
        HumanMessage("Refund A"),
        AIMessage("refund of what?"),
        HumanMessage("Refund B"),
        HumanMessage("thanks"),
    ]
    assert [m.content for m in find_messages(messages, "refund")] == ["Refund B", "refund of what?", "Refund A"]
    assert [m.content for m in find_messages(messages, "refund", role="user", most=1)] == ["Refund B"]
    assert find_messages(messages, lambda message: message.content == "thanks") == messages[-1:]


@pytest.mark.parametrize("make", [lambda: route_by_role({"robot": "a"}), lambda: route_by_content([], role="robot")])
def test_a_role_that_no_message_has_is_refused(make: Callable[[], Any]) -> None:
    with pytest.raises(ValueError, match="No message has the role 'robot'. Use one of"):
        make()


async def test_a_summary_may_be_awaited_and_counted_in_tokens() -> None:
    async def summarise(gone: list[Any]) -> str:
        return f"{len(gone)} messages"

    node = summarise_when_long(summarise, over=20, keep=1, size=lambda all_: sum(map(approximate_tokens, all_)))
    assert await node({"messages": talk("hi")}) is None
    shortened = await node({"messages": talk("a" * 40, "b" * 40, "c")})
    assert [message.content for message in shortened["messages"][1:]] == ["Be kind.", "2 messages", "c"]


def test_no_summary_is_made_of_nothing() -> None:
    node = summarise_when_long(str, over=1, keep=9, size=lambda _: 99)
    assert node({"messages": talk("hi")}) is None
