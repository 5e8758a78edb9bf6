"""What a project's pages hear of its runs."""

from __future__ import annotations

from studio.live import groups
from studio.live.publish import tell
from studio.runs.models import Run


def tell_changed(run: Run) -> None:
    """Say after the commit that a run has another status."""
    body = {"id": str(run.pk), "status": run.status, "graph": run.graph.name}
    tell("run.changed", body, groups.of_project(run.graph.project_id))


def tell_inbox(run: Run) -> None:
    """Say after the commit that something waits for an answer, or no longer does."""
    tell("inbox.changed", {"run": str(run.pk)}, groups.of_project(run.graph.project_id))
