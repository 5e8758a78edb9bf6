"""A channel whose value lives for one superstep: triggers, and the graph's input."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from runtime.channels.any_value import AnyValue
from runtime.channels.base import MISSING
from runtime.errors import ErrorCode, InvalidUpdateError, coded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

V = TypeVar("V")


class EphemeralValue(AnyValue[V], Generic[V]):
    """Holds what was written in the superstep before, then empties. With `guard`, takes at most one write."""

    __slots__ = ("guard",)

    def __init__(self, typ: Any, guard: bool = True) -> None:
        super().__init__(typ)
        self.guard = guard

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.guard == self.guard  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]

    __hash__ = None  # pyright: ignore[reportAssignmentType]

    def from_checkpoint(self, checkpoint: V) -> Self:
        new = object.__new__(self.__class__)  # a run makes one of each channel: no __init__ chain
        new.typ, new.key, new.guard, new.value = self.typ, self.key, self.guard, checkpoint
        return new

    def update(self, values: Sequence[V]) -> bool:
        if values and self.guard and len(values) != 1:
            message = (
                f"Channel {self.key!r} can receive only one value per superstep, got {len(values)}. "
                "Pass guard=False to keep the last of several."
            )
            raise InvalidUpdateError(coded(message, ErrorCode.INVALID_CONCURRENT_GRAPH_UPDATE))
        if values:
            self.value = values[-1]
            return True
        if self.value is MISSING:
            return False
        self.value = MISSING
        return True
