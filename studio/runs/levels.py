"""The keys of a state as form fields, for each graph and subgraph that a person may edit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from studio.web.schema_form import form_of


def state_levels(level: dict[str, Any], above: str = "") -> Iterator[dict[str, Any]]:
    """Each level whose schema is known: its path in the picture, and a field a key."""
    if schema := level.get("state_schema"):
        yield {"path": above.removesuffix(":"), "fields": form_of(schema).children}
    for node in level.get("nodes", []):
        if graph := node.get("graph"):
            yield from state_levels(graph, f"{above}{node['id']}:")
