"""Lists of runs: those of a project, filtered, and those of one thread as one story."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from studio.graphs.forms import run_form
from studio.runs.lifecycle import FINAL
from studio.runs.models import Event, Run, Status, Thread
from studio.runs.reading import TOLD, Row, timeline
from studio.teams.access import fetch, rights_over, visible
from studio.teams.models import Project
from studio.web.pagination import paginate

# The words of the filter: a stopped run either waits for a person or stands at a breakpoint.
WAITS = Q(status=Status.INTERRUPTED, stopped__reason="interrupt")
SHOWN: dict[str, Q] = {
    "running": Q(status__in=[Status.PENDING, Status.RUNNING]),
    "waiting": WAITS,
    "paused": Q(status=Status.INTERRUPTED) & ~WAITS,
    "success": Q(status=Status.SUCCESS),
    "failed": Q(status__in=[Status.ERROR, Status.TIMEOUT]),
    "cancelled": Q(status=Status.CANCELLED),
}
STORY_RUNS, MOST_LINES = 20, 500
ID_CHARACTERS = frozenset("0123456789abcdef-")
RUNS = Run.objects.select_related("graph__project", "created_by", "version")
# A list shows none of these, and each may be megabytes.
LISTED = Run.objects.select_related("graph__project").defer("input", "output", "order")


@login_required
@require_safe
def run_list(request: HttpRequest, project: str) -> HttpResponse:
    """The runs of a project, newest first, by status, graph and text."""
    found = fetch(Project.objects.all(), request.user, "view", slug=project)
    asked = {name: request.GET.get(name, "").strip() for name in ("status", "graph", "q")}
    everything = LISTED.filter(graph__project=found)
    context = {
        "project": found,
        "page": paginate(request, narrowed(everything, **asked)),
        "asked": asked,
        "is_filtered": any(asked.values()),
        "statuses": list(SHOWN),
        "graphs": found.graphs.all(),
        "has_any": everything.exists(),
    }
    return render(request, "runs/run_list.html", context)


def narrowed(runs: QuerySet[Run], *, status: str = "", graph: str = "", q: str = "") -> QuerySet[Run]:
    """Only the runs in a shown status, of a graph, and with a text in their input or at the beginning of their id."""
    if status in SHOWN:
        runs = runs.filter(SHOWN[status])
    if graph:
        runs = runs.filter(graph__name=graph)
    if q:
        begins = Q(pk__in=_with_id(runs, q)) if ID_CHARACTERS.issuperset(q.lower()) else Q()
        runs = runs.filter(Q(input_excerpt__icontains=q) | begins if begins else Q(input_excerpt__icontains=q))
    return runs


def _with_id(runs: QuerySet[Run], beginning: str) -> list[UUID]:
    """Ids that begin so; a uuid column has no prefix search, so the first and last possible id bound it."""
    digits = beginning.lower().replace("-", "")[:32]
    low, high = UUID(digits.ljust(32, "0")), UUID(digits.ljust(32, "f"))
    return list(runs.filter(pk__range=(low, high)).values_list("pk", flat=True)[:100])


@login_required
@require_safe
def thread_page(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    """One thread: its runs in the order they happened, and where its state stands now."""
    threads = Thread.objects.select_related("graph__project", "graph__current_version", "created_by")
    thread = fetch(threads, request.user, "view", pk=thread_id)
    runs = visible(RUNS, request.user).filter(thread=thread).order_by("created_at")
    page = paginate(request, runs, size=STORY_RUNS)
    context: dict[str, Any] = {
        "thread": thread,
        "graph": thread.graph,
        "project": thread.graph.project,
        "page": page,
        "chapters": chapters(page.rows),
        "rights": rights_over(request.user, thread),
        "is_busy": runs.filter(finished_at=None).exclude(status__in=FINAL).exists(),
        **run_form(thread.graph.description),
    }
    return render(request, "runs/thread_page.html", context)


def chapters(runs: Sequence[Run]) -> list[tuple[Run, list[Row]]]:
    """Each run with what people and stops made of it: the lines of its journal that are not of a task."""
    lines: dict[UUID, list[Row]] = {run.pk: [] for run in runs}
    told = Event.objects.filter(run__in=runs, kind__in=TOLD).order_by("run_id", "seq")[:MOST_LINES]
    for event in told.values("run_id", "seq", "at", "kind", "body"):
        lines[event["run_id"]].extend(timeline([event]))
    return [(run, lines[run.pk]) for run in runs]
