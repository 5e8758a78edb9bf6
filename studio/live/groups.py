"""Names of what can be listened to. A name is all that publishers and sockets share."""

from __future__ import annotations

from uuid import UUID


def of_run(run_id: UUID | str) -> str:
    """Events and chunks of one run, and its end."""
    return f"live:run:{run_id}"


def of_graph(graph_id: UUID | str) -> str:
    """What concerns every run of a graph: its breakpoints."""
    return f"live:graph:{graph_id}"


def of_project(project_id: UUID | str) -> str:
    """News for the pages of a project."""
    return f"live:project:{project_id}"


def of_team(team_id: UUID | str) -> str:
    """Somebody joined or left the team, or has another role: sockets look at their rights again."""
    return f"live:team:{team_id}"
