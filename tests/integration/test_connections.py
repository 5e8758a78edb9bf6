"""What a web process does with its database connections while its callers come and go."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator

import pytest

from studio.graphs.models import Graph
from studio.runs.models import Run, Thread
from studio.teams.models import Project, User
from tests.integration.web import Web, cookie_of, serving

CONNECTIONS = 2
WAITS_S = 3

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def web(django_db_setup: None) -> Iterator[Web]:
    with serving(DATABASE_POOL_SIZE=str(CONNECTIONS)) as found:
        yield found


@pytest.fixture
def run(project: Project) -> Run:
    graph = Graph.objects.create(project=project, name="flow", ref="./flow.py:graph")
    return Run.objects.create(graph=graph, thread=Thread.objects.create(graph=graph))


def ask(web: Web, user: User, path: str) -> http.client.HTTPConnection:
    caller = http.client.HTTPConnection("127.0.0.1", web.port, timeout=20)
    caller.request("GET", path, headers={"Cookie": cookie_of(user), "Accept": "application/json"})
    return caller


def statuses(callers: list[http.client.HTTPConnection]) -> set[int]:
    """How they were answered; each answer is read to its end and its connection closed."""
    answers = [(caller, caller.getresponse()) for caller in callers]
    for caller, answer in answers:
        answer.read()
        caller.close()
    return {answer.status for _, answer in answers}


def answer_s(web: Web, user: User, run: Run) -> float:
    begun_at = time.monotonic()
    assert statuses([ask(web, user, f"/runs/{run.pk}/result/")]) == {http.client.OK}
    return time.monotonic() - begun_at


def test_callers_who_wait_keep_no_connection_from_others(web: Web, run: Run, alice: User) -> None:
    waiting = [ask(web, alice, f"/runs/{run.pk}/result/?wait_s={WAITS_S}") for _ in range(3 * CONNECTIONS)]
    time.sleep(0.5)
    assert answer_s(web, alice, run) < WAITS_S / 2
    assert statuses(waiting) == {http.client.OK}


def test_callers_who_leave_take_no_connection_with_them(web: Web, run: Run, alice: User) -> None:
    for pause_s in (0.0, 0.1, 1.0):
        leaving = [ask(web, alice, f"/runs/{run.pk}/result/?wait_s={WAITS_S}") for _ in range(3 * CONNECTIONS)]
        time.sleep(pause_s)
        for caller in leaving:
            caller.close()
    time.sleep(WAITS_S)
    assert answer_s(web, alice, run) < WAITS_S / 2
