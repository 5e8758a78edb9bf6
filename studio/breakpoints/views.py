"""Breakpoints over HTTP: set and remove one at a side of a node."""

from __future__ import annotations

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from studio.breakpoints import actions
from studio.breakpoints.models import Breakpoint
from studio.graphs.models import Graph
from studio.teams.access import actor_of, fetch
from studio.web.either import answer, read, signed_in


class Wish(msgspec.Struct):
    """Set it, or with `remove` clear it; a form says in `next` where it came from."""

    remove: bool = False
    next: str = ""


@signed_in
@require_POST
def breakpoint_form(request: HttpRequest, project: str, name: str, node: str, when: str) -> HttpResponse:
    """Set the breakpoint, or remove it; then back to the page it came from."""
    wish = read(request, Wish)
    graphs = Graph.objects.select_related("project", "current_version")
    graph = fetch(graphs, request.user, "run", project__slug=project, name=name)
    if wish.remove:
        actions.remove_breakpoint(actor_of(request), graph, node=node, when=when)
    else:
        actions.put_breakpoint(actor_of(request), graph, node=node, when=when)
    is_ours = url_has_allowed_host_and_scheme(wish.next, allowed_hosts={request.get_host()})
    marks = [mark.as_json() for mark in Breakpoint.objects.filter(graph=graph)]
    return answer(request, {"breakpoints": marks}, to=wish.next if is_ours else graph.get_absolute_url())
