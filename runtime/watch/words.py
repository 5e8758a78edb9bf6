"""From what the core tells to what a debugger that observes is told: one word of `runtime.debugger`, or none."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Final

from runtime.constants import NO_WRITES
from runtime.debugger import Failed, Finished, Interrupted, Planned, Saved, Started, TaskInfo

if TYPE_CHECKING:
    from collections.abc import Callable

    from runtime.debugger import Word
    from runtime.pregel.keeping.ledger import Ledger
    from runtime.pregel.run import Run
    from runtime.pregel.tasks.task import Task
    from runtime.pregel.words import Tell


_name_of = attrgetter("node.name")


def described(task: Task) -> TaskInfo:
    """Return a task as those outside the core see it; made once."""
    if task.info is None:
        task.info = TaskInfo(task.id, task.node.name, task.path, task.triggers)
    return task.info


def started(run: Run, task: Task) -> Started:
    """Return the word for a task that is started."""
    return Started(run.path, task.step.step, described(task), task.input, task.attempt)


def _stands(run: Run, ledger: Ledger, tell: Tell) -> Word | None:
    if not tell.detail:
        return None
    program, metadata, updated = run.program, ledger.metadata, ledger.updated or ()
    return Saved(
        run.path,
        run.thread_id,
        ledger.kept_id,
        ledger.parent_id,
        metadata["step"],
        metadata["source"],
        ledger.read(program.stream_channels),
        tuple(filter(updated.__contains__, program.state_keys)),
        tuple(map(_name_of, tell.tasks)),
    )


def _planned(run: Run, ledger: Ledger, tell: Tell) -> Word | None:
    seen = tuple([described(task) for task in tell.tasks if not task.node.is_hidden])
    return Planned(run.path, ledger.step, seen) if seen else None


def _finished(run: Run, ledger: Ledger, tell: Tell) -> Word | None:
    task = tell.tasks[0]
    if task.node.is_hidden:
        return None
    writes = tuple(task.writes)
    if writes[-1][0] == NO_WRITES:  # it says that there are no others
        writes = writes[:-1]
    return Finished(run.path, ledger.step, described(task), task.result, writes, task.is_cached)


def _raised(run: Run, ledger: Ledger, tell: Tell) -> Word | None:
    task, (error, delay) = tell.tasks[0], tell.detail
    return Failed(run.path, ledger.step, described(task), error, delay, task.attempt)


def _waits(run: Run, ledger: Ledger, tell: Tell) -> Word | None:
    return Interrupted(run.path, ledger.step, described(tell.tasks[0]), tell.detail)


WORDS: Final[dict[str, Callable[[Run, Ledger, Tell], Word | None]]] = {
    "stands": _stands,
    "planned": _planned,
    "finished": _finished,
    "raised": _raised,
    "waits": _waits,
}
"""Makes the word for what the core tells; None where a debugger need not know."""
