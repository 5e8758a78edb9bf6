"""Describing an author's graph in a process of its own: what it is for, and why it does not import."""

from __future__ import annotations

import json
from pathlib import Path

from studio.engine.describe import describe_apart

GRAPH = '''"""Prices an order,
line by line.

And more.
"""
from runtime.graph import START, StateGraph

builder = StateGraph(dict)
builder.add_node("price", lambda state: state)
builder.add_edge(START, "price")
graph = builder.compile()
'''


def project(folder: Path, text: str) -> str:
    (folder / "langgraph.json").write_text(json.dumps({"graphs": {"g": "./told.py:graph"}}))
    (folder / "told.py").write_text(text)
    return str(folder)


def test_a_graph_says_what_it_is_for(tmp_path: Path) -> None:
    found = describe_apart(project(tmp_path, GRAPH), "g", 60)

    assert found["description"]["doc"] == "Prices an order, line by line."


def test_a_traceback_begins_at_the_authors_line(tmp_path: Path) -> None:
    found = describe_apart(project(tmp_path, "import shop_that_is_not_there\n"), "g", 60)

    first = found["error"].splitlines()[1]
    assert "told.py" in first
    assert found["error"].rstrip().endswith("No module named 'shop_that_is_not_there'")


def test_a_project_that_is_none_is_told_whole(tmp_path: Path) -> None:
    assert "is not a project" in describe_apart(str(tmp_path), "g", 60)["error"]
