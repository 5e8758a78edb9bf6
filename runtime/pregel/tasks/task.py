"""One node in one superstep, and the id that is the same whenever the same checkpoint is continued."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from xxhash import xxh3_128_hexdigest

from runtime.constants import NS_END, NS_SEP
from runtime.debugger import TaskInfo

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    _info: TaskInfo | None = None

    @property
    def name(self) -> str:
        """The node's name."""
        return self.node.name

    @property
    def id(self) -> str:
        """A UUID-shaped id, made on first use from the checkpoint, the namespace, the step and the path."""
        if self._id is None:
            step, path, name = self.step, self.path, self.node.name
            origin = self.triggers if path[1:] == (name,) else map(str, path[1:])
            ns = f"{step.ns}{NS_SEP}{name}" if step.ns else name
            parts = (step.checkpoint_id, ns, str(step.step), name, path[0], *origin)
            text = xxh3_128_hexdigest("\x1f".join(parts).encode())
            self._id = f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
        return self._id

    @property
    def graph_ns(self) -> str:
        """The namespace of the node, without the task's id: a called task's lies in its caller's."""
        around = self.call.caller.ns if self.call is not None else self.step.ns
        return f"{around}{NS_SEP}{self.name}" if around else self.name

    @property
    def ns(self) -> str:
        """The namespace that a graph run by this task has."""
        return f"{self.graph_ns}{NS_END}{self.id}"

    @property
    def description(self) -> TaskInfo:
        """The task as those outside the core see it."""
        if self._info is None:
            self._info = TaskInfo(self.id, self.name, self.path, self.triggers)
        return self._info


@lru_cache(maxsize=1024)
def path_text(path: Any) -> str:
    """Return a task's path as a string that sorts the way writes are applied."""
    if isinstance(path, tuple):
        return f"~{', '.join(map(path_text, cast('tuple[Any, ...]', path)))}"
    return path if type(path) is str else f"{path:010d}"
