"""What a node is called where its author gave no name."""

from __future__ import annotations

from typing import Any


def name_of(action: Any) -> str:
    """Return the name a node gets from what it runs."""
    name = getattr(action, "__name__", None) or getattr(action, "name", None)
    if name is None and hasattr(action, "get_name"):
        name = action.get_name()
    return name or type(action).__name__
