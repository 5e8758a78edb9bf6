"""Reading one checkpoint of a thread as plain JSON."""

from __future__ import annotations

from typing import Any

from studio.engine.events import Body, checkpoint_id
from studio.engine.render import to_json


def place_of(thread_id: str, at: str | None = None) -> dict[str, Any]:
    """The engine's address of a thread, at its newest checkpoint or at the one named."""
    return {"configurable": {"thread_id": thread_id, "checkpoint_ns": "", **({"checkpoint_id": at} if at else {})}}


def read(graph: Any, thread_id: str, at: str | None = None) -> Body | None:
    """Return a checkpoint's values and place in history, or None where there is none."""
    state = graph.get_state(place_of(thread_id, at))
    return None if state.metadata is None else told(state)


def told(state: Any) -> Body:
    """A snapshot as JSON."""
    return {
        "checkpoint_id": checkpoint_id(state.config),
        "parent_id": checkpoint_id(state.parent_config),
        "values": to_json(state.values),
        "next": list(state.next),
        "step": state.metadata.get("step"),
        "source": state.metadata.get("source"),
        "created_at": state.created_at,
    }
