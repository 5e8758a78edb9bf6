"""A chat model that is a set of rules: it reads the conversation, then calls a tool or answers, word by word."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from research_agent.planner import Step, compose, number_in, plan
from runtime.messages import AIMessage, AIMessageChunk


class ScriptedChatModel:
    """Streams like a hosted model, needs no key, and says the same thing to the same conversation."""

    def __init__(self, max_calls: int) -> None:
        """`max_calls` bounds the tool calls for one question."""
        self.max_calls = max_calls

    def answer(self, messages: Sequence[Any]) -> AIMessage:
        """The whole reply to a conversation: either one tool call or the final answer."""
        question, results = self.last_turn(messages)
        steps = plan(question, [number_in(result) for result in results])
        reply_id = f"reply-{len(messages)}"
        if len(results) < min(len(steps), self.max_calls):
            step: Step = steps[len(results)]
            wanted = {"name": step.tool, "args": step.arguments, "id": f"call-{len(messages)}", "type": "tool_call"}
            return AIMessage(content=step.thought, id=reply_id, tool_calls=[wanted])
        return AIMessage(content=compose(steps, results) or "Ask me something.", id=reply_id)

    def stream(self, reply: AIMessage) -> Iterator[AIMessageChunk]:
        """A reply in chunks of one word."""
        for word in re.findall(r"\S+\s*", str(reply.content)):
            yield AIMessageChunk(content=word, id=reply.id)

    @staticmethod
    def last_turn(messages: Sequence[Any]) -> tuple[str, list[str]]:
        """The newest question and what the tools answered since."""
        asked_at = max(place for place, message in enumerate(messages) if message.type == "human")
        results = [str(message.content) for message in messages[asked_at:] if message.type == "tool"]
        return str(messages[asked_at].content), results
