"""Tasks that begin in the middle of a superstep: those that running tasks call, and those of error handlers.

A called task has a place of its own, made of its caller's and the number of the call, so its id is the same each time
the caller runs again in that superstep: what it returned then is given to the caller at once, and what it was answered
is given to it. It changes no channel: its one write is its result.

A task whose node has failed for good is followed by its error handler's, whose writes take the place of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runtime.constants import ERROR, ERROR_SOURCE, PUSH, RETURN
from runtime.errors import NodeError
from runtime.pregel.tasks.answers import give_back
from runtime.pregel.tasks.plan import read_input
from runtime.pregel.tasks.task import Task
from runtime.pregel.words import Settle

if TYPE_CHECKING:
    from runtime.pregel.keeping.ledger import Ledger
    from runtime.pregel.run import Run
    from runtime.pregel.words import TaskCalled


def called_task(run: Run, ledger: Ledger, call: TaskCalled) -> Task:
    """Return the task a running one calls, with what was kept for it."""
    caller = call.caller
    task = Task(call.node, (PUSH, caller.path, call.number, caller.id, True), (PUSH,), call.value, caller.step)
    task.call = call
    ledger.seen.setdefault(task.name, {})
    ledger.ran.setdefault(task.name, ())
    if ledger.pending or run.resume_map:
        give_back(run, ledger, [task])
    return task


def settled(task: Task, call: TaskCalled) -> Settle:
    """Return the effect that gives a called task's result to its caller."""
    return Settle(call, next((value for channel, value in task.writes if channel == RETURN), None))


def rescue_task(run: Run, ledger: Ledger, task: Task, error: BaseException) -> Task:
    """Return the task that handles the failure of `task`, with what was kept for it."""
    rescue = run.program.nodes[task.node.error_handler or ""]
    handling = Task(rescue, (*task.path, "node_error_handler", 0), (), read_input(ledger, rescue, task.step), task.step)
    handling.error = NodeError(task.name, error)  # pyright: ignore[reportArgumentType] - kept errors are their text
    give_back(run, ledger, (handling,))
    return handling


def kept_failure(run: Run, ledger: Ledger, task: Task) -> str | None:
    """Return the error that was kept of a task whose handler had taken over when the run ended."""
    kept = {channel: value for task_id, channel, value in ledger.pending if task_id == task.id}
    return kept.get(ERROR) if ERROR_SOURCE in kept and not run.is_replaying else None
