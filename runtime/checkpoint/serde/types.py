"""Reserved channel names, and the shapes of channels and sends as savers see them."""

from collections.abc import Sequence
from typing import Any, Protocol, Self, TypeVar

from runtime.channels.delta import DeltaSnapshot

_DeltaSnapshot = DeltaSnapshot  # the name by which published savers import it

ERROR = "__error__"
SCHEDULED = "__scheduled__"
INTERRUPT = "__interrupt__"
RESUME = "__resume__"
TASKS = "__pregel_tasks"

Value = TypeVar("Value", covariant=True)  # noqa: PLC0105  the name programs import
Update = TypeVar("Update", contravariant=True)  # noqa: PLC0105  the name programs import
C = TypeVar("C")


class ChannelProtocol(Protocol[Value, Update, C]):
    """A channel, as far as keeping history is concerned."""

    @property
    def ValueType(self) -> Any: ...

    @property
    def UpdateType(self) -> Any: ...

    def checkpoint(self) -> C | None: ...

    def from_checkpoint(self, checkpoint: C | None) -> Self: ...

    def update(self, values: Sequence[Update]) -> bool: ...

    def get(self) -> Value: ...

    def consume(self) -> bool: ...


class SendProtocol(Protocol):
    """A message to a node: its name and its argument."""

    node: str
    arg: Any

    def __hash__(self) -> int: ...

    def __eq__(self, other: object) -> bool: ...
