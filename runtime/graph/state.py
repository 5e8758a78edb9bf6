"""StateGraph and what it compiles to."""

from runtime.graph.builder import StateGraph
from runtime.graph.compiled import CompiledStateGraph

__all__ = ("CompiledStateGraph", "StateGraph")
