"""Steps through a graph within a graph: over, into, out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.graphs.models import Graph
from studio.runs.actions import How, resume_run, start_run
from studio.runs.models import Run
from studio.teams.models import Project, User
from tests.integration.flows import NESTED, advanced, started, waiting, written

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def graph(project: Project, tmp_path: Path) -> Iterator[Graph]:
    with written(project, tmp_path, NESTED) as graph:
        yield graph


def went(alice: User, graph: Graph, *hows: How) -> Run:
    """Start, stop at the entry, and go these ways."""
    run = advanced(start_run(alice, graph, input={}, stop_on_entry=True))
    for how in hows:
        run = advanced(resume_run(alice, run, how=how))
    return run


def test_into_stops_before_the_first_node_of_the_subgraph(alice: User, graph: Graph) -> None:
    run = went(alice, graph, "step", "into")

    assert started(run)[-1] == "shipping"
    assert run.stopped["at"] == ["shipping:pack"]
    assert len(run.stopped["ns"]) == 1


def test_step_inside_a_subgraph_stays_in_it(alice: User, graph: Graph) -> None:
    run = went(alice, graph, "step", "into", "step")

    assert run.stopped["at"] == ["shipping:book"]
    assert "shipping:pack" in started(run)
    assert "shipping:book" not in started(run)


def test_a_question_inside_a_subgraph_is_named_by_its_path(alice: User, graph: Graph) -> None:
    run = went(alice, graph, "continue")

    assert run.stopped["reason"] == "interrupt"
    assert waiting(run).node == "shipping:ask"
    assert run.stopped["at"] == ["shipping:ask"]


QUIET = NESTED.replace('interrupt("how much?")', '"asked"')


@pytest.fixture
def quiet(project: Project, tmp_path: Path) -> Iterator[Graph]:
    with written(project, tmp_path, QUIET) as graph:
        yield graph


def test_step_before_a_subgraph_goes_over_it(alice: User, quiet: Graph) -> None:
    run = went(alice, quiet, "step", "step")

    assert run.stopped["at"] == ["bill"]
    assert run.thread.values["log"][-1] == "asked"


def test_out_leaves_the_subgraph_and_stops_behind_it(alice: User, quiet: Graph) -> None:
    run = went(alice, quiet, "step", "into", "step", "out")

    assert run.stopped["at"] == ["bill"]


def test_steps_to_the_end_end_the_run(alice: User, quiet: Graph) -> None:
    run = went(alice, quiet, *["into"] * 7)

    assert run.status == "success"
    assert started(run).count("shipping:pack") == 1
