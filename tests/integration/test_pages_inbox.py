"""The inbox: what a card shows, and each way to answer it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from studio.approvals.models import Decision
from studio.graphs.actions import record_descriptions
from studio.runs.actions import start_run
from studio.runs.models import Interrupt, Run
from studio.teams.models import Project, User
from tests.cast import ClientOf
from tests.integration.described import DESCRIPTION

VALUE = {
    "action": "refund",
    "arguments": {"order_id": "O-1", "amount_cents": 900},
    "description": "Refund nine euros.",
    "ticket": {"subject": "<broken>"},
}
SCHEMA = {
    "type": "object",
    "properties": {
        "kind": {"enum": ["approve", "edit", "reject"]},
        "amount_cents": {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "null"}], "default": None},
        "reason": {"type": "string", "default": ""},
    },
    "required": ["kind"],
}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asked(alice: User, project: Project) -> Interrupt:
    told = [{"name": "flow", "ref": "./flow.py:graph", "description": DESCRIPTION}]
    run = start_run(alice, record_descriptions(project, told)[0], input={"amount": 1})
    Run.objects.filter(pk=run.pk).update(status="interrupted", stopped={"reason": "interrupt", "next": ["price"]})
    return Interrupt.objects.create(run=run, kind="request", node="price", value=VALUE, response_schema=SCHEMA)


def decide(client: Any, asked: Interrupt, **said: Any) -> Any:
    where = f"/interrupts/{asked.pk}/decision/"
    return client.post(where, json.dumps(said), content_type="application/json", headers={"Accept": "application/json"})


def test_a_card_says_what_will_happen_in_words(dana: User, client_of: ClientOf, asked: Interrupt) -> None:
    page = client_of(dana).get("/inbox/").content.decode()

    assert "Refund nine euros." in page
    assert "<dt>order id</dt><dd>O-1</dd>" in page
    assert "&lt;broken&gt;" in page
    assert 'data-key="amount_cents" data-kind="integer"' in page


@pytest.mark.parametrize(
    ("said", "received"),
    [
        ({"kind": "approve"}, {"kind": "approve"}),
        ({"kind": "edit", "value": {"amount_cents": 500}}, {"kind": "edit", "amount_cents": 500}),
        ({"kind": "reject", "reason": "too dear"}, {"kind": "reject", "reason": "too dear"}),
        ({"kind": "respond", "value": {"kind": "approve", "reason": "ok"}}, {"kind": "approve", "reason": "ok"}),
    ],
)
def test_the_graph_receives_what_was_meant(
    dana: User, client_of: ClientOf, asked: Interrupt, said: dict[str, Any], received: dict[str, Any]
) -> None:
    answer = decide(client_of(dana), asked, **said)

    assert (answer.status_code, answer.json()["status"]) == (200, "pending")
    assert Decision.objects.get(interrupt=asked).value == received


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ({"kind": "reject"}, "reason"),
        ({"kind": "edit"}, "value"),
        ({"kind": "edit", "value": {"amount_cents": -1}}, "amount_cents"),
    ],
)
def test_what_cannot_be_taken_is_told_at_its_place(
    dana: User, client_of: ClientOf, asked: Interrupt, said: dict[str, Any], path: str
) -> None:
    answer = decide(client_of(dana), asked, **said)

    assert answer.status_code == 422
    assert [error["path"] for error in answer.json()["error"]["detail"]["errors"]] == [path]
    assert not Decision.objects.exists()


def test_the_second_answer_comes_too_late(dana: User, client_of: ClientOf, asked: Interrupt) -> None:
    assert decide(client_of(dana), asked, kind="approve").status_code == 200
    assert decide(client_of(dana), asked, kind="reject", reason="late").status_code == 409


def test_the_form_works_without_scripts_and_leads_back(dana: User, client_of: ClientOf, asked: Interrupt) -> None:
    answer = client_of(dana).post(f"/interrupts/{asked.pk}/decision/", {"kind": "approve", "next": "inbox"})

    assert answer.headers["Location"] == "/inbox/"
    done = client_of(dana).get("/inbox/?shown=done").content.decode()
    assert "approved" in done
    assert "Nothing waits for you." in client_of(dana).get("/inbox/").content.decode()


def test_my_runs_are_those_i_started(alice: User, dana: User, client_of: ClientOf, asked: Interrupt) -> None:
    assert "Refund nine euros." in client_of(alice).get("/inbox/?shown=mine").content.decode()
    page = client_of(dana).get("/inbox/?shown=mine").content.decode()

    assert "None of your runs waits." in page
    assert "In your teams 1 request waits." in page


def test_a_link_to_a_request_tells_who_answered_it(
    alice: User, dana: User, client_of: ClientOf, asked: Interrupt
) -> None:
    where = f"/interrupts/{asked.pk}/"
    assert "Refund nine euros." in client_of(alice).get(where).content.decode()
    decide(client_of(dana), asked, kind="reject", reason="too dear")

    page = client_of(alice).get(where).content.decode()
    assert "This was answered" in page
    assert "dana answered it" in page
    assert "too dear" in page


def test_a_link_to_a_withdrawn_request_says_why(alice: User, client_of: ClientOf, asked: Interrupt) -> None:
    client_of(alice).post(f"/runs/{asked.run_id}/cancellation/")

    page = client_of(alice).get(f"/interrupts/{asked.pk}/").content.decode()
    assert "The run was cancelled" in page


def test_a_list_is_told_in_words(dana: User, client_of: ClientOf, asked: Interrupt) -> None:
    Interrupt.objects.filter(pk=asked.pk).update(value=[{"line_id": "L-1"}], response_schema=None)
    page = client_of(dana).get("/inbox/").content.decode()

    assert "<dt>line id</dt><dd>L-1</dd>" in page
    assert "&#x27;line_id&#x27;" not in page


def test_an_option_is_a_button_that_answers_it(dana: User, client_of: ClientOf, asked: Interrupt) -> None:
    value = {"question": "Which?", "options": ["A", 2]}
    Interrupt.objects.filter(pk=asked.pk).update(value=value, response_schema=None)
    page = client_of(dana).get("/inbox/").content.decode()

    assert "Approve" not in page
    assert 'value="&quot;A&quot;"' in page
    form = {"kind": "respond", "value": "2", "next": "inbox"}
    assert client_of(dana).post(f"/interrupts/{asked.pk}/decision/", form).status_code == 302
    assert Decision.objects.get(interrupt=asked).value == 2


def test_a_review_of_a_call_is_answered_with_a_decision(dana: User, client_of: ClientOf, asked: Interrupt) -> None:
    rules = [{"action_name": "pay", "allowed_decisions": ["approve", "edit", "reject"]}]
    value = {"action_requests": [{"name": "pay", "args": {"cents": 9}}], "review_configs": rules}
    Interrupt.objects.filter(pk=asked.pk).update(value=value, response_schema=None)

    page = client_of(dana).get("/inbox/").content.decode()
    assert "Call pay?" in page
    assert "Reject with this reason" in page
    rules[0]["allowed_decisions"].remove("reject")
    Interrupt.objects.filter(pk=asked.pk).update(value=value)
    page = client_of(dana).get("/inbox/").content.decode()
    assert "Approve with these values" in page
    assert "Reject with this reason" not in page
    assert decide(client_of(dana), asked, kind="reject", reason="No.").status_code == 200
    assert Decision.objects.get(interrupt=asked).value == {"decisions": [{"type": "reject", "message": "No."}]}
