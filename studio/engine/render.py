"""Values of a running graph as plain JSON: whatever an author keeps in a state must be showable.

Rendering never fails and never recurses without end: what has no JSON form is shown by its `repr`, what contains
itself by a mark, what is too deep or too large by an excerpt with its size. What PostgreSQL keeps in no text (NUL, half
of a surrogate pair) is shown as the replacement character.
"""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from pathlib import PurePath
from typing import Any, cast
from uuid import UUID

import msgspec
from pydantic import BaseModel

from runtime.state.message_types import BaseMessage

MAX_DEPTH = 40
MAX_EVENT_BYTES = 64_000
EXCERPT_CHARACTERS = 500
PLAIN = (int, bool, type(None))
UNKEPT = re.compile("[\x00\ud800-\udfff]")
BY_TEXT = (UUID, Decimal, PurePath, datetime, date, time, timedelta)


def to_json(value: Any) -> Any:
    """Return `value` as JSON types: None, bool, int, float, str, list, dict with string keys."""
    return _render(value, 0, ())


def clean(text: str) -> str:
    """Return the text with what no database text holds replaced by U+FFFD."""
    return UNKEPT.sub("\ufffd", text)


def within_limit(value: Any, limit_bytes: int = MAX_EVENT_BYTES) -> Any:
    """Return JSON as it is, or, over the limit, a mark with its size in bytes and its beginning."""
    encoded = msgspec.json.encode(value)
    if len(encoded) <= limit_bytes:
        return value
    excerpt = encoded[:EXCERPT_CHARACTERS].decode("utf-8", "ignore")
    return {"__truncated__": True, "size_bytes": len(encoded), "excerpt": excerpt}


def _render(value: Any, depth: int, above: tuple[int, ...]) -> Any:  # noqa: PLR0911 - one line a kind of value
    if isinstance(value, Enum):
        return _render(value.value, depth, above)
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, PLAIN):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else repr(value)
    if isinstance(value, BY_TEXT):
        return clean(str(value))
    if isinstance(value, bytes | bytearray | memoryview):
        return {"__bytes__": base64.b64encode(cast("bytes", value)).decode()}
    if isinstance(value, BaseException):
        return {"type": type(value).__name__, "message": clean(str(value))}
    if id(value) in above:
        return {"__cycle__": type(value).__name__}
    if depth >= MAX_DEPTH:
        return {"__too_deep__": _safe_repr(value)}
    return _container(value, depth + 1, (*above, id(value)))


def _container(value: Any, depth: int, above: tuple[int, ...]) -> Any:  # noqa: PLR0911 - one line a kind of value
    if isinstance(value, Mapping):
        items = cast("Mapping[Any, Any]", value).items()
        return {_key(key): _render(item, depth, above) for key, item in items}
    if isinstance(value, set | frozenset):
        # A set is in another order in every process: two pictures of it must agree.
        return sorted((_render(item, depth, above) for item in cast("Iterable[Any]", value)), key=_as_text)
    if isinstance(value, list | tuple):
        return [_render(item, depth, above) for item in cast("Iterable[Any]", value)]
    if isinstance(value, BaseModel):
        return {name: _render(getattr(value, name), depth, above) for name in _model_names(value)}
    if isinstance(value, BaseMessage):
        return {name: _render(item, depth, above) for name, item in value.model_dump().items()}
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: _render(getattr(value, item.name, None), depth, above) for item in fields(value)}
    return {"__type__": type(value).__name__, "repr": _safe_repr(value)}


def _as_text(rendered: Any) -> bytes:
    return msgspec.json.encode(rendered)


def _model_names(value: BaseModel) -> list[str]:
    return [*type(value).model_fields, *(value.__pydantic_extra__ or {})]


def _key(key: Any) -> str:
    return clean(key) if isinstance(key, str) else _safe_repr(key)


def _safe_repr(value: Any) -> str:
    try:
        text = repr(value)
    except Exception as error:  # noqa: BLE001 - border: an author's __repr__ may raise
        text = f"<{type(value).__name__} whose repr raised {type(error).__name__}>"
    return clean(text if len(text) <= EXCERPT_CHARACTERS else f"{text[:EXCERPT_CHARACTERS]}…")
