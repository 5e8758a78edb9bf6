"""Reading, typing over and forking a thread's state. A worker does the work; the rows here say who did it.

An edit is compare-and-swap twice: the run's row is locked, so that nobody continues it meanwhile, and the worker
changes nothing unless the thread's head is the checkpoint that was edited.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Literal

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from studio.checkpoints.models import StateEdit
from studio.engine.edit import Change
from studio.live import groups
from studio.live.ask import Unanswered, WorkerFailed, ask
from studio.live.publish import tell
from studio.runs.actions import begin_run, continue_run
from studio.runs.journal import append, line
from studio.runs.models import Run, Status, Thread
from studio.teams.access import require
from studio.teams.models import User
from studio.web.errors import Conflict, NoAnswer, NotReady
from studio.web.schemas import problems

EDITABLE = (Status.INTERRUPTED, Status.ERROR, Status.TIMEOUT, Status.CANCELLED)
TOLD = ("ns", "checkpoint_id", "patch", "next", "at", "moved")


def read_checkpoint(run: Run, checkpoint_id: str, ns: str = "") -> Mapping[str, Any]:
    """One checkpoint of a level of the run's thread. Raises Http404, NoAnswer."""
    found = _ask("ask.read_checkpoint", run, checkpoint_id, ns)
    if found is None:
        msg = f"The thread has no checkpoint {checkpoint_id!r}."
        raise Http404(msg)
    return dict(found)


def preview_edit(actor: User, run: Run, change: Change) -> Mapping[str, Any]:
    """What an edit would make: `patch`, `values`, `next`, and `errors` with the places that do not fit."""
    require(actor, run, "run")
    errors = _misfits(run, change)
    found: dict[str, Any] = {"errors": errors} if errors else _ask("ask.preview_edit", run, asdict(change))
    if "head" in found or "refused" in found:
        _made(change, found)
    empty: dict[str, Any] = {
        "patch": {"set": {}, "append": {}, "remove": []},
        "values": None,
        "next": None,
        "errors": [],
    }
    return {key: found.get(key, otherwise) for key, otherwise in empty.items()}


@transaction.atomic
def edit_state(actor: User, run: Run, change: Change) -> Mapping[str, Any]:
    """Type over values of a run that stands: a new checkpoint. Raises Conflict with `expected` and `head`, NotReady.

    A question that waits is asked again, for it may depend on what was changed.
    """
    require(actor, run, "run")
    run = Run.objects.select_for_update(of=("self",)).select_related("graph__project", "thread").get(pk=run.pk)
    if run.status not in EDITABLE:
        raise Conflict(f"The run is {run.status!r}. Pause it to edit its state, or fork it when it is over.")
    if run.thread.runs.filter(status__in=[Status.PENDING, Status.RUNNING]).exists():
        raise Conflict("Another run of this thread is going on. Wait for it, or fork.")
    if not change.ns and run.thread.checkpoint_id != change.checkpoint_id:
        raise _moved(change, run.thread.checkpoint_id)
    made = _made(change, _checked(run, change, "ask.edit_state", asdict(change)))
    _record(actor, run, change, made)
    return {key: made[key] for key in TOLD}


@transaction.atomic
def fork_run(actor: User, run: Run, change: Change, *, how: Literal["continue", "step"]) -> Run:
    """Begin a new run on a copy of the thread up to a checkpoint of a level, with its values typed over there."""
    require(actor, run, "run")
    thread = Thread.objects.create(graph=run.graph, created_by=actor)
    made = _made(change, _checked(run, change, "ask.fork_thread", str(thread.pk), asdict(change)))
    if not made["next"]:
        raise NotReady("Nothing follows this checkpoint, so there is nothing to run. Fork an earlier one.")
    _keep(thread, made)
    order: dict[str, Any] = {"kind": "step", "how": "step", "ns": _segments(made["stands_in"])}
    if how == "continue":
        order = {"kind": "resume"}
    origin = {"run": str(run.pk), "checkpoint_id": change.checkpoint_id, "ns": _segments(change.ns)}
    fork = begin_run(actor, run.graph, thread, input=run.input, order={**order, "is_fork": True}, forked_from=origin)
    Run.objects.filter(pk=fork.pk).update(forked_from=run, forked_at=change.checkpoint_id)
    told = {"id": str(fork.pk), "url": fork.get_absolute_url(), "checkpoint_id": change.checkpoint_id}
    tell("run.forked", told, groups.of_run(run.pk))
    return fork


def _record(actor: User, run: Run, change: Change, made: Mapping[str, Any]) -> None:
    StateEdit.objects.create(
        run=run,
        actor=actor,
        base_checkpoint_id=change.checkpoint_id,
        checkpoint_id=made["checkpoint_id"],
        as_node=change.as_node or "",
        ns=change.ns,
        # As it is shown: what an author keeps secret is secret in the audit too.
        values={key: made["values"].get(key) for key in change.values},
    )
    if not change.ns:
        _keep(run.thread, made)
    if run.stopped is not None:
        outermost = {} if change.ns else {"checkpoint_id": made["checkpoint_id"], "next": made["next"]}
        stood = "|".join(run.stopped.get("ns", ()))
        stands = made["stands_in"] if change.as_node else made["moved"].get(stood, stood)
        run.stopped = {**run.stopped, **outermost, "at": made["at"], "ns": _segments(stands)}
        Run.objects.filter(pk=run.pk).update(stopped=run.stopped)
    told = {key: made[key] for key in ("checkpoint_id", "parent_id", "patch", "next", "at", "moved")}
    body = {"ns": _segments(change.ns), "as_node": change.as_node, **told}
    append(run.pk, line("state.edited", actor=actor.shown_name, **body))
    _ask_again(actor, run)


def _segments(ns: str) -> list[str]:
    """A namespace as events tell it: the segments of its levels."""
    return ns.split("|") if ns else []


def _ask_again(actor: User, run: Run) -> None:
    """Let the node ask its question anew, of the state as it is now."""
    asked = list(run.interrupts.waiting())
    if not asked:
        return
    run.interrupts.waiting().update(settled_at=timezone.now(), settled_how="edited")
    who = actor.shown_name
    append(
        run.pk,
        *[line("interrupt.settled", interrupt_id=str(one.pk), actor=who, kind="edited", value=None) for one in asked],
    )
    continue_run(run, {"kind": "resume"}, who, "edit")


def _keep(thread: Thread, made: Mapping[str, Any]) -> None:
    Thread.objects.filter(pk=thread.pk).update(
        checkpoint_id=made["checkpoint_id"], values=made["values"], next=made["next"], updated_at=timezone.now()
    )


def _misfits(run: Run, change: Change) -> list[dict[str, str]]:
    """Where the values that were changed do not fit the graph's own schema; of an inner level a worker knows it."""
    if change.ns:
        return []
    schema, known = run.described.get("state_schema") or {}, run.thread.values or {}
    changed = {key: value for key, value in change.values.items() if key not in known or known[key] != value}
    return problems({**schema, "required": []}, changed) if schema else []


def _checked(run: Run, change: Change, question: str, *args: Any) -> Mapping[str, Any]:
    errors = _misfits(run, change)
    return {"errors": errors} if errors else dict(_ask(question, run, *args))


def _made(change: Change, found: Mapping[str, Any]) -> Mapping[str, Any]:
    """The checkpoint that was made. Raises for everything else a worker may answer."""
    if "head" in found:
        raise _moved(change, found["head"])
    if "refused" in found:
        raise Conflict(found["refused"])
    if "errors" in found:
        first = found["errors"][0]
        raise NotReady(f"The values do not fit: {first['path']}: {first['message']}", {"errors": found["errors"]})
    return found


def _moved(change: Change, head: str | None) -> Conflict:
    detail = {"expected": change.checkpoint_id, "head": head}
    return Conflict("The state changed since you opened it. Reload to see it as it is, then edit that.", detail)


def _ask(question: str, run: Run, *args: Any) -> Any:
    graph = run.graph
    try:
        return ask(question, graph.project.root, graph.name, str(run.thread_id), *args)
    except Unanswered as error:
        raise NoAnswer(f"{error} Is a worker running? Look again before you repeat it.") from error
    except WorkerFailed as error:
        raise NotReady(f"The worker could not do it: {error}") from error
