"""Messages of a conversation, light: no package needed, built in a microsecond, with LangChain's field names.

A program that has LangChain gets LangChain's own messages (see `runtime.state.messages`); these are for all others.
They are plain dataclasses: equal when their fields are, stored like any other record.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields, replace
from typing import Any, ClassVar, TypeAlias

Content: TypeAlias = str | list[str | dict[str, Any]]
"""Text, or blocks such as `{"type": "text", "text": ...}`."""


@dataclass
class BaseMessage:
    """What all messages have. `id` is given by `add_messages` where it is None."""

    type: ClassVar[str] = "base"

    content: Content
    additional_kwargs: dict[str, Any] = field(default_factory=dict[str, Any], kw_only=True)
    response_metadata: dict[str, Any] = field(default_factory=dict[str, Any], kw_only=True)
    name: str | None = field(default=None, kw_only=True)
    id: str | None = field(default=None, kw_only=True)

    @property
    def text(self) -> str:
        """The content's text, without blocks of other kinds."""
        if isinstance(self.content, str):
            return self.content
        return "".join(_text_of(block) for block in self.content)

    def model_dump(self) -> dict[str, Any]:
        """Returns the fields with the type, as LangChain's messages do."""
        return {"type": self.type, **{item.name: getattr(self, item.name) for item in fields(self)}}

    def model_copy(self, *, update: dict[str, Any] | None = None) -> BaseMessage:
        """Returns a copy with some fields changed."""
        return replace(self, **(update or {}))


def _text_of(block: str | dict[str, Any]) -> str:
    return block if isinstance(block, str) else str(block.get("text", "")) if block.get("type") == "text" else ""


@dataclass
class HumanMessage(BaseMessage):
    """What a person said."""

    type: ClassVar[str] = "human"


@dataclass
class SystemMessage(BaseMessage):
    """What the model is told before the conversation."""

    type: ClassVar[str] = "system"


@dataclass
class AIMessage(BaseMessage):
    """What a model answered; `tool_calls` are `{"name", "args", "id", "type": "tool_call"}`."""

    type: ClassVar[str] = "ai"

    tool_calls: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]], kw_only=True)
    invalid_tool_calls: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]], kw_only=True)
    usage_metadata: dict[str, Any] | None = field(default=None, kw_only=True)


@dataclass
class ToolMessage(BaseMessage):
    """What a tool returned for the call `tool_call_id`; `artifact` is kept but not shown to the model."""

    type: ClassVar[str] = "tool"

    tool_call_id: str = ""
    artifact: Any = field(default=None, kw_only=True)
    status: str = field(default="success", kw_only=True)


@dataclass(init=False)
class RemoveMessage(BaseMessage):
    """Takes the message with this id out of the conversation."""

    type: ClassVar[str] = "remove"

    def __init__(self, id: str, **kept: Any) -> None:
        if kept.pop("content", ""):
            raise ValueError("A RemoveMessage has no content: it only names the message to remove.")
        super().__init__("", id=id, **kept)


@dataclass
class AIMessageChunk(AIMessage):
    """A part of an answer as it streams; adding chunks gives the whole.

    `tool_call_chunks` are `{"name", "args", "id", "index"}`, where args is a piece of JSON text.
    """

    type: ClassVar[str] = "AIMessageChunk"

    tool_call_chunks: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]], kw_only=True)

    def __add__(self, other: AIMessageChunk) -> AIMessageChunk:
        return AIMessageChunk(
            _joined(self.content, other.content),
            id=self.id or other.id,
            name=self.name or other.name,
            additional_kwargs={**self.additional_kwargs, **other.additional_kwargs},
            response_metadata={**self.response_metadata, **other.response_metadata},
            tool_calls=[*self.tool_calls, *other.tool_calls],
            invalid_tool_calls=[*self.invalid_tool_calls, *other.invalid_tool_calls],
            usage_metadata=_summed(self.usage_metadata, other.usage_metadata),
            tool_call_chunks=_merged_calls(self.tool_call_chunks, other.tool_call_chunks),
        )

    def whole(self) -> AIMessage:
        """Returns the message the chunks make; calls whose arguments are no JSON object are the invalid ones."""
        calls, invalid = list(self.tool_calls), list(self.invalid_tool_calls)
        for chunk in self.tool_call_chunks:
            try:
                args = json.loads(chunk.get("args") or "{}")
            except ValueError as error:
                invalid.append({**chunk, "type": "invalid_tool_call", "error": str(error)})
                continue
            calls.append({"name": chunk.get("name"), "args": args, "id": chunk.get("id"), "type": "tool_call"})
        kept: dict[str, Any] = {item.name: getattr(self, item.name) for item in fields(AIMessage)}
        kept |= {"tool_calls": calls, "invalid_tool_calls": invalid}
        return AIMessage(**kept)


def _joined(left: Content, right: Content) -> Content:
    if isinstance(left, str) and isinstance(right, str):
        return left + right
    return [*(left if isinstance(left, list) else [left]), *(right if isinstance(right, list) else [right])]


def _summed(left: dict[str, Any] | None, right: dict[str, Any] | None) -> dict[str, Any] | None:
    if left is None or right is None:
        return left or right
    numbers = {key: left.get(key, 0) + value for key, value in right.items() if isinstance(value, int)}
    return {**left, **right, **numbers}


def _merged_calls(left: list[dict[str, Any]], right: list[dict[str, Any]]) -> list[dict[str, Any]]:
    merged = [dict(chunk) for chunk in left]
    by_index = {chunk.get("index"): chunk for chunk in merged if chunk.get("index") is not None}
    for chunk in right:
        known = by_index.get(chunk.get("index")) if chunk.get("index") is not None else None
        if known is None:
            merged.append(dict(chunk))
            continue
        known["args"] = (known.get("args") or "") + (chunk.get("args") or "")
        known["id"] = known.get("id") or chunk.get("id")
        known["name"] = (known.get("name") or "") + (chunk.get("name") or "") or None
    return merged
