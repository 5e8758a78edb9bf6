"""Whether a graph holds together: known ends, a way in, and policies that can be kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runtime.constants import END, START
from runtime.drive.node.call import is_async
from runtime.errors import GraphDefinitionError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runtime.graph.builder import StateGraph


def check_graph(graph: StateGraph[Any, Any, Any, Any], stops: Sequence[str]) -> None:
    """Raise GraphDefinitionError where the graph cannot run as written."""
    nodes = graph.nodes
    sources = {start for start, _ in graph.edges} | set(graph.branches)
    sources |= {start for starts, _ in graph.waiting_edges for start in starts}
    for source in sorted(sources - nodes.keys() - {START}):
        raise GraphDefinitionError(f"Found edge starting at unknown node '{source}'.")
    if START not in sources:
        raise GraphDefinitionError("Graph must have an entrypoint: add at least one edge from START to another node.")
    for target in sorted(_targets(graph) - nodes.keys() - {END}):
        raise GraphDefinitionError(f"Found edge ending at unknown node `{target}`.")
    for stop in stops:
        if stop not in nodes:
            raise GraphDefinitionError(f"Interrupt node `{stop}` not found.")
    for name, spec in nodes.items():
        is_sync = callable(spec.action) and not is_async(spec.action) and not hasattr(spec.action, "ainvoke")
        if spec.timeout is not None and is_sync:
            raise GraphDefinitionError(
                f"Node timeouts are only supported for async nodes, since a thread cannot be stopped. Node {name!r} is "
                "sync: make it `async def`, or drop its timeout."
            )


def _targets(graph: StateGraph[Any, Any, Any, Any]) -> set[str]:
    targets = {end for _, end in graph.edges} | {end for _, end in graph.waiting_edges}
    for branches in graph.branches.values():
        for branch in branches.values():
            targets |= set((branch.ends or {}).values())
    for spec in graph.nodes.values():
        targets |= set(spec.ends)
    return targets
