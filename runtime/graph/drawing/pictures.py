"""Ways to draw a graph that are LangChain's: as text, and as an image."""

from __future__ import annotations

from typing import Any


class Pictures:
    """The part of a picture that others draw. Needs langchain-core, and what that draws with: each method says what."""

    def draw_ascii(self) -> str:
        """Return the graph in characters; needs the package grandalf."""
        return _drawn(self, "draw_ascii")

    def print_ascii(self) -> None:
        """Print what `draw_ascii` returns."""
        _drawn(self, "print_ascii")

    def draw_png(self, output_file_path: str | None = None, fontname: str | None = None, labels: Any = None) -> Any:
        """Return an image, or write it to a file; needs the package pygraphviz. `labels`: of nodes and edges, by id."""
        return _drawn(self, "draw_png", output_file_path, fontname, labels)

    def draw_mermaid_png(self, **options: Any) -> bytes:
        """Return an image of the Mermaid text, made by the server mermaid.ink, or as LangChain's `options` say."""
        return _drawn(self, "draw_mermaid_png", **options)


def _drawn(graph: Pictures, method: str, *args: Any, **options: Any) -> Any:
    try:
        from runtime.integrations.langchain.border import Graph  # noqa: PLC0415 - reason: an optional backend
    except ImportError:
        raise ImportError(
            f"{method}() draws with LangChain: pip install langchain-core. draw_mermaid() needs nothing."
        ) from None
    return getattr(Graph, method)(graph, *args, **options)
