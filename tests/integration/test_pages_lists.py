"""The lists of runs, a thread's story, and the graph page around its problems."""

from __future__ import annotations

import re

import pytest

from studio.graphs.actions import record_descriptions
from studio.graphs.models import Graph
from studio.runs.actions import start_run
from studio.runs.journal import append, line
from studio.runs.models import Run
from studio.teams.models import Project, User
from tests.cast import ClientOf
from tests.integration.described import DESCRIPTION

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def graph(project: Project) -> Graph:
    return record_descriptions(project, [{"name": "flow", "ref": "./flow.py:graph", "description": DESCRIPTION}])[0]


def shown(page: str) -> list[str]:
    """The runs of a list, by the beginning of their ids."""
    return re.findall(r"run ([0-9a-f]{8})</span></a>", page)


def set_status(run: Run, status: str, stopped: dict[str, str] | None = None) -> str:
    Run.objects.filter(pk=run.pk).update(status=status, stopped=stopped)
    return str(run.pk)[:8]


def test_runs_are_narrowed_by_status(alice: User, client_of: ClientOf, graph: Graph) -> None:
    made = [start_run(alice, graph, input={"amount": n}) for n in range(4)]
    failed = set_status(made[0], "error")
    waiting = set_status(made[1], "interrupted", {"reason": "interrupt"})
    paused = set_status(made[2], "interrupted", {"reason": "breakpoint"})
    client = client_of(alice)

    for status, expected in (
        ("failed", failed),
        ("waiting", waiting),
        ("paused", paused),
        ("running", str(made[3].pk)[:8]),
    ):
        assert shown(client.get("/p/demo/runs/", {"status": status}).content.decode()) == [expected], status


def test_runs_are_found_by_their_input_and_by_their_id(alice: User, client_of: ClientOf, graph: Graph) -> None:
    one, other = (start_run(alice, graph, input={"amount": n}) for n in (4711, 5))
    client = client_of(alice)

    assert shown(client.get("/p/demo/runs/", {"q": "4711"}).content.decode()) == [str(one.pk)[:8]]
    assert str(other.pk)[:8] in shown(client.get("/p/demo/runs/", {"q": str(other.pk)[:8]}).content.decode())
    nothing = client.get("/p/demo/runs/", {"q": "no such text"}).content.decode()
    assert "No run fits these filters" in nothing


def test_a_long_list_has_pages_that_keep_the_filters(alice: User, client_of: ClientOf, graph: Graph) -> None:
    for number in range(51):
        start_run(alice, graph, input={"amount": number})

    page = client_of(alice).get("/p/demo/runs/", {"graph": "flow"}).content.decode()

    assert "1–50 of 51 runs" in page
    assert 'href="?graph=flow&amp;page=2"' in page


def test_a_thread_tells_its_runs_in_order(alice: User, client_of: ClientOf, graph: Graph) -> None:
    first = start_run(alice, graph, input={"amount": 1})
    set_status(first, "success")
    second = start_run(alice, graph, input={"amount": 2}, thread=first.thread)

    page = client_of(alice).get(f"/threads/{first.thread_id}/").content.decode()

    assert page.index(f"Run {str(first.pk)[:8]}") < page.index(f"Run {str(second.pk)[:8]}")


def test_a_thread_tells_what_people_did_and_takes_the_next_run(
    alice: User, dana: User, client_of: ClientOf, graph: Graph
) -> None:
    run = start_run(alice, graph, input={"amount": 1})
    asked = {"kind": "request", "node": "price", "value": {"question": "How much?"}}
    append(run.pk, line("run.interrupted", reason="interrupt", next=["price"], interrupts=[asked]))
    append(run.pk, line("interrupt.settled", kind="approve", actor="dana"))
    append(run.pk, line("state.edited", actor="alice", patch={"set": {"amount": 2}}))
    append(
        run.pk, line("interrupt.settled", kind="edited", actor="alice"), line("run.resumed", how="edit", actor="alice")
    )
    where = f"/threads/{run.thread_id}/"
    assert "when this one has ended" in client_of(alice).get(where).content.decode()
    set_status(run, "success")

    page = client_of(alice).get(where).content.decode()
    for told in (
        "Asked by price: How much?",
        "Answered by dana: approve",
        "State edited by alice: amount",
        "Asked again by",
    ):
        assert told in page
    assert f'name="thread" value="{run.thread_id}"' in page
    assert 'name="thread"' not in client_of(dana).get(where).content.decode()


def test_a_graph_that_stops_importing_shows_its_traceback_and_still_runs(
    alice: User, client_of: ClientOf, project: Project, graph: Graph
) -> None:
    described = {"name": "flow", "ref": "./flow.py:graph", "description": {**DESCRIPTION, "notice": "No gone.env."}}
    record_descriptions(project, [described])
    assert "No gone.env." in client_of(alice).get("/p/demo/graphs/flow/").content.decode()
    record_descriptions(project, [{"name": "flow", "ref": "./flow.py:graph", "error": "ImportError: no <shop>"}])

    page = client_of(alice).get("/p/demo/graphs/flow/").content.decode()
    assert "No gone.env." not in page

    assert "ImportError: no &lt;shop&gt;" in page
    assert 'id="run-form"' in page
    assert "does not import" in client_of(alice).get("/p/demo/").content.decode()


def test_the_run_form_has_a_field_for_each_property(alice: User, client_of: ClientOf, graph: Graph) -> None:
    page = client_of(alice).get("/p/demo/graphs/flow/").content.decode()

    assert 'data-key="amount" data-kind="integer"' in page
    assert 'value="7"' in page


def test_who_may_only_look_gets_no_form(dana: User, client_of: ClientOf, graph: Graph) -> None:
    page = client_of(dana).get("/p/demo/graphs/flow/").content.decode()

    assert 'id="run-form"' not in page
    assert "readonly" in page


def test_no_page_needs_inline_script_or_style(alice: User, client_of: ClientOf, graph: Graph) -> None:
    run = start_run(alice, graph, input={"amount": 1})
    for where in (
        "/p/demo/",
        "/p/demo/graphs/flow/",
        "/p/demo/runs/",
        f"/threads/{run.thread_id}/",
        "/inbox/",
        "/password/",
    ):
        page = client_of(alice).get(where).content.decode()
        assert not re.search(r"<[^>]+\sstyle=|<style|\son\w+=|<script(?![^>]*(src=|application/json))", page), where
