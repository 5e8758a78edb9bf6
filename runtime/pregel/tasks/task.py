"""One node in one superstep, and the id that is the same whenever the same checkpoint is continued."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from runtime.checkpoint.base.author import Origin, task_id
from runtime.constants import NS_END, NS_SEP

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runtime.debugger import TaskInfo
    from runtime.pregel.program import Node
    from runtime.pregel.words import TaskCalled, Write
    from runtime.types import TimeoutPolicy


@dataclass(slots=True, eq=False)
class Step:
    """Where a superstep stands: the checkpoint it continues, its graph's namespace, its number, and the run's last."""

    checkpoint_id: str
    ns: str
    step: int
    stop: int


@dataclass(slots=True, eq=False)
class Task:
    """One node in one superstep. `path` says where it comes from, and orders its writes among those of others."""

    node: Node
    path: tuple[Any, ...]
    triggers: tuple[str, ...]
    input: Any
    step: Step
    writes: list[Write] = field(default_factory=lambda: [])
    answers: Sequence[Any] = ()
    attempt: int = 1
    call: TaskCalled | None = None
    error: Any = None
    first_attempt_at: float | None = None
    is_cached: bool = False
    result: Any = None
    timeout: TimeoutPolicy | None = None
    _id: str | None = None
    info: TaskInfo | None = None

    @property
    def name(self) -> str:
        """The node's name."""
        return self.node.name

    @property
    def id(self) -> str:
        """A UUID-shaped id, made on first use from the checkpoint, the namespace, the step and the path."""
        if self._id is None:
            self._id = task_id(self.step.checkpoint_id, self.step.ns, self.origin)
        return self._id

    @property
    def origin(self) -> Origin:
        """What the id is made of, beside the checkpoint and the namespace."""
        return self.step.step, self.node.name, self.path, self.triggers

    @property
    def graph_ns(self) -> str:
        """The namespace of the node, without the task's id: a called task's lies in its caller's."""
        around = self.call.caller.ns if self.call is not None else self.step.ns
        return f"{around}{NS_SEP}{self.name}" if around else self.name

    @property
    def ns(self) -> str:
        """The namespace that a graph run by this task has."""
        return f"{self.graph_ns}{NS_END}{self.id}"
