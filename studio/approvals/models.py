"""What people decided."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from studio.runs.models import Interrupt
from studio.teams.models import User
from studio.web.fields import OrderedJSONField


class Decision(models.Model):
    """A person's answer to one interrupt; the first one counts and no second is taken."""

    team_lookup: ClassVar[str] = "interrupt__run__graph__project__team"

    class Kind(models.TextChoices):
        """What was said; `value` is what the graph receives."""

        APPROVE = "approve", "approve"
        EDIT = "edit", "edit"
        REJECT = "reject", "reject"
        RESPOND = "respond", "respond"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    interrupt = models.OneToOneField(Interrupt, on_delete=models.CASCADE, related_name="decision")
    actor = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="decisions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    value = OrderedJSONField(null=True)
    reason = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.kind} {self.interrupt_id}"
