"""What the pages show and where their forms lead."""

from __future__ import annotations

from hashlib import sha256

import pytest
from django.test import Client
from django.utils import timezone

from studio.graphs.actions import record_descriptions
from studio.graphs.models import Graph
from studio.runs.actions import start_run
from studio.runs.models import Interrupt, Run
from studio.teams.models import Project, SignInLink, User
from tests.cast import ClientOf
from tests.integration.described import DESCRIPTION

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def graph(project: Project) -> Graph:
    return record_descriptions(project, [{"name": "flow", "ref": "./flow.py:graph", "description": DESCRIPTION}])[0]


@pytest.fixture
def run(alice: User, graph: Graph) -> Run:
    return start_run(alice, graph, input={"amount": 1})


@pytest.fixture
def asked(run: Run) -> Interrupt:
    return Interrupt.objects.create(run=run, kind="request", node="price", value={"why": "dear"})


def test_the_graph_page_shows_the_picture_with_named_nodes(alice: User, client_of: ClientOf, graph: Graph) -> None:
    page = client_of(alice).get("/p/demo/graphs/flow/").content.decode()

    assert 'data-node="shipping:book"' in page
    assert "&quot;amount&quot;: 7" in page


def test_running_from_the_page_leads_to_the_run(alice: User, client_of: ClientOf, graph: Graph) -> None:
    answer = client_of(alice).post("/p/demo/graphs/flow/runs/", {"input": '{"amount": 3}'})

    assert answer.headers["Location"] == f"/runs/{Run.objects.get().pk}/"


def test_input_that_is_not_json_is_told_with_its_place(alice: User, client_of: ClientOf, graph: Graph) -> None:
    answer = client_of(alice).post("/p/demo/graphs/flow/runs/", {"input": "{"})

    assert answer.status_code == 400
    assert "line 1, column 2" in answer.content.decode()


def test_the_inbox_shows_what_waits_for_the_team_only(
    alice: User, charlie: User, client_of: ClientOf, asked: Interrupt
) -> None:
    assert "price" in client_of(alice).get("/inbox/").content.decode()
    assert "Nothing waits for you." in client_of(charlie).get("/inbox/").content.decode()


def test_a_breakpoint_is_set_and_removed_from_the_page(alice: User, client_of: ClientOf, graph: Graph) -> None:
    where = "/p/demo/graphs/flow/breakpoints/shipping:book/before/"
    client_of(alice).post(where)
    assert graph.breakpoints.get().node == "shipping:book"  # type: ignore[attr-defined]

    client_of(alice).post(where, {"remove": "1"})
    assert not graph.breakpoints.exists()  # type: ignore[attr-defined]


def test_a_sign_in_link_works_once(alice: User, client: Client) -> None:
    expires_at = timezone.now() + timezone.timedelta(hours=1)
    SignInLink.objects.create(digest=sha256(b"token").hexdigest(), user=alice, expires_at=expires_at)

    assert client.get("/sign-in/link/token/").headers["Location"] == "/password/"
    assert Client().get("/sign-in/link/token/").status_code == 410


def test_the_same_description_makes_no_second_version(project: Project, graph: Graph) -> None:
    record_descriptions(project, [{"name": "flow", "ref": "./flow.py:graph", "description": DESCRIPTION}])

    assert graph.versions.count() == 1


def test_a_graph_that_stops_importing_keeps_its_last_good_version(project: Project, graph: Graph) -> None:
    record_descriptions(project, [{"name": "flow", "ref": "./flow.py:graph", "error": "Traceback: boom"}])

    found = Graph.objects.get()
    assert found.problem == "Traceback: boom"
    assert found.current_version == graph.current_version
