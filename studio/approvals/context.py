"""What the navigation of every page shows; asked of the database only where a page draws it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import cached_property

from studio.graphs.models import Graph
from studio.runs.models import Interrupt
from studio.teams.access import actor_of, visible
from studio.teams.models import Project, Team


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The signed-in person's navigation as `nav`; nothing for a visitor."""
    return {"nav": Navigation(request)} if request.user.is_authenticated else {}


class Navigation:
    """The person's projects, the graphs of the one he looks at, and how much waits for him."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def projects(self) -> list[Project]:
        """Projects of the person's teams, by name."""
        return list(visible(Project.objects.select_related("team"), self._request.user).order_by("name"))

    @property
    def first_project(self) -> Project | None:
        """The project shown where the page itself has none."""
        return self.projects[0] if self.projects else None

    @cached_property
    def team(self) -> Team | None:
        """The team of the project he looks at; where there is no project, any of his."""
        shown = self._shown_project()
        return shown.team if shown else visible(Team.objects.all(), self._request.user).first()

    @cached_property
    def graphs(self) -> list[Graph]:
        """Present graphs of the project named in the address, else of the first one."""
        found = self._shown_project()
        return list(found.graphs.filter(is_present=True).only("name", "problem")) if found else []

    @cached_property
    def waiting_count(self) -> int:
        """How many requests wait for an answer in the person's teams."""
        return Interrupt.objects.waiting_for(actor_of(self._request)).count()

    def _shown_project(self) -> Project | None:
        match = self._request.resolver_match
        slug = match.kwargs.get("project") if match else None
        return next((each for each in self.projects if each.slug == slug), self.first_project)
