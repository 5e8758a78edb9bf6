"""Whether what is written to a state fits the types it declares: of a node as annotated, and of a value at run time.

Checking is strict: text is no number, a tuple no list. Keys with a reducer or a channel take whatever that takes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, get_origin, get_type_hints

from runtime.errors import ErrorCode, InvalidUpdateError, coded
from runtime.state.schema import bare_type, is_pydantic_model, is_record

Check = Callable[[Any], None]
"""Raises `ValueError` for a value that does not fit."""


def key_types(source: Any) -> dict[str, Any]:
    """Return the type of each key of a record that holds what was last written; annotated ones are left out."""
    if not is_record(source):
        return {}
    hints = {key: bare_type(hint) for key, hint in get_type_hints(source, include_extras=True).items()}
    return {key: hint for key, hint in hints.items() if get_origin(hint) is not Annotated}


def check_for(typ: Any) -> Check:
    """Return what checks that a value is of a type; a type that Pydantic does not know is checked by its class."""
    from pydantic import ConfigDict, TypeAdapter  # noqa: PLC0415 - reason: only who asks for checks pays for the import

    if is_pydantic_model(typ) or is_record(typ):
        adapter: Any = TypeAdapter(typ)
    else:
        adapter = TypeAdapter(typ, config=ConfigDict(arbitrary_types_allowed=True))

    def check(value: Any) -> None:
        adapter.validate_python(value, strict=True)

    return check


def check_writes(node: str, writes: list[tuple[str, Any]], checks: Mapping[str, Check]) -> None:
    """Raise InvalidUpdateError for the first write that does not fit its key."""
    for key, value in writes:
        check = checks.get(key)
        if check is None:
            continue
        try:
            check(value)
        except ValueError as error:
            reason = "; ".join(_reasons(error))
            message = f"Node {node!r} wrote {value!r} ({type(value).__name__}) to key {key!r}: {reason}."
            hint = "Return what the state declares, or declare what is returned."
            raise InvalidUpdateError(coded(f"{message} {hint}", ErrorCode.INVALID_GRAPH_NODE_RETURN_VALUE)) from error


def _reasons(error: Any) -> list[str]:
    return [f"{'.'.join(map(str, one['loc'])) + ': ' if one['loc'] else ''}{one['msg']}" for one in error.errors()]
