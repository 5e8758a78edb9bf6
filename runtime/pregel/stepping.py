"""What stops a run between supersteps: static breakpoints, and a debugger asked live.

Both know one rule: a run that continues passes what it stopped at exactly once. Continuing marks every channel as
seen under the reserved name `__interrupt__`; nothing stops until a channel has changed since. The debugger is asked in
each superstep, so that a breakpoint set while the run goes on works; without one nothing is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from runtime.constants import INTERRUPT
from runtime.runtime import RunControl

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from runtime.pregel.ledger import Ledger
    from runtime.pregel.task import Task
    from runtime.pregel.words import Stop, TaskInfo, Word

__all__ = ("Debugger",)


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
    asks: bool = True
    """Whether `before` and `after` are called at all; looked at in each superstep, so it may be a property."""

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


def is_past_stop(ledger: Ledger) -> bool:
    """Whether a channel changed since the run last continued from a stop."""
    seen = ledger.seen.get(INTERRUPT)
    if not seen:
        return True
    return any(name not in seen or version > seen[name] for name, version in ledger.versions.items())


def mark_stop_seen(ledger: Ledger) -> None:
    """Note that the run continues from where it stands."""
    ledger.seen[INTERRUPT] = {name: ledger.versions[name] for name in ledger.channels if name in ledger.versions}


def is_breakpoint(ledger: Ledger, nodes: str | Sequence[str], tasks: Sequence[Task]) -> bool:
    """Whether a static breakpoint stands on one of these tasks."""
    hits = any(task.name in nodes or (nodes == "*" and not task.node.is_hidden) for task in tasks)
    return hits and is_past_stop(ledger)
