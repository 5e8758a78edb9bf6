"""Reading the checkpoints of a thread as plain JSON, at each level that it stands in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from runtime.constants import NS_SEP
from runtime.graph.running.inside import graph_path
from studio.engine.events import Body, checkpoint_id
from studio.engine.render import to_json
from studio.engine.stopping import node_path


def place_of(thread_id: str, at: str | None = None, ns: str = "") -> dict[str, Any]:
    """The engine's address of a level of a thread, at its newest checkpoint or at the one named."""
    return {"configurable": {"thread_id": thread_id, "checkpoint_ns": ns, **({"checkpoint_id": at} if at else {})}}


def ns_of(config: Any) -> str:
    """The namespace in a checkpoint's address."""
    return config["configurable"].get("checkpoint_ns", "")


def thread_of(config: Any) -> str:
    """The thread in a checkpoint's address."""
    return str(config["configurable"]["thread_id"])


def level_graph(graph: Any, ns: str) -> Any:
    """The graph whose checkpoints lie in a namespace, or None where no node of these graphs is known to run it."""
    path = NS_SEP.join(graph_path(ns))
    if not path:
        return graph
    return next((inner for name, inner in graph.get_subgraphs(namespace=path, recurse=True) if name == path), None)


def read(graph: Any, thread_id: str, at: str | None = None, ns: str = "") -> Body | None:
    """Return a checkpoint's values and place in history, or None where there is none."""
    if level_graph(graph, ns) is None:
        return None
    state = graph.get_state(place_of(thread_id, at, ns))
    return None if state.metadata is None else told(state)


def told(state: Any) -> Body:
    """A snapshot as JSON; nodes are named by their paths in the picture."""
    ns = ns_of(state.config)
    levels_around = ns.split(NS_SEP) if ns else []
    return {
        "ns": ns,
        "checkpoint_id": checkpoint_id(state.config),
        "parent_id": checkpoint_id(state.parent_config),
        "values": to_json(state.values),
        "next": [node_path(levels_around, name) for name in state.next],
        "step": state.metadata.get("step"),
        "source": state.metadata.get("source"),
        "created_at": state.created_at,
    }


def levels(state: Any) -> Iterator[tuple[str, Any]]:
    """Each level a thread stands in, outer ones first: its namespace and its snapshot. `state` has its subgraphs'."""
    yield ns_of(state.config), state
    for task in state.tasks:
        if task.result is None and getattr(task.state, "metadata", None):
            yield from levels(task.state)


def standing(state: Any) -> Body:
    """Where a thread stands: paths of the innermost nodes that are due, and the namespace the first of them is in."""
    due = list(_innermost(state, ()))
    return {"at": list(dict.fromkeys(path for _, path in due)), "stands_in": due[0][0] if due else ""}


def _innermost(state: Any, above: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for task in state.tasks:
        if task.result is not None:
            continue
        path = (*above, task.name)
        inner = task.state if getattr(task.state, "tasks", ()) else None
        yield from _innermost(inner, path) if inner else ((ns_of(state.config), ":".join(path)),)
