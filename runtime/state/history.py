"""Which part of a long conversation is kept: cuts that never part a tool's answer from the call it answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from runtime.channels.binop import LOOSE
from runtime.state.messages import add_messages

__all__ = ("bounded_messages", "last_messages")


def _start(messages: Sequence[Any], first: int) -> int:
    """Returns where a cut may begin, at `first` or after it: not at a tool's answer."""
    while first < len(messages) and messages[first].type == "tool":
        first += 1
    return first


def last_messages(messages: Sequence[Any], limit: int) -> list[Any]:
    """Returns the newest messages, at most `limit` of them, and before those the leading system messages.

    A cut that would begin with a tool's answer begins after it, for a model refuses an answer whose call it cannot see.
    Raises `ValueError` for a limit below one.

    Example:
        >>> from runtime.messages import AIMessage, HumanMessage, SystemMessage
        >>> talk = [SystemMessage("Be kind."), HumanMessage("1"), AIMessage("2"), HumanMessage("3")]
        >>> [message.content for message in last_messages(talk, 2)]
        ['Be kind.', '2', '3']
    """
    if limit < 1:
        raise ValueError(f"limit must be at least 1, got {limit!r}.")
    head = 0
    while head < len(messages) and messages[head].type == "system":
        head += 1
    first = max(head, len(messages) - limit)
    return [*messages[:head], *messages[_start(messages, first) if first > head else head :]]


def bounded_messages(limit: int) -> Callable[[Any, Any], list[Any]]:
    """Returns a reducer like `add_messages` that keeps only what `last_messages` does.

    Example:
        >>> from typing import Annotated, TypedDict
        >>> class State(TypedDict):
        ...     messages: Annotated[list, bounded_messages(50)]
        >>> [message.content for message in bounded_messages(1)([("user", "a")], [("user", "b")])]
        ['b']
    """
    last_messages((), limit)

    def add_and_cut(left: Any, right: Any) -> list[Any]:
        return last_messages(add_messages(left, right), limit)

    add_and_cut.__name__ = f"bounded_messages({limit})"
    LOOSE.add(add_and_cut)
    return add_and_cut
