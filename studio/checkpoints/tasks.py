"""What a worker answers about checkpoints; each question names a graph by its project's folder and its name."""

from __future__ import annotations

from typing import Any

from studio.celery import app
from studio.engine import edit, inspect
from studio.live.ask import answers, check_in_time
from studio.runs.tasks import graph_of


@app.task(name="ask.read_checkpoint")
@answers
def read_checkpoint(root: str, name: str, thread_id: str, checkpoint_id: str, ns: str) -> Any:
    """One checkpoint, or None."""
    return inspect.read(graph_of(root, name), thread_id, checkpoint_id, ns)


@app.task(name="ask.preview_edit")
@answers
def preview_edit(root: str, name: str, thread_id: str, change: dict[str, Any]) -> Any:
    """What an edit would make."""
    return edit.preview(graph_of(root, name), thread_id, edit.Change(**change))


@app.task(name="ask.edit_state")
@answers
def edit_state(root: str, name: str, thread_id: str, change: dict[str, Any]) -> Any:
    """Make an edit."""
    graph = graph_of(root, name)
    # Importing the author's module may have taken longer than anybody waits.
    check_in_time()
    return edit.edit(graph, thread_id, edit.Change(**change))


@app.task(name="ask.fork_thread")
@answers
def fork_thread(root: str, name: str, thread_id: str, target_id: str, change: dict[str, Any]) -> Any:
    """Copy a thread up to a checkpoint, with an edit there."""
    graph = graph_of(root, name)
    check_in_time()
    return edit.fork(graph, thread_id, target_id, edit.Change(**change))
