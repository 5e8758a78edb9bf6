"""What a worker does for graphs: describe a project, each graph in a process of its own."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from celery.signals import worker_ready
from django.conf import settings
from django.db import connection

from studio.celery import app
from studio.engine.catalog import ProjectError, read_project
from studio.engine.describe import describe_apart
from studio.graphs.actions import keep_named, record_description, record_descriptions
from studio.graphs.picture import render
from studio.teams.models import Project

# Set by the supervisor of `superstep serve` in the environment of its programs.
MARK = "SUPERSTEP_VAR"

QUEUE = "ask"


@worker_ready.connect
def describe_at_start(sender: Any, **_: object) -> None:
    """Describe every project when a worker for questions comes up: its files may be other than they were.

    `superstep serve` (it marks its programs) asks for this by itself, sooner.
    """
    if MARK in os.environ or QUEUE not in sender.app.amqp.queues.consume_from:
        return
    for root in Project.objects.values_list("root", flat=True).distinct():
        describe_project.delay(root)
    connection.close()


@app.task(name="ask.describe_project")
def describe_project(root: str) -> int:
    """Describe every graph that the project at `root` names; returns how many."""
    project = Project.objects.filter(root=root).first()
    if project is None:
        return 0
    try:
        refs = read_project(Path(root)).graphs
    except ProjectError as error:
        project.graphs.update(problem=str(error))
        return 0
    # Each import is a process of its own, so threads are enough to have as many at work as there are cores.
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        limit_s = settings.DESCRIBE_TIME_LIMIT_S
        newest_first = sorted(refs.items(), key=lambda named: saved_at(root, named[1]), reverse=True)
        begun = {pool.submit(describe_apart, root, name, limit_s): (name, ref) for name, ref in newest_first}
        # Kept as they come, so that one that hangs holds up no other; but together the first time, when a few of them
        # would look like all there are.
        is_first, together = not project.graphs.exists(), list[dict[str, Any]]()
        for done in as_completed(begun):
            name, ref = begun[done]
            told = {"name": name, "ref": ref, **done.result()}
            # Laid out before anybody hears of it, so that no page waits for Graphviz.
            render(told.get("description", {}))
            if is_first:
                together.append(told)
            else:
                record_description(project, told)
    if is_first:
        record_descriptions(project, together)
    keep_named(project, refs)
    return len(refs)


def saved_at(root: str, ref: str) -> float:
    """When a graph's file was saved: whoever saved one last waits for it; 0 where the reference is no file."""
    try:
        return (Path(root) / ref.rpartition(":")[0]).stat().st_mtime
    except OSError:
        return 0.0
