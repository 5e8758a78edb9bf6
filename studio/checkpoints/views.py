"""A thread's state over HTTP: read a checkpoint, preview and make an edit, fork."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST, require_safe

from studio.checkpoints import actions
from studio.engine.edit import Change
from studio.runs.models import Run
from studio.teams.access import actor_of, fetch
from studio.web.either import answer, read, signed_in
from studio.web.errors import BadRequest

RUNS = Run.objects.select_related("graph__project", "graph__current_version", "thread", "version")


class Edit(msgspec.Struct):
    """Which keys to type over, on which checkpoint of which level, as whose result."""

    checkpoint_id: str
    values: Any = None
    as_node: str | None = None
    ns: str = ""

    def change(self) -> Change:
        """The edit as the engine's door takes it. Raises BadRequest when `values` is no object."""
        values = {} if self.values is None else self.values
        if not isinstance(values, dict):
            raise BadRequest("`values` must be an object: the keys to type over.", {"path": "$.values"})
        return Change(self.checkpoint_id, values, self.as_node or None, self.ns)


class Fork(Edit):
    """Where to begin anew, and how far to go."""

    how: Literal["continue", "step"] = "continue"


@signed_in
@require_safe
def checkpoint(request: HttpRequest, run_id: UUID, checkpoint_id: str) -> HttpResponse:
    """One checkpoint of a level (`?ns=`) of the run's thread, asked of a worker."""
    run = fetch(RUNS, request.user, "view", pk=run_id)
    return JsonResponse(actions.read_checkpoint(run, checkpoint_id, request.GET.get("ns", "")))


@signed_in
@require_POST
def preview(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """What an edit would make; nothing is kept."""
    change = read(request, Edit).change()
    return JsonResponse(actions.preview_edit(actor_of(request), fetch(RUNS, request.user, "run", pk=run_id), change))


@signed_in
@require_POST
def state(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Type over the state of a run that stands."""
    change = read(request, Edit).change()
    run = fetch(RUNS, request.user, "run", pk=run_id)
    return answer(request, actions.edit_state(actor_of(request), run, change), to=run)


@signed_in
@require_POST
def forks(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Begin a new run from one of the run's checkpoints."""
    given = read(request, Fork)
    run = fetch(RUNS, request.user, "run", pk=run_id)
    made = actions.fork_run(actor_of(request), run, given.change(), how=given.how)
    return answer(request, {"id": str(made.pk), "url": made.get_absolute_url()}, to=made, status=201)
