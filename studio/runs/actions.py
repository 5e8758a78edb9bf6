"""What people do to runs: each verb checks the right, changes rows in one transaction, journals, and enqueues.

`actor` is a signed-in person. A verb raises Http404 for strangers, NotAllowed for members without the right, Conflict
when somebody was quicker.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from studio.graphs.models import Graph
from studio.runs.journal import append, begin, line
from studio.runs.lifecycle import FINAL, move
from studio.runs.models import Interrupt, Run, Status, Thread
from studio.runs.news import tell_changed
from studio.runs.queue import enqueue
from studio.teams.access import require
from studio.teams.models import User
from studio.web.errors import Conflict, NotReady
from studio.web.schemas import problems
from studio.web.telling import one_line, shorten

EXCERPT_CHARACTERS = 160
How = Literal["continue", "step", "into", "out"]


@transaction.atomic
def start_run(
    actor: User, graph: Graph, *, input: Any, thread: Thread | None = None, stop_on_entry: bool = False
) -> Run:
    """Begin a run of a graph on a thread, a new one if none is given. Raises NotReady when the input does not fit."""
    require(actor, graph, "run")
    if not graph.is_runnable:
        raise NotReady(f"Graph {graph.name!r} cannot run: {graph.problem or 'it was not described yet'}")
    check_input(graph, input)
    thread = thread or Thread.objects.create(graph=graph, created_by=actor)
    return begin_run(actor, graph, thread, input=input, order={"kind": "start", "stops_on_entry": stop_on_entry})


def begin_run(actor: User, graph: Graph, thread: Thread, *, input: Any, order: dict[str, Any], **told: Any) -> Run:
    """Make a run and queue it; the caller has checked the right and holds a transaction. `told` goes to its journal."""
    version = graph.current_version
    try:
        run = Run.objects.create(
            graph=graph,
            version=version,
            thread=thread,
            input=input,
            input_excerpt=excerpt(input),
            order=order,
            created_by=actor,
            last_seq=1,
        )
    except IntegrityError:
        # The caller's transaction ends with this refusal.
        raise Conflict("Another run is active on this thread. Wait for it, or start a new thread.") from None
    enqueue(run)
    body = {"graph": graph.name, "version": version and version.number, "input": input, **told}
    begin(run.pk, line("run.created", **body, actor=actor.shown_name))
    tell_changed(run)
    return run


def check_input(graph: Graph, value: Any) -> None:
    """Raise NotReady with every place at which `value` does not fit the graph's input schema."""
    errors = problems(graph.description.get("input_schema"), value)
    if errors:
        place = errors[0]["path"] or "the input"
        raise NotReady(f"The input does not fit {graph.name!r}: {place}: {errors[0]['message']}", {"errors": errors})


def excerpt(value: Any) -> str:
    """The beginning of a value as one line, `name: value` pairs without the outer braces."""
    return shorten(one_line(value), EXCERPT_CHARACTERS)


@transaction.atomic
def resume_run(actor: User, run: Run, *, how: How) -> Run:
    """Let a stopped run go on: to its end, or for one step, seen from where it stopped.

    `step` goes over subgraphs, `into` enters one, `out` leaves the one it stands in. Raises Conflict when an answer is
    still missing.
    """
    require(actor, run, "run")
    if run.interrupts.waiting().exists():
        raise Conflict("The run waits for an answer. Answer it; the run then goes on by itself.")
    stopped_in = (run.stopped or {}).get("ns", [])
    order = {"kind": "resume"} if how == "continue" else {"kind": "step", "how": how, "ns": stopped_in}
    return continue_run(run, order, actor.shown_name, how)


def continue_run(run: Run, order: Mapping[str, Any], actor: str, how: str) -> Run:
    """Put a stopped run back in the queue; the caller has checked the right and holds a transaction."""
    # A fork never takes the input of the run it was forked from.
    kept = {key: run.order[key] for key in ("is_fork",) if key in run.order}
    move(run, Status.PENDING, order={**order, **kept}, stopped=None, error=None, finished_at=None)
    run.interrupts.filter(kind=Interrupt.Kind.BREAKPOINT, settled_at=None).update(
        settled_at=timezone.now(), settled_how=how
    )
    append(run.pk, line("run.resumed", actor=actor, how=how))
    tell_changed(run)
    enqueue(run)
    return run


@transaction.atomic
def retry_run(actor: User, run: Run) -> Run:
    """Try a failed, timed-out or cancelled run again from its last checkpoint."""
    require(actor, run, "run")
    if run.status not in FINAL or run.status == Status.SUCCESS:
        raise Conflict(f"Only a run that failed or was cancelled can be retried; this one is {run.status!r}.")
    Run.objects.filter(pk=run.pk).update(is_cancel_requested=False)
    return continue_run(run, {"kind": "recover"}, actor.shown_name, "retry")


@transaction.atomic
def pause_run(actor: User, run: Run) -> Run:
    """Ask a running run to stop before its next superstep."""
    require(actor, run, "run")
    asked = Run.objects.filter(pk=run.pk, status__in=[Status.PENDING, Status.RUNNING])
    if not asked.update(is_pause_requested=True, wishes_version=F("wishes_version") + 1):
        raise Conflict("The run is not running, so there is nothing to pause.")
    append(run.pk, line("run.pause_requested", actor=actor.shown_name))
    return run


@transaction.atomic
def cancel_run(actor: User, run: Run) -> Run:
    """End a run: at once when nobody works on it, else at its next superstep."""
    require(actor, run, "run")
    running = Run.objects.filter(pk=run.pk, status=Status.RUNNING)
    if running.update(is_cancel_requested=True, wishes_version=F("wishes_version") + 1):
        append(run.pk, line("run.cancel_requested", actor=actor.shown_name))
        return run
    now = timezone.now()
    move(run, Status.CANCELLED, finished_at=now, stopped=None)
    run.interrupts.filter(settled_at=None).update(settled_at=now, settled_how="cancelled")
    append(run.pk, line("run.finished", status="cancelled", output=None, error=None, duration_ms=run.duration_ms))
    tell_changed(run)
    return run
