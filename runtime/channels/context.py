"""A channel that holds a resource for as long as a run lasts: a connection, a client, a temporary folder.

The channel only says how the resource is made; who waits opens and closes it (`runtime.drive.resources`). The program
of a run gets a channel that is open, which stays so through every copy, and no checkpoint ever has it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from runtime.channels.base import MISSING, BaseChannel
from runtime.errors import EmptyChannelError, InvalidUpdateError

if TYPE_CHECKING:
    from typing import Self

V = TypeVar("V")


class Context(BaseChannel[V, Any, Any], Generic[V]):
    """Opened when a run begins and closed when it ends, however it ends. Nodes read it like state; none writes it.

    Each maker is called with nothing, or with the run's config if it takes a parameter, and gives a context manager,
    sync or async, or is a generator function that yields the resource once. A graph inside another that declares the
    same maker under the same key shares the outer one's resource. It is no part of inputs, outputs and checkpoints.

    Args:
        make: for both faces, or for `invoke` and `stream` where `amake` is given. One that is async serves only the
            async face.
        amake: for `ainvoke` and `astream`.

    Example:
        >>> from contextlib import contextmanager
        >>> from typing import Annotated, TypedDict
        >>> from runtime.graph import START, StateGraph
        >>> @contextmanager
        ... def desk():
        ...     yield ["pen"]
        ...     print("tidied up")
        >>> State = TypedDict("State", {"desk": Annotated[list, Context(desk)], "found": str}, total=False)
        >>> graph = StateGraph(State).add_node("look", lambda state: {"found": state["desk"][0]})
        >>> graph.add_edge(START, "look").compile().invoke({})
        tidied up
        {'found': 'pen'}
    """

    __slots__ = ("amake", "make", "value")
    heeds_silence = False
    lasts = False

    def __init__(self, make: Callable[..., Any] | None = None, amake: Callable[..., Any] | None = None) -> None:
        if make is None and amake is None:
            raise ValueError("A Context needs a maker: Context(open_it), Context(amake=open_it_async), or both.")
        super().__init__(None)
        self.make = make
        self.amake = amake
        self.value: V = MISSING

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Context) and (self.make, self.amake) == (other.make, other.amake)  # pyright: ignore[reportUnknownMemberType]

    __hash__ = None  # pyright: ignore[reportAssignmentType]

    @property
    def ValueType(self) -> Any:
        return Any

    @property
    def UpdateType(self) -> Any:
        return Any

    def opened(self, value: V) -> Self:
        """Return the channel holding an open resource."""
        new = self.__class__(self.make, self.amake)
        new.key, new.typ, new.value = self.key, self.typ, value
        return new

    def from_checkpoint(self, checkpoint: Any) -> Self:
        """Return the same resource: what a checkpoint says of it does not count."""
        return self.opened(self.value)

    def checkpoint(self) -> Any:
        return MISSING

    def update(self, values: Sequence[Any]) -> bool:
        if values:
            raise InvalidUpdateError(
                f"Channel {self.key!r} is a Context: it is opened for the run and cannot be written. "
                "Leave the key out of inputs and of what nodes return."
            )
        return False

    def get(self) -> V:
        if self.value is MISSING:
            raise EmptyChannelError(f"The Context {self.key!r} is open only while a run lasts.")
        return self.value

    def is_available(self) -> bool:
        return self.value is not MISSING
