"""The contract of a channel: a named cell of the state, with its own way to take the writes of a superstep.

A channel file knows no graph. The loop calls `update` once a superstep with all writes, in task order; an empty
sequence tells a channel that it was not written. `finish` is called when a run is about to end for want of tasks,
`consume` when a task it triggered has been planned into a superstep.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast

from runtime.errors import EmptyChannelError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

Value = TypeVar("Value")
Update = TypeVar("Update")
Stored = TypeVar("Stored")


class Missing:
    """The type of `MISSING`: no value, where None would be one."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Any = Missing()


class BaseChannel(ABC, Generic[Value, Update, Stored]):
    """A named cell. Subclass it to make another kind; pass it as `Annotated[type, channel]`.

    Attributes:
        typ: type of the value, as declared.
        key: the channel's name, set when a graph is built.
    """

    __slots__ = ("key", "typ")

    heeds_silence: ClassVar[bool] = True
    """Whether `update(())` may change it. False spares the loop the call."""
    lasts: ClassVar[bool] = True
    """Whether checkpoints hold its value."""

    def __init__(self, typ: Any, key: str = "") -> None:
        self.typ = typ
        self.key = key

    @property
    @abstractmethod
    def ValueType(self) -> Any:
        """Type of what `get` returns."""

    @property
    @abstractmethod
    def UpdateType(self) -> Any:
        """Type of one write."""

    @abstractmethod
    def from_checkpoint(self, checkpoint: Stored) -> Self:
        """Return a new channel of the same kind holding what `checkpoint()` returned, or empty for MISSING."""

    @abstractmethod
    def get(self) -> Value:
        """Return the value; raise EmptyChannelError when there is none."""

    @abstractmethod
    def update(self, values: Sequence[Update]) -> bool:
        """Take all writes of a superstep, in task order; return whether the channel changed."""

    def declared(self, key: str, typ: Any) -> Self:
        """Return this channel for a key annotated with `typ`; a type it was given itself stays."""
        new = self.copy()
        new.key, new.typ = key, self.typ or typ
        return new

    def copy(self) -> Self:
        """Return an independent channel with the same value."""
        return self.from_checkpoint(self.checkpoint())

    def checkpoint(self) -> Stored:
        """Return what to store, or MISSING when empty."""
        try:
            return self.get()  # pyright: ignore[reportReturnType]
        except EmptyChannelError:
            return MISSING

    def is_available(self) -> bool:
        """Whether `get` would return a value."""
        try:
            self.get()
        except EmptyChannelError:
            return False
        return True

    def items_kept(self) -> int:
        """Return how many items a list begins with that it had when this was last asked; 0 where it did not grow."""
        return 0

    def consume(self) -> bool:
        """Note that a task triggered by this channel was taken up; return whether the channel changed."""
        return False

    def finish(self) -> bool:
        """Note that the run has no further tasks; return whether the channel changed."""
        return False

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    __hash__ = None  # pyright: ignore[reportAssignmentType]


class OneValue(BaseChannel[Value, Update, Stored], Generic[Value, Update, Stored]):
    """A channel of one value, MISSING while there is none; what is written to it is of the same type."""

    __slots__ = ("value",)

    def __init__(self, typ: Any, key: str = "") -> None:
        super().__init__(typ, key)
        self.value: Value = MISSING

    @property
    def ValueType(self) -> Any:
        return self.typ

    @property
    def UpdateType(self) -> Any:
        return self.typ

    def get(self) -> Value:
        if self.value is MISSING:
            raise EmptyChannelError(f"Channel {self.key!r} was read before anything was written to it.")
        return self.value

    def is_available(self) -> bool:
        return self.value is not MISSING

    def checkpoint(self) -> Stored:
        return cast("Stored", self.value)
