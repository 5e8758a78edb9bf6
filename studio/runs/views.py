"""Runs over HTTP: start one, say what it shall do next, read what happened and how it ended.

Every write takes a form or JSON and answers in kind (`web.either`).
"""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from studio.graphs.models import Graph
from studio.graphs.picture import render as picture_of
from studio.graphs.picture.folding import begins_folded, fold
from studio.runs import actions
from studio.runs.bootstrap import bootstrap, events_after, has_more
from studio.runs.levels import state_levels
from studio.runs.models import Run, Thread
from studio.runs.reading import timeline
from studio.runs.waiting import wait_for_end
from studio.teams.access import actor_of, fetch
from studio.web.either import answer, read, signed_in

RUNS = Run.objects.select_related("graph__project", "graph__current_version", "thread", "version")
MOST_WAIT_S = 60.0


class Start(msgspec.Struct):
    """What a new run begins with."""

    input: Any = None
    stop_on_entry: bool = False
    thread: UUID | None = None


class Resumption(msgspec.Struct):
    """How far a stopped run goes on."""

    how: Literal["continue", "step", "into", "out"] = "continue"


@signed_in
@require_POST
def start_run(request: HttpRequest, project: str, name: str) -> HttpResponse:
    """Start a run, on a thread of the graph or a new one."""
    given = read(request, Start)
    graphs = Graph.objects.select_related("project", "current_version")
    graph = fetch(graphs, request.user, "run", project__slug=project, name=name)
    threads = Thread.objects.filter(graph=graph)
    thread = fetch(threads, request.user, "run", pk=given.thread) if given.thread else None
    run = actions.start_run(
        actor_of(request), graph, input=given.input, thread=thread, stop_on_entry=given.stop_on_entry
    )
    return _answer(request, run, status=201)


@signed_in
@require_safe
def run_page(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """One run: where it stands, what happened, its state, and what may be done."""
    run = fetch(RUNS, request.user, "view", pk=run_id)
    found = bootstrap(run, request.user)
    description = run.described
    folded = begins_folded(description)
    context = {
        "run": run,
        "graph": run.graph,
        "project": run.graph.project,
        "picture": picture_of(fold(description, folded)) if description else "",
        "folded": folded,
        "state_levels": list(state_levels(description)),
        "rows": timeline(found["events"]),
        "values": run.thread.values,
        "waiting": run.interrupts.waiting(),
        "breakpoints": found["breakpoints"],
        "nodes": [node for node in description.get("nodes", []) if node["kind"] in ("node", "subgraph")],
        "rights": frozenset(found["rights"]),
        "bootstrap": found,
    }
    return render(request, "runs/run_page.html", context)


@signed_in
@require_safe
def run_picture(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """The picture of a run's graph as SVG, with the subgraphs folded that `folded` names by path."""
    run = fetch(RUNS, request.user, "view", pk=run_id)
    return HttpResponse(picture_of(fold(run.described, request.GET.getlist("folded"))), content_type="image/svg+xml")


@signed_in
@require_safe
def run_events(request: HttpRequest, run_id: UUID) -> JsonResponse:
    """Events after a number, as many as one answer holds."""
    run = fetch(RUNS, request.user, "view", pk=run_id)
    asked = request.GET.get("after", "0")
    events = events_after(run, int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else 0)  # noqa: PLR2004
    return JsonResponse({"events": events, "last_seq": run.last_seq, "has_more": has_more(run, events)})


@signed_in
@require_safe
def result(request: HttpRequest, run_id: UUID) -> JsonResponse:
    """How the run stands; with `?wait_s=`, as soon as it ends or stops, or after so many seconds (at most 60)."""
    run = fetch(Run.objects.all(), request.user, "view", pk=run_id)
    asked = request.GET.get("wait_s", "0")
    wait_s = min(float(asked), MOST_WAIT_S) if asked.replace(".", "", 1).isdecimal() and asked.isascii() else 0.0
    if run.is_active and wait_s:
        run = wait_for_end(run, wait_s)
    return JsonResponse({"id": str(run.pk), "status": run.status, "output": run.output, "error": run.error})


@signed_in
@require_POST
def resumption(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Let a stopped run go on, to its end or for one step."""
    how = read(request, Resumption).how
    run = fetch(RUNS, request.user, "run", pk=run_id)
    return _answer(request, actions.resume_run(actor_of(request), run, how=how))


@signed_in
@require_POST
def pause(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Stop a running run before its next superstep."""
    return _answer(request, actions.pause_run(actor_of(request), fetch(RUNS, request.user, "run", pk=run_id)))


@signed_in
@require_POST
def cancellation(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """End a run."""
    return _answer(request, actions.cancel_run(actor_of(request), fetch(RUNS, request.user, "run", pk=run_id)))


@signed_in
@require_POST
def retry(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Try a failed run again from its last checkpoint."""
    return _answer(request, actions.retry_run(actor_of(request), fetch(RUNS, request.user, "run", pk=run_id)))


def _answer(request: HttpRequest, run: Run, status: int = 200) -> HttpResponse:
    return answer(
        request, {"id": str(run.pk), "url": run.get_absolute_url(), "status": run.status}, to=run, status=status
    )
