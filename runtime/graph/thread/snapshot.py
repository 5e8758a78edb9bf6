"""A checkpoint and its pending writes, as the snapshot that callers read.

Writes of tasks that finished since the checkpoint are applied, so `values` shows what is known and `next` what is
left. Answered interrupts are left out, and so is what lasts one superstep: it is no more when the step ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runtime.constants import ERROR
from runtime.pregel.keeping.ledger import Ledger
from runtime.pregel.keeping.writes import CallerWrites, apply, in_order
from runtime.pregel.resume import apply_caller_writes
from runtime.pregel.tasks.answers import CONTROL, waiting
from runtime.pregel.tasks.plan import plan
from runtime.types import PregelTask, StateSnapshot
from runtime.watch.chunks import result_of, with_map

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from runtime.config import RunnableConfig
    from runtime.pregel.program import Program
    from runtime.pregel.tasks.task import Task

A_SILENT_STEP = CallerWrites("", (), ("",))
"""A superstep in which something ran and wrote nothing: it empties what lasts one superstep."""


def empty_snapshot(config: RunnableConfig) -> StateSnapshot:
    """Return the snapshot of a thread that has no checkpoint."""
    return StateSnapshot({}, (), config, None, None, None, (), ())


def planned_at(
    program: Program, saved: Any, ns: str, next_version: Callable[[Any, Any], Any], *, applies_pending: bool = True
) -> tuple[Ledger, list[Task]]:
    """Return the ledger at a checkpoint and the tasks due there, with their kept writes on them.

    `applies_pending` says whether what a caller's command wrote there also makes tasks due.
    """
    ledger = Ledger(program, saved.checkpoint, next_version)
    ledger.metadata = dict(saved.metadata or {})
    ledger.step = ledger.metadata.get("step", -1) + 1
    ledger.pending = [tuple(write) for write in saved.pending_writes or ()]
    ledger.updated = None
    tasks = [] if applies_pending else plan(ledger, ns, ledger.step + 1)
    apply_caller_writes(ledger)
    if applies_pending:
        tasks = plan(ledger, ns, ledger.step + 1)
    for task in tasks:
        task.writes = [
            (channel, value)
            for task_id, channel, value in ledger.pending
            if task_id == task.id and channel not in CONTROL
        ]
    return ledger, tasks


def make_snapshot(
    program: Program,
    saved: Any,
    ns: str,
    next_version: Callable[[Any, Any], Any],
    states: Mapping[str, Any],
    *,
    applies_pending: bool,
) -> StateSnapshot:
    """Return the snapshot of a stored checkpoint.

    `states` maps ids of tasks that run subgraphs to the subgraph's own snapshot, or the config to read it with.
    """
    ledger, tasks = planned_at(program, saved, ns, next_version, applies_pending=applies_pending)
    stopped = waiting(ledger.pending, includes_finished=not applies_pending)
    errors = {task_id: value for task_id, channel, value in ledger.pending if channel == ERROR}
    shown = tuple(_shown(program, task, stopped, errors, states) for task in tasks)
    due = tuple(task.name for task in tasks if not task.writes or not applies_pending)
    finished = [task for task in tasks if task.writes]
    if finished and applies_pending:
        apply(ledger, in_order(finished))
        apply(ledger, [A_SILENT_STEP])
    parents: Mapping[str, str] = ledger.metadata.get("parents") or {}
    return StateSnapshot(
        ledger.read(program.stream_channels),
        due,
        with_map(saved.config, parents),
        saved.metadata,
        saved.checkpoint["ts"],
        with_map(saved.parent_config, parents),
        shown,
        tuple(item for task in tasks for item in stopped.get(task.id, ())),
    )


def _shown(
    program: Program,
    task: Task,
    stopped: Mapping[str, list[Any]],
    errors: Mapping[str, Any],
    states: Mapping[str, Any],
) -> PregelTask:
    result = result_of(program, task.writes) if task.writes else None
    if isinstance(program.stream_channels, str) and result is not None:
        result = result.get(program.stream_channels)
    return PregelTask(
        task.id,
        task.name,
        task.path,
        errors.get(task.id),
        tuple(stopped.get(task.id, ())),
        states.get(task.id),
        result,
    )
