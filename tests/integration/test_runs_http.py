"""Runs as a program drives them: JSON in, JSON out, and an answer that waits for the end."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from studio.graphs.models import Graph
from studio.runs.actions import start_run
from studio.runs.bootstrap import MOST_BYTES
from studio.runs.models import Event, Run
from studio.teams.models import Project, User
from tests.cast import ClientOf
from tests.integration.flows import ORDER, advanced, written

STARTS = "/p/demo/graphs/flow/runs/"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def graph(project: Project, tmp_path: Path) -> Iterator[Graph]:
    with written(project, tmp_path, ORDER) as graph:
        yield graph


def post(client: Client, url: str, body: Any = None) -> Any:
    return client.post(url, data=body or {}, content_type="application/json")


def test_a_program_starts_a_run_with_json(alice: User, graph: Graph, client_of: ClientOf) -> None:
    answer = post(client_of(alice), STARTS, {"input": {"amount": 1}, "stop_on_entry": True})

    run = Run.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {"id": str(run.pk), "url": f"/runs/{run.pk}/", "status": "pending"}
    assert run.order["stops_on_entry"]


def test_a_person_starts_a_run_with_a_form(alice: User, graph: Graph, client_of: ClientOf) -> None:
    answer = client_of(alice).post(STARTS, {"input": '{"amount": 1}'})

    assert answer.status_code == 302
    assert Run.objects.get().input == {"amount": 1}


def test_a_second_run_goes_on_with_the_thread(alice: User, graph: Graph, client_of: ClientOf) -> None:
    first = advanced(start_run(alice, graph, input={"amount": 1}))
    post(client_of(alice), f"/runs/{first.pk}/cancellation/")
    answer = post(client_of(alice), STARTS, {"input": {"amount": 5}, "thread": str(first.thread_id)})

    assert Run.objects.get(pk=answer.json()["id"]).thread_id == first.thread_id


@pytest.mark.parametrize("verb", ["resumption", "pause", "cancellation", "retry"])
def test_refusals_are_json_for_programs(alice: User, graph: Graph, client_of: ClientOf, verb: str) -> None:
    run = advanced(start_run(alice, graph, input={"amount": 1}))
    Run.objects.filter(pk=run.pk).update(status="success")
    answer = post(client_of(alice), f"/runs/{run.pk}/{verb}/")

    assert answer.status_code == 409
    assert answer.json()["error"]["code"] == "conflict"


def test_an_address_that_is_not_there_is_told_in_the_callers_words(client: Client) -> None:
    answer = client.get("/nowhere/", headers={"accept": "application/json"})

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


def test_a_body_that_does_not_fit_is_refused_with_its_place(alice: User, graph: Graph, client_of: ClientOf) -> None:
    run = start_run(alice, graph, input={"amount": 1})
    answer = post(client_of(alice), f"/runs/{run.pk}/resumption/", {"how": "sideways"})

    assert answer.status_code == 400
    assert answer.json()["error"]["detail"]["path"] == "$.how"


def test_an_input_that_does_not_fit_is_refused_with_its_place(alice: User, graph: Graph, client_of: ClientOf) -> None:
    answer = post(client_of(alice), STARTS, {"input": {"amount": "many"}})

    assert answer.status_code == 422
    assert answer.json()["error"]["detail"]["errors"][0]["path"] == "amount"


def test_the_result_comes_as_soon_as_the_run_ends(alice: User, graph: Graph, client_of: ClientOf) -> None:
    run = start_run(alice, graph, input={"amount": 1})

    def work() -> None:
        time.sleep(0.3)
        advanced(run)
        connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    begun = time.monotonic()
    found = client_of(alice).get(f"/runs/{run.pk}/result/?wait_s=20").json()
    worker.join()

    assert found == {"id": str(run.pk), "status": "interrupted", "output": None, "error": None}
    assert time.monotonic() - begun < 3


def test_the_result_of_a_run_that_goes_on_comes_after_the_wait(alice: User, graph: Graph, client_of: ClientOf) -> None:
    run = start_run(alice, graph, input={"amount": 1})
    assert client_of(alice).get(f"/runs/{run.pk}/result/?wait_s=0.2").json()["status"] == "pending"


def test_breakpoints_are_answered_as_the_whole_list(alice: User, graph: Graph, client_of: ClientOf) -> None:
    client = client_of(alice)
    answer = post(client, "/p/demo/graphs/flow/breakpoints/ask/before/")
    assert answer.json() == {"breakpoints": [{"node": "ask", "when": "before", "is_enabled": True}]}

    answer = post(client, "/p/demo/graphs/flow/breakpoints/ask/before/", {"remove": True})
    assert answer.json() == {"breakpoints": []}


def test_the_page_brings_everything_a_browser_folds(alice: User, graph: Graph, client_of: ClientOf) -> None:
    run = advanced(start_run(alice, graph, input={"amount": 1}))
    found = client_of(alice).get(f"/runs/{run.pk}/").context["bootstrap"]

    assert [event["seq"] for event in found["events"]] == list(range(1, run.last_seq + 1))
    assert found["run"]["status"] == "interrupted"
    assert [one["value"] for one in found["interrupts"]] == [{"amount": 2}]
    assert found["rights"] == ["administer", "decide", "run", "view"]
    assert {node["id"] for node in found["description"]["nodes"]} >= {"price", "ask", "double"}


def test_text_that_cannot_be_kept_is_refused(alice: User, graph: Graph, client_of: ClientOf) -> None:
    answer = client_of(alice).post(STARTS, '{"input": {"amount": 1, "x": "a\\u0000"}}', content_type="application/json")

    assert answer.status_code == 400
    assert not Run.objects.exists()


def told(client: Client, run: Run, after: int) -> tuple[list[int], bool]:
    """The numbers of one answer's events, and whether there are more."""
    page = client.get(f"{run.get_absolute_url()}events/?after={after}").json()
    return [event["seq"] for event in page["events"]], page["has_more"]


def test_events_come_in_answers_of_a_bounded_size(alice: User, graph: Graph, client_of: ClientOf) -> None:
    run = start_run(alice, graph, input={"amount": 1})
    run.events.all().delete()
    large = [1, MOST_BYTES, 100, *[10] * 1500]
    run.events.bulk_create(
        Event(run=run, seq=place, kind="task.finished", body={"output": "x" * size})
        for place, size in enumerate(large, 1)
    )
    Run.objects.filter(pk=run.pk).update(last_seq=len(large))
    client = client_of(alice)

    assert told(client, run, 0) == ([1], True)
    assert told(client, run, 1) == ([2], True)
    assert told(client, run, 2) == (list(range(3, 1003)), True)
    assert told(client, run, 1002) == (list(range(1003, len(large) + 1)), False)
    assert told(client, run, len(large)) == ([], False)
