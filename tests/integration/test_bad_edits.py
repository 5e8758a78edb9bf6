"""What cannot be edited is answered clearly, and leaves everything as it was."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from studio.approvals.actions import decide
from studio.breakpoints.actions import put_breakpoint
from studio.checkpoints.models import StateEdit
from studio.graphs.models import Graph
from studio.runs.actions import resume_run, start_run
from studio.runs.models import Event, Run, Thread
from studio.teams.models import Project, User
from tests.cast import ClientOf
from tests.integration.flows import ORDER, advanced, waiting, written
from tests.integration.worker import Worker

pytestmark = pytest.mark.django_db(transaction=True)
VERBS = ("state", "state/preview", "forks")


@pytest.fixture
def graph(project: Project, tmp_path: Path, worker: Worker) -> Iterator[Graph]:
    with written(project, tmp_path, ORDER) as graph:
        yield graph


@pytest.fixture
def run(alice: User, graph: Graph) -> Run:
    """A run that stopped before its question."""
    put_breakpoint(alice, graph, node="ask", when="before")
    return advanced(start_run(alice, graph, input={"amount": 1}))


def post(client: Client, run: Run, path: str, body: Any) -> Any:
    text = {"content_type": "application/json", "headers": {"accept": "application/json"}}
    return client.post(f"/runs/{run.pk}/{path}/", data=body, **text)


def head(run: Run) -> str:
    return Run.objects.get(pk=run.pk).thread.checkpoint_id


def rows() -> tuple[int, ...]:
    return Run.objects.count(), Thread.objects.count(), StateEdit.objects.count(), Event.objects.count()


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("{nonsense", "JSON"),
        ("[]", "object"),
        ({"values": {"amount": 2}}, "checkpoint_id"),
        ({"checkpoint_id": 7}, "str"),
        ({"checkpoint_id": "x", "values": [1]}, "object"),
        ({"checkpoint_id": "x", "ns": ["a"]}, "str"),
    ],
)
def test_a_body_that_cannot_be_read_is_a_bad_request(
    alice: User, run: Run, client_of: ClientOf, verb: str, body: Any, words: str
) -> None:
    before = rows()
    answer = post(client_of(alice), run, verb, body)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_request")
    assert words in answer.json()["error"]["message"] + str(answer.json()["error"]["detail"])
    assert rows() == before


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"values": {"amount": "many"}}, "amount"),
        ({"values": {"amount": None}}, "amount"),
        ({"values": {"no": 1}}, "no"),
        ({"values": {"__start__": {"amount": 1}}}, "__start__"),
        ({"values": {"branch:to:double": None}}, "branch:to:double"),
        ({"values": {}, "as_node": "nobody"}, "as_node"),
    ],
)
def test_what_does_not_fit_is_named_by_its_place(
    alice: User, run: Run, client_of: ClientOf, verb: str, more: dict, path: str
) -> None:
    before, place = rows(), head(run)
    answer = post(client_of(alice), run, verb, {"checkpoint_id": place, **more})
    errors = answer.json()["errors"] if verb == "state/preview" else answer.json()["error"]["detail"]["errors"]

    assert answer.status_code == (200 if verb == "state/preview" else 422)
    assert errors[0]["path"] == path
    assert (rows(), head(run)) == (before, place)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(
    "place", [{"checkpoint_id": "none"}, {"checkpoint_id": "a\x00b"}, {"checkpoint_id": "x", "ns": "no\x00"}]
)
def test_a_checkpoint_that_is_not_there_changes_nothing(
    alice: User, run: Run, client_of: ClientOf, verb: str, place: dict
) -> None:
    before = rows()
    answer = post(client_of(alice), run, verb, {**place, "values": {"amount": 2}})

    assert answer.status_code in {400, 409, 422}
    assert answer.json()["error"]["message"]
    assert rows() == before


def test_a_text_that_no_database_holds_is_refused(alice: User, run: Run, client_of: ClientOf) -> None:
    before = rows()
    answer = post(client_of(alice), run, "state", {"checkpoint_id": head(run), "values": {"answer": "a\x00b"}})

    assert (answer.status_code, rows()) == (400, before)
    assert "U+0000" in answer.json()["error"]["message"] or "NUL" in answer.json()["error"]["message"]


def test_a_run_that_went_on_meanwhile_is_not_edited(alice: User, run: Run, client_of: ClientOf) -> None:
    place = head(run)
    resume_run(alice, run, how="continue")
    before = rows()
    answer = post(client_of(alice), run, "state", {"checkpoint_id": place, "values": {"amount": 2}})

    assert answer.status_code == 409
    assert "pending" in answer.json()["error"]["message"]
    assert rows() == before


def test_a_run_that_is_over_is_forked_and_not_edited(alice: User, run: Run, client_of: ClientOf) -> None:
    place = head(run)
    run = advanced(resume_run(alice, run, how="continue"))
    decide(alice, waiting(run), kind="respond", value="yes")
    run = advanced(run)
    refused = post(client_of(alice), run, "state", {"checkpoint_id": head(run), "values": {"amount": 2}})
    assert (refused.status_code, "fork" in refused.json()["error"]["message"]) == (409, True)
    nothing = post(client_of(alice), run, "forks", {"checkpoint_id": head(run), "values": {"amount": 2}})
    assert (nothing.status_code, "Nothing follows" in nothing.json()["error"]["message"]) == (422, True)
    assert post(client_of(alice), run, "forks", {"checkpoint_id": place}).status_code == 201


def test_an_edit_that_changes_nothing_is_none(alice: User, run: Run, client_of: ClientOf) -> None:
    found = post(client_of(alice), run, "state/preview", {"checkpoint_id": head(run), "values": {"amount": 2}}).json()

    assert found["patch"] == {"from": "parent", "set": {}, "append": {}, "remove": []}


def test_of_two_editors_at_the_same_moment_one_wins(alice: User, bob: User, run: Run, client_of: ClientOf) -> None:
    place = head(run)
    clients = [client_of(alice), client_of(bob)]
    ready = Barrier(2)

    def one(number: int) -> int:
        ready.wait(10)
        try:
            body = {"checkpoint_id": place, "values": {"amount": 100 + number}}
            return post(clients[number], run, "state", body).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        codes = list(pool.map(one, range(2)))
    assert sorted(codes) == [200, 409]
    assert Run.objects.get(pk=run.pk).thread.values == {"amount": 100 + codes.index(200)}
    assert StateEdit.objects.count() == 1


def test_an_answer_that_would_come_too_late_changes_nothing(
    alice: User, project: Project, tmp_path: Path, worker: Worker, client_of: ClientOf, settings: Any
) -> None:
    slow = ORDER.replace("from typing", "import time\n\ntime.sleep(3)\nfrom typing", 1)
    with written(project, tmp_path, slow) as graph:
        put_breakpoint(alice, graph, node="ask", when="before")
        run = advanced(start_run(alice, graph, input={"amount": 1}))
        body = {"checkpoint_id": head(run), "values": {"amount": 2}}
        settings.ASK_TIME_LIMIT_S = 1
        assert post(client_of(alice), run, "state", body).status_code == 503
        settings.ASK_TIME_LIMIT_S = 20
        assert post(client_of(alice), run, "state", body).status_code == 200
