"""Pictures that are kept: each graph has its own, whoever was drawn before."""

from __future__ import annotations

from typing import Any

import pytest

from studio.graphs.models import Picture
from studio.graphs.picture import render

pytestmark = pytest.mark.django_db


def described(name: str) -> dict[str, Any]:
    """A graph of one node."""
    return {
        "nodes": [{"id": name, "kind": "node", "doc": f"What {name} does.", "graph": None}],
        "edges": [],
    }


def test_graphs_of_one_shape_keep_their_own_names() -> None:
    assert 'data-node="greet"' in render(described("greet"))
    assert 'data-node="reply"' in render(described("reply"))


def test_a_graph_is_laid_out_once() -> None:
    assert render(described("greet")) == render(described("greet"))
    assert Picture.objects.count() == 1
