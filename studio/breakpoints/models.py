"""Standing wishes to stop at a node."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from studio.graphs.models import Graph
from studio.teams.models import User


class Breakpoint(models.Model):
    """Stop before or after a node of a graph, in every run of it. `node` is the path through subgraphs."""

    team_lookup: ClassVar[str] = "graph__project__team"

    class When(models.TextChoices):
        """On which side of the node."""

        BEFORE = "before", "before"
        AFTER = "after", "after"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    graph = models.ForeignKey(Graph, on_delete=models.CASCADE, related_name="breakpoints")
    node = models.TextField()
    when = models.CharField(max_length=6, choices=When.choices)
    is_enabled = models.BooleanField(default=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="breakpoints")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["node", "-when"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["graph", "node", "when"], name="one_breakpoint_per_side")
        ]

    def __str__(self) -> str:
        return f"{self.when} {self.node}"

    def as_json(self) -> dict[str, Any]:
        """The breakpoint as pages and sockets get it."""
        return {"node": self.node, "when": self.when, "is_enabled": self.is_enabled}
