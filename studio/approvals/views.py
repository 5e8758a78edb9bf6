"""The inbox, and answers to what waits in it."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from studio.approvals import actions
from studio.runs.models import Interrupt
from studio.teams.access import actor_of, fetch
from studio.web.json import parse

INTERRUPTS = Interrupt.objects.select_related("run__graph__project")


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits for an answer in the person's teams, oldest first."""
    return render(request, "approvals/inbox.html", {"waiting": INTERRUPTS.waiting_for(actor_of(request))})


@login_required
@require_POST
def decision(request: HttpRequest, interrupt_id: UUID) -> HttpResponse:
    """Answer an interrupt with the JSON in `value`; the run goes on by itself."""
    interrupt = fetch(INTERRUPTS, request.user, "decide", pk=interrupt_id)
    value = parse(request.POST.get("value", ""), what="The answer")
    kind, reason = request.POST.get("kind", "respond"), request.POST.get("reason", "")
    actions.decide(actor_of(request), interrupt, kind=kind, value=value, reason=reason)
    return redirect(interrupt.run)
