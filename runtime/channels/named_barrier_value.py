"""Channels that open when every named party has written: the joins of `add_edge([a, b], c)`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from runtime.channels.base import MISSING, BaseChannel
from runtime.errors import EmptyChannelError, InvalidUpdateError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

V = TypeVar("V")


class NamedBarrierValue(BaseChannel[None, V, Any], Generic[V]):
    """Available once all of `names` were written; closes again when the task it triggered is taken up."""

    __slots__ = ("names", "seen")
    heeds_silence = False

    def __init__(self, typ: Any, names: set[V]) -> None:
        super().__init__(typ)
        self.names = names
        self.seen: set[V] = set()

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.names == self.names  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]

    __hash__ = None  # pyright: ignore[reportAssignmentType]

    @property
    def ValueType(self) -> Any:
        return self.typ

    @property
    def UpdateType(self) -> Any:
        return self.typ

    def from_checkpoint(self, checkpoint: Any) -> Self:
        new = self.__class__(self.typ, self.names)
        new.key = self.key
        if checkpoint is not MISSING:
            new.seen = set(checkpoint)
        return new

    def checkpoint(self) -> Any:
        return set(self.seen)

    def update(self, values: Sequence[V]) -> bool:
        for value in values:
            if value not in self.names:
                raise InvalidUpdateError(f"Channel {self.key!r} waits for {self.names!r}; {value!r} is none of them.")
        before = len(self.seen)
        self.seen.update(values)
        return len(self.seen) != before

    def get(self) -> None:
        if not self.is_available():
            raise EmptyChannelError(f"Channel {self.key!r} still waits for {self.names - self.seen!r}.")

    def is_available(self) -> bool:
        return self.seen == self.names

    def consume(self) -> bool:
        if self.seen != self.names:
            return False
        self.seen = set()
        return True


class NamedBarrierValueAfterFinish(NamedBarrierValue[V], Generic[V]):
    """Like `NamedBarrierValue`, and opens only when the run has nothing else to do."""

    __slots__ = ("finished",)

    def __init__(self, typ: Any, names: set[V]) -> None:
        super().__init__(typ, names)
        self.finished = False

    def from_checkpoint(self, checkpoint: Any) -> Self:
        if checkpoint is MISSING:
            return super().from_checkpoint(MISSING)
        new = super().from_checkpoint(checkpoint[0])
        new.finished = checkpoint[1]
        return new

    def checkpoint(self) -> Any:
        return set(self.seen), self.finished

    def is_available(self) -> bool:
        return self.finished and self.seen == self.names

    def consume(self) -> bool:
        if not self.finished or not super().consume():
            return False
        self.finished = False
        return True

    def finish(self) -> bool:
        if self.finished or self.seen != self.names:
            return False
        self.finished = True
        return True
