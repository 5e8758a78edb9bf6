"""The inbox, and the decisions made in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from studio.approvals import actions
from studio.approvals.inbox import Card, card
from studio.approvals.models import Decision
from studio.runs.models import Interrupt, Run
from studio.teams.access import RIGHTS, actor_of, fetch, visible
from studio.web.either import answer, read, signed_in
from studio.web.pagination import paginate

ON_A_PAGE = 20
INTERRUPTS = Interrupt.objects.select_related("run__graph__project", "run__version", "run__created_by")
DECISIONS = Decision.objects.select_related("interrupt__run__graph__project", "actor")


class Answer(msgspec.Struct):
    """What a person says to a request; without a value, approve and reject make their own."""

    kind: str = "respond"
    value: Any = msgspec.UNSET
    reason: str = ""


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits for an answer in the person's teams, oldest first; `?shown=`: `mine` (his runs) or `done`."""
    actor = actor_of(request)
    shown = request.GET.get("shown", "")
    waiting = INTERRUPTS.waiting_for(actor)
    mine = waiting.filter(run__created_by=actor)
    found = visible(DECISIONS, actor).order_by("-at") if shown == "done" else mine if shown == "mine" else waiting
    page = paginate(request, found, size=ON_A_PAGE)
    context: dict[str, Any] = {"page": page, "shown": shown, "mine_count": mine.count()}
    if shown != "done":
        context["cards"] = _cards(page.rows)
    return render(request, "approvals/inbox.html", context)


@login_required
@require_safe
def request_page(request: HttpRequest, interrupt_id: UUID) -> HttpResponse:
    """One request, for a link that is sent to somebody: its card, or what became of it."""
    found = fetch(INTERRUPTS.filter(kind=Interrupt.Kind.REQUEST), request.user, "view", pk=interrupt_id)
    decided = DECISIONS.filter(interrupt=found).first()
    context: dict[str, Any] = {"interrupt": found, "project": found.run.graph.project, "decision": decided, "shown": ""}
    if found.settled_at is None:
        context["cards"] = _cards([found])
    return render(request, "approvals/request_page.html", context)


@login_required
@require_safe
def questions(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """The cards of what waits in one run, as a fragment for the run's page."""
    run = fetch(Run.objects.all(), request.user, "view", pk=run_id)
    waiting = INTERRUPTS.waiting_for(actor_of(request)).filter(run=run)
    return render(request, "approvals/questions.html", {"cards": _cards(waiting)})


@signed_in
@require_POST
def decision(request: HttpRequest, interrupt_id: UUID) -> HttpResponse:
    """Answer a request; the run goes on by itself once nothing waits any more."""
    interrupt = fetch(INTERRUPTS, request.user, "decide", pk=interrupt_id)
    given = read(request, Answer)
    value = {} if given.value is msgspec.UNSET else {"value": given.value}
    made = actions.decide(actor_of(request), interrupt, kind=given.kind, reason=given.reason.strip(), **value)
    run = made.interrupt.run
    run.refresh_from_db(fields=["status"])
    to = request.POST.get("next") == "inbox"
    body = {"id": str(made.pk), "run": str(run.pk), "status": run.status}
    return answer(request, body, to="inbox" if to else run)


def _cards(found: Iterable[Interrupt]) -> list[tuple[Card, bool]]:
    """The cards, each with whether the person may answer it; `visible` has put his role on every row."""
    return [(card(each), "decide" in RIGHTS[vars(each)["member_role"]]) for each in found]
