"""A picture as Mermaid text: front matter, nodes, edges, subgraphs as nested frames, styles."""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from runtime.graph.drawing.graph import Edge, Graph, Node

_SAFE = frozenset(string.ascii_letters + string.digits + "_-")
_COLORS = {
    "default": "fill:#f2f0ff,line-height:1.2",
    "first": "fill-opacity:0",
    "last": "fill:#bfb6fc",
}


def draw_mermaid(
    graph: Graph, front_matter: Mapping[str, Any] | None, colors: Mapping[str, str] | None, wrap_words: int
) -> str:
    """Returns Mermaid text. Without front matter: the bare edges, no styles."""
    lines = list(_frame(graph, "", wrap_words, is_styled=front_matter is not None))
    if front_matter is None:
        return "\n".join(["graph TD;", *lines]) + "\n"
    head = ["---", *_yaml(front_matter, 0), "---", "graph TD;"]
    styles = [f"\tclassDef {name} {style}" for name, style in {**_COLORS, **(colors or {})}.items()]
    return "\n".join([*head, *lines, *styles]) + "\n"


def _yaml(values: Mapping[str, Any], depth: int) -> Iterator[str]:
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield f"{'  ' * depth}{key}:"
            yield from _yaml(value, depth + 1)  # pyright: ignore[reportUnknownArgumentType]
        else:
            yield f"{'  ' * depth}{key}: {value}"


def _frame(graph: Graph, prefix: str, wrap_words: int, *, is_styled: bool) -> Iterator[str]:
    """Yields what lies directly in the frame `prefix`, then the frames in it and the edges of a node to itself."""
    if is_styled:
        first, last = graph.first_node(), graph.last_node()
        for node in graph.nodes.values():
            if _frame_of(node.id) == prefix:
                yield f"\t{_safe(node.id)}{_shape(node, is_first=node == first, is_last=node == last)}"
    for edge in graph.edges:
        if _place_of(edge) == prefix:
            yield _edge(edge, wrap_words)
    for inner in _below(graph, prefix):
        if inner in graph.nodes:
            yield from (_edge(edge, wrap_words) for edge in graph.edges if _place_of(edge) == inner)
            continue
        yield f"\tsubgraph {inner.rsplit(':', 1)[-1]}"
        yield from _frame(graph, inner, wrap_words, is_styled=is_styled)
        yield "\tend"


def _frame_of(node_id: str) -> str:
    return node_id.rpartition(":")[0]


def _common(one: str, other: str) -> str:
    shared: list[str] = []
    for left, right in zip(one.split(":"), other.split(":"), strict=False):
        if left != right:
            break
        shared.append(left)
    return ":".join(shared)


def _place_of(edge: Edge) -> str:
    """Returns the innermost frame an edge lies in; the node itself for an edge that leads back to it."""
    if edge.source == edge.target:
        return edge.source
    return _common(_frame_of(edge.source), _frame_of(edge.target))


def _below(graph: Graph, prefix: str) -> list[str]:
    """Return the frames in a frame and its nodes that lead to themselves: in the order of edges, then of nodes."""
    depth = len(prefix.split(":")) + 1 if prefix else 1
    start = f"{prefix}:" if prefix else ""
    places = [*map(_place_of, graph.edges), *map(_frame_of, graph.nodes)]
    return list(
        dict.fromkeys(":".join(place.split(":")[:depth]) for place in places if place and place.startswith(start))
    )


def _shape(node: Node, *, is_first: bool, is_last: bool) -> str:
    label = node.name.rsplit(":", 1)[-1]
    if label.startswith("__") and label.endswith("__"):
        label = f"<p>{label}</p>"
    if node.metadata:
        told = ((key, _told(value)) for key, value in node.metadata.items())
        lines = "\n".join(f"{key} = {text}" for key, text in told if text is not None)
        label = f"{label}<hr/><small><em>{lines}</em></small>"
    if is_first:
        return f"([{label}]):::first"
    return f"([{label}]):::last" if is_last else f"({label})"


def _told(value: Any) -> str | None:
    """Return plain values as text, several with commas between; None for anything that would not fit a label."""
    if isinstance(value, str | int | float):
        return str(value)
    if not isinstance(value, list | tuple | set | frozenset):
        return None
    items = list(cast("Iterable[Any]", value))
    return ", ".join(map(str, items)) if all(isinstance(item, str | int | float) for item in items) else None


def _edge(edge: Edge, wrap_words: int) -> str:
    if edge.data is None:
        arrow = "-.->" if edge.conditional else "-->"
    else:
        words = edge.data.split()
        lines = [" ".join(words[at : at + wrap_words]) for at in range(0, len(words), wrap_words)]
        label = "&nbsp<br>&nbsp".join(lines)
        arrow = f"-. &nbsp;{label}&nbsp; .->" if edge.conditional else f"-- &nbsp;{label}&nbsp; -->"
    return f"\t{_safe(edge.source)} {arrow} {_safe(edge.target)};"


def _safe(node_id: str) -> str:
    return "".join(letter if letter in _SAFE else f"\\{ord(letter):x}" for letter in node_id)
