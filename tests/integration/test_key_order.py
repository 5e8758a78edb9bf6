"""People see keys in the order in which the author, or the person who typed, wrote them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from studio.approvals.actions import decide
from studio.approvals.models import Decision
from studio.graphs.models import Graph
from studio.runs.actions import start_run
from studio.runs.models import Run
from studio.teams.models import Project, User
from tests.cast import ClientOf
from tests.integration.flows import advanced, bodies, waiting, written

pytestmark = pytest.mark.django_db(transaction=True)

ORDERED = """
from typing import TypedDict

from pydantic import BaseModel

from runtime.graph import START, StateGraph
from runtime.types import interrupt


class Answer(BaseModel):
    tracking_number: str
    by: str
    amount_in_cents: int
    ok: bool


class State(TypedDict, total=False):
    zulu_is_long: dict
    a: str
    m_middle: int


def ask(state: State) -> State:
    asked = {"what_was_asked": 1, "b": 2, "aa": {"z_longer": 1, "y": 2}}
    return {"zulu_is_long": interrupt(asked, response_schema=Answer), "a": "x"}


graph = StateGraph(State).add_node(ask).add_edge(START, "ask")
"""
GIVEN = {"zulu_is_long": {"zz_last": 1, "b": 2}, "m_middle": 3, "a": "x"}
ANSWER = {"tracking_number": "T", "by": "me", "amount_in_cents": 1, "ok": True}


@pytest.fixture
def asked(alice: User, project: Project, tmp_path: Path) -> Iterator[Run]:
    with written(project, tmp_path, ORDERED) as graph:
        yield advanced(start_run(alice, graph, input=GIVEN))


def keys(value: dict) -> list[str]:
    return list(value)


def test_a_question_and_its_schema_keep_their_order(asked: Run) -> None:
    interrupt = waiting(asked)

    assert keys(interrupt.value) == ["what_was_asked", "b", "aa"]
    assert keys(interrupt.value["aa"]) == ["z_longer", "y"]
    assert keys(interrupt.response_schema["properties"]) == keys(ANSWER)
    assert keys(bodies(asked, "run.interrupted")[0]["interrupts"][0]["value"]) == ["what_was_asked", "b", "aa"]


def test_the_form_of_an_answer_has_the_authors_order(alice: User, asked: Run, client_of: ClientOf) -> None:
    page = client_of(alice).get("/inbox/").content.decode()

    assert re.findall(r"<dt>(what was asked|b|aa)</dt>", page) == ["what was asked", "b", "aa"]
    assert re.findall(r'data-key="(\w{2,})" data-kind', page) == ["tracking_number", "by", "amount_in_cents"]


def test_input_answer_state_and_output_keep_their_order(alice: User, asked: Run) -> None:
    assert keys(Run.objects.get(pk=asked.pk).input) == keys(GIVEN)
    decide(alice, waiting(asked), kind="respond", value=ANSWER)
    assert keys(Decision.objects.get().value) == keys(ANSWER)
    run = advanced(asked)

    assert run.status == "success", run.error
    assert keys(run.output["zulu_is_long"]) == keys(ANSWER)
    assert keys(run.thread.values["zulu_is_long"]) == keys(ANSWER)
    assert keys(bodies(run, "run.created")[0]["input"]) == keys(GIVEN)


def test_a_description_keeps_the_order_of_the_state(asked: Run) -> None:
    described = Graph.objects.get(pk=asked.graph_id).description

    assert keys(described["state_schema"]["properties"]) == ["zulu_is_long", "a", "m_middle"]


def test_what_is_queried_stays_searchable(asked: Run) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM runs_run WHERE stopped ->> 'reason' = 'interrupt'")
        assert cursor.fetchone() == (1,)
    assert Run.objects.filter(stopped__reason="interrupt").get() == asked
    assert Run.objects.filter(output__isnull=True).get() == asked
