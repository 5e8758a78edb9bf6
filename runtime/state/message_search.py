"""Finding the messages in whatever a node takes or returns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from runtime.types import Command


def is_message(value: Any) -> bool:
    """Whether a value is a chat message, ours or LangChain's."""
    return hasattr(value, "content") and hasattr(value, "type") and hasattr(value, "response_metadata")


def messages_in(value: Any) -> Iterator[Any]:
    """Yield the messages among a state's values, in lists, and in the updates of commands."""
    if is_message(value):
        yield value
    elif isinstance(value, Command):
        yield from messages_in(cast("Command[Any]", value).update)
    elif isinstance(value, dict):
        for item in cast("dict[str, Any]", value).values():
            yield from _listed(item)
    elif isinstance(value, list | tuple):
        for item in cast("list[Any]", value):
            yield from messages_in(item)
    elif hasattr(value, "__dict__"):
        for item in cast("dict[str, Any]", vars(value)).values():
            yield from _listed(item)


def _listed(value: Any) -> Iterator[Any]:
    if is_message(value):
        yield value
    elif isinstance(value, list | tuple):
        yield from (item for item in cast("list[Any]", value) if is_message(item))
