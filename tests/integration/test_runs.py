"""A run from its start to its end, through real rows, a real journal and the real engine."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.http import Http404
from django.utils import timezone

from studio.approvals.actions import decide
from studio.breakpoints.actions import put_breakpoint
from studio.engine.patch import apply
from studio.graphs.models import Graph
from studio.runs.actions import cancel_run, pause_run, resume_run, retry_run, start_run
from studio.runs.journal import Superseded, append_held, line
from studio.runs.lifecycle import claim, settle
from studio.runs.models import Event, Interrupt, Run, Status
from studio.runs.tasks import advance, sweep
from studio.teams.models import Project, User
from studio.web.errors import Conflict, NotAllowed, NotReady
from tests.integration.flows import ORDER, advanced, waiting, written

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def graph(project: Project, tmp_path: Path) -> Iterator[Graph]:
    with written(project, tmp_path, ORDER) as graph:
        yield graph


def kinds(run: Run) -> list[str]:
    return list(Event.objects.filter(run=run).order_by("seq").values_list("kind", flat=True))


def test_a_run_stops_at_an_interrupt_and_ends_with_the_answer(alice: User, graph: Graph) -> None:
    run = advanced(start_run(alice, graph, input={"amount": 1}))
    assert run.status == Status.INTERRUPTED
    assert waiting(run).value == {"amount": 2}

    decide(alice, waiting(run), kind="respond", value="yes")
    run = advanced(run)

    assert run.status == Status.SUCCESS
    assert run.output == {"amount": 4, "answer": "yes"}


def test_event_numbers_have_no_gap(alice: User, graph: Graph) -> None:
    run = advanced(start_run(alice, graph, input={"amount": 1}))
    decide(alice, waiting(run), kind="approve", value="yes")
    run = advanced(run)

    numbers = list(Event.objects.filter(run=run).order_by("seq").values_list("seq", flat=True))
    assert numbers == list(range(1, run.last_seq + 1))


def test_folding_the_patches_gives_the_final_state(alice: User, graph: Graph) -> None:
    run = advanced(start_run(alice, graph, input={"amount": 1}))
    decide(alice, waiting(run), kind="approve", value="yes")
    run = advanced(run)

    values: dict = {}
    for event in Event.objects.filter(run=run, kind="checkpoint.saved").order_by("seq"):
        patch = event.body["patch"]
        values = apply({} if patch["from"] == "nothing" else values, patch)
    assert values == run.output


def test_a_breakpoint_stops_the_run_before_its_node_and_frees_the_worker(alice: User, graph: Graph) -> None:
    put_breakpoint(alice, graph, node="price", when="before")
    run = advanced(start_run(alice, graph, input={"amount": 1}))

    assert run.status == Status.INTERRUPTED
    assert run.stopped["hits"] == [{"node": "price", "when": "before"}]
    assert "task.started" not in kinds(run)


def test_continuing_passes_the_breakpoint_once(alice: User, graph: Graph) -> None:
    put_breakpoint(alice, graph, node="price", when="before")
    run = advanced(start_run(alice, graph, input={"amount": 1}))
    run = advanced(resume_run(alice, run, how="continue"))

    assert run.stopped["reason"] == "interrupt"


def test_a_step_is_one_superstep(alice: User, graph: Graph) -> None:
    run = advanced(start_run(alice, graph, input={"amount": 1}, stop_on_entry=True))
    assert run.stopped["reason"] == "entry"
    run = advanced(resume_run(alice, run, how="step"))

    assert run.stopped["reason"] == "step"
    assert run.thread.values == {"amount": 2}


def test_a_node_that_raises_ends_the_run_with_its_traceback(alice: User, graph: Graph) -> None:
    run = advanced(start_run(alice, graph, input={"amount": 5000}))
    decide(alice, waiting(run), kind="approve", value="yes")
    run = advanced(run)

    assert run.status == Status.ERROR
    assert run.error["type"] == "ValueError"
    assert run.error["node"] == "double"
    assert "too dear" in run.error["traceback"]


def test_a_retry_runs_only_what_had_not_finished(alice: User, graph: Graph) -> None:
    run = advanced(start_run(alice, graph, input={"amount": 5000}))
    decide(alice, waiting(run), kind="approve", value="yes")
    run = advanced(run)
    run = advanced(retry_run(alice, run))

    started = [e.body["node"] for e in Event.objects.filter(run=run, kind="task.started").order_by("seq")]
    assert started == ["price", "ask", "ask", "double", "double"]


def test_a_second_delivery_of_the_message_changes_nothing(alice: User, graph: Graph) -> None:
    run = advanced(start_run(alice, graph, input={"amount": 1}))

    assert advance(str(run.pk)) == "held by another"
    assert Run.objects.get(pk=run.pk).fence == run.fence


def test_a_worker_that_lost_its_run_can_write_nothing(alice: User, graph: Graph) -> None:
    run = start_run(alice, graph, input={"amount": 1})
    lost = claim(run.pk, "first")
    assert lost is not None
    Run.objects.filter(pk=run.pk).update(leased_until=timezone.now() - timezone.timedelta(seconds=1))
    assert claim(run.pk, "second") is not None

    with pytest.raises(Superseded):
        append_held(run.pk, lost.fence, [line("task.started")])
    assert not settle(run.pk, lost.fence, Status.SUCCESS)
    assert kinds(run) == ["run.created"]


def test_a_run_whose_worker_died_goes_on_from_its_checkpoint(alice: User, graph: Graph) -> None:
    run = start_run(alice, graph, input={"amount": 1})
    assert claim(run.pk, "a worker that dies") is not None
    Run.objects.filter(pk=run.pk).update(leased_until=timezone.now() - timezone.timedelta(seconds=1))

    assert sweep() == 1
    assert advanced(run).status == Status.INTERRUPTED


def test_two_people_who_continue_at_once_do_it_once(alice: User, bob: User, graph: Graph) -> None:
    run = advanced(start_run(alice, graph, input={"amount": 1}, stop_on_entry=True))
    resume_run(alice, run, how="continue")

    with pytest.raises(Conflict):
        resume_run(bob, Run.objects.get(pk=run.pk), how="continue")


def test_an_answer_is_taken_once(alice: User, bob: User, graph: Graph) -> None:
    run = advanced(start_run(alice, graph, input={"amount": 1}))
    asked = waiting(run)
    decide(alice, asked, kind="approve", value="yes")

    with pytest.raises(Conflict):
        decide(bob, asked, kind="respond", value="no")


def test_input_that_does_not_fit_is_refused_with_the_place(alice: User, graph: Graph) -> None:
    with pytest.raises(NotReady) as refused:
        start_run(alice, graph, input={"amount": "many"})

    assert refused.value.detail["errors"][0]["path"] == "amount"
    assert not Run.objects.exists()


def test_a_cancelled_run_that_waits_ends_at_once(alice: User, graph: Graph) -> None:
    run = advanced(start_run(alice, graph, input={"amount": 1}))
    cancel_run(alice, run)

    assert Run.objects.get(pk=run.pk).status == Status.CANCELLED
    assert not Interrupt.objects.filter(run=run, settled_at=None).exists()


def test_a_wish_made_before_the_worker_came_is_carried_out(alice: User, graph: Graph) -> None:
    run = start_run(alice, graph, input={"amount": 1})
    pause_run(alice, run)

    assert advanced(run).stopped["reason"] == "pause"


def test_a_stranger_finds_no_graph_to_run(charlie: User, graph: Graph) -> None:
    with pytest.raises(Http404):
        start_run(charlie, graph, input={"amount": 1})


def test_an_approver_may_answer_but_not_run(dana: User, alice: User, graph: Graph) -> None:
    with pytest.raises(NotAllowed):
        start_run(dana, graph, input={"amount": 1})
    run = advanced(start_run(alice, graph, input={"amount": 1}))

    decide(dana, waiting(run), kind="approve", value="yes")

    assert advanced(run).status == Status.SUCCESS


ODD = """
import threading
from typing import Any, TypedDict
from runtime.graph import START, StateGraph


class State(TypedDict, total=False):
    what: str
    told: Any


def odd(state: State) -> State:
    if state["what"] == "raise":
        raise ValueError("a\\x00b\\ud800")
    return {"told": "a\\x00b\\ud800" if state["what"] == "text" else threading.Lock()}


graph = StateGraph(State).add_node(odd).add_edge(START, "odd")
"""


@pytest.fixture
def odd(project: Project, tmp_path: Path) -> Iterator[Graph]:
    with written(project, tmp_path, ODD) as graph:
        yield graph


def test_text_that_postgresql_refuses_ends_well(alice: User, odd: Graph) -> None:
    run = advanced(start_run(alice, odd, input={"what": "text"}))

    assert run.status == Status.SUCCESS
    assert run.output["told"].startswith("a\ufffdb")


def test_an_error_with_such_text_is_told(alice: User, odd: Graph) -> None:
    run = advanced(start_run(alice, odd, input={"what": "raise"}))

    assert run.error["message"] == "a\ufffdb\ufffd"


def test_a_value_no_checkpoint_keeps_is_told_with_its_node_and_key(alice: User, odd: Graph) -> None:
    run = advanced(start_run(alice, odd, input={"what": "lock"}))

    assert run.status == Status.ERROR
    assert run.error["node"] == "odd"
    assert "'odd'" in run.error["message"]
    assert "'told'" in run.error["message"]


def test_a_dropped_connection_to_the_checkpoints_is_replaced(alice: User, odd: Graph) -> None:
    assert advanced(start_run(alice, odd, input={"what": "text"})).status == Status.SUCCESS
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    time.sleep(1.1)

    assert advanced(start_run(alice, odd, input={"what": "text"})).status == Status.SUCCESS
