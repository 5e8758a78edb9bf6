"""Reducers: each takes the value so far and one write, and changes neither.

Any function of two arguments is a reducer. A `Reducer` is one with a name and a declared type of write: a graph that
uses it for a key of another type is refused when it is built, a write of another type when it is made, and what goes
wrong inside it names channel and reducer. `runtime.testing.reducers` checks whether one commutes.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, Generic, TypeVar, get_origin, get_type_hints

from runtime.errors import GraphDefinitionError, InvalidUpdateError

__all__ = ("Reducer", "append", "highest", "keep_first", "lowest", "merge", "reducer", "union")

T = TypeVar("T")


class Reducer(Generic[T]):
    """A named reducer; made by `reducer`.

    Attributes:
        name: in errors.
        takes: class or classes of a write; None where anything may be written.
        commutes: whether the order of writes makes no difference, as its author says.
    """

    __slots__ = ("commutes", "fold", "name", "takes")

    def __init__(
        self, fold: Callable[[Any, Any], T], name: str, takes: type | tuple[type, ...] | None, *, commutes: bool
    ) -> None:
        try:
            inspect.signature(fold).bind(None, None)
        except TypeError as error:
            raise GraphDefinitionError(
                f"Reducer {name!r} must take the value and one write, (a, b) -> c; it takes {inspect.signature(fold)}."
            ) from error
        self.fold, self.name, self.takes, self.commutes = fold, name, takes, commutes

    @property
    def __name__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return f"Reducer({self.name!r})"

    def __call__(self, left: Any, right: Any) -> T:
        """Return the value with a write folded in.

        Raises:
            InvalidUpdateError: for a write of a type it does not take.
        """
        if self.takes is not None and not isinstance(right, self.takes):
            kinds = self.takes if isinstance(self.takes, tuple) else (self.takes,)
            wanted = " or ".join(kind.__name__ for kind in kinds)
            raise InvalidUpdateError(f"Reducer {self.name!r} takes {wanted}, got {right!r} ({type(right).__name__}).")
        return self.fold(left, right)

    def check_key(self, key: str, typ: Any) -> None:
        """Raise GraphDefinitionError when the values it makes cannot be those of a key of type `typ`."""
        made, wanted = _class_of(_returned(self.fold)), _class_of(typ)
        if made is None or wanted is None or issubclass(made, wanted) or issubclass(wanted, made):
            return
        raise GraphDefinitionError(
            f"Reducer {self.name!r} of key {key!r} makes {made.__name__}, but the key is declared as "
            f"{wanted.__name__}. Correct the key's type, or use another reducer."
        )


def _returned(fold: Any) -> Any:
    try:
        return get_type_hints(fold).get("return")
    except (TypeError, NameError, AttributeError):
        return None


def _class_of(hint: Any) -> type | None:
    found = get_origin(hint) or hint
    return found if isinstance(found, type) and found is not Any else None


def reducer(
    name: str | None = None, *, takes: type | tuple[type, ...] | None = None, commutes: bool = False
) -> Callable[[Callable[[Any, Any], T]], Reducer[T]]:
    """Return a decorator that makes a named reducer of a function.

    Args:
        name: the function's own where not given.
        takes: class or classes of a write.
        commutes: whether the order of writes makes no difference; tests hold it to that.

    Raises:
        GraphDefinitionError: when the function does not take two arguments.

    Example:
        >>> @reducer(takes=int, commutes=True)
        ... def total(left: int, right: int) -> int:
        ...     return left + right
        >>> total(1, 2)
        3
        >>> total(1, "2")
        Traceback (most recent call last):
        ...
        runtime.errors.InvalidUpdateError: Reducer 'total' takes int, got '2' (str).
    """

    def named(fold: Callable[[Any, Any], T]) -> Reducer[T]:
        return Reducer(fold, name or getattr(fold, "__name__", repr(fold)), takes, commutes=commutes)

    return named


def append(left: list[T] | None, right: T | list[T]) -> list[T]:
    """Return the list with an item, or the items of a list, at its end."""
    return [*(left or []), *right] if isinstance(right, list) else [*(left or []), right]


def merge(left: dict[str, Any] | None, right: dict[str, Any] | None) -> dict[str, Any]:
    """Return both mappings as one; the write wins."""
    return {**(left or {}), **(right or {})}


def keep_first(left: T | None, right: T) -> T:
    """Return the value that was there first."""
    return right if left is None else left


@reducer(takes=(set, frozenset, list, tuple), commutes=True)
def union(left: Any, right: Any) -> set[Any]:
    """Return a set of what either holds."""
    return set(left or ()) | set(right)


@reducer(commutes=True)
def highest(left: Any, right: Any) -> Any:
    """Return the greater of both; None counts as nothing written."""
    return right if left is None else left if right is None else max(left, right)


@reducer(commutes=True)
def lowest(left: Any, right: Any) -> Any:
    """Return the smaller of both; None counts as nothing written."""
    return right if left is None else left if right is None else min(left, right)
