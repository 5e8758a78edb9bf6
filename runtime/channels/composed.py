"""Channels made of channels: another one's value cut to shape after each superstep, and a map of channels.

`Annotated[list[str], Bounded(10)]` gathers items and keeps the last ten. What they shape is any channel whose value is
a list; where none is given, one that gathers all items written, single or in lists.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from runtime.channels.base import MISSING, BaseChannel
from runtime.channels.context import Context
from runtime.channels.delta import DeltaChannel
from runtime.channels.topic import Topic
from runtime.errors import EmptyChannelError, InvalidUpdateError

if TYPE_CHECKING:
    from typing import Self

Channel = BaseChannel[Any, Any, Any]


def _composable(channel: Channel) -> Channel:
    if isinstance(channel, DeltaChannel | Context):
        kind = type(channel).__name__  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
        raise ValueError(  # noqa: TRY004 - reason: it is a channel as asked for, of a kind that does not fit
            f"A {kind} cannot be part of another channel: its value is not in its own checkpoint."
        )
    return channel


class Shaped(BaseChannel[Any, Any, Any]):
    """Holds the value of `inner` as `shape` leaves it. `shape(shape(value))` must be `shape(value)`."""

    __slots__ = ("inner",)

    def __init__(self, inner: Channel | None = None) -> None:
        self.inner: Channel = Topic[Any](Any, accumulate=True) if inner is None else _composable(inner)
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
        if not self.inner.update(values):
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


class ChannelMap(BaseChannel[dict[str, Any], Mapping[str, Any], dict[str, Any]]):
    """Holds one channel for each name that was ever written; a write is a mapping from names to writes.

    Every name has a channel like `each`, so `ChannelMap(BinaryOperatorAggregate(int, operator.add))` counts by name.

    Example:
        >>> import operator
        >>> from runtime.channels import BinaryOperatorAggregate
        >>> votes = ChannelMap(BinaryOperatorAggregate(int, operator.add))
        >>> votes.update([{"ada": 1}, {"bob": 1, "ada": 1}])
        True
        >>> votes.get()
        {'ada': 2, 'bob': 1}
    """

    __slots__ = ("channels", "each")

    def __init__(self, each: Channel) -> None:
        super().__init__(dict)
        self.each = _composable(each)
        self.channels: dict[str, Channel] = {}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ChannelMap) and self.each == other.each

    __hash__ = None  # pyright: ignore[reportAssignmentType]

    @property
    def ValueType(self) -> Any:
        return dict[str, self.each.ValueType]

    @property
    def UpdateType(self) -> Any:
        return dict[str, self.each.UpdateType]

    def _empty(self) -> Self:
        new = self.__class__(self.each)
        new.key, new.typ = self.key, self.typ
        return new

    def _named(self, name: str, stored: Any = MISSING) -> Channel:
        channel = self.each.from_checkpoint(stored)
        channel.key = f"{self.key}[{name!r}]"
        return channel

    def copy(self) -> Self:
        new = self._empty()
        new.channels = {name: channel.copy() for name, channel in self.channels.items()}
        return new

    def from_checkpoint(self, checkpoint: Any) -> Self:
        new = self._empty()
        if checkpoint is not MISSING:
            new.channels = {name: new._named(name, stored) for name, stored in checkpoint.items()}
        return new

    def checkpoint(self) -> Any:
        stored = {name: channel.checkpoint() for name, channel in self.channels.items()}
        return {name: value for name, value in stored.items() if value is not MISSING} or MISSING

    def update(self, values: Sequence[Mapping[str, Any]]) -> bool:
        written: dict[str, list[Any]] = {name: [] for name in self.channels}
        for value in values:
            if not isinstance(value, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance] - nodes write what they like
                raise InvalidUpdateError(f"Channel {self.key!r} takes mappings from names to writes, got {value!r}.")
            for name, item in value.items():
                written.setdefault(name, []).append(item)
        changed = False
        for name, items in written.items():
            channel = self.channels.get(name) or self._named(name)
            if channel.update(items):
                self.channels[name] = channel
                changed = True
        return changed

    def get(self) -> dict[str, Any]:
        found = {name: channel.get() for name, channel in self.channels.items() if channel.is_available()}
        if not found:
            raise EmptyChannelError(f"No name was written to channel {self.key!r} yet.")
        return found

    def is_available(self) -> bool:
        return any(channel.is_available() for channel in self.channels.values())
