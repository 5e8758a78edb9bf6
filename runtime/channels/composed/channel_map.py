"""A channel that holds a channel for each name written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from runtime.channels.base import MISSING
from runtime.channels.binop import replacement
from runtime.channels.composed.base import Channel, Composed, composable, replaced
from runtime.errors import EmptyChannelError, InvalidUpdateError

if TYPE_CHECKING:
    from typing import Self


class ChannelMap(Composed[dict[str, Any], Mapping[str, Any], dict[str, Any]]):
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
        self.each = composable(each)
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
        found = replacement(self.key, values)
        if found is not MISSING:
            self.channels = {name: replaced(self._named(name), item) for name, item in self._pairs(found)}
            return True
        written: dict[str, list[Any]] = {name: [] for name in self.channels}
        for value in values:
            for name, item in self._pairs(value):
                written.setdefault(name, []).append(item)
        changed = False
        for name, items in written.items():
            channel = self.channels.get(name) or self._named(name)
            if channel.update(items):
                self.channels[name] = channel
                changed = True
        return changed

    def _pairs(self, value: Any) -> Iterable[tuple[str, Any]]:
        if not isinstance(value, Mapping):
            raise InvalidUpdateError(f"Channel {self.key!r} takes mappings from names to writes, got {value!r}.")
        return cast("Mapping[str, Any]", value).items()

    def get(self) -> dict[str, Any]:
        found = {name: channel.get() for name, channel in self.channels.items() if channel.is_available()}
        if not found:
            raise EmptyChannelError(f"No name was written to channel {self.key!r} yet.")
        return found

    def is_available(self) -> bool:
        return any(channel.is_available() for channel in self.channels.values())
