"""A worker in production describes every project when it comes up, whatever the authors' files do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.graphs.models import Graph
from studio.teams.models import Project, User
from tests.cast import ClientOf
from tests.integration.flows import ORDER
from tests.integration.site import wait_for
from tests.integration.worker import working

pytestmark = pytest.mark.django_db(transaction=True)

ODD = """
from typing import TypedDict

from runtime.graph import START, StateGraph


class Connection:
    def __init__(self, address):
        self.address = address


class State(TypedDict, total=False):
    amount: int
    connection: Connection


graph = StateGraph(State).add_node("one", lambda state: {}).add_edge(START, "one").compile()
"""
DENSE = """
from typing import TypedDict

from runtime.graph import START, StateGraph


class State(TypedDict, total=False):
    amount: int


graph = StateGraph(State)
for number in range(600):
    graph.add_node(f"n{number}", lambda state: {})
graph.add_edge(START, "n0")
for number in range(600):
    for target in {(number * 7 + step * 13) % 600 for step in range(4)}:
        graph.add_edge(f"n{number}", f"n{target}")
"""
FILES = {
    "good": ORDER,
    "raises": "raise RuntimeError('no key for the bank')",
    "hangs": "import time\ntime.sleep(600)",
    "leaves": "import sys\nsys.exit(3)",
    "odd": ODD,
    "dense": DENSE,
}


@pytest.fixture
def described(project: Project, tmp_path: Path, alice: User) -> Iterator[Project]:
    """A project that a worker, started without `serve`, found in the database."""
    for name, source in FILES.items():
        (tmp_path / f"{name}_of_{tmp_path.name}.py").write_text(source)
    refs = {name: f"./{name}_of_{tmp_path.name}.py:graph" for name in FILES}
    (tmp_path / "langgraph.json").write_text(json.dumps({"graphs": refs}))
    project.root = str(tmp_path)
    project.save()
    with working("ask", DESCRIBE_TIME_LIMIT_S="6") as worker:
        wait_for(lambda: Graph.objects.filter(project=project).count() == len(FILES), 60, worker.said.read_text)
        yield project


def test_each_file_is_told_for_itself(described: Project, client_of: ClientOf, alice: User) -> None:
    graphs = {graph.name: graph for graph in described.graphs.all()}

    assert [name for name, graph in graphs.items() if graph.is_runnable] == ["dense", "good", "odd"]
    assert "no key for the bank" in graphs["raises"].problem
    assert "took longer than 6 s" in graphs["hangs"].problem
    assert "SystemExit: 3" in graphs["leaves"].problem
    page = client_of(alice).get(graphs["raises"].get_absolute_url()).content.decode()
    assert "no key for the bank" in page
    assert "import failed" in page
    assert_odd_is_shown(client_of(alice).get(graphs["odd"].get_absolute_url()).content.decode(), graphs["odd"])
    assert_dense_is_told(client_of(alice).get(graphs["dense"].get_absolute_url()).content.decode())


def assert_odd_is_shown(page: str, graph: Graph) -> None:
    """What is known of a state with a type of the author's own: the other keys, and that this one has no schema."""
    properties = graph.description["input_schema"]["properties"]
    assert properties["amount"]["type"] == "integer"
    assert "no JSON schema" in properties["connection"]["description"]
    assert 'data-key="amount"' in page


def assert_dense_is_told(page: str) -> None:
    """600 nodes that Graphviz cannot lay out in its time: a list of them, and the page says so."""
    assert "600 nodes could not be laid out in time" in page
    assert "n599" in page
