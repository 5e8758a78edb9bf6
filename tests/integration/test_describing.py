"""Describing a project: what its workers find is kept as it comes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from studio.graphs.models import Graph
from studio.graphs.tasks import describe_project
from studio.teams.models import Project, Team

pytestmark = pytest.mark.django_db(transaction=True)

GOOD = """
from runtime.graph import StateGraph

builder = StateGraph(dict)
builder.add_node("greet", lambda state: state)
builder.set_entry_point("greet")
graph = builder.compile()
"""
CONFIGURATION = '{"graphs": {"a_hangs": "./hangs.py:graph", "good": "./good.py:graph"}}'


@pytest.fixture
def folder(tmp_path: Path, team: Team) -> Path:
    (tmp_path / "hangs.py").write_text(GOOD)
    (tmp_path / "good.py").write_text(GOOD)
    (tmp_path / "langgraph.json").write_text(CONFIGURATION)
    Project.objects.create(team=team, name="Demo", slug="demo", root=str(tmp_path))
    return tmp_path


def test_a_graph_that_hangs_holds_up_no_other(folder: Path, settings: Any) -> None:
    settings.DESCRIBE_TIME_LIMIT_S = 8
    assert describe_project(str(folder)) == 2
    (folder / "good.py").write_text(GOOD.replace("greet", "welcome"))
    (folder / "hangs.py").write_text("import time\ntime.sleep(600)\n")
    describe_project(str(folder))

    good, hangs = Graph.objects.get(name="good"), Graph.objects.get(name="a_hangs")
    assert good.versions.get(number=2).described_at < hangs.versions.get(number=2).described_at
    assert "took longer than 8 s" in hangs.problem


def test_a_graph_that_is_named_no_more_is_marked_as_gone(folder: Path, settings: Any) -> None:
    settings.DESCRIBE_TIME_LIMIT_S = 8
    describe_project(str(folder))
    (folder / "langgraph.json").write_text('{"graphs": {"good": "./good.py:graph"}}')
    describe_project(str(folder))

    assert list(Graph.objects.filter(is_present=True).values_list("name", flat=True)) == ["good"]
