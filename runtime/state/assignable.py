"""Whether a value of one type may be written where another is declared, as far as annotations tell."""

from __future__ import annotations

from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, is_typeddict

from runtime.state.schema import bare_type


def is_assignable(given: Any, wanted: Any) -> bool:
    """Whether every value of type `given` is one of type `wanted`; true where that cannot be told.

    As in the checks of values, `bool` is no `int`; an `int` is a `float`.

    Example:
        >>> is_assignable(int, int | None), is_assignable(str, int | None), is_assignable(list[int], list[str])
        (True, False, False)
    """
    given, wanted = _plain(given), _plain(wanted)
    if given == wanted or not (_is_known(given) and _is_known(wanted)):
        return True
    if _is_union(given):
        return all(is_assignable(part, wanted) for part in get_args(given))
    if get_origin(given) is Literal:
        return all(_holds(wanted, value) for value in get_args(given))
    if _is_union(wanted):
        return any(is_assignable(given, part) for part in get_args(wanted))
    if get_origin(wanted) is Literal:
        return False
    return _fits_class(given, wanted)


def _plain(hint: Any) -> Any:
    hint = bare_type(hint)
    while get_origin(hint) is Annotated:
        hint = bare_type(hint.__origin__)
    return NoneType if hint is None else hint


def _is_known(hint: Any) -> bool:
    return hint not in (Any, object) and not isinstance(hint, TypeVar)


def _is_union(hint: Any) -> bool:
    return get_origin(hint) in (Union, UnionType)


def _holds(wanted: Any, value: Any) -> bool:
    """Whether a type has this one value, which a `Literal` named."""
    if _is_union(wanted):
        return any(_holds(_plain(part), value) for part in get_args(wanted))
    if get_origin(wanted) is Literal:
        return value in get_args(wanted)
    return is_assignable(type(value), wanted)


def _fits_class(given: Any, wanted: Any) -> bool:
    one, other = get_origin(given) or given, get_origin(wanted) or wanted
    if is_typeddict(one) or is_typeddict(other):
        # Which keys a mapping has is checked when it is written.
        return is_typeddict(one) == is_typeddict(other) or dict in (one, other) or not isinstance(one, type)
    if not (isinstance(one, type) and isinstance(other, type)):
        return True
    if one is bool and other in (int, float):
        return False
    try:
        fits = issubclass(one, other) or (one is int and other is float)
    except TypeError:  # a protocol that cannot be asked
        return True
    inner, outer = get_args(given), get_args(wanted)
    if not fits or one is not other or len(inner) != len(outer) or Ellipsis in (*inner, *outer):
        return fits
    return all(isinstance(part, list) or is_assignable(part, whole) for part, whole in zip(inner, outer, strict=True))


def shown(hint: Any) -> str:
    """Return a type as an author writes it.

    Example:
        >>> shown(dict[str, list[int] | None])
        'dict[str, list[int] | None]'
    """
    hint = _plain(hint)
    if hint is NoneType:
        return "None"
    if _is_union(hint):
        return " | ".join(map(shown, get_args(hint)))
    if get_origin(hint) is Literal:
        return f"Literal[{', '.join(map(repr, get_args(hint)))}]"
    name = getattr(get_origin(hint) or hint, "__name__", str(hint))
    parts = ["..." if part is Ellipsis else shown(part) for part in get_args(hint)]
    return f"{name}[{', '.join(parts)}]" if parts else name
