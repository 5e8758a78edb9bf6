"""Which part of a long conversation is kept or found: cuts never part a tool's answer from the call it answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from runtime.channels.binop import LOOSE
from runtime.state.messages import add_messages

__all__ = ("approximate_tokens", "bounded_messages", "find_messages", "last_messages", "messages_within")

ROLES = {"user": "human", "assistant": "ai", "developer": "system"}
"""Other names of roles."""
KNOWN_ROLES = ("human", "ai", "system", "tool", "function", "chat", "remove")
CHARACTERS_OF_A_TOKEN, TOKENS_OF_A_MESSAGE = 4, 3
Test = str | re.Pattern[str] | Callable[[Any], bool]


def role_of(name: str) -> str:
    """Returns a role as messages have it. Raises `ValueError` for one that no message has."""
    role = ROLES.get(name, name)
    if role not in KNOWN_ROLES:
        raise ValueError(f"No message has the role {name!r}. Use one of {sorted({*KNOWN_ROLES, *ROLES})!r}.")
    return role


def test_of(test: Test) -> Callable[[Any], bool]:
    """Returns a test of a message: a function as it is, text as a pattern searched whatever its case."""
    if not isinstance(test, str | re.Pattern):
        return test
    pattern = re.compile(test, re.IGNORECASE) if isinstance(test, str) else test
    return lambda message: pattern.search(str(message.text)) is not None


def find_messages(
    messages: Sequence[Any], test: Test, *, role: str | None = None, most: int | None = None
) -> list[Any]:
    """Returns the messages that pass a test, newest first; as soon as `most` are found nothing older is looked at.

    Args:
        test: a regular expression searched in the text (case ignored for one given as a string), or a function of the
            message.
        role: of these messages alone: `human`, `ai`, `tool`, `system`; or `user`, `assistant`, `developer`.

    Example:
        >>> from runtime.messages import AIMessage, HumanMessage
        >>> talk = [HumanMessage("A refund, please."), AIMessage("Which order?"), HumanMessage("Refund order 7.")]
        >>> [message.content for message in find_messages(talk, "refund")]
        ['Refund order 7.', 'A refund, please.']
    """
    passes, wanted = test_of(test), None if role is None else role_of(role)
    found: list[Any] = []
    for message in reversed(messages):
        if most is not None and len(found) >= most:
            break
        if wanted in (None, message.type) and passes(message):
            found.append(message)
    return found


def approximate_tokens(message: Any) -> int:
    """Returns about how many tokens a message is: a quarter of its characters, and a few for what is around them.

    Calls of tools count as what they say. A model's own tokenizer knows better: pass a function that asks it.
    """
    calls: Any = getattr(message, "tool_calls", None) or ()
    length = len(str(message.text)) + sum(len(str(call)) for call in calls)
    return TOKENS_OF_A_MESSAGE + -(-length // CHARACTERS_OF_A_TOKEN)


def _head(messages: Sequence[Any]) -> int:
    """Returns how many system messages the conversation begins with."""
    head = 0
    while head < len(messages) and messages[head].type == "system":
        head += 1
    return head


def _cut(messages: Sequence[Any], head: int, first: int) -> list[Any]:
    """Returns the head and what begins at `first`, or after it: not at a tool's answer."""
    if first <= head:
        return list(messages)
    while first < len(messages) and messages[first].type == "tool":
        first += 1
    return [*messages[:head], *messages[first:]]


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
    head = _head(messages)
    return _cut(messages, head, max(head, len(messages) - limit))


def messages_within(
    messages: Sequence[Any], tokens: int, *, count_tokens: Callable[[Any], int] = approximate_tokens
) -> list[Any]:
    """Returns the leading system messages and as many of the newest as fit with them into `tokens`.

    The newest message stays however long it is. Only what is kept is counted, and one message more. The cut is like
    that of `last_messages`. Raises `ValueError` for fewer than one token.

    Example:
        >>> from runtime.messages import HumanMessage
        >>> talk = [HumanMessage(text) for text in ("a long question, asked at length", "short", "end")]
        >>> [message.content for message in messages_within(talk, 10)]
        ['short', 'end']
    """
    if tokens < 1:
        raise ValueError(f"tokens must be at least 1, got {tokens!r}.")
    head = _head(messages)
    left = tokens - sum(count_tokens(message) for message in messages[:head])
    first = len(messages)
    for cost in _costs(messages, head, count_tokens):
        left -= cost
        if left < 0 and first < len(messages):
            break
        first -= 1
    return _cut(messages, head, first)


def _costs(messages: Sequence[Any], head: int, count_tokens: Callable[[Any], int]) -> Iterator[int]:
    return (count_tokens(messages[place]) for place in range(len(messages) - 1, head - 1, -1))


def bounded_messages(
    limit: int | None = None, *, tokens: int | None = None, count_tokens: Callable[[Any], int] = approximate_tokens
) -> Callable[[Any, Any], list[Any]]:
    """Returns a reducer like `add_messages` that keeps only what `last_messages` or `messages_within` does, or both.

    Raises `ValueError` when neither `limit` nor `tokens` is given, or one is below 1.

    Example:
        >>> from typing import Annotated, TypedDict
        >>> class State(TypedDict):
        ...     messages: Annotated[list, bounded_messages(50, tokens=4000)]
        >>> [message.content for message in bounded_messages(1)([("user", "a")], [("user", "b")])]
        ['b']
    """
    if limit is None and tokens is None:
        raise ValueError("bounded_messages needs a bound: a limit of messages, tokens=, or both.")

    def cut(messages: list[Any]) -> list[Any]:
        kept = messages if limit is None else last_messages(messages, limit)
        return kept if tokens is None else messages_within(kept, tokens, count_tokens=count_tokens)

    cut([])

    def add_and_cut(left: Any, right: Any) -> list[Any]:
        return cut(add_messages(left, right))

    bounds = (f"{limit}" if limit is not None else "", f"tokens={tokens}" if tokens is not None else "")
    add_and_cut.__name__ = f"bounded_messages({', '.join(filter(None, bounds))})"
    LOOSE.add(add_and_cut)
    return add_and_cut
