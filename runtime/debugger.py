"""What a debugger is told of a run, and what it is asked.

The words are named tuples: nobody can change them, and they are made by the thousand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple

from runtime.config import thread_config
from runtime.constants import NS_SEP
from runtime.runtime import RunControl

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from runtime.config import RunnableConfig
    from runtime.types import Interrupt


class TaskInfo(NamedTuple):
    """A task, as those outside the core see it."""

    id: str
    name: str
    path: tuple[Any, ...]
    triggers: tuple[str, ...]


class Planned(NamedTuple):
    """The tasks of the next superstep are known."""

    ns: tuple[str, ...]
    step: int
    tasks: tuple[TaskInfo, ...]


class Started(NamedTuple):
    """A task was started; `attempt` counts from 1."""

    ns: tuple[str, ...]
    step: int
    task: TaskInfo
    input: Any
    attempt: int


class Finished(NamedTuple):
    """A task ended well: what it returned, and what that wrote."""

    ns: tuple[str, ...]
    step: int
    task: TaskInfo
    result: Any
    writes: tuple[tuple[str, Any], ...]
    is_cached: bool


class Failed(NamedTuple):
    """A task raised; it is tried again in `retry_in` seconds unless that is None."""

    ns: tuple[str, ...]
    step: int
    task: TaskInfo
    error: BaseException
    retry_in: float | None
    attempt: int


class Interrupted(NamedTuple):
    """A task waits for answers."""

    ns: tuple[str, ...]
    step: int
    task: TaskInfo
    interrupts: tuple[Interrupt[Any], ...]


class Saved(NamedTuple):
    """A checkpoint was handed to the saver. `changed` names the state keys this superstep wrote."""

    ns: tuple[str, ...]
    thread_id: str
    checkpoint_id: str | None
    parent_id: str | None
    step: int
    source: str
    values: Any
    changed: tuple[str, ...]
    next: tuple[str, ...]

    @property
    def config(self) -> RunnableConfig:
        """Where the checkpoint is."""
        return thread_config(self.thread_id, NS_SEP.join(self.ns), self.checkpoint_id)

    @property
    def parent_config(self) -> RunnableConfig | None:
        """Where the checkpoint before it is, if there is one."""
        return thread_config(self.thread_id, NS_SEP.join(self.ns), self.parent_id) if self.parent_id else None


class Streamed(NamedTuple):
    """A running task streamed something of its own; a message comes with its metadata."""

    ns: tuple[str, ...]
    mode: Literal["custom", "messages"]
    payload: Any
    task: TaskInfo


Word = Planned | Started | Finished | Failed | Interrupted | Saved | Streamed


class Stop(NamedTuple):
    """Why a debugger stopped a run, and at which task."""

    reason: str
    task_id: str | None
    node: str | None
    detail: Any = None


class Debugger(RunControl):
    """A run control that also watches and stops. Subclass it and pass it as `control=`; subgraphs inherit it.

    `before` and `after` return why to stop, nothing meaning go on; what stopped the run is kept in `stops`. All three
    are called from whatever drives the run and must not block.

    `passes_stop` says that this run continues from a stop, which is passed once. Set it to False where a run begins
    again that no debugger had stopped (after an error, or when its worker died): then a breakpoint that was set
    meanwhile on the very superstep is heeded.
    """

    __slots__ = ("passes_stop", "stops")
    observes: ClassVar[bool] = True
    has_answers: ClassVar[bool] = False
    """Whether the class has a `before` or an `after` of its own; nothing is asked where it has not."""
    asks: bool = True
    """Whether `before` and `after` are called at all; looked at in each superstep, so it may be a property."""

    def __init_subclass__(cls) -> None:
        cls.has_answers = cls.before is not Debugger.before or cls.after is not Debugger.after

    def __init__(self) -> None:
        super().__init__()
        self.stops: list[Stop] = []
        self.passes_stop = True

    def before(
        self, ns: tuple[str, ...], step: int, tasks: Sequence[TaskInfo], values: Mapping[str, Any]
    ) -> Sequence[Stop]:
        """Asked when the tasks of a superstep are planned and none has started."""
        return ()

    def after(
        self, ns: tuple[str, ...], step: int, tasks: Sequence[TaskInfo], values: Mapping[str, Any]
    ) -> Sequence[Stop]:
        """Asked when a superstep is applied and saved."""
        return ()

    def observe(self, word: Word) -> None:
        """Told every word, in order."""
