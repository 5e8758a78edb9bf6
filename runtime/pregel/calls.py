"""Tasks that running tasks call: how one is planned, and what is known of it already.

A call happens in the middle of a superstep. The called task has a place of its own, made of its caller's and the number
of the call, so its id is the same each time the caller runs again in that superstep: what it returned then is given to
the caller at once, and what it was answered is given to it. It changes no channel: its one write is its result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runtime.constants import PUSH, RETURN
from runtime.pregel.resume import give_back
from runtime.pregel.task import Task
from runtime.pregel.words import Settle

if TYPE_CHECKING:
    from runtime.pregel.ledger import Ledger
    from runtime.pregel.run import Run
    from runtime.pregel.words import TaskCalled, Write


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


def result_writes(result: Any) -> list[Write]:
    """Return what a called task writes: its result."""
    return [(RETURN, result)]


def settled(task: Task) -> Settle:
    """Return the effect that gives a called task's result to its caller."""
    assert task.call is not None  # noqa: S101 - asked only for called tasks
    return Settle(task.call, next((value for channel, value in task.writes if channel == RETURN), None))
