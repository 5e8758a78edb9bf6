"""A chat model that answers from a list, whole or in chunks: what programs of other packages are tried with."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

NUMBERS = itertools.count()


class Scripted(BaseChatModel):
    """Gives its answers one after the other."""

    answers: list[Any]

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(self, messages: Any, stop: Any = None, run_manager: Any = None, **kwargs: Any) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=self.answers.pop(0))])

    def _stream(
        self, messages: Any, stop: Any = None, run_manager: Any = None, **kwargs: Any
    ) -> Iterator[ChatGenerationChunk]:
        answer = self.answers.pop(0)
        parts = [{"content": f"{word} "} for word in answer.content.split()]
        for index, call in enumerate(answer.tool_calls):
            piece = {"name": call["name"], "args": json.dumps(call["args"]), "id": call["id"], "index": index}
            parts.append({"content": "", "tool_call_chunks": [{**piece, "type": "tool_call_chunk"}]})
        for part in [*parts, {"content": "", "chunk_position": "last"}]:
            chunk = ChatGenerationChunk(message=AIMessageChunk(**part, id=answer.id))
            if run_manager is not None:
                run_manager.on_llm_new_token(chunk.text, chunk=chunk)
            yield chunk

    def bind_tools(self, tools: Any, **kwargs: Any) -> Any:
        named = [
            tool if isinstance(tool, dict) else {"type": "function", "function": {"name": tool.name}} for tool in tools
        ]
        return self.bind(tools=named)


def model(*answers: Any) -> Scripted:
    """Returns a model that says these texts, or asks for these (tool, arguments)."""
    made = []
    for answer in answers:
        number = next(NUMBERS)
        calls = [] if isinstance(answer, str) else answer
        asked = [
            {"name": name, "args": args, "id": f"c{number}-{i}", "type": "tool_call"}
            for i, (name, args) in enumerate(calls)
        ]
        made.append(AIMessage(answer if isinstance(answer, str) else "", id=f"m{number}", tool_calls=asked))
    return Scripted(answers=made)


def show(value: Any, indent: str = "") -> None:
    """Prints a value without what differs by chance."""
    if isinstance(value, dict):
        for key, item in value.items():
            print(f"{indent}{key}:")
            show(item, f"{indent}  ")
    elif isinstance(value, list | tuple):
        for item in value:
            show(item, f"{indent}- ")
    elif hasattr(value, "content"):
        calls = [(call["name"], call["args"]) for call in getattr(value, "tool_calls", [])]
        print(indent, value.type, repr(value.content), value.name, calls, getattr(value, "status", ""))
    else:
        print(indent, repr(value))
