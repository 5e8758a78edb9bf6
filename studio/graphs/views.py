"""A project's graphs, and one graph: its picture, its input, its recent runs."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from studio.graphs.models import Graph
from studio.graphs.picture import render as picture_of
from studio.teams.access import fetch, rights_over
from studio.teams.models import Project

RECENT = 20


@login_required
@require_safe
def project_page(request: HttpRequest, project: str) -> HttpResponse:
    """The graphs of a project."""
    found = fetch(Project.objects.all(), request.user, "view", slug=project)
    graphs = found.graphs.filter(is_present=True).select_related("current_version")
    return render(request, "graphs/project_page.html", {"project": found, "graphs": graphs})


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
        "picture": picture_of(description) if description else "",
        "input_text": json.dumps(first_input(description), indent=2, ensure_ascii=False),
        "input_schema": description.get("input_schema"),
        "runs": graph.runs.all()[:RECENT],
        "rights": rights_over(request.user, graph),
    }
    return render(request, "graphs/graph_page.html", context)


def first_input(description: dict[str, Any]) -> Any:
    """An input to begin with: the author's example, or the defaults of the schema."""
    example = description.get("example_input")
    if example is not None:
        return example
    properties = (description.get("input_schema") or {}).get("properties", {})
    return {
        key: found.get("default", (found.get("examples") or [None])[0])
        for key, found in properties.items()
        if found.get("default") is not None or found.get("examples")
    }
