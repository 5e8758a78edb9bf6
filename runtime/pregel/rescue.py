"""Who takes over when a node has failed for good: the task of its error handler, in the same superstep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runtime.constants import ERROR, ERROR_SOURCE
from runtime.errors import NodeError
from runtime.pregel.plan import read_input
from runtime.pregel.resume import give_back
from runtime.pregel.task import Task

if TYPE_CHECKING:
    from runtime.pregel.ledger import Ledger
    from runtime.pregel.program import Node
    from runtime.pregel.run import Run


def rescuer(run: Run, task: Task) -> Node | None:
    """Return the node that handles this task's errors, if any does."""
    name = task.node.error_handler
    return run.program.nodes.get(name) if name else None


def rescue_task(run: Run, ledger: Ledger, task: Task, rescue: Node, error: BaseException) -> Task:
    """Return the task that handles the failure of `task`, with what was kept for it; its writes take the place of
    those the failed task would have made."""
    handling = Task(rescue, (*task.path, "node_error_handler", 0), (), read_input(ledger, rescue, task.step), task.step)
    handling.error = NodeError(task.name, error)  # pyright: ignore[reportArgumentType] - kept errors are their text
    give_back(run, ledger, (handling,))
    return handling


def kept_failure(run: Run, ledger: Ledger, task: Task) -> str | None:
    """Return the error that was kept of a task whose handler had taken over when the run ended."""
    if run.is_replaying or not ledger.pending or task.node.error_handler is None:
        return None
    kept = {channel: value for task_id, channel, value in ledger.pending if task_id == task.id}
    return kept.get(ERROR) if ERROR_SOURCE in kept else None
