"""Types as Pydantic takes them.

Before Python 3.12 Pydantic refuses `typing.TypedDict`, alone and inside other types. `portable` puts
`typing_extensions.TypedDict` of the same keys in its place; what a type checker sees stays as it was written.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import is_dataclass
from typing import (
    Annotated,
    Any,
    Literal,
    NotRequired,
    Required,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from typing_extensions import ReadOnly, TypedDict

from runtime.state.schema import bare_type, is_pydantic_model

Made = dict[Any, Any]
"""Typed dicts that were made already, by what they were made of: a type may hold itself."""


class _InstanceOf:
    """Has an instance checked by its class alone; Pydantic's own mark of this kind describes the fields first."""

    def __get_pydantic_core_schema__(self, source: Any, _: Any) -> Any:
        from pydantic_core import core_schema  # noqa: PLC0415 - reason: only who asks for checks pays for the import

        return core_schema.is_instance_schema(source)


def portable(hint: Any, *, is_opaque: bool = False) -> Any:
    """Return a type with every typed dict in it as Pydantic takes it.

    Args:
        is_opaque: let models and dataclasses stand for their instances, and look at nothing inside them.
    """
    return _portable(hint, {}, is_opaque)


def _portable(hint: Any, made: Made, is_opaque: bool) -> Any:
    origin = get_origin(hint)
    if is_typeddict(origin or hint):
        return made.get(hint) or _typed_dict(hint, made, is_opaque)
    if is_opaque and _has_instances(hint):
        return _annotated(hint, (_InstanceOf(),))
    if origin is None or origin in (Literal, Callable):
        return hint
    args = get_args(hint)
    if origin is Annotated:
        return _annotated(_portable(args[0], made, is_opaque), args[1:])
    parts = tuple(_portable(part, made, is_opaque) for part in args)
    return hint if parts == args else _of_parts(hint, origin, parts)


def _has_instances(hint: Any) -> bool:
    return is_pydantic_model(hint) or (isinstance(hint, type) and is_dataclass(hint))


def _annotated(hint: Any, extras: tuple[Any, ...]) -> Any:
    return cast("Any", Annotated)[(hint, *extras)]


def _of_parts(hint: Any, origin: Any, parts: tuple[Any, ...]) -> Any:
    if hasattr(hint, "copy_with"):
        return hint.copy_with(parts)
    return cast("Any", Union)[parts] if not hasattr(origin, "__class_getitem__") else origin[parts]


def _typed_dict(hint: Any, made: Made, is_opaque: bool) -> Any:
    source: Any = get_origin(hint) or hint
    given = dict(zip(getattr(source, "__parameters__", ()), get_args(hint), strict=False))
    new: Any = TypedDict(source.__name__, {}, total=source.__total__)  # pyright: ignore[reportGeneralTypeIssues, reportArgumentType]
    made[hint] = new
    hints = get_type_hints(source, include_extras=True)
    new.__annotations__ = {
        key: _portable(_with(given, bare_type(hint)), made, is_opaque) for key, hint in hints.items()
    }
    # Under postponed annotations Python itself cannot tell: it has only text to look at.
    new.__required_keys__ = frozenset(key for key in hints if _is_required(hints[key], key in source.__required_keys__))
    new.__optional_keys__ = frozenset(hints) - new.__required_keys__
    new.__module__, new.__doc__ = source.__module__, source.__doc__
    new.__pydantic_config__ = {"arbitrary_types_allowed": True, **getattr(source, "__pydantic_config__", {})}
    return new


def _is_required(hint: Any, otherwise: bool) -> bool:
    while (origin := get_origin(hint)) in (Required, NotRequired, ReadOnly):
        if origin is not ReadOnly:
            return origin is Required
        (hint,) = get_args(hint)
    return otherwise


def _with(given: dict[Any, Any], hint: Any) -> Any:
    """Return a type with the type variables of a generic one replaced."""
    if isinstance(hint, TypeVar):
        return given.get(hint, Any)
    parameters = getattr(hint, "__parameters__", ())
    return hint[tuple(given.get(each, Any) for each in parameters)] if parameters and given else hint
