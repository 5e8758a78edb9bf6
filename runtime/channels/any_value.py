"""A channel that holds the last value and takes any number of equal writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from runtime.channels.base import MISSING, OneValue
from runtime.errors import EmptyChannelError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

V = TypeVar("V")


class AnyValue(OneValue[V, V, V], Generic[V]):
    """Holds the last value of the superstep before; assumes that several writes are equal. Empties when unwritten."""

    __slots__ = ()

    def from_checkpoint(self, checkpoint: V) -> Self:
        new = self.__class__(self.typ, self.key)
        new.value = checkpoint
        return new

    def update(self, values: Sequence[V]) -> bool:
        if not values:
            if self.value is MISSING:
                return False
            self.value = MISSING
            return True
        self.value = values[-1]
        return True

    def get(self) -> V:
        if self.value is MISSING:
            raise EmptyChannelError(f"Channel {self.key!r} was not written in the superstep before.")
        return self.value
