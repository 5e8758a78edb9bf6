"""Whether a value fits a type, and the error where what is written to a state does not.

Checking is strict: text is no number, a tuple no list, `True` no int, a mapping no model.
"""

from __future__ import annotations

from collections.abc import Callable
from reprlib import Repr
from typing import Any, get_origin

from runtime.channels.binop import overwritten
from runtime.errors import ErrorCode, InvalidUpdateError, coded
from runtime.state.assignable import shown
from runtime.state.pydantic_types import portable
from runtime.state.schema import is_record

Check = Callable[[Any], None]
"""Raises `ValueError` for a value that does not fit."""
MOST_PLACES = 3
LEVELS = 3
_short = Repr()
_short.maxlevel = LEVELS
_short.maxstring = _short.maxother = _short.maxlong = 80


def check_for(typ: Any, *, by_model: bool = False, is_strict: bool = True) -> Check:
    """Return what checks that a value is of a type; a type that Pydantic cannot describe is checked by its class.

    Args:
        by_model: take a mapping for a model inside the type, as a state that is a model itself does.
        is_strict: take nothing that would have to be converted.
    """
    from pydantic import (  # noqa: PLC0415 - reason: only who asks for checks pays for the import
        ConfigDict,
        PydanticUserError,
        TypeAdapter,
    )

    wanted = portable(typ, is_opaque=not by_model)
    # A record brings a configuration of its own and takes no other.
    config = None if is_record(getattr(wanted, "__origin__", wanted)) else ConfigDict(arbitrary_types_allowed=True)
    try:
        adapter: Any = TypeAdapter(wanted, config=config)
    except PydanticUserError:
        adapter = TypeAdapter(get_origin(typ) or object, config=ConfigDict(arbitrary_types_allowed=True))

    def check(value: Any) -> None:
        if not overwritten(value)[0]:
            adapter.validate_python(value, strict=is_strict)

    return check


def check_write(writer: str, key: str, value: Any, check: Check, typ: Any) -> None:
    """Raise InvalidUpdateError, naming writer, key, expected and got, for a value that does not fit its key."""
    try:
        check(value)
    except ValueError as error:
        message = (
            f"{writer} wrote {shown_value(value)} to key {key!r}, which takes {shown(typ)}{_places(error, value)}."
        )
        hint = "Write what the state declares, or declare what is written."
        raise InvalidUpdateError(coded(f"{message} {hint}", ErrorCode.INVALID_GRAPH_NODE_RETURN_VALUE)) from None


def _places(error: Any, value: Any) -> str:
    """Return what is wrong at which places inside the value; nothing where the whole of it is of another type."""
    found = [one for one in error.errors() if one["input"] is not value or not _is_of_type(one["type"])]
    told = [_place(one) for one in found[:MOST_PLACES]]
    more = [f"{len(found) - MOST_PLACES} more"] if len(found) > MOST_PLACES else []
    return f": {'; '.join([*told, *more])}" if told else ""


def _is_of_type(kind: str) -> bool:
    return kind.endswith("_type") or kind in {"literal_error", "is_instance_of"}


def _place(one: Any) -> str:
    where = ".".join(map(str, one["loc"]))
    got = "" if one["type"] == "missing" else f", got {shown_value(one['input'])}"
    return f"{where + ': ' if where else ''}{one['msg']}{got}"


def shown_value(value: Any) -> str:
    """Return a value and its class as errors show them, cut where it is long."""
    return f"{_short.repr(value)} ({type(value).__name__})"
