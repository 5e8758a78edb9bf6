"""One attempt from the row: what it is to do, of what kind it is, and whether the run took down too many workers."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from studio.engine.execute import Outcome
from studio.engine.watching import Order
from studio.runs.journal import append, line
from studio.runs.models import Attempt, Run

LOST = "lost"
# What the run's order says is done again after these ends.
AGAIN = {LOST: "recover", "drained": "reload"}


def begin_attempt(run: Run, worker: str) -> Attempt:
    """Note the attempt, in the transaction that claimed the run; the one before, if it never ended, lost its worker."""
    last = run.attempts.order_by("number").last() if run.fence > 1 else None
    if last is not None and last.ended_at is None:
        last.ended_at, last.outcome = timezone.now(), LOST
        last.save(update_fields=["ended_at", "outcome"])
        append(run.pk, line("attempt.ended", attempt=last.number, outcome=LOST))
    kind = AGAIN.get(last.outcome if last else "", run.order.get("kind", "start"))
    return Attempt.objects.create(run=run, number=run.fence, kind=kind, worker=worker)


def refusal(run: Run) -> Outcome | None:
    """The end of a run that lost its workers too often in a row, or None."""
    limit = settings.MOST_LOST_WORKERS
    if run.fence <= limit:
        return None
    newest = list(run.attempts.order_by("-number").values_list("outcome", flat=True)[1 : limit + 1])
    if len(newest) < limit or any(outcome != LOST for outcome in newest):
        return None
    message = (
        f"The workers that drove this run died {limit} times in a row, so it was ended. A node may crash the "
        "process or need more memory than there is: see the last node that was started, mend it, then retry."
    )
    return Outcome("error", error={"type": "WorkerLost", "message": message, "traceback": "", "node": None})


def order_of(run: Run) -> Order:
    """What the next attempt is to do."""
    order = run.order
    kind = order.get("kind", "start")
    is_first = run.fence == 1 and kind == "start"
    return Order(
        thread_id=str(run.thread_id),
        run_id=str(run.pk),
        input=run.input,
        kind="start" if is_first else "resume" if order.get("is_fork") else "recover" if kind == "start" else kind,
        answers=order.get("answers", {}),
        step=order.get("how", "step") if kind == "step" else None,
        step_from=len(order.get("ns", ())),
        stops_on_entry=bool(order.get("stops_on_entry")) and is_first,
        config=run.config,
        context=run.context,
    )
