"""A graph as a picture: nodes and edges, `to_json`, Mermaid text, and subgraphs opened up (`xray`).

Edges come in a fixed order: those the author drew, sorted, then one to the end for each node that goes nowhere. A
branch without known ends has no edges: where it leads is only known when it runs. An opened subgraph's nodes are
named `outer:inner`; its start and end are left out where a single edge passes through them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, cast

from runtime.constants import END, START
from runtime.graph.drawing.mermaid import draw_mermaid
from runtime.graph.drawing.pictures import Pictures


class Node(NamedTuple):
    """A node of the picture. `data` is what it runs, None for an end without code."""

    id: str
    name: str
    data: Any
    metadata: dict[str, Any] | None = None

    def copy(self, *, id: str | None = None, name: str | None = None) -> Node:
        """Return the node under another id or name."""
        return self._replace(id=id or self.id, name=name or self.name)


class Edge(NamedTuple):
    """An edge of the picture. `data` is its label; `conditional` edges are taken only sometimes."""

    source: str
    target: str
    data: str | None = None
    conditional: bool = False

    def copy(self, *, source: str | None = None, target: str | None = None) -> Edge:
        """Return the edge between other nodes."""
        return self._replace(source=source or self.source, target=target or self.target)


@dataclass
class Graph(Pictures):
    """Nodes by id, and edges."""

    nodes: dict[str, Node] = field(default_factory=dict[str, Node])
    edges: list[Edge] = field(default_factory=list[Edge])

    def add_node(self, data: Any, id: str | None = None, *, metadata: dict[str, Any] | None = None) -> Node:
        """Add a node, named by its id. Raises `ValueError` if the id is taken."""
        name = id or str(getattr(data, "name", len(self.nodes)))
        if name in self.nodes:
            raise ValueError(f"Node with id {name} already exists")
        node = self.nodes[name] = Node(name, name, data, metadata)
        return node

    def remove_node(self, node: Node) -> None:
        """Remove a node and its edges."""
        self.nodes.pop(node.id)
        self.edges = [edge for edge in self.edges if node.id not in (edge.source, edge.target)]

    def add_edge(self, source: Node, target: Node, data: str | None = None, conditional: bool = False) -> Edge:
        """Add an edge between two nodes of the graph."""
        for node in (source, target):
            if node.id not in self.nodes:
                raise ValueError(f"Node {node.id!r} is not in the graph. Add it before its edges.")
        edge = Edge(source.id, target.id, data, conditional)
        self.edges.append(edge)
        return edge

    def first_node(self) -> Node | None:
        """Return the one node that no edge leads to, None if there are several or none."""
        return self._first(None)

    def last_node(self) -> Node | None:
        """Return the one node that no edge leaves, None if there are several or none."""
        return self._last(None)

    def _first(self, without: Node | None) -> Node | None:
        left = without and without.id
        return self._only({edge.target for edge in self.edges if edge.source != left}, left)

    def _last(self, without: Node | None) -> Node | None:
        left = without and without.id
        return self._only({edge.source for edge in self.edges if edge.target != left}, left)

    def _only(self, touched: set[str], left: str | None) -> Node | None:
        found = [node for node in self.nodes.values() if node.id not in touched and node.id != left]
        return found[0] if len(found) == 1 else None

    def trim_first_node(self) -> None:
        """Remove the first node if the rest then has one, and a single edge leaves it."""
        first = self.first_node()
        if first and self._first(first) and len({edge for edge in self.edges if edge.source == first.id}) == 1:
            self.remove_node(first)

    def trim_last_node(self) -> None:
        """Remove the last node if the rest then has one, and a single edge leads to it."""
        last = self.last_node()
        if last and self._last(last) and len({edge for edge in self.edges if edge.target == last.id}) == 1:
            self.remove_node(last)

    def extend(self, graph: Graph, *, prefix: str = "") -> tuple[Node | None, Node | None]:
        """Add the nodes and edges of another graph, ids prefixed; return its first and last node as added."""

        def prefixed(id: str) -> str:
            return f"{prefix}:{id}" if prefix else id

        self.nodes |= {prefixed(node.id): node.copy(id=prefixed(node.id)) for node in graph.nodes.values()}
        self.edges += [edge.copy(source=prefixed(edge.source), target=prefixed(edge.target)) for edge in graph.edges]
        first, last = graph.first_node(), graph.last_node()
        return (first and self.nodes[prefixed(first.id)], last and self.nodes[prefixed(last.id)])

    def reid(self) -> Graph:
        """Return the graph with names for ids; nodes that share a name keep apart by a number."""
        ids: dict[str, str] = {}
        for node in self.nodes.values():
            count = sum(known == node.name or known.startswith(f"{node.name}_") for known in ids.values())
            ids[node.id] = f"{node.name}_{count + 1}" if count else node.name
        return Graph(
            {ids[node.id]: node.copy(id=ids[node.id]) for node in self.nodes.values()},
            [edge.copy(source=ids[edge.source], target=ids[edge.target]) for edge in self.edges],
        )

    def to_json(self, *, with_schemas: bool = False) -> dict[str, list[dict[str, Any]]]:
        """Return nodes and edges as JSON values. `with_schemas`: with the schema of each node's input."""
        nodes = [_node_json(node, with_schemas) for node in self.nodes.values()]
        edges: list[dict[str, Any]] = []
        for edge in self.edges:
            shown: dict[str, Any] = {"source": edge.source, "target": edge.target}
            if edge.data is not None:
                shown["data"] = edge.data
            if edge.conditional:
                shown["conditional"] = True
            edges.append(shown)
        return {"nodes": nodes, "edges": edges}

    def draw_mermaid(
        self,
        *,
        with_styles: bool = True,
        curve_style: Any = "linear",
        node_colors: Any = None,
        wrap_label_n_words: int = 9,
        frontmatter_config: Mapping[str, Any] | None = None,
    ) -> str:
        """Return the graph as Mermaid text."""
        config = dict(frontmatter_config or {})
        flowchart = {"curve": str(getattr(curve_style, "value", curve_style))}
        config["config"] = {"flowchart": flowchart, **cast("dict[str, Any]", config.get("config", {}))}
        colors = cast("Any", vars(node_colors) if hasattr(node_colors, "__dict__") else node_colors)
        return draw_mermaid(self, config if with_styles else None, colors, wrap_label_n_words)


def _node_json(node: Node, with_schemas: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {"id": node.id}
    if node.data is not None:
        kind = type(cast("object", node.data))
        if with_schemas and hasattr(node.data, "get_input_jsonschema"):
            shown |= {"type": "schema", "data": node.data.get_input_jsonschema()}
        else:
            shown |= {"type": "runnable", "data": {"id": [*kind.__module__.split("."), kind.__name__], "name": node.id}}
    if node.metadata:
        shown["metadata"] = node.metadata
    return shown


def draw(compiled: Any, *, xray: int | bool = False) -> Graph:
    """Return the picture of a compiled graph. `xray`: how many levels of subgraphs to open, True for all."""
    builder = getattr(compiled, "builder", None)
    graph = _of_program(compiled) if builder is None or not hasattr(builder, "branches") else _of_builder(compiled)
    if xray:
        deeper = xray if xray is True else xray - 1
        for node in list(graph.nodes.values()):
            if hasattr(node.data, "get_graph") and node.id not in (START, END):
                _open(graph, node, draw(node.data, xray=deeper))
    return graph


def _open(graph: Graph, node: Node, inner: Graph) -> None:
    """Put a subgraph's own picture in the place of its node."""
    inner.trim_first_node()
    inner.trim_last_node()
    if len(inner.nodes) < 1 or inner.first_node() is None or inner.last_node() is None:
        return
    around = list(graph.edges)
    del graph.nodes[node.id]
    graph.edges = []
    first, last = graph.extend(inner, prefix=node.id)
    graph.edges = [
        edge.copy(
            source=cast("Node", last).id if edge.source == node.id else None,
            target=cast("Node", first).id if edge.target == node.id else None,
        )
        for edge in around
    ] + graph.edges


def _of_builder(compiled: Any) -> Graph:
    builder = compiled.builder
    graph = Graph()
    actions = {name: _drawn(compiled, name) for name in compiled.nodes}
    for name, data in actions.items():
        graph.nodes[name] = Node(name, name, data, _metadata(compiled, name))
    drawn = {edge for edge in _edges(builder) if edge.conditional or edge.target != END or edge.source == START}
    edges = sorted(drawn, key=lambda edge: (edge.source, edge.target, edge.data or ""))
    sources, reached = {edge.source for edge in edges}, _reached(edges)
    edges += [Edge(name, END) for name in builder.nodes if name not in sources and name in reached]
    if any(edge.target == END for edge in edges):
        graph.nodes[END] = Node(END, END, None)
    graph.edges = edges
    return graph


def _reached(edges: list[Edge]) -> set[str]:
    reached, last = {START}, 0
    while len(reached) > last:
        last = len(reached)
        reached |= {edge.target for edge in edges if edge.source in reached}
    return reached


def _drawn(compiled: Any, name: str) -> Any:
    spec = compiled.builder.nodes.get(name)
    action = spec.action if spec is not None else None
    return action if hasattr(action, "invoke") else compiled.nodes[name]


def _edges(builder: Any) -> Iterator[Edge]:
    for source, target in builder.edges:
        yield Edge(source, target)
    for sources, target in builder.waiting_edges:
        for source in sources:
            yield Edge(source, target)
    for source, branches in builder.branches.items():
        for branch in branches.values():
            for label, target in cast("Mapping[Any, str]", branch.ends or {}).items():
                yield Edge(source, target, None if label == target else str(label), conditional=True)
    for source, spec in builder.nodes.items():
        ends: Iterable[str] = spec.ends or ()
        labels: Mapping[str, str] = cast("Any", ends) if isinstance(ends, Mapping) else {}
        for target in ends:
            label = labels.get(target)
            yield Edge(source, target, None if label in (None, target) else str(label), conditional=True)


def _metadata(compiled: Any, name: str) -> dict[str, Any] | None:
    spec = compiled.builder.nodes.get(name)
    metadata = dict(spec.metadata or {}) if spec is not None else {}
    if spec is not None and spec.defer:
        metadata["defer"] = True
    stops = [
        word
        for word, names in (("before", compiled.interrupt_before_nodes), ("after", compiled.interrupt_after_nodes))
        if name in names or (names == "*" and spec is not None)
    ]
    if stops:
        metadata["__interrupt"] = ",".join(stops)
    tools: Mapping[str, Any] | None = getattr(spec.action, "tools_by_name", None) if spec is not None else None
    if tools:
        metadata["__tools"] = list(tools)
    return metadata or None


def _of_program(compiled: Any) -> Graph:
    """Draw a workflow of the functional API: one node, whose tasks are known only when it runs."""
    graph = Graph()
    for name, node in compiled.nodes.items():
        graph.nodes[name] = Node(name, name, node)
    names = list(graph.nodes)
    graph.nodes[START], graph.nodes[END] = Node(START, START, None), Node(END, END, None)
    graph.edges = [Edge(START, name) for name in names] + [Edge(name, END, None, True) for name in names]
    return graph
