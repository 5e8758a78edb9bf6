"""Text, pairs and dictionaries to messages, where LangChain is not there to do it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, cast

from runtime.state.message_types import (
    AIMessage,
    AIMessageChunk,
    BaseMessage,
    HumanMessage,
    RemoveMessage,
    SystemMessage,
    ToolMessage,
)

_BY_ROLE: dict[str, type[BaseMessage]] = {
    "human": HumanMessage,
    "user": HumanMessage,
    "ai": AIMessage,
    "assistant": AIMessage,
    "AIMessageChunk": AIMessageChunk,
    "system": SystemMessage,
    "developer": SystemMessage,
    "tool": ToolMessage,
}
_PAIR = 2


def coerce_message(item: Any) -> BaseMessage:
    """Returns a message; a chunk becomes the message it makes. Raises `ValueError` or `NotImplementedError`."""
    if isinstance(item, AIMessageChunk):
        return item.whole()
    if isinstance(item, BaseMessage):
        return item
    if isinstance(item, str):
        return HumanMessage(item)
    if isinstance(item, tuple | list):
        pair = cast("Sequence[Any]", item)
        if len(pair) == _PAIR and isinstance(pair[0], str):
            return _of_role(pair[0], pair[1], {})
    if isinstance(item, Mapping):
        return _of_mapping(cast("Mapping[str, Any]", item))
    kind = type(cast("object", item))
    msg = f"Unsupported message type: {kind}. Give a message, text, a (role, content) pair or a dictionary."
    raise NotImplementedError(msg)


def _of_mapping(item: Mapping[str, Any]) -> BaseMessage:
    fields = dict(item)
    role = fields.pop("role", None) or fields.pop("type", None)
    fields.pop("type", None)
    if role == "remove":
        return RemoveMessage(id=fields.get("id", ""))
    if role is None or ("content" not in fields and not fields.get("tool_calls")):
        raise ValueError(f"Message dict must contain 'role' and 'content' keys, got {dict(item)!r}")
    return _of_role(str(role), fields.pop("content", None) or "", fields)


def _of_role(role: str, content: Any, fields: dict[str, Any]) -> BaseMessage:
    kind = _BY_ROLE.get(role)
    if kind is None:
        raise ValueError(
            f"Unexpected message type: {role!r}. "
            "Use one of 'human', 'user', 'ai', 'assistant', 'tool', 'system', or 'developer'."
        )
    if "tool_calls" in fields:
        fields["tool_calls"] = [_tool_call(call) for call in fields["tool_calls"] or ()]
    if role == "developer":
        fields["additional_kwargs"] = {"__openai_role__": "developer", **fields.get("additional_kwargs", {})}
    known = {name: value for name, value in fields.items() if name in kind.__dataclass_fields__}
    unknown = {name: value for name, value in fields.items() if name not in known}
    if unknown:
        known["additional_kwargs"] = {**known.get("additional_kwargs", {}), **unknown}
    made = kind(content, **known)
    return made.whole() if isinstance(made, AIMessageChunk) else made


def _tool_call(call: Mapping[str, Any]) -> dict[str, Any]:
    """Returns a call in our form; OpenAI's nests name and arguments, these as JSON text, under `function`."""
    function = call.get("function")
    if function is None:
        return {"type": "tool_call", **call}
    args = json.loads(function.get("arguments") or "{}")
    return {"name": function.get("name"), "args": args, "id": call.get("id"), "type": "tool_call"}
