"""What an attempt's outcome makes of the rows: one transaction, guarded by the fence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from studio.engine.execute import Outcome
from studio.engine.render import within_limit
from studio.runs.journal import Line, Superseded, append, line, steps_in
from studio.runs.lifecycle import settle
from studio.runs.models import Attempt, Interrupt, Run, Status, Thread
from studio.runs.news import tell_changed, tell_inbox
from studio.runs.queue import enqueue

STATUS = {
    "success": Status.SUCCESS,
    "error": Status.ERROR,
    "interrupted": Status.INTERRUPTED,
    "timeout": Status.TIMEOUT,
    "cancelled": Status.CANCELLED,
    "drained": Status.PENDING,
}

# Of a larger output the journal keeps the beginning; the whole stands in the run's own row.
MOST_OUTPUT_BYTES = 500_000


@transaction.atomic
def end_attempt(run: Run, outcome: Outcome, rest: Sequence[Line] = ()) -> None:
    """Settle the run as its attempt ended, and write the `rest` of its events: one commit holds both.

    Raises Superseded, and changes nothing, when the fence was lost.
    """
    status = STATUS[outcome.ended]
    duration_ms = _duration_ms(run)
    output = outcome.values if outcome.ended == "success" else None
    columns: dict[str, Any] = {"error": outcome.error, "output": output, "duration_ms": duration_ms}
    columns["stopped"] = _stopped(outcome) if outcome.ended == "interrupted" else None
    if not settle(run.pk, run.fence, status, steps=F("steps") + steps_in(rest), **columns):
        raise Superseded(str(run.pk))
    Attempt.objects.filter(run=run, number=run.fence).update(ended_at=timezone.now(), outcome=outcome.ended)
    _keep_snapshot(run, outcome)
    lines = [*rest, line("attempt.ended", attempt=run.fence, outcome=outcome.ended)]
    if outcome.ended == "interrupted":
        lines.append(line("run.interrupted", **_stopped(outcome), interrupts=_interrupts(run, outcome)))
    elif status != Status.PENDING:
        shown = within_limit(output, MOST_OUTPUT_BYTES)
        body = {"status": status, "output": shown, "error": outcome.error, "duration_ms": duration_ms}
        lines.append(line("run.finished", **body))
    append(run.pk, *lines)
    run.status = status
    tell_changed(run)
    if outcome.interrupts:
        tell_inbox(run)
    if status == Status.PENDING:
        enqueue(run)


def _duration_ms(run: Run) -> float:
    begun = run.started_at or run.created_at
    return round((timezone.now() - begun).total_seconds() * 1000, 1)


def _stopped(outcome: Outcome) -> dict[str, Any]:
    return {
        "reason": outcome.reason,
        "checkpoint_id": outcome.checkpoint_id,
        "next": list(outcome.next),
        "at": list(outcome.at),
        "ns": list(outcome.ns),
        "hits": list(outcome.hits),
    }


def _keep_snapshot(run: Run, outcome: Outcome) -> None:
    if outcome.checkpoint_id is None:
        return
    Thread.objects.filter(pk=run.thread_id).update(
        checkpoint_id=outcome.checkpoint_id,
        values=outcome.values,
        next=list(outcome.next),
        updated_at=timezone.now(),
    )


def _interrupts(run: Run, outcome: Outcome) -> list[dict[str, Any]]:
    """Make a row for each request that waits (one that waited before keeps its row) and each breakpoint hit."""
    rows: list[Interrupt] = []
    for item in outcome.interrupts:
        row, _ = Interrupt.objects.get_or_create(
            run=run,
            engine_id=item["engine_id"],
            settled_at=None,
            defaults={
                "kind": Interrupt.Kind.REQUEST,
                "node": item["node"],
                "value": item["value"],
                "response_schema": item["response_schema"],
                "checkpoint_id": outcome.checkpoint_id or "",
            },
        )
        rows.append(row)
    for hit in outcome.hits:
        node, checkpoint_id = hit["node"], outcome.checkpoint_id or ""
        kind = Interrupt.Kind.BREAKPOINT
        rows.append(Interrupt.objects.create(run=run, kind=kind, node=node, value=hit, checkpoint_id=checkpoint_id))
    return [row.as_json() for row in rows]
