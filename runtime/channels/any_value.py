"""A channel that holds the last value and takes any number of equal writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from runtime.channels.base import MISSING, BaseChannel
from runtime.errors import EmptyChannelError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

V = TypeVar("V")


class AnyValue(BaseChannel[V, V, V], Generic[V]):
    """Holds the last value of the superstep before; assumes that several writes are equal. Empties when unwritten."""

    __slots__ = ("value",)

    def __init__(self, typ: Any, key: str = "") -> None:
        super().__init__(typ, key)
        self.value: V = MISSING

    @property
    def ValueType(self) -> Any:
        return self.typ

    @property
    def UpdateType(self) -> Any:
        return self.typ

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

    def is_available(self) -> bool:
        return self.value is not MISSING

    def checkpoint(self) -> V:
        return self.value
