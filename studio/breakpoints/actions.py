"""Setting and removing breakpoints, also while runs of the graph go on."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from studio.breakpoints.models import Breakpoint
from studio.graphs.models import Graph
from studio.live import groups
from studio.live.publish import tell
from studio.teams.access import require
from studio.teams.models import User
from studio.web.errors import NotReady


@transaction.atomic
def put_breakpoint(actor: User, graph: Graph, *, node: str, when: str, is_enabled: bool = True) -> Breakpoint:
    """Stop before or after a node from now on, in running runs too. Raises NotReady for a node the graph lacks."""
    require(actor, graph, "run")
    if node not in node_paths(graph.description):
        raise NotReady(f"Graph {graph.name!r} has no node {node!r}. It has {sorted(node_paths(graph.description))!r}.")
    if when not in Breakpoint.When.values:
        raise NotReady(f"A breakpoint is 'before' or 'after' a node, not {when!r}.")
    found, _ = Breakpoint.objects.update_or_create(
        graph=graph, node=node, when=when, defaults={"is_enabled": is_enabled, "created_by": actor}
    )
    _tell(graph)
    return found


@transaction.atomic
def remove_breakpoint(actor: User, graph: Graph, *, node: str, when: str) -> None:
    """Stop there no more. Removing what is not there is no error."""
    require(actor, graph, "run")
    Breakpoint.objects.filter(graph=graph, node=node, when=when).delete()
    _tell(graph)


def node_paths(description: dict[str, object], above: str = "") -> set[str]:
    """The paths of all nodes a run can stop at, through subgraphs."""
    found: set[str] = set()
    nodes = description.get("nodes", [])
    for node in nodes if isinstance(nodes, list) else []:
        path = f"{above}{node['id']}"
        if node["kind"] in ("node", "subgraph"):
            found.add(path)
        if node.get("graph"):
            found |= node_paths(node["graph"], f"{path}:")
    return found


def _tell(graph: Graph) -> None:
    """Let running runs look again, and open pages redraw."""
    running = graph.runs.filter(status__in=["pending", "running"])
    running.update(wishes_version=F("wishes_version") + 1)
    marks = [one.as_json() for one in Breakpoint.objects.filter(graph=graph)]
    body = {"graph": graph.name, "breakpoints": marks}
    tell("breakpoints.changed", body, groups.of_graph(graph.pk), groups.of_project(graph.project_id))
