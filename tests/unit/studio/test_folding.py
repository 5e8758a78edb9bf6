"""Subgraphs of a picture folded to one card."""

from __future__ import annotations

from typing import Any

from studio.graphs.picture.dot import dot_of
from studio.graphs.picture.folding import MANY_NODES, begins_folded, fold


def node(name: str, graph: dict[str, Any] | None = None) -> dict[str, Any]:
    """A node as graphs are described."""
    return {"id": name, "kind": "subgraph" if graph else "node", "graph": graph}


def edge(source: str, target: str) -> dict[str, Any]:
    """A plain edge."""
    return {"source": source, "target": target, "is_conditional": False}


def around(name: str, graph: dict[str, Any] | None = None) -> dict[str, Any]:
    """A graph of one node between its start and its end."""
    nodes = [node("__start__"), node(name, graph), node("__end__")]
    return {"nodes": nodes, "edges": [edge("__start__", name), edge(name, "__end__")]}


SHOP = around("desk", around("pay"))
OUTER = {
    "nodes": [node("load"), node("shop", SHOP), node("send")],
    "edges": [edge("load", "shop"), edge("shop", "send")],
}


def names(level: dict[str, Any]) -> list[str]:
    """What the picture draws."""
    return [thing.name for thing in dot_of(level)[1].values()]


def test_a_folded_subgraph_is_one_card_and_keeps_its_edges() -> None:
    drawn = names(fold(OUTER, ["shop"]))
    assert drawn == ["load", "shop", "send", "load->shop", "shop->send"]


def test_an_inner_subgraph_folds_by_its_path() -> None:
    drawn = names(fold(OUTER, ["shop:desk"]))
    assert "shop:desk" in drawn
    assert "shop:desk:pay" not in drawn


def test_paths_that_lead_nowhere_fold_nothing() -> None:
    assert fold(OUTER, ["load", "nothing", "shop:nothing"]) == OUTER


def test_a_very_large_graph_begins_folded_and_others_do_not() -> None:
    large = {"nodes": [node(f"n{number}") for number in range(MANY_NODES)], "edges": []}
    assert begins_folded({"nodes": [node("all", large)], "edges": []}) == ["all"]
    assert begins_folded(OUTER) == []
