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
    """What waits for an answer in the person's teams, oldest first; or with `?shown=done` what was answered."""
    actor = actor_of(request)
    is_done = request.GET.get("shown") == "done"
    waiting = INTERRUPTS.waiting_for(actor)
    found = visible(DECISIONS, actor).order_by("-at") if is_done else waiting
    page = paginate(request, found, size=ON_A_PAGE)
    shown: dict[str, Any] = {"page": page, "is_done": is_done}
    if not is_done:
        shown["cards"] = _cards(page.rows)
    return render(request, "approvals/inbox.html", shown)


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
