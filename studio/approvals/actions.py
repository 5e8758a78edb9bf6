"""Answering an interrupt: the first answer counts, and the run goes on once nothing waits any more."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from studio.approvals import reviews
from studio.approvals.answers import answer_for, decision_key
from studio.approvals.models import Decision
from studio.live import groups
from studio.live.publish import tell
from studio.runs.actions import continue_run
from studio.runs.journal import append, line
from studio.runs.models import Interrupt, Run
from studio.teams.access import require
from studio.teams.models import User
from studio.web.errors import Conflict, NotReady
from studio.web.schemas import problems

OWN = object()


@transaction.atomic
def decide(actor: User, interrupt: Interrupt, *, kind: str, value: Any = OWN, reason: str = "") -> Decision:
    """Answer a request with `value`, or with what `kind` means to it.

    Raises Conflict when it was answered, NotReady when the answer does not fit or a rejection has no reason.
    """
    require(actor, interrupt, "decide")
    if interrupt.kind != Interrupt.Kind.REQUEST:
        raise Conflict("A breakpoint waits for no answer. Continue or step the run instead.")
    value = _answer(interrupt, kind, value, reason)
    now = timezone.now()
    if not Interrupt.objects.filter(pk=interrupt.pk, settled_at=None).update(settled_at=now, settled_how=kind):
        raise Conflict("Somebody answered this already. The first answer counts.")
    decision = Decision.objects.create(interrupt=interrupt, actor=actor, kind=kind, value=value, reason=reason)
    run = Run.objects.select_for_update().select_related("graph").get(pk=interrupt.run_id)
    body = {"interrupt_id": str(interrupt.pk), "kind": kind, "value": value, "reason": reason}
    append(run.pk, line("interrupt.settled", **body, actor=actor.shown_name))
    tell("inbox.changed", {"run": str(run.pk)}, groups.of_project(run.graph.project_id))
    if not run.interrupts.filter(kind=Interrupt.Kind.REQUEST, settled_at=None).exists():
        continue_run(run, {"kind": "resume", "answers": _answers(run, interrupt)}, actor.shown_name, "decision")
    return decision


def _answer(interrupt: Interrupt, kind: str, value: Any, reason: str) -> Any:
    """What the graph receives, checked against its response schema."""
    schema = interrupt.response_schema
    if kind not in Decision.Kind.values:
        raise NotReady(f"A decision is one of {Decision.Kind.values!r}, not {kind!r}.")
    if kind == Decision.Kind.REJECT and not reason:
        message = "A rejection needs a reason: the run's history and its author will want to know why."
        raise NotReady(message, {"errors": [{"path": "reason", "message": "Say why."}]})
    if value is OWN and kind not in (Decision.Kind.APPROVE, Decision.Kind.REJECT):
        raise NotReady(f"A decision {kind!r} needs a value.", {"errors": [{"path": "value", "message": "Missing."}]})
    if reviews.requests(interrupt.value) and kind != Decision.Kind.RESPOND:
        args = None if value is OWN else value
        value = reviews.decisions(interrupt.value, kind, reason=reason, args=args)
    elif value is OWN:
        value = answer_for(kind, schema, reason)
    elif kind == Decision.Kind.EDIT and isinstance(value, dict) and decision_key(schema) not in value:
        said = answer_for("edit", schema)
        value = {**said, **value} if isinstance(said, dict) else value
    errors = problems(schema, value)
    if errors:
        raise NotReady(f"The answer does not fit: {errors[0]['message']}", {"errors": errors})
    return value


def _answers(run: Run, last: Interrupt) -> dict[str, Any]:
    """All answers given at the checkpoint where the run stopped, by the engine's id."""
    given = Decision.objects.filter(interrupt__run=run, interrupt__checkpoint_id=last.checkpoint_id)
    return {found.interrupt.engine_id: found.value for found in given.select_related("interrupt")}
