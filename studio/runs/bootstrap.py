"""All that a run's page begins with, as one JSON object: what the browser then folds events into."""

from __future__ import annotations

from typing import Any

import msgspec
from django.urls import reverse

from studio.breakpoints.models import Breakpoint
from studio.runs.models import Event, Run
from studio.teams.access import Actor, rights_over

MOST_EVENTS = 1000
MOST_BYTES = 4_000_000
"""Of the events of one answer, as JSON; the first is given whatever its size."""
READ_AT_ONCE = 250
MOST_FORKS = 50
DRAWN = ("nodes", "edges")


def bootstrap(run: Run, user: Actor) -> dict[str, Any]:
    """Return the run, its first events, the graph's description, what may be done and where to ask."""
    events = events_after(run, 0)
    described = run.described
    marks = Breakpoint.objects.filter(graph=run.graph_id)
    return {
        "run": _run(run),
        "events": events,
        "has_more": has_more(run, events),
        "description": {key: described.get(key, []) for key in DRAWN},
        "breakpoints": [mark.as_json() for mark in marks],
        "rights": sorted(rights_over(user, run)),
        "interrupts": [interrupt.as_json() for interrupt in run.interrupts.waiting()],
        "state_schema": described.get("state_schema"),
        "forks": [fork_line(fork) for fork in run.forks.select_related("created_by")[:MOST_FORKS]],
        "urls": urls_of(run),
    }


def fork_line(fork: Run) -> dict[str, Any]:
    """A run that was forked from this one, as its page marks it."""
    return {
        "id": str(fork.pk),
        "url": fork.get_absolute_url(),
        "checkpoint_id": fork.forked_at,
        "status": fork.status,
        "created_at": fork.created_at,
        "created_by": fork.created_by.shown_name if fork.created_by else None,
    }


def events_after(run: Run, seq: int) -> list[dict[str, Any]]:
    """The run's events after a number: at most MOST_EVENTS of them, and no more after MOST_BYTES."""
    found: list[dict[str, Any]] = []
    size_bytes = 0
    while len(found) < MOST_EVENTS:
        rows = list(Event.objects.filter(run=run, seq__gt=seq).order_by("seq")[:READ_AT_ONCE])
        for event in (row.as_json() for row in rows):
            size_bytes += len(msgspec.json.encode(event))
            if found and size_bytes > MOST_BYTES:
                return found
            found.append(event)
        if len(rows) < READ_AT_ONCE:
            break
        seq = rows[-1].seq
    return found


def has_more(run: Run, events: list[dict[str, Any]]) -> bool:
    """Whether the run has events after these."""
    return bool(events) and events[-1]["seq"] < run.last_seq


def urls_of(run: Run) -> dict[str, str]:
    """Every address that belongs to a run; `__id__`, `__node__` and `__when__` are to be replaced."""
    here, place = run.get_absolute_url(), (run.graph.project.slug, run.graph.name)
    verbs = ("events", "picture", "resumption", "pause", "cancellation", "retry", "state", "forks")
    return {
        **{verb: f"{here}{verb}/" for verb in verbs},
        "socket": f"/ws/runs/{run.pk}/",
        "preview": f"{here}state/preview/",
        "checkpoint": f"{here}checkpoints/__id__/",
        "breakpoint": reverse("breakpoint", args=[*place, "__node__", "__when__"]),
        "decision": "/interrupts/__id__/decision/",
        "thread": f"/threads/{run.thread_id}/",
        "graph": run.graph.get_absolute_url(),
    }


def _run(run: Run) -> dict[str, Any]:
    version, creator = run.version, run.created_by
    return {
        "id": str(run.pk),
        "graph": run.graph.name,
        "project": run.graph.project.name,
        "project_slug": run.graph.project.slug,
        "thread_id": str(run.thread_id),
        "status": run.status,
        "created_at": run.created_at,
        "started_at": run.started_at,
        "finished_at": run.finished_at,
        "duration_ms": run.duration_ms,
        "last_seq": run.last_seq,
        "stopped": run.stopped,
        "error": run.error,
        "created_by": creator.shown_name if creator else None,
        "version": version.number if version else None,
    }
