"""What workers told of a project's graphs, kept."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256
from typing import Any

from django.db import transaction

from studio.graphs.models import Graph, GraphVersion
from studio.live import groups
from studio.live.publish import tell
from studio.teams.models import Project


@transaction.atomic
def record_descriptions(project: Project, described: Sequence[Mapping[str, Any]]) -> list[Graph]:
    """Keep descriptions `{name, ref, description | error}` of all graphs a project names."""
    graphs = [record_description(project, item) for item in described]
    keep_named(project, [graph.name for graph in graphs])
    return graphs


@transaction.atomic
def record_description(project: Project, item: Mapping[str, Any]) -> Graph:
    """Keep one description `{name, ref, description | error}`; a new version only where it changed."""
    graph = _record(project, item)
    tell("graph.described", {"graphs": [graph.name]}, groups.of_project(project.pk))
    return graph


@transaction.atomic
def keep_named(project: Project, names: Collection[str]) -> None:
    """Mark the graphs a project no longer names as gone; they are kept with their runs."""
    if project.graphs.exclude(name__in=names).filter(is_present=True).update(is_present=False):
        tell("graph.described", {"graphs": list(names)}, groups.of_project(project.pk))


def _record(project: Project, item: Mapping[str, Any]) -> Graph:
    graph, _ = Graph.objects.update_or_create(
        project=project, name=item["name"], defaults={"ref": item["ref"], "is_present": True}
    )
    error, description = item.get("error", ""), item.get("description", {})
    graph.problem = error
    newest = graph.versions.first()
    fingerprint = sha256(json.dumps([description, error]).encode()).hexdigest()
    if newest is None or newest.fingerprint != fingerprint:
        newest = GraphVersion.objects.create(
            graph=graph,
            number=(newest.number if newest else 0) + 1,
            fingerprint=fingerprint,
            description=description,
            error=error,
        )
    if not error:
        graph.current_version = newest
    graph.save()
    return graph
