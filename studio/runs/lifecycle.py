"""Where a run may go, who holds it, and how it is let go.

Theory of operation. The broker may lose a message or deliver it twice, and a worker may die at any line, so neither
says who works on a run: the run's row does. A worker *claims* it by one conditional UPDATE that also raises `fence`
and sets a lease; of two workers one changes a row and the other changes none and leaves. While it works, each append
to the journal renews the lease, and names the fence; a worker whose lease ended and whose run was claimed again has an
old fence, and nothing it writes is taken. A worker *settles* the run by another conditional UPDATE. The sweeper
puts what nobody holds back in the queue. Every change of status in the product goes through this module.

      start              claim                    settle
    (none) --> pending ---------> running --+--> success
                  ^                  |      +--> error | timeout --- retry --+
                  |  lease ended,    |      +--> cancelled ---- retry -------+
                  |  drained         |      +--> interrupted                 |
                  +------------------+               |  resume              |
                  +----------------------------------+----------------------+
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone

from studio.runs.models import Run, Status
from studio.web.errors import Conflict

if TYPE_CHECKING:
    from uuid import UUID

TRANSITIONS: dict[str, frozenset[str]] = {
    Status.PENDING: frozenset({Status.RUNNING, Status.CANCELLED}),
    Status.RUNNING: frozenset(
        {Status.SUCCESS, Status.ERROR, Status.TIMEOUT, Status.INTERRUPTED, Status.CANCELLED, Status.PENDING}
    ),
    Status.INTERRUPTED: frozenset({Status.PENDING, Status.CANCELLED}),
    Status.ERROR: frozenset({Status.PENDING}),
    Status.TIMEOUT: frozenset({Status.PENDING}),
    Status.CANCELLED: frozenset({Status.PENDING}),
    Status.SUCCESS: frozenset(),
}
FINAL = (Status.SUCCESS, Status.ERROR, Status.TIMEOUT, Status.CANCELLED)


def lease() -> timedelta:
    """How long a worker may be silent before its run is given to another."""
    return timedelta(seconds=settings.LEASE_S)


def sources_of(target: str) -> list[str]:
    """The statuses that may become `target`."""
    return [source for source, targets in TRANSITIONS.items() if target in targets]


# One statement takes the run and reads it.
_CLAIM = (
    "UPDATE runs_run SET status = 'running', fence = fence + 1, worker = %s, leased_until = %s,"
    " started_at = coalesce(started_at, %s)"
    " WHERE id = %s AND (status = 'pending' OR status = 'running' AND leased_until < %s) RETURNING *"
)


def claim(run_id: UUID, worker: str) -> Run | None:
    """Take a run that nobody holds. Returns it with its new fence, or None: somebody else has it, or it is over."""
    now = timezone.now()
    return next(iter(Run.objects.raw(_CLAIM, [worker, now + lease(), now, run_id, now])), None)


def give_back_lost() -> list[UUID]:
    """Put runs whose lease ended back in the queue; returns which. Their old workers can write nothing any more."""
    now = timezone.now()
    lost = list(Run.objects.filter(status=Status.RUNNING, leased_until__lt=now).values_list("pk", flat=True)[:500])
    return [
        run_id
        for run_id in lost
        if Run.objects.filter(pk=run_id, status=Status.RUNNING, leased_until__lt=now).update(
            status=Status.PENDING, leased_until=None, queued_at=now
        )
    ]


def settle(run_id: UUID, fence: int, status: str, **columns: Any) -> bool:
    """Let go of a run. False when the fence was lost, and then nothing was changed."""
    now = timezone.now()
    if status in FINAL:
        columns["finished_at"] = now
    if status == Status.PENDING:
        columns["queued_at"] = now
    held = Run.objects.filter(pk=run_id, fence=fence, status=Status.RUNNING)
    return bool(held.update(status=status, leased_until=None, is_pause_requested=False, **columns))


def move(run: Run, target: str, **columns: Any) -> None:
    """Change the status of a run that no worker holds; two people who click at once, one wins.

    Raises Conflict when the run is not in a status that `target` may follow.
    """
    if target == Status.PENDING:
        columns["queued_at"] = timezone.now()
    movable = [status for status in sources_of(target) if status != Status.RUNNING]
    if Run.objects.filter(pk=run.pk, status__in=movable).update(status=target, **columns):
        run.status = target
        return
    run.refresh_from_db(fields=["status"])
    raise Conflict(
        f"Somebody was quicker: the run is {run.status} already. Reload the page to see where it stands.",
        {"status": run.status, "wanted": target},
    )
