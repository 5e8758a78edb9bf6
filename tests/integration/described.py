"""A small graph as a worker describes it: two nodes, the second a graph of its own."""

from __future__ import annotations

EDGES = [("__start__", "price"), ("price", "shipping"), ("shipping", "__end__")]
INNER_KINDS = [("__start__", "start"), ("book", "node"), ("__end__", "end")]
INNER_EDGES = [("__start__", "book"), ("book", "__end__")]


def edge(source: str, target: str) -> dict[str, object]:
    return {"source": source, "target": target, "is_conditional": False, "label": None}


INNER = {
    "nodes": [{"id": name, "kind": kind, "graph": None} for name, kind in INNER_KINDS],
    "edges": [edge(*ends) for ends in INNER_EDGES],
}
DESCRIPTION = {
    "nodes": [
        {"id": "__start__", "kind": "start", "graph": None},
        {"id": "price", "kind": "node", "graph": None},
        {"id": "shipping", "kind": "subgraph", "graph": INNER},
        {"id": "__end__", "kind": "end", "graph": None},
    ],
    "edges": [edge(*ends) for ends in EDGES],
    "input_schema": {"type": "object", "properties": {"amount": {"type": "integer", "default": 7}}},
}
