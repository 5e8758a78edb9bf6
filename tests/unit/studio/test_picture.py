"""From a description to DOT, and from Graphviz's numbers to SVG."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from studio.graphs.picture.dot import BESIDE_NAME, dot_of, text_width
from studio.graphs.picture.layout import lay_out
from studio.graphs.picture.svg import draw


def node(name: str, graph: Any = None) -> dict[str, Any]:
    kind = {"__start__": "start", "__end__": "end"}.get(name, "subgraph" if graph else "node")
    return {"id": name, "kind": kind, "graph": graph}


def edge(source: str, target: str, label: str | None = None, *, is_conditional: bool = False) -> dict[str, Any]:
    return {"source": source, "target": target, "is_conditional": is_conditional, "label": label}


INNER = {
    "nodes": [node("__start__"), node("book"), node("__end__")],
    "edges": [edge("__start__", "book"), edge("book", "__end__")],
}
LOOP = {
    "nodes": [node("__start__"), node('say "hi" <b>'), node("ship", INNER), node("__end__")],
    "edges": [
        edge("__start__", 'say "hi" <b>'),
        edge('say "hi" <b>', "ship", "go & see", is_conditional=True),
        edge("ship", 'say "hi" <b>'),
        edge("ship", "__end__"),
    ],
}


@pytest.fixture(scope="module")
def svg() -> str:
    dot, things = dot_of(LOOP)
    layout = lay_out(dot)
    assert layout is not None
    return draw(layout, things)


def test_every_node_and_edge_carries_its_name(svg: str) -> None:
    for path in ("__start__", "ship", "ship:book", "ship:__end__", "__end__"):
        assert f'data-node="{path}"' in svg
    assert 'data-edge="ship:__start__-&gt;ship:book"' in svg
    assert svg.count('class="cluster"') == 1


def test_names_with_markup_stay_text(svg: str) -> None:
    assert "<b>" not in svg
    assert "say &quot;hi&quot; &lt;b&gt;" in svg
    assert "go &amp; see" in svg


def test_conditional_edges_are_told_apart(svg: str) -> None:
    assert svg.count('data-kind="conditional"') == 1


def test_a_card_has_every_slot_a_run_fills(svg: str) -> None:
    card = svg[svg.index('data-node="ship:book"') :].split("</g></g>", maxsplit=1)[0]
    for slot in ("card", "bar", "gutter", "mark-before", "mark-after", "kind", "name", "line2", "state", "visits"):
        assert f'class="{slot}"' in card, slot


def test_no_colour_and_no_style_is_in_the_picture(svg: str) -> None:
    assert "fill=" not in svg
    assert "style=" not in svg


def test_a_long_name_widens_its_card() -> None:
    name = "retrieve_documents_of_every_customer"
    dot, _ = dot_of({"nodes": [node(name)], "edges": []})
    layout = lay_out(dot)

    assert layout is not None
    assert layout.nodes[0].width >= BESIDE_NAME + text_width(name) - 1


def test_an_edge_that_closes_a_loop_leaves_at_the_side() -> None:
    dot, _ = dot_of(LOOP)

    assert dot.count("tailport=e, headport=e") == 1


def test_an_edge_to_itself_is_an_ear_at_the_corner() -> None:
    dot, things = dot_of({"nodes": [node("again")], "edges": [edge("again", "again")]})
    layout = lay_out(dot)
    assert layout is not None
    box = layout.nodes[0]

    assert "tailport" not in dot
    assert f'd="M{box.x + box.width - 28:.1f},{box.y:.1f}C' in draw(layout, things)


def test_a_tangle_of_three_hundred_nodes_is_laid_out_in_time() -> None:
    names = [f"node_{number}" for number in range(300)]
    crossing = [edge(name, names[(number * 7 + 3) % 300], is_conditional=True) for number, name in enumerate(names)]
    along = [edge(*ends) for ends in pairwise(names)]
    dot, _ = dot_of({"nodes": [node(name) for name in names], "edges": crossing + along})

    layout = lay_out(dot)

    assert layout is not None
    assert len(layout.nodes) == 300
