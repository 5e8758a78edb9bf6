"""A channel that folds each write into its value with a reducer."""

from __future__ import annotations

from collections import abc
from collections.abc import Callable, Mapping
from functools import partial
from operator import is_
from typing import TYPE_CHECKING, Any, Generic, NotRequired, Required, TypeVar, cast, get_origin
from weakref import WeakSet

from runtime.channels.base import MISSING, OneValue
from runtime.errors import ErrorCode, InvalidUpdateError, coded
from runtime.types import Overwrite

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

V = TypeVar("V")
CONCRETE: Mapping[Any, type] = {
    abc.Sequence: list,
    abc.MutableSequence: list,
    abc.Collection: list,
    abc.Iterable: list,
    abc.Set: set,
    abc.MutableSet: set,
    abc.Mapping: dict,
    abc.MutableMapping: dict,
}


CONTINUED: dict[Any, Callable[[Any, Any], Any]] = {}
"""Reducers that have a shorter way to the same result where the value is one they returned before."""
LOOSE: WeakSet[Any] = WeakSet()
"""Reducers of lists that take looser writes than the values they make: `reducer([], write)` makes a value of one."""


def takes_loose_writes(reducer: Any) -> bool:
    """Whether a reducer, or the function it was made of, is one of `LOOSE`."""
    while isinstance(reducer, partial):
        reducer = cast("partial[Any]", reducer).func
    reducer = getattr(reducer, "fold", reducer)
    return callable(reducer) and getattr(reducer, "__hash__", None) is not None and reducer in LOOSE


def concrete_type(typ: Any) -> Any:
    """Return the class whose call makes the neutral first value of `typ`."""
    while get_origin(typ) in (Required, NotRequired):
        typ = typ.__args__[0]
    typ = get_origin(typ) or typ
    return CONCRETE.get(typ, typ)


def first_of(typ: Any) -> Any:
    """Return the value that writes are first folded into: `typ()`, or MISSING where that cannot be called."""
    try:
        return typ()
    except Exception:  # noqa: BLE001 - border: an author's class that needs arguments starts empty
        return MISSING


def is_same_reducer(one: Any, other: Any) -> bool:
    """Whether two reducers may stand for each other; two lambdas cannot be told apart and pass."""
    names = getattr(one, "__name__", ""), getattr(other, "__name__", "")
    return one == other or "<lambda>" in names


def overwritten(value: Any) -> tuple[bool, Any]:
    """Return whether `value` is an `Overwrite` (or its JSON form), and what it holds."""
    if isinstance(value, Overwrite):
        return True, value.value
    if type(value) is dict:
        pairs = cast("dict[str, Any]", value)
        if pairs.get("type") == "__overwrite__" and pairs.keys() == {"type", "value"}:
            return True, pairs["value"]
        if pairs.keys() == {"__overwrite__"}:
            return True, pairs["__overwrite__"]
    return False, None


def replacement(key: str, values: Sequence[Any]) -> Any:
    """Return what an `Overwrite` among the writes of a superstep holds, or MISSING; other writes do not count then.

    Raises:
        InvalidUpdateError: when there are several.
    """
    found = [value for replaces, value in map(overwritten, values) if replaces]
    if len(found) > 1:
        raise several_overwrites(key)
    return found[0] if found else MISSING


def several_overwrites(key: str) -> InvalidUpdateError:
    """Return the error of a channel that was replaced twice in a superstep."""
    message = f"Channel {key!r} can receive only one Overwrite per superstep."
    return InvalidUpdateError(coded(message, ErrorCode.INVALID_CONCURRENT_GRAPH_UPDATE))


def _continued(operator: Any) -> Callable[[Any, Any], Any]:
    if getattr(operator, "__hash__", None) is not None and operator in CONTINUED:
        return CONTINUED[operator]
    return operator


def _length(value: Any) -> int:
    return len(cast("list[Any]", value)) if type(value) is list else -1


class BinaryOperatorAggregate(OneValue[V, V, V], Generic[V]):
    """Holds `operator(value, write)` folded over all writes; starts as `typ()` where that can be called."""

    __slots__ = ("_asked", "_continued", "_foreseen", "_is_own", "_only_grew", "_origin", "operator")
    heeds_silence = False

    def __init__(self, typ: type[V], operator: Callable[[V, V], V]) -> None:
        super().__init__(concrete_type(typ))
        self.operator = operator
        self._continued: Callable[[Any, Any], Any] = _continued(operator)
        self._is_own = False
        self._origin: BinaryOperatorAggregate[Any] | None = None
        self._foreseen: tuple[Any, Any, list[Any]] | None = None
        self._asked: list[Any] | None = None
        self._only_grew = False
        self.value: V = first_of(self.typ)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, BinaryOperatorAggregate):
            return False
        return is_same_reducer(self.operator, cast("BinaryOperatorAggregate[Any]", other).operator)

    __hash__ = None  # pyright: ignore[reportAssignmentType]

    def from_checkpoint(self, checkpoint: V) -> Self:
        new = self._empty()
        if checkpoint is MISSING:
            new.value = first_of(self.typ)
        else:
            new.value = checkpoint
            new.items_kept()
        return new

    def copy(self) -> Self:
        new = self._empty()
        new.value, new._is_own, new._origin = self.value, self._is_own, self
        return new

    def _empty(self) -> Self:
        new = object.__new__(self.__class__)  # a run makes one of each channel: no __init__ chain
        new.key, new.typ, new.operator, new._continued = self.key, self.typ, self.operator, self._continued
        new._is_own, new._origin, new._foreseen, new._asked, new._only_grew = False, None, None, None, False
        return new

    def update(self, values: Sequence[V]) -> bool:
        if not values:
            return False
        is_replaced = False
        for value in values:
            replaces, new_value = overwritten(value)
            if replaces:
                if is_replaced:
                    raise several_overwrites(self.key)
                self.value, is_replaced = new_value, True
                self._only_grew = self._is_own = False
            elif not is_replaced:
                try:
                    self._fold(value)
                except InvalidUpdateError as error:
                    raise InvalidUpdateError(f"Channel {self.key!r} cannot take a write. {error}") from error
                except Exception as error:  # border: an author's reducer may raise anything; where is worth saying
                    name = getattr(self.operator, "__name__", repr(self.operator))
                    error.add_note(f"In reducer {name!r} of channel {self.key!r}, folding in {value!r}.")
                    raise
        return True

    def _fold(self, value: Any) -> None:
        before: Any = self.value
        if before is MISSING:
            self.value = value
            return
        length = _length(before) + (_length(value) if type(value) is list else 1)
        reducer: Callable[[Any, Any], Any] = self._continuation if self._is_own else self.operator
        after = reducer(before, value)
        self.value, self._is_own = after, True
        # Something written that was not added took the place of an item, perhaps of itself with new content.
        self._only_grew = self._only_grew and _length(after) == length

    def _continuation(self, before: Any, value: Any) -> Any:
        """Return what the shorter way gives; what a copy went for a conditional edge is not gone again."""
        foreseen, self._foreseen = self._foreseen, None
        if foreseen is not None and foreseen[0] is before and foreseen[1] is value:
            return foreseen[2]
        after: Any = self._continued(before, value)
        if self._origin is not None and self._continued is not self.operator and type(after) is list:
            self._origin._foreseen = before, value, cast("list[Any]", after).copy()
        return cast("Any", after)

    def items_kept(self) -> int:
        now: Any = self.value
        if type(now) is not list:
            self._asked = None
            return 0
        items, asked = cast("list[Any]", now), self._asked
        only_grew = self._only_grew and asked is not None and len(items) >= len(asked) and all(map(is_, asked, items))
        self._asked, self._only_grew = items.copy(), True
        return len(asked) if only_grew and asked is not None else 0
