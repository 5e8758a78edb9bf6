"""The form that starts a run: what it begins with, and how a conversation is drawn."""

from __future__ import annotations

from typing import Any

import pytest

from studio.graphs.forms import run_form

UNION = {"oneOf": [{"$ref": "#/$defs/AIMessage"}, {"$ref": "#/$defs/HumanMessage"}]}
FIRST = {"type": "human", "content": ""}


def form(schema: dict[str, Any], example: Any = None) -> dict[str, Any]:
    return run_form({"input_schema": schema, "example_input": example})


@pytest.mark.parametrize("items", [{}, UNION, {"$ref": "#/$defs/HumanMessage"}])
def test_a_conversation_begins_with_a_message_to_be_written(items: dict[str, Any]) -> None:
    found = form({"type": "object", "properties": {"messages": {"type": "array", "items": items}}})["form"]

    [message] = found.children[0].children
    assert [(each.key, each.kind) for each in message.children] == [("type", "choice"), ("content", "long")]
    assert message.value == FIRST


def test_an_example_with_more_than_words_stays_json() -> None:
    said = {"messages": [{**FIRST, "tool_calls": []}]}
    found = form({"type": "object", "properties": {"messages": {"type": "array", "items": UNION}}}, said)["form"]

    assert [each.kind for each in found.children[0].children] == ["json"]


def test_a_list_of_other_things_is_no_conversation() -> None:
    found = form({"type": "object", "properties": {"lines": {"type": "array", "items": {"type": "string"}}}})

    assert found["form"].children[0].item.kind == "text"
    assert found["input_text"] == "{}"


@pytest.mark.parametrize(("kind", "text"), [("string", '""'), ("integer", "0"), ("boolean", "false")])
def test_the_input_of_a_function_begins_with_its_type(kind: str, text: str) -> None:
    found = form({"title": "Essay", "type": kind})

    assert (found["form"].label, found["input_text"]) == ("Input", text)
