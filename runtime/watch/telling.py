"""From what the core tells to what each of those who watch is shown.

Theory of operation. The core says once that something happened (`Tell`), with the tasks it happened to. A debugger that
observes is shown it as a word of `runtime.debugger`; whoever reads a stream mode, as a chunk of that mode. Both are
made here, from the run as it stands at that moment, in the order in which they go out. Nothing here changes anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

from runtime.checkpoint.base.id import time_text
from runtime.config import thread_config
from runtime.constants import ERROR, INTERRUPT, NO_WRITES, RESUME
from runtime.debugger import Failed, Finished, Interrupted, Planned, Saved, Started
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

Shown: TypeAlias = Iterator[Any]
"""Words, and chunks as plain pairs of a mode and a payload."""


def shown(run: Run, tell: Tell) -> Shown:
    """Return the words and chunks that stand for what the core tells; chunks only of modes somebody reads."""
    assert run.ledger is not None  # noqa: S101 - nothing is told before it is there
    return SHOW[tell.what](run, run.ledger, tell)


def _debug(run: Run, step: int, kind: str, mode: str, payload: Any) -> Shown:
    """Show a payload in its own mode, and wrapped in `debug`."""
    if mode in run.modes:
        yield mode, payload
    if "debug" in run.modes:
        yield "debug", debug_payload(step, time_text(run.stamp(step)[1]), kind, payload)


def _stands(run: Run, ledger: Ledger, tell: Tell) -> Shown:
    """The ledger stands at a checkpoint, which is news if `detail` says so; the tasks come next."""
    if tell.detail and run.is_observed:
        yield Saved(
            run.path,
            ledger.config,
            ledger.parent_config,
            ledger.metadata["step"],
            ledger.metadata["source"],
            ledger.read(run.program.stream_channels),
            tuple([key for key in run.program.state_keys if key in (ledger.updated or ())]),
            tuple([task.name for task in tell.tasks]),
        )
    if "checkpoints" in run.modes or "debug" in run.modes:
        payload = _checkpoint_payload(run, ledger, tell.tasks)
        yield from _debug(run, ledger.metadata.get("step", -1), "checkpoint", "checkpoints", payload)


def _checkpoint_payload(run: Run, ledger: Ledger, tasks: Sequence[Task]) -> dict[str, Any]:
    stopped = waiting(ledger.pending, includes_finished=True)
    kept: dict[str, list[Write]] = {}
    for task_id, channel, value in ledger.pending:
        kept.setdefault(task_id, []).append((channel, value))
    config, parent = ledger.config, ledger.parent_config
    if ledger.unkept is not None:
        config = thread_config(run.thread_id, run.ns, ledger.checkpoint_id)
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
    seen = [task for task in tell.tasks if not task.node.is_hidden]
    if seen and run.is_observed:
        yield Planned(run.path, ledger.step, tuple([task.description for task in seen]))
    for task in seen:
        yield from _task(run, ledger, task)


def _task(run: Run, ledger: Ledger, task: Task) -> Shown:
    if "tasks" in run.modes or "debug" in run.modes:
        yield from _debug(run, ledger.step, "task", "tasks", task_payload(task, run.noted))


def _called(run: Run, ledger: Ledger, tell: Tell) -> Shown:
    """A running task has called this one."""
    return _task(run, ledger, tell.tasks[0])


def _started(run: Run, ledger: Ledger, tell: Tell) -> Shown:
    """The task was started."""
    task = tell.tasks[0]
    if run.is_observed and not task.node.is_hidden:
        yield Started(run.path, ledger.step, task.description, task.input, task.attempt)


def _finished(run: Run, ledger: Ledger, tell: Tell) -> Shown:
    """The task ended well, or what it wrote was known."""
    task = tell.tasks[0]
    if task.node.is_hidden:
        return
    if run.is_observed:
        writes = tuple([write for write in task.writes if write[0] != NO_WRITES])
        yield Finished(run.path, ledger.step, task.description, task.result, writes, task.is_cached)
    if "updates" in run.modes:
        yield "updates", update_payload(run.output_keys, task)
    if not task.is_cached:
        yield from _end(run, ledger, task, task.writes)


def _end(run: Run, ledger: Ledger, task: Task, writes: Sequence[Write]) -> Shown:
    if "tasks" in run.modes or "debug" in run.modes:
        payload = task_result_payload(run.program, task, writes)
        yield from _debug(run, ledger.step, "task_result", "tasks", payload)


def _raised(run: Run, ledger: Ledger, tell: Tell) -> Shown:
    """The task raised an error; `detail` has it, and in how many seconds the task is tried again, or None."""
    if run.is_observed:
        task, (error, delay) = tell.tasks[0], tell.detail
        yield Failed(run.path, ledger.step, task.description, error, delay, task.attempt)


def _failed(run: Run, ledger: Ledger, tell: Tell) -> Shown:
    """The task failed for good with the error `detail`."""
    return _end(run, ledger, tell.tasks[0], [(ERROR, tell.detail)])


def _waits(run: Run, ledger: Ledger, tell: Tell) -> Shown:
    """The task waits for answers to the interrupts `detail`."""
    task, interrupts = tell.tasks[0], tell.detail
    if run.is_observed:
        yield Interrupted(run.path, ledger.step, task.description, interrupts)
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
    "started": _started,
    "finished": _finished,
    "raised": _raised,
    "failed": _failed,
    "waits": _waits,
    "values": _values,
    "stopped": _stopped,
}
