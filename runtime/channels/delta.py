"""A channel that checkpoints hold as what was written to it, and only now and then as a whole.

A long list that grows by a little each superstep would otherwise be stored again each time. Between two snapshots a
checkpoint holds nothing of the channel; its value is the last snapshot before, with the writes since folded in. The
engine decides when a snapshot is due (`runtime.pregel.keeping.deltas`); this file only folds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar, cast

from runtime.channels.base import MISSING, OneValue
from runtime.channels.binop import concrete_type, first_of, is_same_reducer, overwritten, replacement

if TYPE_CHECKING:
    from typing import Self

V = TypeVar("V")


class DeltaSnapshot(NamedTuple):
    """The whole value of a delta channel, written now and then so that reading back stays short."""

    value: Any


class DeltaChannel(OneValue[V, Any, Any], Generic[V]):
    """Holds `reducer(value, writes)`, called once a superstep with all its writes.

    The reducer must not depend on how writes are grouped: `reducer(reducer(v, a), b) == reducer(v, a + b)`. It changes
    neither argument. An Overwrite drops what is written beside it, which a later fold cannot know: `is_replaced` tells
    that a snapshot is due.

    Args:
        reducer: takes the value and a sequence of writes, returns the new value.
        typ: type of the value; its call makes the first one. Taken from the annotation where not given.
        snapshot_frequency: a checkpoint holds the whole value after this many updates.

    Example:
        >>> from typing import Annotated, TypedDict
        >>> def extend(value, writes):
        ...     return [*value, *(item for write in writes for item in write)]
        >>> class State(TypedDict):
        ...     log: Annotated[list, DeltaChannel(extend, snapshot_frequency=50)]
        >>> channel = DeltaChannel(extend, list)
        >>> channel.update([["a"], ["b"]])
        True
        >>> channel.get()
        ['a', 'b']
    """

    __slots__ = ("is_inferred", "is_replaced", "reducer", "snapshot_frequency")
    heeds_silence = False

    def __init__(
        self, reducer: Callable[[Any, Sequence[Any]], Any], typ: Any = None, *, snapshot_frequency: int = 100
    ) -> None:
        if snapshot_frequency <= 0:
            raise ValueError(f"snapshot_frequency must be a positive int, got {snapshot_frequency!r}.")
        super().__init__(list if typ is None else concrete_type(typ))
        self.is_inferred = typ is None
        self.reducer = reducer
        self.snapshot_frequency = snapshot_frequency
        self.is_replaced = False

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, DeltaChannel):
            return False
        theirs = cast("DeltaChannel[Any]", other)
        is_as_frequent = self.snapshot_frequency == theirs.snapshot_frequency
        return is_as_frequent and is_same_reducer(self.reducer, theirs.reducer)

    __hash__ = None  # pyright: ignore[reportAssignmentType]

    def declared(self, key: str, typ: Any) -> Self:
        new = self._empty()
        new.key = key
        if self.is_inferred:
            new.typ = concrete_type(typ)
        return new

    def _empty(self) -> Self:
        new = self.__class__(self.reducer, self.typ, snapshot_frequency=self.snapshot_frequency)
        new.key, new.is_inferred = self.key, self.is_inferred
        return new

    def copy(self) -> Self:
        new = self._empty()
        new.value = self.value
        return new

    def from_checkpoint(self, checkpoint: Any) -> Self:
        """Return the channel holding a snapshot's value, or one that another kind of channel stored; else `typ()`."""
        new = self._empty()
        if checkpoint is MISSING:
            new.value = first_of(new.typ)
        else:
            new.value = checkpoint.value if isinstance(checkpoint, DeltaSnapshot) else checkpoint
        return new

    def checkpoint(self) -> Any:
        """Return MISSING: when a checkpoint holds the whole value is not the channel's to say."""
        return MISSING

    def _fold(self, value: V, writes: Sequence[Any]) -> V:
        if not writes:
            return value
        return self.reducer(first_of(self.typ) if value is MISSING else value, writes)

    def update(self, values: Sequence[Any]) -> bool:
        if not values:
            return False
        found = replacement(self.key, values)
        is_replaced = found is not MISSING
        self.value = found if is_replaced else self._fold(self.value, values)
        self.is_replaced = self.is_replaced or is_replaced
        return True

    def replay_writes(self, writes: Sequence[tuple[str, str, Any]]) -> None:
        """Fold stored writes (task id, channel, value), oldest first; the last Overwrite among them starts anew."""
        values: list[Any] = []
        base = self.value
        for _, _, value in writes:
            replaces, new_value = overwritten(value)
            if replaces:
                base, values = new_value, []
            else:
                values.append(value)
        self.value = self._fold(base, values)
