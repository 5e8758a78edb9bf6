"""Patterns of conversations: where a message goes next, handing over, and keeping a long talk short.

Routes are paths for `add_conditional_edges`; the summary is a node. All read the conversation under `messages`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, cast

from runtime.constants import END
from runtime.state.history import (
    Test,
    approximate_tokens,
    bounded_messages,
    find_messages,
    last_messages,
    messages_within,
    role_of,
    test_of,
)
from runtime.state.message_search import is_message
from runtime.state.messages import REMOVE_ALL_MESSAGES, RemoveMessage, SystemMessage, to_messages
from runtime.types import Command

__all__ = (
    "approximate_tokens",
    "bounded_messages",
    "find_messages",
    "hand_off",
    "last_messages",
    "messages_within",
    "route_by_content",
    "route_by_role",
    "summarise_when_long",
)


def conversation_of(state: Any, key: str = "messages") -> Sequence[Any]:
    """Return the messages of a state: a mapping, an object, or the list itself."""
    if isinstance(state, Mapping):
        return cast("Mapping[str, Any]", state).get(key) or ()
    return cast("Sequence[Any]", state) if isinstance(state, list) else getattr(state, key, None) or ()


def route_by_role(
    targets: Mapping[str, str], *, otherwise: str = END, tool_calls: str | None = None, key: str = "messages"
) -> Callable[[Any], str]:
    """Return a path that goes where the newest message's role says.

    Args:
        targets: role (`human`, `ai`, `tool`, `system`; or `user`, `assistant`, `developer`) to node.
        otherwise: for every other role, and for an empty conversation.
        tool_calls: for a message of the model that asks for tools.

    Raises:
        ValueError: for a role that no message has.

    Example:
        >>> from runtime.messages import AIMessage, HumanMessage
        >>> path = route_by_role({"user": "answer"}, tool_calls="tools")
        >>> path({"messages": [HumanMessage("hi")]})
        'answer'
        >>> path({"messages": [AIMessage("", tool_calls=[{"name": "add", "args": {}, "id": "1"}])]})
        'tools'
    """
    by_role = {role_of(role): target for role, target in targets.items()}

    def path(state: Any) -> str:
        messages = conversation_of(state, key)
        if not messages:
            return otherwise
        if tool_calls is not None and getattr(messages[-1], "tool_calls", None):
            return tool_calls
        return by_role.get(messages[-1].type, otherwise)

    path.__name__ = "route_by_role"
    return path


def route_by_content(
    tests: Iterable[tuple[Test, str]], *, otherwise: str = END, role: str | None = None, key: str = "messages"
) -> Callable[[Any], str]:
    """Return a path that goes where the first test that the newest message passes says.

    Args:
        tests: pairs of a test and a node. A test is a regular expression searched in the text, case ignored for one
            given as a string, or a function of the message.
        otherwise: where no test is passed, or there is no message.
        role: look at the newest message of this role instead of the newest of all.

    Example:
        >>> from runtime.messages import HumanMessage
        >>> path = route_by_content([(r"refund|money", "billing"), (lambda m: len(m.content) > 99, "long")])
        >>> path({"messages": [HumanMessage("My MONEY is gone")]})
        'billing'
    """
    compiled = [(test_of(test), target) for test, target in tests]
    wanted = role_of(role) if role is not None else None

    def path(state: Any) -> str:
        messages = conversation_of(state, key)
        newest = next((m for m in reversed(messages) if wanted in (None, m.type)), None)
        if newest is None:
            return otherwise
        return next((target for passes, target in compiled if passes(newest)), otherwise)

    path.__name__ = "route_by_content"
    return path


def hand_off(
    to: str, message: Any = None, *, update: Mapping[str, Any] | None = None, graph: Literal["__parent__"] | None = None
) -> Command[Any]:
    """Return a command that hands the conversation to node `to`, with a message for it.

    `graph=Command.PARENT` hands over to a sibling of the subgraph this is returned in.

    Example:
        >>> hand_off("billing", ("ai", "Over to billing.")).goto
        'billing'
    """
    said: dict[str, Any] = {} if message is None else {"messages": message if isinstance(message, list) else [message]}
    return Command(goto=to, update={**(update or {}), **said}, graph=graph)


def summarise_when_long(
    summarise: Callable[[list[Any]], Any],
    *,
    over: int = 50,
    keep: int = 10,
    key: str = "messages",
    size: Callable[[list[Any]], int] = len,
) -> Callable[[Any], Any]:
    """Return a node that replaces all but the newest messages by a summary once there are more than `over`.

    Args:
        summarise: given the messages to go (an earlier summary is the first of them), returns text or a message. A
            coroutine function makes the node one.
        keep: how many of the newest stay, besides the leading system messages that are no summary.
        size: what `over` counts: messages, or what a function of them all returns, such as the sum of their tokens.

    Raises:
        ValueError: unless `keep` is at least 1 and, where messages are counted, `over` greater.
    """
    if keep < 1 or (size is len and over <= keep):
        raise ValueError(f"over must be greater than keep, and keep at least 1; got over={over!r} and keep={keep!r}.")

    def parted(state: Any) -> tuple[list[Any], list[Any]] | None:
        messages = list(conversation_of(state, key))
        if size(messages) <= over:
            return None
        kept = [message for message in last_messages(messages, keep) if not _is_summary(message)]
        stays = {id(message) for message in kept}
        gone = [message for message in messages if id(message) not in stays]
        return (gone, kept) if gone else None

    def summary(state: Any) -> dict[str, Any] | None:
        found = parted(state)
        return None if found is None else {key: _shortened(summarise(found[0]), found[1])}

    async def asummary(state: Any) -> dict[str, Any] | None:
        found = parted(state)
        return None if found is None else {key: _shortened(await summarise(found[0]), found[1])}

    return asummary if inspect.iscoroutinefunction(summarise) else summary


def _shortened(made: Any, kept: list[Any]) -> list[Any]:
    """Return what a conversation is replaced by: what it was told first, the summary, and the rest."""
    if not is_message(made):
        made = SystemMessage(str(made))
    made.additional_kwargs["is_summary"] = True
    told = [message for message in kept if message.type == "system"]
    rest = [message for message in kept if message.type != "system"]
    [whole] = to_messages([RemoveMessage(id=REMOVE_ALL_MESSAGES), *told, made, *rest])
    return whole


def _is_summary(message: Any) -> bool:
    return bool(message.additional_kwargs.get("is_summary"))
