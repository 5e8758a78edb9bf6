"""The messages of a conversation, as a form draws them: who speaks, and what is said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]

KEY = "messages"
MESSAGE: Schema = {
    "type": "object",
    "title": "Message",
    "properties": {
        "type": {"enum": ["human", "ai", "system"], "default": "human", "title": "From"},
        "content": {"type": "string"},
    },
    "required": ["type", "content"],
}
FIRST = {"type": "human", "content": ""}


def as_conversation(key: str, schema: Schema, value: Any) -> Schema:
    """Return the schema of a list of messages with the two fields of each; any other schema as it is.

    A list of anything is one where its key is `messages`, the name all programs give it. What holds more than the
    two fields (calls of tools, parts of content) has none.
    """
    if schema.get("type") != "array" or not _is_plain(value):
        return schema
    items = schema.get("items") or {}
    return {**schema, "items": MESSAGE} if _is_message(items) or (key == KEY and not items) else schema


def is_conversation(key: str, schema: Schema) -> bool:
    """Whether a key of an input holds a list of messages."""
    return as_conversation(key, schema, None) is not schema


def _is_message(schema: Schema) -> bool:
    options = schema.get("oneOf") or schema.get("anyOf") or (schema,)
    names = {str(each.get("$ref", "")).rsplit("/", 1)[-1] for each in options}
    return bool(names & {"HumanMessage", "BaseMessage"})


def _is_plain(value: Any) -> bool:
    if not isinstance(value, list):
        return True
    words = MESSAGE["properties"]["type"]["enum"]
    return all(
        isinstance(each, dict)
        and each.keys() == FIRST.keys()
        and each["type"] in words
        and isinstance(each["content"], str)
        for each in value
    )
