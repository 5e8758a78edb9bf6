"""From what the core tells to what those who read stream modes are shown.

Theory of operation. The core says once that something happened (`Tell`), with the tasks it happened to. A debugger that
observes is told a word (`runtime.watch.words`); then whoever reads a stream mode is shown a chunk of that mode. Both
are made from the run as it stands at that moment. Nothing here changes anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

from runtime.checkpoint.base.id import time_text
from runtime.config import thread_config
from runtime.constants import ERROR, INTERRUPT, RESUME
from runtime.pregel.tasks.answers import waiting
from runtime.watch.chunks import (
    checkpoint_task,
    debug_payload,
    task_payload,
    task_result_payload,
    update_payload,
    with_map,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from runtime.pregel.keeping.ledger import Ledger
    from runtime.pregel.run import Run
    from runtime.pregel.tasks.task import Task
    from runtime.pregel.words import Tell, Write

Shown: TypeAlias = Iterator[tuple[str, Any]]
"""Chunks, as pairs of a mode and a payload."""


def chunks_of(run: Run, ledger: Ledger, tell: Tell) -> Shown:
    """Return the chunks that stand for what the core tells, of modes somebody reads."""
    show = SHOW.get(tell.what)
    return iter(()) if show is None else show(run, ledger, tell)


def _debug(run: Run, step: int, kind: str, mode: str, payload: Any) -> Shown:
    """Show a payload in its own mode, and wrapped in `debug`."""
    if mode in run.modes:
        yield mode, payload
    if "debug" in run.modes:
        yield "debug", debug_payload(step, time_text(run.stamp(step)[1]), kind, payload)


def _stands(run: Run, ledger: Ledger, tell: Tell) -> Shown:
    """The ledger stands at a checkpoint; the tasks come next."""
    if "checkpoints" in run.modes or "debug" in run.modes:
        payload = _checkpoint_payload(run, ledger, tell.tasks)
        yield from _debug(run, ledger.metadata.get("step", -1), "checkpoint", "checkpoints", payload)


def _checkpoint_payload(run: Run, ledger: Ledger, tasks: Sequence[Task]) -> dict[str, Any]:
    stopped = waiting(ledger.pending, includes_finished=True)
    kept: dict[str, list[Write]] = {}
    for task_id, channel, value in ledger.pending:
        kept.setdefault(task_id, []).append((channel, value))
    stands_at = ledger.kept_id if ledger.unkept is None else ledger.checkpoint_id
    config = thread_config(run.thread_id, run.ns, stands_at)
    parent = thread_config(run.thread_id, run.ns, ledger.parent_id) if ledger.parent_id else None
    return {
        "config": with_map(config, run.parents),
        "parent_config": with_map(parent, run.parents),
        "values": ledger.read(run.program.stream_channels),
        "metadata": ledger.metadata,
        "next": [task.name for task in tasks],
        "tasks": [
            checkpoint_task(run.program, run.thread_id, task, stopped.get(task.id, ()), kept.get(task.id, ()))
            for task in tasks
        ],
    }


def _planned(run: Run, ledger: Ledger, tell: Tell) -> Shown:
    """The tasks are about to start."""
    for task in tell.tasks:
        if not task.node.is_hidden:
            yield from _task(run, ledger, task)


def _task(run: Run, ledger: Ledger, task: Task) -> Shown:
    if "tasks" in run.modes or "debug" in run.modes:
        yield from _debug(run, ledger.step, "task", "tasks", task_payload(task, run.noted))


def _called(run: Run, ledger: Ledger, tell: Tell) -> Shown:
    """A running task has called this one."""
    return _task(run, ledger, tell.tasks[0])


def _finished(run: Run, ledger: Ledger, tell: Tell) -> Shown:
    """The task ended well, or what it wrote was known."""
    task = tell.tasks[0]
    if task.node.is_hidden:
        return
    if "updates" in run.modes:
        yield "updates", update_payload(run.output_keys, task)
    if not task.is_cached:
        yield from _end(run, ledger, task, task.writes)


def _end(run: Run, ledger: Ledger, task: Task, writes: Sequence[Write]) -> Shown:
    if "tasks" in run.modes or "debug" in run.modes:
        payload = task_result_payload(run.program, task, writes)
        yield from _debug(run, ledger.step, "task_result", "tasks", payload)


def _failed(run: Run, ledger: Ledger, tell: Tell) -> Shown:
    """The task failed for good with the error `detail`."""
    return _end(run, ledger, tell.tasks[0], [(ERROR, tell.detail)])


def _waits(run: Run, ledger: Ledger, tell: Tell) -> Shown:
    """The task waits for answers to the interrupts `detail`."""
    task, interrupts = tell.tasks[0], tell.detail
    if "updates" in run.modes:
        yield "updates", {INTERRUPT: interrupts}
    if "values" in run.modes:
        values: Any = ledger.read(run.output_keys)
        known = cast("dict[str, Any]", values) if isinstance(values, dict) else {}
        yield "values", {**known, INTERRUPT: interrupts}
    answered = [write for write in task.writes if write[0] == RESUME]
    yield from _end(run, ledger, task, [(INTERRUPT, interrupts), *answered])


def _values(run: Run, ledger: Ledger, tell: Tell) -> Shown:
    """What the caller reads has changed, or is where a run continues."""
    yield "values", ledger.read(run.output_keys)


def _stopped(run: Run, ledger: Ledger, tell: Tell) -> Shown:
    """The run stopped at a breakpoint."""
    yield "updates", {INTERRUPT: ()}


SHOW: Final[dict[str, Callable[[Run, Ledger, Tell], Shown]]] = {
    "stands": _stands,
    "planned": _planned,
    "called": _called,
    "finished": _finished,
    "failed": _failed,
    "waits": _waits,
    "values": _values,
    "stopped": _stopped,
}
