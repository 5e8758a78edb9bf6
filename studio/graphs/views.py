"""A project's graphs, and one graph: its picture, its input, its recent runs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from studio.graphs.forms import run_form
from studio.graphs.models import Graph
from studio.graphs.picture import render as picture_of
from studio.teams.access import fetch, rights_over
from studio.teams.models import Project

RECENT = 12


@login_required
@require_safe
def project_page(request: HttpRequest, project: str) -> HttpResponse:
    """The graphs of a project, each with its picture and its last run."""
    found = fetch(Project.objects.all(), request.user, "view", slug=project)
    graphs = found.graphs.filter(is_present=True).select_related("current_version", "project")
    last = last_runs(graphs)
    cards = [{"graph": each, "picture": picture_of(each.description), "last": last.get(each.pk)} for each in graphs]
    notices = {each.description.get("notice") for each in graphs} - {None, ""}
    return render(request, "graphs/project_page.html", {"project": found, "cards": cards, "notices": sorted(notices)})


@login_required
@require_safe
def graph_page(request: HttpRequest, project: str, name: str) -> HttpResponse:
    """One graph."""
    graphs = Graph.objects.select_related("project", "current_version")
    graph = fetch(graphs, request.user, "view", project__slug=project, name=name)
    description = graph.description
    context = {
        "graph": graph,
        "project": graph.project,
        "version": graph.current_version,
        "doc": description.get("doc") or "",
        "picture": picture_of(description),
        "points": [each.as_json() for each in graph.breakpoints.all()],
        "breakpoint_url": reverse("breakpoint", args=[graph.project.slug, graph.name, "__node__", "__when__"]),
        "nodes": node_rows(description),
        "state": state_of(description),
        "notice": description.get("notice"),
        **run_form(description),
        "runs": graph.runs.defer("input", "output", "order")[:RECENT],
        "rights": rights_over(request.user, graph),
    }
    return render(request, "graphs/graph_page.html", context)


def last_runs(graphs: QuerySet[Graph]) -> dict[UUID, Any]:
    """The newest run of each graph that ever ran, by the graph's id; one query for all."""
    runs: Any = Graph._meta.get_field("runs").related_model
    newest = runs.objects.filter(graph__in=graphs).order_by("graph_id", "-created_at").distinct("graph_id")
    return {run.graph_id: run for run in newest}


def state_of(description: dict[str, Any]) -> dict[str, Any]:
    """The keys of a graph's state, and the version of its schema; without rows where it was described before."""
    found = description.get("state") or {}
    return {"rows": found.get("keys", []), "version": found.get("version")}


def node_rows(description: dict[str, Any], above: str = "") -> list[dict[str, Any]]:
    """Every node a run can stop at, subgraphs' nodes below their subgraph: path, name, depth and doc."""
    rows: list[dict[str, Any]] = []
    for node in description.get("nodes", []):
        path = f"{above}{node['id']}"
        if node["kind"] in ("node", "subgraph"):
            # A subgraph's own function is the engine's, and so is its docstring.
            doc = (node.get("doc") or "").split("\n\n")[0] if node["kind"] == "node" else ""
            rows.append({"path": path, "name": node["id"], "level": path.count(":") + 1, "doc": doc})
        if node.get("graph"):
            rows.extend(node_rows(node["graph"], f"{path}:"))
    return rows
