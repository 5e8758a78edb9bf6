"""Answering an interrupt: the first answer counts, and the run goes on once nothing waits any more."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from jsonschema import Draft202012Validator

from studio.approvals.models import Decision
from studio.runs.actions import continue_run
from studio.runs.journal import append, line
from studio.runs.models import Interrupt, Run
from studio.teams.access import require
from studio.teams.models import User
from studio.web.errors import Conflict, NotReady


@transaction.atomic
def decide(actor: User, interrupt: Interrupt, *, kind: str, value: Any = None, reason: str = "") -> Decision:
    """Answer a request with `value`. Raises Conflict when it was answered, NotReady when the answer does not fit."""
    require(actor, interrupt, "decide")
    if interrupt.kind != Interrupt.Kind.REQUEST:
        raise Conflict("A breakpoint waits for no answer. Continue or step the run instead.")
    if kind not in Decision.Kind.values:
        raise NotReady(f"A decision is one of {Decision.Kind.values!r}, not {kind!r}.")
    _check(interrupt, value)
    now = timezone.now()
    if not Interrupt.objects.filter(pk=interrupt.pk, settled_at=None).update(settled_at=now, settled_how=kind):
        raise Conflict("Somebody answered this already. Reload the page to see the answer.")
    decision = Decision.objects.create(interrupt=interrupt, actor=actor, kind=kind, value=value, reason=reason)
    run = Run.objects.select_for_update().select_related("graph").get(pk=interrupt.run_id)
    body = {"interrupt_id": str(interrupt.pk), "kind": kind, "value": value, "reason": reason}
    append(run.pk, line("interrupt.settled", **body, actor=actor.shown_name))
    if not run.interrupts.filter(kind=Interrupt.Kind.REQUEST, settled_at=None).exists():
        continue_run(run, {"kind": "resume", "answers": _answers(run, interrupt)}, actor.shown_name, "decision")
    return decision


def _answers(run: Run, last: Interrupt) -> dict[str, Any]:
    """All answers given at the checkpoint where the run stopped, by the engine's id."""
    given = Decision.objects.filter(interrupt__run=run, interrupt__checkpoint_id=last.checkpoint_id)
    return {found.interrupt.engine_id: found.value for found in given.select_related("interrupt")}


def _check(interrupt: Interrupt, value: Any) -> None:
    if not interrupt.response_schema:
        return
    errors = [
        {"path": "/".join(map(str, error.absolute_path)), "message": error.message}
        for error in Draft202012Validator(interrupt.response_schema).iter_errors(value)
    ]
    if errors:
        raise NotReady(f"The answer does not fit: {errors[0]['message']}", {"errors": errors})
