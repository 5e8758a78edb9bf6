"""What workers told of a project's graphs, kept."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from django.db import transaction

from studio.graphs.models import Graph, GraphVersion
from studio.live import groups
from studio.live.publish import tell
from studio.teams.models import Project


@transaction.atomic
def record_descriptions(project: Project, described: Sequence[Mapping[str, Any]]) -> list[Graph]:
    """Keep descriptions `{name, ref, description | error}`; a new version only where one changed.

    Graphs the project no longer names are kept with their runs, and marked as gone.
    """
    graphs = [_record(project, item) for item in described]
    names = [graph.name for graph in graphs]
    project.graphs.exclude(name__in=names).update(is_present=False)
    tell("graph.described", {"graphs": names}, groups.of_project(project.pk))
    return graphs


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
