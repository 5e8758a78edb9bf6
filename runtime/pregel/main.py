"""The door to programs written by hand; no module of the core uses it."""

from runtime.graph.building.nodes import NodeBuilder
from runtime.graph.compiled import Pregel

__all__ = ("NodeBuilder", "Pregel")
