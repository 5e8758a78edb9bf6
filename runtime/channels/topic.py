"""A channel that gathers any number of values a superstep."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from runtime.channels.base import MISSING, BaseChannel
from runtime.errors import EmptyChannelError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self

V = TypeVar("V")


def _flatten(values: Sequence[V | list[V]]) -> Iterable[V]:
    for value in values:
        if isinstance(value, list):
            yield from cast("list[V]", value)
        else:
            yield value


class Topic(BaseChannel["Sequence[V]", "V | list[V]", "list[V]"], Generic[V]):
    """Holds the values written in the superstep before, or with `accumulate` all values of the thread."""

    __slots__ = ("accumulate", "values")

    def __init__(self, typ: Any, accumulate: bool = False) -> None:
        super().__init__(typ)
        self.accumulate = accumulate
        self.values: list[V] = []

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Topic) and other.accumulate == self.accumulate

    __hash__ = None  # pyright: ignore[reportAssignmentType]

    @property
    def ValueType(self) -> Any:
        return Sequence[self.typ]

    @property
    def UpdateType(self) -> Any:
        return self.typ | list[self.typ]

    def from_checkpoint(self, checkpoint: Any) -> Self:
        new = object.__new__(self.__class__)  # a run makes one of each channel: no __init__ chain
        new.typ, new.key, new.accumulate, new.values = self.typ, self.key, self.accumulate, []
        if checkpoint is not MISSING:
            stored = checkpoint[1] if isinstance(checkpoint, tuple) else checkpoint  # pyright: ignore[reportUnknownVariableType]
            new.values.extend(cast("list[V]", stored))
        return new

    def checkpoint(self) -> list[V]:
        return self.values

    def update(self, values: Sequence[V | list[V]]) -> bool:
        added = list(_flatten(values))
        if self.accumulate:
            if added:
                self.values = [*self.values, *added]
            return bool(added)
        changed = bool(self.values or added)
        self.values = added
        return changed

    def get(self) -> Sequence[V]:
        if not self.values:
            raise EmptyChannelError(f"Topic {self.key!r} is empty.")
        return list(self.values)

    def is_available(self) -> bool:
        return bool(self.values)
