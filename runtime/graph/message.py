"""Graphs whose state is a conversation."""

from __future__ import annotations

from typing import Annotated, Any, TypedDict

from runtime.current import require_task
from runtime.state.messages import REMOVE_ALL_MESSAGES, add_messages

__all__ = ("REMOVE_ALL_MESSAGES", "MessagesState", "add_messages", "push_message")


class MessagesState(TypedDict):
    """A state of one key, the conversation."""

    messages: Annotated[list[Any], add_messages]


def push_message(message: Any, *, state_key: str | None = "messages") -> Any:
    """Stream a message (or a chunk of one) in `messages` mode, write it to `state_key`, and return it.

    With `state_key=None` it is streamed and not written. The message needs an id, so that its chunks belong together.

    Raises:
        ValueError: when the message has no id.
    """
    ident = message.get("id") if isinstance(message, dict) else getattr(message, "id", None)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    if not ident:
        raise ValueError(f"A pushed message needs an id, got {message!r}.")
    require_task("push_message()").send_message(message, state_key)
    return message  # pyright: ignore[reportUnknownVariableType]
