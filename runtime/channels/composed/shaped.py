"""Channels around a channel, whose value they cut to shape after each superstep.

`Annotated[list[str], Bounded(10)]` gathers items and keeps the last ten. What they shape is any channel whose value is
a list; where none is given, one that gathers all items written, single or in lists.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING, Any, Literal

from runtime.channels.base import MISSING
from runtime.channels.binop import replacement
from runtime.channels.composed.base import Channel, Composed, composable, replaced
from runtime.channels.topic import Topic

if TYPE_CHECKING:
    from typing import Self


class Shaped(Composed[Any, Any, Any]):
    """Holds the value of `inner` as `shape` leaves it. `shape(shape(value))` must be `shape(value)`."""

    __slots__ = ("inner",)

    def __init__(self, inner: Channel | None = None) -> None:
        self.inner: Channel = Topic[Any](Any, accumulate=True) if inner is None else composable(inner)
        super().__init__(None)

    @abstractmethod
    def shape(self, value: Any) -> Any:
        """Return the part of the value that is kept."""

    @abstractmethod
    def parameters(self) -> tuple[Any, ...]:
        """Return what tells two channels of this kind apart, besides `inner`."""

    @abstractmethod
    def around(self, inner: Channel) -> Self:
        """Return a channel of the same kind and parameters around another one."""

    def _with(self, inner: Channel) -> Self:
        new = self.around(inner)
        new.key, new.typ = self.key, self.typ
        return new

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return False
        return self.parameters() == other.parameters() and self.inner == other.inner  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]

    __hash__ = None  # pyright: ignore[reportAssignmentType]

    @property
    def ValueType(self) -> Any:
        return self.typ or Any

    @property
    def UpdateType(self) -> Any:
        return Any

    def declared(self, key: str, typ: Any) -> Self:
        new = self._with(self.inner.declared(key, typ))
        new.key, new.typ = key, typ
        return new

    def copy(self) -> Self:
        return self._with(self.inner.copy())

    def from_checkpoint(self, checkpoint: Any) -> Self:
        return self._with(self.inner.from_checkpoint(checkpoint))

    def checkpoint(self) -> Any:
        return self.inner.checkpoint()

    def update(self, values: Sequence[Any]) -> bool:
        found = replacement(self.key, values)
        if found is not MISSING:
            self.inner = replaced(self.inner, found)
        elif not self.inner.update(values):
            return False
        if self.inner.is_available():
            self.inner = self.inner.from_checkpoint(self.shape(self.inner.get()))
        return True

    def get(self) -> Any:
        return self.inner.get()

    def is_available(self) -> bool:
        return self.inner.is_available()

    def consume(self) -> bool:
        return self.inner.consume()

    def finish(self) -> bool:
        return self.inner.finish()


class Bounded(Shaped):
    """Keeps the last `limit` items.

    Example:
        >>> channel = Bounded(2)
        >>> channel.update([1, [2, 3]])
        True
        >>> channel.get()
        [2, 3]
    """

    __slots__ = ("limit",)

    def __init__(self, limit: int, inner: Channel | None = None) -> None:
        if limit < 1:
            raise ValueError(f"Bounded(limit) must keep at least 1 item, got {limit!r}.")
        super().__init__(inner)
        self.limit = limit

    def parameters(self) -> tuple[Any, ...]:
        return (self.limit,)

    def around(self, inner: Channel) -> Bounded:
        return Bounded(self.limit, inner)

    def shape(self, value: Any) -> list[Any]:
        return list(value[-self.limit :])


class Deduplicated(Shaped):
    """Keeps one item for each key, in the place of the first one that had it.

    `by` makes the key; the item itself where not given. `keep` says which of several stays: the `"last"` written, or
    the `"first"`.

    Example:
        >>> channel = Deduplicated(lambda item: item["id"])
        >>> channel.update([{"id": 1, "n": "a"}, {"id": 2, "n": "b"}, {"id": 1, "n": "c"}])
        True
        >>> [item["n"] for item in channel.get()]
        ['c', 'b']
    """

    __slots__ = ("by", "keep")

    def __init__(
        self,
        by: Callable[[Any], Hashable] | None = None,
        inner: Channel | None = None,
        *,
        keep: Literal["first", "last"] = "last",
    ) -> None:
        if keep not in ("first", "last"):
            raise ValueError(f"keep must be 'first' or 'last', got {keep!r}.")
        super().__init__(inner)
        self.by = by
        self.keep: Literal["first", "last"] = keep

    def parameters(self) -> tuple[Any, ...]:
        return (self.by, self.keep)

    def around(self, inner: Channel) -> Deduplicated:
        return Deduplicated(self.by, inner, keep=self.keep)

    def shape(self, value: Any) -> list[Any]:
        kept: dict[Hashable, Any] = {}
        for item in value:
            key = item if self.by is None else self.by(item)
            if self.keep == "last" or key not in kept:
                kept[key] = item
        return list(kept.values())


class Windowed(Shaped):
    """Keeps the items of the last `span`, counted back from the latest time any item has.

    `time_of` reads an item's time, in whatever unit `span` has: the channel looks at no clock. An item as old as the
    span or older is gone. `count` bounds the number too.

    Example:
        >>> channel = Windowed(10, lambda reading: reading[0])
        >>> channel.update([(1, "a"), (5, "b"), (12, "c")])
        True
        >>> channel.get()
        [(5, 'b'), (12, 'c')]
    """

    __slots__ = ("count", "span", "time_of")

    def __init__(
        self, span: Any, time_of: Callable[[Any], Any], inner: Channel | None = None, *, count: int | None = None
    ) -> None:
        if count is not None and count < 1:
            raise ValueError(f"count must be at least 1, got {count!r}.")
        super().__init__(inner)
        self.span, self.time_of, self.count = span, time_of, count

    def parameters(self) -> tuple[Any, ...]:
        return (self.span, self.time_of, self.count)

    def around(self, inner: Channel) -> Windowed:
        return Windowed(self.span, self.time_of, inner, count=self.count)

    def shape(self, value: Any) -> list[Any]:
        items = list(value)
        if items:
            newest = max(map(self.time_of, items))
            items = [item for item in items if newest - self.time_of(item) < self.span]
        return items if self.count is None else items[-self.count :]
