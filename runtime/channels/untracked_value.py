"""A channel that lives as long as the run and is never stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from runtime.channels.base import MISSING
from runtime.channels.ephemeral_value import EphemeralValue

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

V = TypeVar("V")


class UntrackedValue(EphemeralValue[V], Generic[V]):
    """Holds the last value during a run; no checkpoint has it."""

    __slots__ = ()
    heeds_silence = False
    lasts = False

    def from_checkpoint(self, checkpoint: V) -> Self:
        new = self.__class__(self.typ, self.guard)
        new.key = self.key
        return new

    def copy(self) -> Self:
        new = self.from_checkpoint(MISSING)
        new.value = self.value
        return new

    def update(self, values: Sequence[V]) -> bool:
        return bool(values) and super().update(values)

    def checkpoint(self) -> Any:
        return MISSING
