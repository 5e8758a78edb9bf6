"""What workers do: advance one run by one attempt, and sweep for runs nobody holds."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from billiard.process import current_process
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from psycopg.conninfo import make_conninfo

from studio.celery import app
from studio.engine.catalog import read_project
from studio.engine.events import error_body
from studio.engine.execute import Outcome, execute
from studio.engine.savers import open_graph
from studio.graphs.models import Graph
from studio.runs.attempts import begin_attempt, order_of, refusal
from studio.runs.ending import end_attempt
from studio.runs.journal import Superseded, line
from studio.runs.lifecycle import claim, give_back_lost
from studio.runs.models import Run, Status
from studio.runs.pen import Pen
from studio.runs.queue import has_messages, send

WAIT_FOR_WORKER = timedelta(seconds=5)
MOST_SENT = 500

log = logging.getLogger(__name__)


@app.task(name="runs.advance")
def advance(run_id: str) -> str:
    """Claim the run and drive it until it is done or stopped. A second delivery finds nothing to claim."""
    worker = f"{socket.gethostname()}:{advance.request.hostname or 'local'}"
    with transaction.atomic():
        run = claim(UUID(run_id), worker)
        kind = begin_attempt(run, worker).kind if run else ""
    if run is None:
        return "held by another"
    try:
        run.graph = place_of(run.graph_id)
        pen = Pen(run, [line("attempt.started", attempt=run.fence, kind=kind, worker=worker)], _abandon(run))
        outcome = refusal(run) or _attempt(run, pen)
        end_attempt(run, outcome, pen.rest)
    except Superseded:
        return "superseded"
    return outcome.ended


@app.task(name="runs.sweep")
def sweep() -> int:
    """Send again what nobody holds; returns how many.

    A run that waits while messages wait too is not lost, its turn has not come: it is left alone.
    """
    found = give_back_lost()
    if not has_messages():
        now = timezone.now()
        late = Run.objects.filter(status=Status.PENDING, queued_at__lt=now - WAIT_FOR_WORKER)
        waiting = list(late.values_list("pk", flat=True)[:MOST_SENT])
        late.filter(pk__in=waiting).update(queued_at=now)
        found += waiting
    for run_id in found:
        send(str(run_id))
    return len(found)


def _attempt(run: Run, pen: Pen) -> Outcome:
    try:
        graph = graph_of(run.graph.project.root, run.graph.name)
    except Exception as error:  # noqa: BLE001 - border: the author's module may raise anything
        return Outcome("error", error={**error_body(error), "node": None})
    try:
        with pen:
            return execute(graph, order_of(run), pen)
    except (Superseded, OperationalError):
        # Another worker has it, or will have it when the lease ends: the database is away for this one.
        raise
    except Exception as error:  # border: whatever else goes wrong ends this run, and the worker takes the next
        log.exception("Run %s could not be driven", run.pk)
        return Outcome("error", error={**error_body(error), "node": None})


def _abandon(run: Run) -> Callable[[], None]:
    """What ends a run whose node does not return in time: nothing else stops a thread of Python but its process."""

    def abandon() -> None:
        error = {"type": "TimeLimit", "message": _too_long(), "traceback": "", "node": None}
        end_attempt(run, Outcome("timeout", error=error))
        if is_pool_child():
            os._exit(1)

    return abandon


def is_pool_child() -> bool:
    """Whether this process is one of a prefork pool's, which Celery replaces when it ends."""
    return str(current_process().name) != "MainProcess"


def _too_long() -> str:
    return (
        f"The attempt took longer than RUN_TIME_LIMIT_S = {settings.RUN_TIME_LIMIT_S} s and the node that was running "
        "did not return. Give that node a time limit of its own, or raise RUN_TIME_LIMIT_S; then retry."
    )


@lru_cache(maxsize=1024)
def place_of(graph_id: UUID) -> Graph:
    """Read once per worker process what never changes of a graph: its name and its project's folder."""
    return Graph.objects.select_related("project").only("name", "project__root").get(pk=graph_id)


@lru_cache(maxsize=64)
def graph_of(root: str, name: str) -> Any:
    """Load a graph once per worker process."""
    return open_graph(read_project(Path(root)), name, _database())


def _database() -> str:
    """The address of Django's own database, where checkpoints are kept too."""
    known = connection.settings_dict
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    return make_conninfo(**{name: str(known[key]) for name, key in names.items() if known[key]})
