"""The vocabulary of the core: effects a flow asks for, events a driver answers with, and what a debugger observes.

Effects go out with `yield`, their answers come in with `send`. A driver acts on the class of an effect and knows
nothing of why it was asked. Words made in every superstep are plain slotted classes, for they are made by the
thousand; words made once a run, or only when somebody listens, are frozen dataclasses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from runtime.config import RunnableConfig
    from runtime.pregel.program import Node
    from runtime.pregel.task import Task
    from runtime.types import Interrupt

Write = tuple[str, Any]
"""A channel's name, and what is written to it."""
PendingWrite = tuple[str, str, Any]
"""A task's id, a channel's name, and what the task wrote before its superstep was complete."""


@dataclass(frozen=True, slots=True)
class Load:
    """Read the checkpoint at `config`, or the newest of its thread; with `before`, the newest older than that id."""

    config: RunnableConfig
    before: str | None = None


@dataclass(frozen=True, slots=True)
class LoadDeltas:
    """Read what these delta channels are rebuilt from at the checkpoint `config` names."""

    config: RunnableConfig
    channels: Sequence[str]


class Save:
    """Keep a checkpoint under `config` (its parent's). Answered with nothing; its new address is known beforehand."""

    __slots__ = ("checkpoint", "config", "metadata", "versions")

    def __init__(self, config: RunnableConfig, checkpoint: Any, metadata: Any, versions: Mapping[str, Any]) -> None:
        self.config = config
        self.checkpoint = checkpoint
        self.metadata = metadata
        self.versions = versions


class SaveWrites:
    """Keep what one task wrote, until its superstep is complete."""

    __slots__ = ("config", "task_id", "task_path", "writes")

    def __init__(self, config: RunnableConfig, writes: Sequence[Write], task_id: str, task_path: str) -> None:
        self.config = config
        self.writes = writes
        self.task_id = task_id
        self.task_path = task_path


class Start:
    """Begin a task, `delay` seconds from now."""

    __slots__ = ("delay", "task")

    def __init__(self, task: Task, delay: float = 0.0) -> None:
        self.task = task
        self.delay = delay


class NextEvent:
    """Wait until a started task ends or calls another; answered with an `Event`."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class StopTasks:
    """Cancel the tasks that still run, where they can be cancelled, and wait for the others."""

    tasks: Sequence[Task]


@dataclass(frozen=True, slots=True)
class Emit:
    """Stream `payload` in `mode`."""

    mode: str
    payload: Any


@dataclass(frozen=True, slots=True)
class FetchCached:
    """Read results kept for these tasks; answered with a mapping from task to writes."""

    tasks: Sequence[Task]


@dataclass(frozen=True, slots=True)
class KeepCached:
    """Keep a task's result for equal inputs to come."""

    task: Task


@dataclass(frozen=True, slots=True)
class Tell:
    """Let the debugger observe a word."""

    word: Word


@dataclass(frozen=True, slots=True)
class MayStart:
    """Ask the debugger whether these tasks may start; answered with the stops, none meaning yes."""

    step: int
    tasks: Sequence[Task]
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class MayGoOn:
    """Ask the debugger whether the run may go on after these tasks; answered with the stops."""

    step: int
    tasks: Sequence[Task]
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Settle:
    """Give the caller of a task what it waits for: a result, or an error to raise."""

    call: TaskCalled
    result: Any = None
    error: BaseException | None = None


class TaskCalled:
    """A running task calls another: which node, with what, as its how many-eth call from 0.

    `future` and `context` belong to the driver: what the caller waits on, and where the called one runs.
    """

    __slots__ = ("caller", "context", "future", "node", "number", "value")

    def __init__(self, caller: Task, number: int, node: Node, value: Any) -> None:
        self.caller = caller
        self.number = number
        self.node = node
        self.value = value
        self.future: Any = None
        self.context: Any = None


class TaskDone:
    """A task ended well; its writes are on it."""

    __slots__ = ("task",)

    def __init__(self, task: Task) -> None:
        self.task = task


class TaskFailed:
    """A task raised `error`, which may also be an interrupt or a command on its way up."""

    __slots__ = ("error", "task")

    def __init__(self, task: Task, error: BaseException) -> None:
        self.task = task
        self.error = error


class OutOfTime:
    """The superstep took longer than the graph allows; it is told once."""

    __slots__ = ()


Event = TaskDone | TaskFailed | TaskCalled | OutOfTime


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended: its output, the interrupts it waits on, and whether a value was ever written."""

    status: Literal["done", "interrupted"]
    output: Any
    interrupts: tuple[Interrupt[Any], ...] = ()
    has_values: bool = True


@dataclass(frozen=True, slots=True)
class TaskInfo:
    """A task, as those outside the core see it."""

    id: str
    name: str
    path: tuple[Any, ...]
    triggers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """The tasks of the next superstep are known."""

    ns: tuple[str, ...]
    step: int
    tasks: tuple[TaskInfo, ...]


@dataclass(frozen=True, slots=True)
class Started:
    """A task was started; `attempt` counts from 1."""

    ns: tuple[str, ...]
    step: int
    task: TaskInfo
    input: Any
    attempt: int


@dataclass(frozen=True, slots=True)
class Finished:
    """A task ended well: what it returned, and what that wrote."""

    ns: tuple[str, ...]
    step: int
    task: TaskInfo
    result: Any
    writes: tuple[Write, ...]
    is_cached: bool


@dataclass(frozen=True, slots=True)
class Failed:
    """A task raised; it is tried again in `retry_in` seconds unless that is None."""

    ns: tuple[str, ...]
    step: int
    task: TaskInfo
    error: BaseException
    retry_in: float | None
    attempt: int


@dataclass(frozen=True, slots=True)
class Interrupted:
    """A task waits for answers."""

    ns: tuple[str, ...]
    step: int
    task: TaskInfo
    interrupts: tuple[Interrupt[Any], ...]


@dataclass(frozen=True, slots=True)
class Saved:
    """A checkpoint was handed to the saver. `changed` names the state keys this superstep wrote."""

    ns: tuple[str, ...]
    config: RunnableConfig
    parent_config: RunnableConfig | None
    step: int
    source: str
    values: Any
    changed: tuple[str, ...]
    next: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Streamed:
    """A running task streamed something of its own; a message comes with its metadata."""

    ns: tuple[str, ...]
    mode: Literal["custom", "messages"]
    payload: Any
    task: TaskInfo


Word = Planned | Started | Finished | Failed | Interrupted | Saved | Streamed


@dataclass(frozen=True, slots=True)
class Stop:
    """Why a debugger stopped a run, and at which task."""

    reason: str
    task_id: str | None
    node: str | None
    detail: Any = None
