"""The audit of edits to a thread's state."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from studio.runs.models import Run
from studio.teams.models import User
from studio.web.fields import OrderedJSONField


class StateEdit(models.Model):
    """One edit: on which checkpoint, by whom, what was written, and the checkpoint it made."""

    team_lookup: ClassVar[str] = "run__graph__project__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="state_edits")
    actor = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="state_edits")
    base_checkpoint_id = models.CharField(max_length=64)
    checkpoint_id = models.CharField(max_length=64)
    as_node = models.TextField(blank=True)
    ns = models.TextField(blank=True, help_text="The level: a namespace of the engine, empty for the graph itself.")
    values = OrderedJSONField()
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.base_checkpoint_id} -> {self.checkpoint_id}"
