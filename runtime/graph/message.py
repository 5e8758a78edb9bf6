"""Graphs whose state is a conversation."""

from __future__ import annotations

from typing import Annotated, Any

from typing_extensions import TypedDict

from runtime.current import require_task
from runtime.graph.message_graph import MessageGraph
from runtime.state.messages import REMOVE_ALL_MESSAGES, add_messages, to_messages

__all__ = ("REMOVE_ALL_MESSAGES", "MessageGraph", "MessagesState", "add_messages", "push_message")


class MessagesState(TypedDict):
    """A state of one key, the conversation."""

    messages: Annotated[list[Any], add_messages]


def push_message(message: Any, *, state_key: str | None = "messages") -> Any:
    """Stream a message (or a chunk of one) in `messages` mode, write it to `state_key`, and return it.

    With `state_key=None` it is streamed and not written. It may be given as a dictionary. It needs an id, so that its
    chunks belong together.

    Raises:
        ValueError: when the message has no id.
    """
    context = require_task("push_message()")
    # A chunk stays a chunk: only what is no message yet is made one.
    whole = message if hasattr(message, "content") else to_messages([message])[0][0]
    if not whole.id:
        raise ValueError(f"Message ID is required: chunks of {message!r} could not be told from others without one.")
    context.send_message(whole, state_key)
    return whole
