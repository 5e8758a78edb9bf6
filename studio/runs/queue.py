"""The way from a committed row to a worker. The message carries an id only: the row says what is to be done."""

from __future__ import annotations

import logging

from django.db import transaction
from kombu.exceptions import OperationalError

from studio.celery import app
from studio.runs.models import Run

log = logging.getLogger(__name__)


def enqueue(run: Run) -> None:
    """Tell a worker of the run once the transaction is committed; what gets lost, the sweeper sends again."""
    run_id = str(run.pk)
    transaction.on_commit(lambda: send(run_id))


def send(run_id: str) -> None:
    """Send the message now."""
    try:
        app.send_task("runs.advance", args=[run_id], queue="runs", ignore_result=True)
    except OperationalError as error:
        log.warning("Run %s waits for the sweeper: the broker cannot be reached: %s", run_id, error)
