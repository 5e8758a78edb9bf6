"""The way from a committed row to a worker. The message carries an id only: the row says what is to be done."""

from __future__ import annotations

import logging

from django.db import transaction
from kombu.exceptions import OperationalError

from studio.celery import app
from studio.runs.models import Run

QUEUE = "runs"

log = logging.getLogger(__name__)


def enqueue(run: Run) -> None:
    """Tell a worker of the run once the transaction is committed; what gets lost, the sweeper sends again."""
    run_id = str(run.pk)
    transaction.on_commit(lambda: send(run_id))


def send(run_id: str) -> None:
    """Send the message now."""
    try:
        app.send_task("runs.advance", args=[run_id], queue=QUEUE, ignore_result=True)
    except OperationalError as error:
        log.warning("Run %s waits for the sweeper: the broker cannot be reached: %s", run_id, error)


def has_messages() -> bool:
    """Whether messages wait for a worker: then pending runs wait because workers are busy, not because of a loss."""
    try:
        with app.connection_for_read() as broker:
            try:
                return bool(broker.default_channel.queue_declare(queue=QUEUE, passive=True).message_count)
            except broker.channel_errors:
                return False  # the queue was not made yet
    except OperationalError:
        return False
