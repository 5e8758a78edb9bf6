"""`add_messages`, the reducer of a conversation, and what it takes for a message.

A message with a known id replaces that message in its place, a new one goes to the end, `RemoveMessage` takes one out,
and `RemoveMessage(id=REMOVE_ALL_MESSAGES)` everything before it. Messages without an id get one.

Whose classes: if an operand holds a LangChain message, the result holds LangChain's. Where nothing says so (text,
pairs, dictionaries), they are LangChain's in a process that has imported `langchain_core.messages`, and ours otherwise.

An append looks at each id once: well under a millisecond for 10,000 messages. One message without an id, added in a
graph to what the reducer returned before, costs a copy of the list and no look at it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from operator import attrgetter
from typing import Any, cast
from uuid import uuid4

from runtime.channels.binop import CONTINUED, LOOSE
from runtime.state.coercion import coerce_message
from runtime.state.message_types import (
    AIMessage,
    AIMessageChunk,
    BaseMessage,
    HumanMessage,
    RemoveMessage,
    SystemMessage,
    ToolMessage,
)

__all__ = (
    "REMOVE_ALL_MESSAGES",
    "AIMessage",
    "AIMessageChunk",
    "BaseMessage",
    "HumanMessage",
    "RemoveMessage",
    "SystemMessage",
    "ToolMessage",
    "add_messages",
    "to_messages",
)

REMOVE_ALL_MESSAGES = "__remove_all__"

_ids_of = attrgetter("id")
_FORMATS = ("langchain-openai",)


def add_messages(left: Any = None, right: Any = None, **kwargs: Any) -> Any:
    """Returns `left` with `right` merged into it. Neither list is changed.

    Each side is a message or a list of them; a message may be a message object, text, a (role, content) pair or a
    dictionary. `format="langchain-openai"` rewrites contents in OpenAI's form (needs langchain-core). With options
    only, returns a reducer that has them: `Annotated[list, add_messages(format="langchain-openai")]`.
    Raises `ValueError` for removing an id that is not there.
    """
    if left is None or right is None:
        if left is None and right is None:
            return partial(add_messages, **kwargs)
        given = "left" if right is None else "right"
        raise ValueError(f"Must specify non-null arguments for both 'left' and 'right'. Only received: {given!r}.")
    wanted_format = kwargs.pop("format", None)
    if kwargs:
        raise TypeError(f"add_messages() has no option {next(iter(kwargs))!r}. It has left, right and format.")
    earlier, later = to_messages(left, right)
    merged = _merge(earlier, later)
    return merged if wanted_format is None else _formatted(merged, wanted_format)


def add_to_messages(left: list[Any], right: Any) -> Any:
    """Returns what `add_messages` does, for a `left` that it returned before: one message without id costs the same
    however many there are, for the others need not be looked at."""
    if not left or (isinstance(right, list) and len(cast("list[Any]", right)) != 1):
        return add_messages(left, right)
    message: Any = cast("list[Any]", right)[0] if isinstance(right, list) else right
    known, given = _family(left[-1].__class__), _family(message.__class__)
    if known is None or (known == "ours" and given == "langchain"):
        return add_messages(left, right)
    if given != known:
        (message,) = _coerced([message], sys.modules["langchain_core.messages"] if known == "langchain" else None)
    if message.id is not None or message.type == "remove":
        return add_messages(left, message)
    message.id = str(uuid4())
    return [*left, message]


@lru_cache(maxsize=256)
def _family(kind: type) -> str | None:
    """Return whose whole messages these are, "langchain" or "ours"; None for chunks and for what is no message."""
    if kind.__name__.endswith("Chunk"):
        return None
    if issubclass(kind, BaseMessage):
        return "ours"
    theirs = sys.modules.get("langchain_core.messages")
    return "langchain" if theirs is not None and issubclass(kind, theirs.BaseMessage) else None


def to_messages(*sides: Any) -> list[list[Any]]:
    """Returns each side as a new list of messages, all of one family."""
    lists = [cast("list[Any]", side) if isinstance(side, list) else [side] for side in sides]
    kinds = [set(map(type, side)) for side in lists]
    theirs = _langchain_if_wanted(kind for side in kinds for kind in side)
    return [
        list(side) if _is_uniform(kinds_of_side, theirs) else _coerced(side, theirs)
        for side, kinds_of_side in zip(lists, kinds, strict=True)
    ]


def _is_uniform(kinds: Iterable[type], theirs: Any | None) -> bool:
    """Whether these are whole messages of the family, which need no coercion."""
    base = BaseMessage if theirs is None else theirs.BaseMessage
    return all(issubclass(kind, base) and not kind.__name__.endswith("Chunk") for kind in kinds)


def _langchain_if_wanted(kinds: Iterable[type]) -> Any | None:
    theirs = sys.modules.get("langchain_core.messages")
    base = getattr(theirs, "BaseMessage", None)
    if base is None:
        return None
    kinds = tuple(kinds)
    if any(issubclass(kind, base) for kind in kinds):
        return theirs
    return None if any(issubclass(kind, BaseMessage) for kind in kinds) else theirs


def _coerced(side: Sequence[Any], theirs: Any | None) -> list[Any]:
    if theirs is None:
        return [coerce_message(item) for item in side]
    plain = [item.model_dump() if isinstance(item, BaseMessage) else item for item in side]
    to_whole: Callable[[Any], Any] = theirs.message_chunk_to_message
    return [to_whole(item) for item in theirs.convert_to_messages(plain)]


CONTINUED[add_messages] = add_to_messages
LOOSE.add(add_messages)


def _ids(messages: list[Any]) -> list[str]:
    """Returns the id of each message, having given one to those without."""
    ids: list[str | None] = list(map(_ids_of, messages))
    if None in ids:
        for place, message in enumerate(messages):
            if message.id is None:
                ids[place] = message.id = str(uuid4())
    return cast("list[str]", ids)


def _merge(earlier: list[Any], later: list[Any]) -> list[Any]:
    is_new = len(later) == 1 and later[0].id is None and later[0].type != "remove"
    known, ids = _ids(earlier), _ids(later)
    for place in range(len(later) - 1, -1, -1):
        if ids[place] == REMOVE_ALL_MESSAGES and later[place].type == "remove":
            return later[place + 1 :]
    if is_new or (len(later) == 1 and later[0].type != "remove" and ids[0] not in known):
        earlier.append(later[0])  # by far the most frequent case: no index of the others is needed
        return earlier
    places = {message_id: place for place, message_id in enumerate(known)}
    removed: set[str] = set()
    for message_id, message in zip(ids, later, strict=True):
        place = places.get(message_id)
        if message.type == "remove":
            if place is None:
                raise ValueError(f"Attempting to delete a message with an ID that doesn't exist ({message_id!r})")
            removed.add(message_id)
        elif place is None:
            places[message_id] = len(earlier)
            earlier.append(message)
        else:
            removed.discard(message_id)
            earlier[place] = message
    return [message for message in earlier if message.id not in removed] if removed else earlier


def _formatted(messages: list[Any], wanted: str) -> list[Any]:
    if wanted not in _FORMATS:
        raise ValueError(f"Unrecognized format={wanted!r}. Expected one of 'langchain-openai', None.")
    try:
        # Optional backend: only this option needs it.
        from langchain_core.messages import (  # noqa: PLC0415
            convert_to_messages,  # pyright: ignore[reportUnknownVariableType]
            convert_to_openai_messages,
        )
    except ImportError:
        msg = "format='langchain-openai' needs the langchain-core package. Install it: pip install langchain-core"
        raise ImportError(msg) from None
    plain = [item.model_dump() if isinstance(item, BaseMessage) else item for item in messages]
    return convert_to_messages(cast("Any", convert_to_openai_messages(cast("Any", plain))))
