"""The vocabulary of the core: effects a flow asks for, and events a driver answers with.

A flow is a generator: effects go out with `yield`, their answers come in with `send`. A driver acts on the class of an
effect and knows nothing of why it was asked. Both are plain slotted records, compared by identity: they are made by the
thousand, and a frozen dataclass takes three times as long.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, Literal, NamedTuple, TypeAlias, TypeVar

from runtime.debugger import Stop

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runtime.config import RunnableConfig
    from runtime.pregel.program import Node
    from runtime.pregel.tasks.task import Task
    from runtime.types import Interrupt

T = TypeVar("T")
Flow: TypeAlias = Generator[Any, Any, T]
"""A generator of effects that is sent answers and returns a result."""
Write = tuple[str, Any]
"""A channel's name, and what is written to it."""
What = Literal["stands", "planned", "called", "finished", "raised", "failed", "waits", "values", "stopped"]
PendingWrite = tuple[str, str, Any]
"""A task's id, a channel's name, and what the task wrote before its superstep was complete."""


class Effect(Generic[T]):
    """Something to be done, and what the driver answers."""

    __slots__ = ()


def ask(effect: Effect[T]) -> Flow[T]:
    """Return the driver's answer with its type, which a bare `yield` has not."""
    return (yield effect)


@dataclass(slots=True, eq=False)
class Load(Effect[Any]):
    """Read the checkpoint at `config`, or the newest of its thread; with `before`, the newest older than that id.

    Answered with a checkpoint tuple, or None.
    """

    config: RunnableConfig
    before: str | None = None


@dataclass(slots=True, eq=False)
class LoadDeltas(Effect["Mapping[str, Any]"]):
    """Read what these delta channels are rebuilt from at the checkpoint `config` names."""

    config: RunnableConfig
    channels: Sequence[str]


@dataclass(slots=True, eq=False)
class Save:
    """Keep a checkpoint as the child of `parent_id`. Answered with nothing; its new address is known beforehand.

    `made_at` is a Unix time, nanoseconds. The mappings are the ledger's own and go on changing: a driver copies what it
    does not keep at once.
    `changed` are the versions of channels that changed since the parent; `grown` tells of lists that grew
    (`runtime.checkpoint.base.growth`). `ran` are the triggers of nodes that ran since the parent, by node, where the
    same run stored that one, one version is all that changed, and metadata differ by the step alone; else None.
    """

    thread_id: str
    ns: str
    parent_id: str | None
    id: str
    made_at: int
    metadata: dict[str, Any]
    values: dict[str, Any]
    versions: dict[str, Any]
    seen: dict[str, dict[str, Any]]
    updated: set[str] | None
    changed: dict[str, Any]
    grown: dict[str, tuple[Any, int]] | None = None
    ran: dict[str, tuple[str, ...]] | None = None


@dataclass(slots=True, eq=False)
class SaveWrites:
    """Keep what one task wrote, until its superstep is complete; or what somebody wrote who has an id alone."""

    thread_id: str
    ns: str
    checkpoint_id: str | None
    writes: Sequence[Write]
    author: Task | str


@dataclass(slots=True, eq=False)
class Start:
    """Begin a task, `delay` seconds from now."""

    task: Task
    delay: float = 0.0


@dataclass(slots=True, eq=False)
class NextEvent:
    """Wait until a started task ends or calls another; answered with an `Event`."""


NEXT_EVENT: Final = NextEvent()


@dataclass(slots=True, eq=False)
class StopTasks:
    """Cancel the tasks that still run, where they can be cancelled, and wait for the others."""

    tasks: Sequence[Task]


@dataclass(slots=True, eq=False)
class FetchCached(Effect["Mapping[Task, Sequence[Write]]"]):
    """Read results kept for these tasks; answered with a mapping from task to writes."""

    tasks: Sequence[Task]


@dataclass(slots=True, eq=False)
class KeepCached:
    """Keep a task's result for equal inputs to come."""

    task: Task


@dataclass(slots=True, eq=False)
class Tell:
    """Let those who watch know that `what` happened to these tasks; `runtime.watch` makes of it what each is shown."""

    what: What
    tasks: Sequence[Task] = ()
    detail: Any = None


@dataclass(slots=True, eq=False)
class MayStart(Effect[Sequence[Stop]]):
    """Ask the debugger whether these tasks may start; answered with the stops, none meaning yes."""

    step: int
    tasks: Sequence[Task]
    values: Mapping[str, Any]


@dataclass(slots=True, eq=False)
class MayGoOn(Effect[Sequence[Stop]]):
    """Ask the debugger whether the run may go on after these tasks; answered with the stops."""

    step: int
    tasks: Sequence[Task]
    values: Mapping[str, Any]


@dataclass(slots=True, eq=False)
class Settle:
    """Give the caller of a task what it waits for: a result, or an error to raise."""

    call: TaskCalled
    result: Any = None
    error: BaseException | None = None


@dataclass(slots=True, eq=False)
class TaskCalled:
    """A running task calls another: which node, with what, as its how many-eth call from 0.

    `future` and `context` belong to the driver: what the caller waits on, and where the called one runs.
    """

    caller: Task
    number: int
    node: Node
    value: Any
    future: Any = None
    context: Any = None


@dataclass(slots=True, eq=False)
class TaskDone:
    """A task ended well; its writes are on it."""

    task: Task


@dataclass(slots=True, eq=False)
class TaskFailed:
    """A task raised `error`, which may also be an interrupt or a command on its way up."""

    task: Task
    error: BaseException


@dataclass(slots=True, eq=False)
class OutOfTime:
    """The superstep took longer than the graph allows; it is told once."""


Event = TaskDone | TaskFailed | TaskCalled | OutOfTime


class Outcome(NamedTuple):
    """How a run ended: its output, the interrupts it waits on, and whether a value was ever written."""

    status: Literal["done", "interrupted"]
    output: Any
    interrupts: tuple[Interrupt[Any], ...] = ()
    has_values: bool = True
