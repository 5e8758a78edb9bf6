"""Breakpoints over HTTP: set and remove one at a side of a node."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from studio.breakpoints import actions
from studio.graphs.models import Graph
from studio.teams.access import actor_of, fetch


@login_required
@require_POST
def breakpoint_form(request: HttpRequest, project: str, name: str, node: str, when: str) -> HttpResponse:
    """Set the breakpoint, or remove it where `remove` is sent; then back to the page it came from."""
    graphs = Graph.objects.select_related("project", "current_version")
    graph = fetch(graphs, request.user, "run", project__slug=project, name=name)
    if "remove" in request.POST:
        actions.remove_breakpoint(actor_of(request), graph, node=node, when=when)
    else:
        actions.put_breakpoint(actor_of(request), graph, node=node, when=when)
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back if is_ours else graph.get_absolute_url())
