"""The pure core of the engine; and, for those who write programs by hand, `Pregel` and `NodeBuilder`.

The two public names live above the core and are loaded on first use, so that the core itself knows nothing above it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from runtime.graph.building.nodes import NodeBuilder
    from runtime.graph.compiled import Pregel

__all__ = ("NodeBuilder", "Pregel")


def __getattr__(name: str) -> Any:
    """Load a public name on first use."""
    if name in __all__:
        return getattr(import_module("runtime.pregel.main"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
