"""The one pen that writes a run's history.

Theory of operation. An event's number is given in the transaction that stores it, under the lock of the run's row:
`last_seq` grows by the size of the batch and the events take the numbers before it. Two writers (a worker, and a
person who edits) therefore never share a number and never leave one out. A worker's append also names its fence and
renews its lease; when the fence is not the row's any more, the worker was replaced, and `Superseded` tells it to stop
without another word. The same UPDATE brings back the wishes of people (pause, cancel, changed breakpoints), so a
running graph learns of them with each batch and asks the database for nothing else.

What is published is what was committed: the frame goes out after the commit, in one message per batch. A browser that
misses it asks for the numbers it lacks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils import timezone

from studio.live import groups
from studio.live.publish import publish
from studio.runs.lifecycle import lease
from studio.runs.models import Event, Run

if TYPE_CHECKING:
    from uuid import UUID

BATCH_ROWS = 500


class Superseded(Exception):
    """The attempt lost its run: the lease ended and another worker took it, or a person cancelled it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One event before it has a number: when it happened, its kind, its body."""

    kind: str
    body: Mapping[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class Wishes:
    """What people want of a running run."""

    version: int
    is_pause_requested: bool
    is_cancel_requested: bool


def line(kind: str, /, **body: Any) -> Line:
    """An event that happens now."""
    return Line(kind, body, datetime.now(UTC))


def begin(run_id: UUID, first: Line) -> None:
    """Write line 1 of a run that the caller's transaction made with `last_seq` 1; nobody can be listening to it yet."""
    _store(run_id, [first], 1)


def append(run_id: UUID, *lines: Line) -> int:
    """Add events to a run that the caller may change; returns the last number. Published after the commit."""
    with transaction.atomic(savepoint=False):
        last_seq = _number(run_id, len(lines))
        _store_and_publish(run_id, lines, last_seq)
    return last_seq


def steps_in(lines: Iterable[Line]) -> int:
    """How many supersteps began in these events."""
    return sum(one.kind == "superstep.planned" for one in lines)


def append_held(run_id: UUID, fence: int, lines: Sequence[Line]) -> Wishes:
    """Add a worker's events, renew its lease, and return what people want of the run.

    With no lines it only renews and asks. Raises Superseded when the fence was lost; nothing is written then.
    """
    with transaction.atomic():
        row = _hold(run_id, fence, len(lines), steps_in(lines))
        if row is None:
            raise Superseded(str(run_id))
        last_seq, *wishes = row
        if lines:
            _store_and_publish(run_id, lines, last_seq)
    return Wishes(*wishes)


def look(run_id: UUID, fence: int) -> Wishes:
    """Return what people want of a run that a worker holds; writes nothing. Raises Superseded when it was lost."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT wishes_version, is_pause_requested, is_cancel_requested FROM runs_run"
            " WHERE id = %s AND fence = %s AND status = 'running'",
            [run_id, fence],
        )
        row = cursor.fetchone()
    if row is None:
        raise Superseded(str(run_id))
    return Wishes(*row)


def _number(run_id: UUID, count: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE runs_run SET last_seq = last_seq + %s WHERE id = %s RETURNING last_seq", [count, run_id])
        row = cursor.fetchone()
    if row is None:
        raise Run.DoesNotExist(f"There is no run {run_id}.")
    return int(row[0])


def _hold(run_id: UUID, fence: int, count: int, steps: int) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE runs_run SET last_seq = last_seq + %s, leased_until = %s, steps = steps + %s"
            " WHERE id = %s AND fence = %s AND status = 'running'"
            " RETURNING last_seq, wishes_version, is_pause_requested, is_cancel_requested",
            [count, timezone.now() + lease(), steps, run_id, fence],
        )
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


def _store(run_id: UUID, lines: Sequence[Line], last_seq: int) -> list[Event]:
    first = last_seq - len(lines) + 1
    events = [
        Event(run_id=run_id, seq=first + index, at=line.at, kind=line.kind, body=dict(line.body))
        for index, line in enumerate(lines)
    ]
    return Event.objects.bulk_create(events, batch_size=BATCH_ROWS)


def _store_and_publish(run_id: UUID, lines: Sequence[Line], last_seq: int) -> None:
    frame = {"type": "events", "events": [event.as_json() for event in _store(run_id, lines, last_seq)]}
    transaction.on_commit(lambda: publish(groups.of_run(run_id), frame))
