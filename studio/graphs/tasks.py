"""What a worker does for graphs: describe a project, each graph in a process of its own."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from studio.celery import app
from studio.engine.catalog import ProjectError, read_project
from studio.engine.describe import describe_apart
from studio.graphs.actions import record_descriptions
from studio.teams.models import Project

LIMIT_S = 15.0


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
        described = pool.map(lambda name: describe_apart(root, name, LIMIT_S), refs)
    found = [{"name": name, "ref": ref, **each} for (name, ref), each in zip(refs.items(), described, strict=True)]
    record_descriptions(project, found)
    return len(found)
