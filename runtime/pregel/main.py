"""The door to programs written by hand; no module of the core uses it."""

from runtime.graph.compiled import Pregel
from runtime.graph.nodes import NodeBuilder

__all__ = ("NodeBuilder", "Pregel")
