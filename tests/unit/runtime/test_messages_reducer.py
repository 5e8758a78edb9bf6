"""add_messages: ids, replacement, removal, coercion, cost."""

from __future__ import annotations

import time
from typing import Any

import langchain_core.messages as theirs
import pytest
from langgraph.graph.message import add_messages as reference

from runtime.messages import REMOVE_ALL_MESSAGES, AIMessage, AIMessageChunk, HumanMessage, RemoveMessage, add_messages
from runtime.state.coercion import coerce_message

H, A, R = theirs.HumanMessage, theirs.AIMessage, theirs.RemoveMessage
CASES: list[tuple[Any, Any]] = [
    ([H("a", id="1")], [A("b", id="2")]),
    ([H("a", id="1")], A("b", id="1")),
    ([H("a", id="1")], [R(id="1")]),
    ([H("a", id="1"), H("b", id="2")], [A("x", id="3"), R(id=REMOVE_ALL_MESSAGES), A("y", id="4")]),
    ([H("x", id="1")], [R(id="1"), A("n", id="1")]),
    ([H("x", id="1")], [A("n", id="1"), R(id="1")]),
    ([H("a", id="1")], [A("b", id="1"), A("c", id="1")]),
    ([H("a", id="1"), H("b", id="1")], [A("c", id="1")]),
    ([H("a", id="1"), H("b", id="2")], [R(id="1"), R(id="2"), A("c", id="3")]),
    (
        [],
        [{"role": "user", "content": "z", "id": "1"}, {"role": "tool", "content": "q", "tool_call_id": "3", "id": "2"}],
    ),
    ([theirs.AIMessageChunk("q", id="5")], []),
]


@pytest.mark.parametrize("number", range(len(CASES)))
def test_langchains_messages_are_merged_as_langgraph_does(number: int) -> None:
    left, right = CASES[number]
    assert add_messages(left, right) == reference(left, right)


@pytest.mark.parametrize(("left", "right"), [(None, [H("x")]), ([H("x")], None), ([H("a", id="1")], [R(id="9")])])
def test_what_langgraph_refuses_is_refused(left: Any, right: Any) -> None:
    with pytest.raises(ValueError, match=r".") as expected:
        reference(left, right)
    with pytest.raises(ValueError, match=r".") as caught:
        add_messages(left, right)
    assert str(caught.value) == str(expected.value).replace("'left'. ", "'left'. ").replace(
        "received: 'right'.", "received: 'right'."
    )


def test_neither_side_is_changed() -> None:
    left, right = [HumanMessage("a", id="1")], [HumanMessage("b", id="1")]
    assert add_messages(left, right) == right
    assert left == [HumanMessage("a", id="1")]


def test_our_messages_stay_ours_beside_langchain() -> None:
    merged = add_messages([HumanMessage("a")], [("ai", "b"), {"role": "user", "content": "c"}])
    assert [type(message) for message in merged] == [HumanMessage, AIMessage, HumanMessage]
    assert all(message.id for message in merged)


def test_one_langchain_message_makes_all_langchains() -> None:
    merged = add_messages([HumanMessage("a", id="1")], [H("b", id="2")])
    assert merged == [H("a", id="1"), H("b", id="2")]


def test_a_message_of_ours_can_be_removed() -> None:
    assert add_messages([HumanMessage("a", id="1"), AIMessage("b", id="2")], RemoveMessage("1")) == [
        AIMessage("b", id="2")
    ]


def test_options_alone_make_a_reducer() -> None:
    reducer = add_messages(format="langchain-openai")
    assert reducer([], [H("a", id="1")])[0].content == "a"
    with pytest.raises(ValueError, match="Unrecognized format='zz'"):
        add_messages([], [H("a")], format="zz")


def test_chunks_add_up_to_a_message_with_its_calls() -> None:
    whole = AIMessageChunk("he", id="1", tool_call_chunks=[{"index": 0, "name": "f", "args": '{"a"', "id": "c"}])
    whole += AIMessageChunk("y", tool_call_chunks=[{"index": 0, "name": None, "args": ": 1}", "id": None}])
    expected = AIMessage("hey", id="1", tool_calls=[{"name": "f", "args": {"a": 1}, "id": "c", "type": "tool_call"}])
    assert coerce_message(whole) == expected


@pytest.mark.parametrize("wrong", [{"a": 1}, ("nope", "x"), 5])
def test_what_is_no_message_is_refused_with_what_it_was(wrong: Any) -> None:
    with pytest.raises((ValueError, NotImplementedError), match=r"Message dict must|'nope'|int"):
        coerce_message(wrong)


def test_appending_to_ten_thousand_messages_takes_under_a_millisecond() -> None:
    known = [HumanMessage("m", id=f"id-{number}") for number in range(10_000)]
    seconds: list[float] = []
    for _ in range(30):
        start = time.perf_counter()
        add_messages(known, [HumanMessage("new")])
        seconds.append(time.perf_counter() - start)
    assert min(seconds) < 0.001
