"""Threads, runs, attempts, events and interrupts.

A run is one request to advance a thread; each worker's try at it is an attempt. What happened is kept as events,
numbered per run without a gap; the columns of the run are what lists and claims need of them.
"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from studio.graphs.models import Graph, GraphVersion
from studio.teams.access import visible
from studio.teams.models import User
from studio.web.fields import OrderedJSONField


class Thread(models.Model):
    """A line of checkpoints. `values` is the newest snapshot a worker told of."""

    team_lookup: ClassVar[str] = "graph__project__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    graph = models.ForeignKey(Graph, on_delete=models.CASCADE, related_name="threads")
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="threads")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now)
    checkpoint_id = models.CharField(max_length=64, blank=True)
    values = OrderedJSONField(null=True, blank=True)
    next = models.JSONField(default=list)

    def __str__(self) -> str:
        return str(self.id)


class Status(models.TextChoices):
    """Where a run stands; `runs.lifecycle.TRANSITIONS` says what may follow what."""

    PENDING = "pending", "pending"
    RUNNING = "running", "running"
    SUCCESS = "success", "success"
    ERROR = "error", "error"
    TIMEOUT = "timeout", "timeout"
    INTERRUPTED = "interrupted", "interrupted"
    CANCELLED = "cancelled", "cancelled"


ACTIVE = (Status.PENDING, Status.RUNNING)


class Run(models.Model):
    """One request to advance a thread.

    `fence` counts attempts: whoever writes for a run names the fence it holds, so that a worker that lost its lease
    can write nothing. `wishes_version` grows with everything a person wants of a running run.
    """

    team_lookup: ClassVar[str] = "graph__project__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    graph = models.ForeignKey(Graph, on_delete=models.CASCADE, related_name="runs")
    version = models.ForeignKey(GraphVersion, null=True, on_delete=models.SET_NULL, related_name="runs")
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="runs")
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PENDING)
    order = OrderedJSONField(default=dict, help_text="What the next attempt is to do: kind, how, answers.")
    input = OrderedJSONField(null=True)
    input_excerpt = models.CharField(max_length=200, blank=True)
    config = OrderedJSONField(default=dict)
    context = OrderedJSONField(null=True)
    forked_from = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="forks")
    forked_at = models.CharField(max_length=64, blank=True, help_text="The checkpoint it was forked from.")
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="runs")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    queued_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    duration_ms = models.FloatField(null=True)
    steps = models.PositiveIntegerField(default=0)
    last_seq = models.PositiveBigIntegerField(default=0)
    fence = models.PositiveIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=200, blank=True)
    wishes_version = models.PositiveIntegerField(default=0)
    is_pause_requested = models.BooleanField(default=False)
    is_cancel_requested = models.BooleanField(default=False)
    stopped = models.JSONField(null=True)
    error = models.JSONField(null=True)
    output = OrderedJSONField(null=True)

    class Meta:
        ordering: ClassVar = ["-created_at"]
        indexes: ClassVar = [
            # Serves a graph's newest runs and the run list.
            models.Index(fields=["graph", "-created_at"], name="runs_of_graph_newest"),
            # Serves the sweeper: only runs somebody should be working on.
            models.Index(
                fields=["status", "leased_until"], name="runs_to_sweep", condition=Q(status__in=["pending", "running"])
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["thread"], name="one_active_run_per_thread", condition=Q(status__in=["pending", "running"])
            )
        ]

    def __str__(self) -> str:
        return str(self.id)

    def get_absolute_url(self) -> str:
        """The run's page."""
        return reverse("run_page", args=[self.id])

    @property
    def described(self) -> dict[str, Any]:
        """The graph's description as it was when the run began, or as it is."""
        return self.version.description if self.version else self.graph.description

    @property
    def is_active(self) -> bool:
        """Whether a worker works on it, or is to."""
        return self.status in ACTIVE


class Attempt(models.Model):
    """One worker's try at a run."""

    team_lookup: ClassVar[str] = "run__graph__project__team"

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="attempts")
    number = models.PositiveIntegerField(help_text="The fence it held.")
    kind = models.CharField(max_length=10)
    worker = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["run", "number"], name="one_attempt_per_fence")]

    def __str__(self) -> str:
        return f"{self.run_id} #{self.number}"


class Event(models.Model):
    """One line of a run's journal; never changed. `seq` counts from 1 without a gap."""

    team_lookup: ClassVar[str] = "run__graph__project__team"

    pk = models.CompositePrimaryKey("run_id", "seq")
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="events")
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=40)
    body = OrderedJSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["run_id", "seq"]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"

    def as_json(self) -> dict[str, Any]:
        """The event as sockets and readers get it."""
        at = self.at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return {"seq": self.seq, "at": at, "kind": self.kind, "body": self.body}


class InterruptQuerySet(models.QuerySet["Interrupt"]):
    """Questions about many interrupts."""

    def waiting(self) -> InterruptQuerySet:
        """Requests without an answer."""
        return self.filter(kind=Interrupt.Kind.REQUEST, settled_at=None)

    def waiting_for(self, user: User) -> models.QuerySet[Interrupt]:
        """Requests that wait for an answer in teams the person belongs to, oldest first."""
        return visible(self.waiting(), user).order_by("created_at")


class Interrupt(models.Model):
    """A saved stop that waits: a node's request for an answer, or a breakpoint that was hit."""

    team_lookup: ClassVar[str] = "run__graph__project__team"

    class Kind(models.TextChoices):
        """Who stopped the run: the author's code, or a person's breakpoint."""

        REQUEST = "request", "request"
        BREAKPOINT = "breakpoint", "breakpoint"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="interrupts")
    engine_id = models.CharField(max_length=64, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    node = models.TextField()
    ns = models.JSONField(default=list)
    value = OrderedJSONField(null=True)
    response_schema = OrderedJSONField(null=True)
    checkpoint_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    settled_at = models.DateTimeField(null=True)
    settled_how = models.CharField(max_length=20, blank=True)

    objects = InterruptQuerySet.as_manager()

    class Meta:
        # Serves the inbox: what still waits.
        indexes: ClassVar = [
            models.Index(fields=["kind", "created_at"], name="interrupts_waiting", condition=Q(settled_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.node}"

    def as_json(self) -> dict[str, Any]:
        """The interrupt as events and pages show it."""
        return {
            "id": str(self.id),
            "engine_id": self.engine_id,
            "kind": self.kind,
            "node": self.node,
            "value": self.value,
            "response_schema": self.response_schema,
        }
