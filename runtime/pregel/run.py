"""Everything one run of a graph is asked with: the order the loop carries out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from runtime.config import thread_config

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from runtime.config import RunnableConfig
    from runtime.debugger import Debugger
    from runtime.pregel.keeping.ledger import Ledger
    from runtime.pregel.program import Program
    from runtime.runtime import RunControl
    from runtime.types import RetryPolicy


TOLD_OF_TASKS = frozenset({"updates", "tasks", "checkpoints", "debug"})
"""Stream modes that show more than values and what a node streams itself."""


@dataclass(slots=True)
class CallerAnswer:
    """A `Command(resume=value)` without an id: the first interrupt that asks takes it."""

    value: Any
    is_taken: bool = False


@dataclass(slots=True)
class Replay:
    """During time travel, what subgraphs start from: their newest checkpoint before `checkpoint_id`, once each."""

    checkpoint_id: str
    visited: set[str] = field(default_factory=set[str])

    def before(self, ns: str) -> str | None:
        """Return the bound for a subgraph's first visit, None for later ones."""
        name = ns.rsplit(":", 1)[0] if ":" in ns else ns
        if name in self.visited:
            return None
        self.visited.add(name)
        return self.checkpoint_id


@dataclass(slots=True)
class Run:
    """One request to advance a thread.

    `keeps` says whether there is a saver; `modes` what to stream. For a graph inside another's task, `ns` is that
    task's namespace, `parents` maps the namespaces around it to their checkpoints, and `inherits_resuming` says
    whether the outermost run continues rather than begins. `fades` says whether the output has values of one
    superstep; `shown` is then the last output, where no more than that was lost since.
    """

    program: Program
    input: Any
    keeps: bool
    next_version: Callable[[Any, Any], Any] | None
    stamp: Callable[[int], tuple[str, int]]
    random: Callable[[], float]
    recursion_limit: int
    thread_id: str = ""
    ns: str = ""
    checkpoint_id: str | None = None
    is_nested: bool = False
    is_strict: bool = False
    durability: str = "async"
    modes: frozenset[str] = frozenset()
    interrupt_before: str | Sequence[str] = ()
    interrupt_after: str | Sequence[str] = ()
    output_keys: Any = None
    retry: tuple[RetryPolicy, ...] = ()
    debugger: Debugger | None = None
    control: RunControl | None = None
    inherits_resuming: bool | None = None
    resume_map: Mapping[str, Any] | None = None
    parents: dict[str, str] = field(default_factory=lambda: {})
    replay: Replay | None = None
    answer: CallerAnswer | None = None
    metadata: Mapping[str, Any] = field(default_factory=lambda: {})
    noted: Mapping[str, Any] = field(default_factory=lambda: {})
    is_resuming: bool = False
    stopped_after: bool = False
    is_replaying: bool = False
    ledger: Ledger | None = None
    fades: bool = False
    shown: Any = None

    @property
    def path(self) -> tuple[str, ...]:
        """The namespace as a tuple of its levels."""
        return tuple(self.ns.split("|")) if self.ns else ()

    @property
    def address(self) -> RunnableConfig:
        """Where this run's checkpoints are."""
        return thread_config(self.thread_id, self.ns)

    @property
    def is_observed(self) -> bool:
        """Whether a debugger wants to hear of everything."""
        return self.debugger is not None and self.debugger.observes

    @property
    def is_watched(self) -> bool:
        """Whether anybody is told of tasks and checkpoints; who reads values is told of nothing else."""
        return not self.modes.isdisjoint(TOLD_OF_TASKS) or self.is_observed

    @property
    def is_unseen(self) -> bool:
        """Whether nobody keeps, reads, watches or stops what it does before its end."""
        stops = self.debugger or self.control or self.interrupt_before or self.interrupt_after
        return not (stops or self.keeps or self.modes)
