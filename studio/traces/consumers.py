"""Sockets of one run and of one project."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
from channels.db import database_sync_to_async
from django.http import Http404

from studio.live import groups
from studio.live.consumer import Close, LiveConsumer, Refused
from studio.live.publish import cut
from studio.runs.models import Event, Run
from studio.teams.access import fetch
from studio.teams.models import Project
from studio.web.errors import NotAllowed

PAGE_EVENTS = 1000
T = TypeVar("T")


class RunConsumer(LiveConsumer):
    """Everything that happens in one run: the events after `?after=`, then what comes."""

    def enter(self, user: Any) -> tuple[str, ...]:
        """Whoever may view the run hears it."""
        runs = Run.objects.select_related("graph__project")
        run = _found(lambda: fetch(runs, user, "view", pk=self.lookup["run_id"]))
        project = run.graph.project
        return groups.of_run(run.pk), groups.of_graph(run.graph_id), groups.of_team(project.team_id)

    async def greet(self) -> None:
        """Send the backlog page by page, then `ready` with the last number sent."""
        asked = self.asked("after")
        last_seq, has_more = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else 0, True  # noqa: PLR2004
        while has_more:
            frames, last_seq, has_more = await database_sync_to_async(self._page)(last_seq)
            for frame in frames:
                await self.say(frame.decode())
        await self.say(msgspec.json.encode({"type": "ready", "last_seq": last_seq}).decode())

    def _page(self, after: int) -> tuple[list[bytes], int, bool]:
        rows = Event.objects.filter(run=self.lookup["run_id"], seq__gt=after).order_by("seq")[:PAGE_EVENTS]
        events = [row.as_json() for row in rows]
        if not events:
            return [], after, False
        return list(cut({"type": "events", "events": events})), events[-1]["seq"], len(events) == PAGE_EVENTS


class ProjectConsumer(LiveConsumer):
    """News for the pages of one project."""

    def enter(self, user: Any) -> tuple[str, ...]:
        """Whoever may view the project hears it."""
        project = _found(lambda: fetch(Project.objects.all(), user, "view", slug=self.lookup["project"]))
        return groups.of_project(project.pk), groups.of_team(project.team_id)


def _found(look: Callable[[], T]) -> T:
    try:
        return look()
    except Http404:
        raise Refused(Close.NOT_FOUND) from None
    except NotAllowed:
        raise Refused(Close.RIGHT_LOST) from None
