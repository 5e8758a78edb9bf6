"""What workers do: advance one run by one attempt, and sweep for runs nobody holds."""

from __future__ import annotations

import socket
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone
from psycopg.conninfo import make_conninfo

from studio.celery import app
from studio.engine.catalog import read_project
from studio.engine.events import error_body
from studio.engine.execute import Order, Outcome, execute
from studio.engine.savers import open_graph
from studio.runs.ending import end_attempt
from studio.runs.journal import Superseded, append_held, line
from studio.runs.lifecycle import claim
from studio.runs.models import Attempt, Run
from studio.runs.pen import Pen
from studio.runs.queue import send

WAIT_FOR_WORKER = timedelta(seconds=5)


@app.task(name="runs.advance")
def advance(run_id: str) -> str:
    """Claim the run and drive it until it is done or stopped. A second delivery finds nothing to claim."""
    worker = f"{socket.gethostname()}:{advance.request.hostname or 'local'}"
    run = claim(UUID(run_id), worker)
    if run is None:
        return "held by another"
    Attempt.objects.create(run=run, number=run.fence, kind=_kind(run), worker=worker)
    try:
        append_held(run.pk, run.fence, [line("attempt.started", attempt=run.fence, kind=_kind(run), worker=worker)])
        outcome = _attempt(run)
        end_attempt(run, outcome)
    except Superseded:
        return "superseded"
    return outcome.ended


@app.task(name="runs.sweep")
def sweep() -> int:
    """Send again what nobody holds; returns how many."""
    now = timezone.now()
    lost = list(Run.objects.unheld(now, now - WAIT_FOR_WORKER).values_list("pk", flat=True)[:500])
    for run_id in lost:
        send(str(run_id))
    return len(lost)


def _kind(run: Run) -> str:
    return str(run.order.get("kind", "start")) if run.order.get("attempts", 0) == 0 else "recover"


def _attempt(run: Run) -> Outcome:
    try:
        graph = graph_of(run.graph.project.root, run.graph.name)
    except Exception as error:  # noqa: BLE001 - border: the author's module may raise anything
        return Outcome("error", error={**error_body(error), "node": None})
    with Pen(run) as pen:
        return execute(graph, order_of(run), pen)


@lru_cache(maxsize=64)
def graph_of(root: str, name: str) -> Any:
    """Load a graph once per worker process."""
    return open_graph(read_project(Path(root)), name, _database())


def _database() -> str:
    """The address of Django's own database, where checkpoints are kept too."""
    known = connection.settings_dict
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    return make_conninfo(**{name: str(known[key]) for name, key in names.items() if known[key]})


def order_of(run: Run) -> Order:
    """What the next attempt is to do, from the row."""
    order = run.order
    is_first = run.fence == 1 and order.get("kind", "start") == "start"
    return Order(
        thread_id=str(run.thread_id),
        run_id=str(run.pk),
        input=run.input,
        kind="start" if is_first else order.get("kind", "resume").replace("start", "recover"),
        answers=order.get("answers", {}),
        step=order.get("how", "step") if order.get("kind") == "step" else None,
        step_from=len(order.get("ns", ())),
        stops_on_entry=bool(order.get("stops_on_entry")) and is_first,
        config=run.config,
        context=run.context,
    )
