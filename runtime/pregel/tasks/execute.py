"""One superstep's tasks, from their start to the last one's end.

A task that fails may be tried again, or hand over to its node's error handler in the same superstep. An error stops
the siblings that can be stopped and lets the others end, for their writes are kept and not done again when the run is
resumed. Interrupts and commands to the parent let every sibling end, and then leave.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from runtime.constants import ERROR, ERROR_SOURCE, INTERRUPT, NO_WRITES, RESUME
from runtime.errors import GraphBubbleUp, GraphInterrupt, ParentCommand
from runtime.pregel.tasks.midway import called_task, kept_failure, rescue_task, settled
from runtime.pregel.tasks.retrying import delay_seconds
from runtime.pregel.tasks.task import Task
from runtime.pregel.words import (
    NEXT_EVENT,
    FetchCached,
    Flow,
    KeepCached,
    OutOfTime,
    SaveWrites,
    Settle,
    Start,
    StopTasks,
    TaskCalled,
    TaskDone,
    TaskFailed,
    Tell,
    ask,
)

if TYPE_CHECKING:
    from runtime.pregel.keeping.ledger import Ledger
    from runtime.pregel.run import Run
    from runtime.pregel.words import Write


@dataclass(slots=True)
class Superstep:
    """What is known of a superstep while its tasks run; `waiting` is an ordered set."""

    tasks: list[Task]
    waiting: dict[Task, None]
    error: BaseException | None = None
    command: ParentCommand | None = None
    interrupts: list[Any] | None = None


def execute(  # noqa: C901, PLR0912 - what each superstep does stands here without a call
    run: Run, ledger: Ledger, tasks: list[Task], *, is_watched: bool
) -> Flow[None]:
    """Run every task that has no writes yet; add the tasks of error handlers to `tasks`.

    Raises:
        Exception: the first error of a task, when all have ended.
        GraphInterrupt: with every interrupt raised, when no task failed.
        ParentCommand: a task's command to the graph around this one.
    """
    step = Superstep(tasks, {})
    ledger.current = tasks
    for task in tuple(tasks):
        if task.writes:
            yield from _show_known(run, ledger, task)
        elif task.node.error_handler is not None and (kept := kept_failure(run, ledger, task)) is not None:
            yield from _hand_over(run, ledger, step, task, kept)
        elif task.node.passes_on:
            yield from _pass_on(run, ledger, step, task)
        else:
            step.waiting[task] = None
            yield Start(task)
    while step.waiting:
        event: Any = yield NEXT_EVENT
        if type(event) is not TaskDone:
            yield from _call_or_failure(run, ledger, step, event)
            continue
        task: Task = event.task
        step.waiting.pop(task, None)
        if not task.writes or task.writes[0][0] == RESUME:
            _mark_silent(task)
        if run.keeps and (kept := note_writes(run, ledger, task, task.writes)) is not None:
            yield kept
        if task.node.cache is not None:
            yield KeepCached(task)
        if is_watched and not task.node.is_hidden:
            yield Tell("finished", (task,))
        if task.call is not None:
            yield settled(task, task.call)
    if step.error is not None:
        raise step.error
    if step.command is not None:
        raise step.command
    if step.interrupts is not None:
        raise GraphInterrupt(tuple(step.interrupts))


def _pass_on(run: Run, ledger: Ledger, step: Superstep, task: Task) -> Flow[None]:
    """End a task that has nothing to call: there is nothing to start."""
    try:
        task.writes.extend(task.node.write(task.input))
    except Exception as error:  # noqa: BLE001 - border: what a node writes may be of the author's making
        yield from _failed(run, ledger, step, task, error)
        return
    _mark_silent(task)
    yield from _keep_writes(run, ledger, task, task.writes)


def _call_or_failure(
    run: Run, ledger: Ledger, step: Superstep, event: TaskCalled | TaskFailed | OutOfTime
) -> Flow[None]:
    if isinstance(event, OutOfTime):
        step.error = step.error or TimeoutError("A superstep took longer than the graph's step_timeout.")
        yield from _stop_others(run, ledger, step)
    elif isinstance(event, TaskCalled):
        yield from _call(run, ledger, step, event)
    else:
        step.waiting.pop(event.task, None)
        yield from _failed(run, ledger, step, event.task, event.error)


def _show_known(run: Run, ledger: Ledger, task: Task) -> Flow[None]:
    """Tell of a task whose writes are known: from the cache, which is news to the saver, or from before."""
    if task.is_cached:
        yield from _keep_writes(run, ledger, task, task.writes)
    task.is_cached = True
    if run.is_watched:
        yield Tell("finished", (task,))


def _call(run: Run, ledger: Ledger, step: Superstep, call: TaskCalled) -> Flow[None]:
    """Start the task that a running one calls, or give the caller its result where that is known."""
    task = called_task(run, ledger, call)
    if task.node.cache is not None and not task.writes:
        task.writes = list((yield from ask(FetchCached([task]))).get(task, ()))
        task.is_cached = bool(task.writes)
    if run.is_watched:
        yield Tell("called", (task,))
    if not task.writes:
        step.waiting[task] = None
        yield Start(task)
        return
    if task.is_cached and run.is_watched:
        yield Tell("finished", (task,))
    yield settled(task, call)


def _mark_silent(task: Task) -> None:
    """Note that a task wrote nothing, so that it counts as done when the run is resumed."""
    if all(channel == RESUME for channel, _ in task.writes):
        task.writes.append((NO_WRITES, None))


def _keep_writes(run: Run, ledger: Ledger, task: Task, writes: list[Write]) -> Flow[None]:
    """Keep what a task wrote until the superstep is complete."""
    if run.keeps and (kept := note_writes(run, ledger, task, writes)) is not None:
        yield kept


def note_writes(run: Run, ledger: Ledger, task: Task, writes: list[Write]) -> SaveWrites | None:
    """Note what a task wrote until the superstep is complete; return the effect that keeps it, if something does."""
    untracked = run.program.untracked
    kept = [write for write in writes if write[0] not in untracked] if untracked else list(writes)
    if not kept:
        return None
    ledger.ended.append((task, kept))
    return None if run.durability == "exit" else SaveWrites(run.thread_id, run.ns, ledger.kept_id, kept, task)


def _answers_in(task: Task) -> list[Write]:
    return [write for write in task.writes if write[0] == RESUME]


def _failed(run: Run, ledger: Ledger, step: Superstep, task: Task, error: BaseException) -> Flow[None]:
    if task.call is not None and isinstance(error, GraphBubbleUp):
        yield from _stop_called(run, ledger, task, task.call, error)
    elif isinstance(error, GraphInterrupt):
        yield from _wait(run, ledger, step, task, error)
    elif isinstance(error, ParentCommand):
        step.command = step.command or error
    elif isinstance(error, GraphBubbleUp):
        step.error = step.error or error
    else:
        policies = task.node.retry or run.retry
        delay = delay_seconds(policies, error, task.attempt, run.random()) if policies else None
        if run.is_observed:
            yield Tell("raised", (task,), (error, delay))
        if delay is not None and step.error is None:
            task.attempt += 1
            task.answers = next((value for channel, value in reversed(task.writes) if channel == RESUME), task.answers)
            task.writes.clear()
            step.waiting[task] = None
            yield Start(task, delay)
        else:
            yield from _give_up(run, ledger, step, task, error)


def _stop_called(run: Run, ledger: Ledger, task: Task, call: TaskCalled, error: GraphBubbleUp) -> Flow[None]:
    """Let what stopped a called task stop its caller, which is the one that tells of it."""
    if isinstance(error, GraphInterrupt) and error.args:
        yield from _keep_writes(run, ledger, task, [(INTERRUPT, tuple(error.args[0])), *_answers_in(task)])
    yield Settle(call, error=error)


def _wait(run: Run, ledger: Ledger, step: Superstep, task: Task, error: GraphInterrupt) -> Flow[None]:
    interrupts = tuple(error.args[0]) if error.args else ()
    step.interrupts = [*(step.interrupts or ()), *interrupts]
    if not interrupts:
        return
    yield from _keep_writes(run, ledger, task, [(INTERRUPT, interrupts), *_answers_in(task)])
    if run.is_watched or "values" in run.modes:
        yield Tell("waits", (task,), interrupts)


def _give_up(run: Run, ledger: Ledger, step: Superstep, task: Task, error: BaseException) -> Flow[None]:
    answered = _answers_in(task)
    task.writes.clear()
    error.add_note(f"In node {task.name!r}, superstep {task.step.step}, attempt {task.attempt}, task {task.id}.")
    is_rescued = isinstance(error, Exception) and task.node.error_handler in run.program.nodes
    source: list[Write] = [(ERROR_SOURCE, task.name)] if is_rescued else []
    if run.keeps:
        yield from _keep_writes(run, ledger, task, [(ERROR, repr(error)), *source, *answered])
    if run.is_watched:
        yield Tell("failed", (task,), error)
    if task.call is not None:
        yield Settle(task.call, error=error)
    elif is_rescued:
        yield from _hand_over(run, ledger, step, task, error)
    elif step.error is None:
        step.error = error
        if step.waiting:
            yield from _stop_others(run, ledger, step)


def _hand_over(run: Run, ledger: Ledger, step: Superstep, task: Task, error: Any) -> Flow[None]:
    """Let the error handler of a failed task take its place."""
    task.writes.append((ERROR, error))
    handling = rescue_task(run, ledger, task, error)
    step.tasks.append(handling)
    if not handling.writes:
        step.waiting[handling] = None
        yield Start(handling)


def _stop_others(run: Run, ledger: Ledger, step: Superstep) -> Flow[None]:
    started = tuple(step.waiting)
    step.waiting = dict.fromkeys((yield StopTasks(started)))
    for task in started:
        if task not in step.waiting:
            yield from _keep_writes(run, ledger, task, [(ERROR, "CancelledError()")])
