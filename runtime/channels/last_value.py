"""Channels that hold the last value written: the default of a state key, and the trigger of a deferred node."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from runtime.channels.base import MISSING, OneValue
from runtime.errors import EmptyChannelError, ErrorCode, InvalidUpdateError, coded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

V = TypeVar("V")


class LastValue(OneValue[V, V, V], Generic[V]):
    """Holds the last value; takes at most one write a superstep."""

    __slots__ = ()
    heeds_silence = False

    def from_checkpoint(self, checkpoint: V) -> Self:
        new = object.__new__(self.__class__)  # a run makes one of each channel: no __init__ chain
        new.typ, new.key, new.value = self.typ, self.key, checkpoint
        return new

    def update(self, values: Sequence[V]) -> bool:
        if not values:
            return False
        if len(values) != 1:
            message = (
                f"Channel {self.key!r} can receive only one value per superstep, got {len(values)}: {list(values)!r}. "
                "Give its key a reducer, such as Annotated[list, operator.add], to take several."
            )
            raise InvalidUpdateError(coded(message, ErrorCode.INVALID_CONCURRENT_GRAPH_UPDATE))
        self.value = values[0]
        return True


class LastValueAfterFinish(OneValue[V, V, tuple[V, bool]], Generic[V]):
    """Holds the last value back until the run has nothing else to do; then it is there once."""

    __slots__ = ("finished",)
    heeds_silence = False

    def __init__(self, typ: Any, key: str = "") -> None:
        super().__init__(typ, key)
        self.finished = False

    def from_checkpoint(self, checkpoint: tuple[V, bool]) -> Self:
        new = self.__class__(self.typ, self.key)
        if checkpoint is not MISSING:
            new.value, new.finished = checkpoint
        return new

    def checkpoint(self) -> tuple[V, bool]:
        return MISSING if self.value is MISSING else (self.value, self.finished)

    def update(self, values: Sequence[V]) -> bool:
        if not values:
            return False
        self.finished = False
        self.value = values[-1]
        return True

    def consume(self) -> bool:
        if not self.finished:
            return False
        self.finished, self.value = False, MISSING
        return True

    def finish(self) -> bool:
        if self.finished or self.value is MISSING:
            return False
        self.finished = True
        return True

    def get(self) -> V:
        if not self.is_available():
            raise EmptyChannelError(f"Channel {self.key!r} was read before the run had nothing else to do.")
        return self.value

    def is_available(self) -> bool:
        return self.finished and self.value is not MISSING
