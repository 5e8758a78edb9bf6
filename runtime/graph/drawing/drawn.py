"""A compiled graph as a picture: the way to `runtime.graph.drawing.graph`, and the graphs inside it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator


class Drawn:
    """The part of a compiled graph that shows its shape."""

    program: Any

    def get_graph(self, config: Any = None, *, xray: int | bool = False) -> Any:
        """Return the graph for drawing; `xray` opens subgraphs, to that depth or all."""
        return import_module("runtime.graph.drawing.graph").draw(self, xray=xray)

    async def aget_graph(self, config: Any = None, *, xray: int | bool = False) -> Any:
        """Return the graph for drawing."""
        return self.get_graph(config, xray=xray)

    def get_subgraphs(self, *, namespace: str | None = None, recurse: bool = False) -> Iterator[tuple[str, Any]]:
        """Yield the names and graphs of nodes that are graphs; with `recurse`, those inside them too."""
        for name, node in self.program.nodes.items():
            for graph in node.subgraphs:
                if namespace is None or namespace == name or namespace.startswith(f"{name}|"):
                    if namespace is None or namespace == name:
                        yield name, graph
                    if recurse:
                        inner = namespace[len(name) + 1 :] if namespace and namespace != name else None
                        for path, found in graph.get_subgraphs(namespace=inner, recurse=True):
                            yield f"{name}|{path}", found

    async def aget_subgraphs(
        self, *, namespace: str | None = None, recurse: bool = False
    ) -> AsyncIterator[tuple[str, Any]]:
        """Yield what `get_subgraphs` does."""
        for found in self.get_subgraphs(namespace=namespace, recurse=recurse):
            yield found
