"""Every address of the site as each of the cast meets it; an address that no line here tells of fails the first test.

Alice owns, bob edits, dana decides, vera looks on, charlie is a stranger and somebody is not signed in. Sockets have
their lines in test_sockets.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from studio.graphs.actions import record_descriptions
from studio.runs.actions import start_run
from studio.runs.models import Interrupt
from studio.teams.models import Member, Project, Role, Team, User
from tests.cast import ClientOf, member
from tests.integration.described import DESCRIPTION

pytestmark = pytest.mark.django_db(transaction=True)

JSON = "application/json"
# A checkpoint nobody has: who may not act is refused before it is looked for.
EDIT = {"checkpoint_id": "1f0", "values": {"amount": 2}}


@dataclass(frozen=True)
class Line:
    """How an address of a team's noun is called, and the right it takes."""

    how: Literal["get", "post"]
    right: Literal["view", "decide", "run", "administer"]
    body: Any = None


LINES = {
    "project_page": Line("get", "view"),
    "graph_page": Line("get", "view"),
    "run_list": Line("get", "view"),
    "thread_page": Line("get", "view"),
    "run_page": Line("get", "view"),
    "run_events": Line("get", "view"),
    "run_result": Line("get", "view"),
    "questions": Line("get", "view"),
    "run_picture": Line("get", "view"),
    "checkpoint": Line("get", "view"),
    "request_page": Line("get", "view"),
    "decision": Line("post", "decide", {"kind": "approve"}),
    "start_run": Line("post", "run", {"input": {"amount": 1}}),
    "resumption": Line("post", "run"),
    "pause": Line("post", "run"),
    "cancellation": Line("post", "run"),
    "retry": Line("post", "run"),
    "breakpoint": Line("post", "run"),
    "state_preview": Line("post", "run", EDIT),
    "state": Line("post", "run", EDIT),
    "forks": Line("post", "run", EDIT),
    "team_page": Line("get", "view"),
    "invitation": Line("post", "administer", {"username": "erin", "role": "viewer"}),
    "member_role": Line("post", "administer", {"role": "owner"}),
    "member_removal": Line("post", "administer"),
    "member_link": Line("post", "administer"),
}
# They name nothing of a team: what they show is the person's own, and who is unknown is sent to sign in.
OWN = {"home", "inbox", "password"}
PUBLIC = {"sign_in", "sign_in_by_link", "sign_out", "look"}
LACKING = {"decide": Role.VIEWER, "run": Role.APPROVER, "administer": Role.EDITOR}


def routes(found: URLResolver) -> Iterator[URLPattern]:
    """Every address below a resolver."""
    for each in found.url_patterns:
        if isinstance(each, URLResolver):
            yield from routes(each)
        else:
            yield each


ROUTES = {str(route.name): route for route in routes(get_resolver())}


@pytest.fixture
def nouns(alice: User, project: Project) -> dict[str, Any]:
    """One of everything an address may name."""
    listed = [{"name": "flow", "ref": "./flow.py:graph", "description": DESCRIPTION}]
    graph = record_descriptions(project, listed)[0]
    run = start_run(alice, graph, input={"amount": 1})
    asked = Interrupt.objects.create(run=run, kind="request", node="price", value={"why": "dear"})
    own: dict[str, Any] = {"project": "demo", "name": "flow", "node": "price", "when": "before", "checkpoint_id": "1f0"}
    own |= {"team": "team", "member_id": Member.objects.get(user=alice).pk}
    return {**own, "run_id": run.pk, "thread_id": run.thread_id, "interrupt_id": asked.pk}


def call(client: Client, name: str, nouns: dict[str, Any]) -> HttpResponse:
    """The answer of an address to one of the cast, who sends what it asks for."""
    where = reverse(name, kwargs={key: nouns[key] for key in ROUTES[name].pattern.converters})
    line = LINES.get(name, Line("get", "view"))
    if line.how == "get":
        return client.get(where)
    return client.post(where, line.body or {}, content_type=JSON)


def test_every_address_has_its_line() -> None:
    assert set(ROUTES) == {*LINES, *OWN, *PUBLIC}


# One person walks all addresses in one test: emptying the database takes longer than an answer.
def test_a_stranger_finds_nothing(charlie: User, client_of: ClientOf, nouns: dict[str, Any]) -> None:
    client = client_of(charlie)
    answers = {name: call(client, name, nouns).status_code for name in LINES}

    assert answers == dict.fromkeys(LINES, 404)


def test_nobody_unknown_gets_past_the_sign_in(nouns: dict[str, Any]) -> None:
    answers = {name: call(Client(), name, nouns) for name in [*LINES, *OWN]}
    sent = {
        name for name, answer in answers.items() if answer.headers.get("Location", "").startswith("/sign-in/?next=")
    }

    assert [name for name, answer in answers.items() if answer.status_code != 401 and name not in sent] == []


@pytest.mark.parametrize("right", LACKING)
def test_a_member_without_the_right_is_told_whom_to_ask(
    right: str, team: Team, client_of: ClientOf, nouns: dict[str, Any]
) -> None:
    client = client_of(member(team, "vera", LACKING[right]))
    answers = {name: call(client, name, nouns) for name, line in LINES.items() if line.right == right}

    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(answers, 403)
    assert [name for name, each in answers.items() if "Ask an" not in each.json()["error"]["message"]] == []


def test_whoever_is_of_the_team_may_look(team: Team, client_of: ClientOf, nouns: dict[str, Any]) -> None:
    client = client_of(member(team, "vera", Role.VIEWER))
    # A checkpoint is asked of a worker, and none runs here.
    shown = [name for name, line in LINES.items() if line.right == "view" and name != "checkpoint"]

    assert {name: call(client, name, nouns).status_code for name in shown} == dict.fromkeys(shown, 200)


def test_the_page_of_a_run_offers_an_onlooker_nothing_to_press(
    team: Team, client_of: ClientOf, nouns: dict[str, Any]
) -> None:
    page = call(client_of(member(team, "vera", Role.VIEWER)), "run_page", nouns).content.decode()
    _, _, controls = page.partition("<run-controls")
    buttons = controls.partition("</run-controls>")[0].split("<button")[1:]

    assert len(buttons) > 5
    assert [button for button in buttons if " disabled" not in button.partition(">")[0]] == []
    assert "An editor or owner of the team may" in page
    assert "data-edit" not in page
    assert "breakpoint-add" not in page


def test_only_the_stranger_is_not_of_the_team(alice: User, bob: User, dana: User, charlie: User) -> None:
    roles = dict(Member.objects.filter(team__slug="team").values_list("user__username", "role"))
    assert roles == {"alice": "owner", "bob": "editor", "dana": "approver"}
