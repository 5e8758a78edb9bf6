"""Runs over HTTP: start one, look at it, and say what it shall do next."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from studio.breakpoints.models import Breakpoint
from studio.graphs.models import Graph
from studio.graphs.picture import render as picture_of
from studio.runs import actions
from studio.runs.models import Event, Run
from studio.runs.reading import timeline
from studio.teams.access import actor_of, fetch, rights_over
from studio.web.json import parse

MOST_EVENTS = 1000
RUNS = Run.objects.select_related("graph__project", "graph__current_version", "thread", "version")


@login_required
@require_POST
def start_run(request: HttpRequest, project: str, name: str) -> HttpResponse:
    """Start a run with the JSON in `input`, and show it."""
    graphs = Graph.objects.select_related("project", "current_version")
    graph = fetch(graphs, request.user, "run", project__slug=project, name=name)
    given = parse(request.POST.get("input", ""), what="The input")
    run = actions.start_run(actor_of(request), graph, input=given, stop_on_entry="stop_on_entry" in request.POST)
    return redirect(run)


@login_required
@require_safe
def run_page(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """One run: where it stands, what happened, its state, and what may be done."""
    run = fetch(RUNS, request.user, "view", pk=run_id)
    events = [event.as_json() for event in Event.objects.filter(run=run).order_by("seq")[:MOST_EVENTS]]
    description = run.version.description if run.version else run.graph.description
    context: dict[str, Any] = {
        "run": run,
        "graph": run.graph,
        "project": run.graph.project,
        "picture": picture_of(description) if description else "",
        "rows": timeline(events),
        "values": run.thread.values,
        "waiting": run.interrupts.filter(kind="request", settled_at=None),
        "breakpoints": Breakpoint.objects.filter(graph=run.graph),
        "nodes": [node for node in description.get("nodes", []) if node["kind"] in ("node", "subgraph")],
        "rights": rights_over(request.user, run),
    }
    return render(request, "runs/run_page.html", context)


@login_required
@require_safe
def run_events(request: HttpRequest, run_id: UUID) -> JsonResponse:
    """Events after a number, at most `MOST_EVENTS` of them, as JSON."""
    run = fetch(RUNS, request.user, "view", pk=run_id)
    after = request.GET.get("after", "0")
    rows = Event.objects.filter(run=run, seq__gt=int(after) if after.isdigit() else 0).order_by("seq")[:MOST_EVENTS]
    events = [event.as_json() for event in rows]
    last = events[-1]["seq"] if events else run.last_seq
    return JsonResponse({"events": events, "last_seq": run.last_seq, "has_more": last < run.last_seq})


@login_required
@require_POST
def resumption(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Let a stopped run go on, to its end or for one superstep."""
    run = fetch(RUNS, request.user, "run", pk=run_id)
    return redirect(
        actions.resume_run(actor_of(request), run, how="step" if request.POST.get("how") == "step" else "continue")
    )


@login_required
@require_POST
def pause(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Stop a running run before its next superstep."""
    return redirect(actions.pause_run(actor_of(request), fetch(RUNS, request.user, "run", pk=run_id)))


@login_required
@require_POST
def cancellation(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """End a run."""
    return redirect(actions.cancel_run(actor_of(request), fetch(RUNS, request.user, "run", pk=run_id)))


@login_required
@require_POST
def retry(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Try a failed run again from its last checkpoint."""
    return redirect(actions.retry_run(actor_of(request), fetch(RUNS, request.user, "run", pk=run_id)))
