"""Graphs of a project, as workers described them.

The web process never imports a graph. A worker imports it in a process of its own and sends back a description (nodes,
edges, schemas) or the traceback; each different answer is kept as a `GraphVersion`.
"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone

from studio.teams.models import Project
from studio.web.fields import OrderedJSONField


class Graph(models.Model):
    """A named graph of a project; `ref` is what its configuration says, e.g. `./triage.py:graph`."""

    team_lookup: ClassVar[str] = "project__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="graphs")
    name = models.CharField(max_length=120)
    ref = models.TextField()
    is_present = models.BooleanField(default=True, help_text="Whether the project still names it.")
    current_version = models.ForeignKey(
        "GraphVersion", null=True, blank=True, on_delete=models.SET_NULL, related_name="current_of"
    )
    problem = models.TextField(blank=True, help_text="Traceback of the newest import when it failed.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["project", "name"], name="one_graph_per_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The graph's page."""
        return reverse("graph_page", args=[self.project.slug, self.name])

    @property
    def description(self) -> dict[str, Any]:
        """The description of the newest good version; empty while there is none."""
        return self.current_version.description if self.current_version else {}

    @property
    def is_runnable(self) -> bool:
        """Whether a run may start: some version imported and the project still names the graph."""
        return self.is_present and self.current_version_id is not None


class GraphVersion(models.Model):
    """One description of a graph; `error` holds the traceback instead when the import failed."""

    team_lookup: ClassVar[str] = "graph__project__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    graph = models.ForeignKey(Graph, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)
    description = OrderedJSONField(default=dict)
    error = models.TextField(blank=True)
    described_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["graph", "number"], name="one_version_per_number")]

    def __str__(self) -> str:
        return f"{self.graph} v{self.number}"


class Picture(models.Model):
    """A drawn graph, keyed by the SHA-256 of what was drawn, so that each topology is laid out once."""

    digest = models.CharField(max_length=64, primary_key=True)
    svg = models.TextField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return self.digest[:12]
