"""Real Celery workers: killed, drained, timed out, paused in the middle of a run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from studio.breakpoints.actions import put_breakpoint
from studio.graphs.models import Graph
from studio.live.bus import connection as valkey
from studio.runs.actions import cancel_run, pause_run, resume_run, retry_run, start_run
from studio.runs.lifecycle import claim
from studio.runs.models import Run
from studio.runs.tasks import sweep
from studio.teams.models import Project, User
from tests.integration.flows import advanced, bodies, started, written
from tests.integration.site import wait_for
from tests.integration.worker import working

SLOW = """
import os
import time
from typing import TypedDict

from runtime.graph import START, StateGraph


class State(TypedDict, total=False):
    pause_s: float
    crash: bool
    done: int


def work(state: State) -> State:
    if state.get("crash"):
        os._exit(9)
    time.sleep(state["pause_s"])
    return {"done": state.get("done", 0) + 1}


graph = StateGraph(State)
names = [f"step_{number}" for number in range(6)]
for name in names:
    graph.add_node(name, work)
graph.add_edge(START, names[0])
for before, after in zip(names, names[1:]):
    graph.add_edge(before, after)
"""

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def graph(project: Project, tmp_path: Path) -> Iterator[Graph]:
    valkey().flushdb()
    with written(project, tmp_path, SLOW) as graph:
        yield graph
    valkey().flushdb()


def again(run: Run) -> Run:
    return Run.objects.select_related("thread", "graph__project").get(pk=run.pk)


def until(run: Run, status: str, within_s: float = 25) -> Run:
    return wait_for(lambda: again(run).status == status and again(run), within_s, lambda: str(vars(again(run))))


def until_started(run: Run, node: str) -> None:
    wait_for(lambda: node in started(run), 20, lambda: f"{node} not in {started(run)}")


def outcomes(run: Run) -> list[tuple[str, str]]:
    return list(run.attempts.order_by("number").values_list("kind", "outcome"))


def test_a_run_whose_worker_is_killed_goes_on_without_repeating_what_was_done(alice: User, graph: Graph) -> None:
    run = start_run(alice, graph, input={"pause_s": 0.4})
    with working("runs", LEASE_S="2") as first:
        until_started(run, "step_2")
        first.kill()
    wait_for(lambda: again(run).leased_until < timezone.now(), 10, lambda: "the lease does not end")
    with working("runs"):
        sweep()
        run = until(run, "success")

    assert run.output["done"] == 6
    assert started(run).count("step_0") == started(run).count("step_1") == 1
    assert outcomes(run) == [("start", "lost"), ("recover", "success")]


def test_a_draining_worker_hands_its_run_to_the_next(alice: User, graph: Graph) -> None:
    run = start_run(alice, graph, input={"pause_s": 0.4})
    with working("runs") as first:
        until_started(run, "step_1")
        first.drain()
        first.process.wait(15)
        assert again(run).status == "pending"
    with working("runs"):
        run = until(run, "success")

    assert started(run) == [f"step_{number}" for number in range(6)]
    assert outcomes(run) == [("start", "drained"), ("reload", "success")]


def test_a_breakpoint_set_while_a_run_goes_on_stops_it(alice: User, graph: Graph) -> None:
    run = start_run(alice, graph, input={"pause_s": 0.4})
    with working("runs"):
        until_started(run, "step_0")
        put_breakpoint(alice, graph, node="step_3", when="before")
        run = until(run, "interrupted")
        assert run.stopped["hits"] == [{"node": "step_3", "when": "before"}]
        resume_run(alice, run, how="continue")
        assert until(run, "success").output["done"] == 6


def test_a_running_run_can_be_paused_and_cancelled(alice: User, graph: Graph) -> None:
    run = start_run(alice, graph, input={"pause_s": 0.4})
    with working("runs"):
        until_started(run, "step_0")
        pause_run(alice, again(run))
        run = until(run, "interrupted")
        assert run.stopped["reason"] == "pause"
        resume_run(alice, run, how="continue")
        until_started(run, run.stopped["next"][0])
        cancel_run(alice, again(run))
        run = until(run, "cancelled")
    assert run.thread.values["done"] < 6


def test_a_run_past_its_time_ends_as_timed_out_and_can_be_retried(alice: User, graph: Graph) -> None:
    run = start_run(alice, graph, input={"pause_s": 0.6})
    with working("runs", RUN_TIME_LIMIT_S="1"):
        run = until(run, "timeout")
    assert "RUN_TIME_LIMIT_S" in run.error["message"]
    assert 0 < run.thread.values["done"] < 6

    with working("runs"):
        retry_run(alice, run)
        assert until(run, "success").output["done"] == 6


def test_a_node_that_does_not_return_is_given_up(alice: User, graph: Graph) -> None:
    run = start_run(alice, graph, input={"pause_s": 60})
    other = start_run(alice, graph, input={"pause_s": 0})
    with working("runs", RUN_TIME_LIMIT_S="1"):
        run = until(run, "timeout")
        assert until(other, "success").output["done"] == 6
    assert "did not return" in run.error["message"]


def test_a_run_that_kills_its_workers_ends_as_an_error(alice: User, graph: Graph) -> None:
    run = start_run(alice, graph, input={"crash": True, "pause_s": 0})
    with working("runs", LEASE_S="2"):

        def swept() -> bool:
            sweep()
            return again(run).status == "error"

        wait_for(swept, 40, lambda: str(outcomes(run)))
    run = again(run)
    assert run.error["type"] == "WorkerLost"
    assert [outcome for _, outcome in outcomes(run)] == ["lost", "lost", "lost", "error"]


def test_a_run_that_waits_behind_others_is_not_sent_again(alice: User, graph: Graph) -> None:
    run = start_run(alice, graph, input={"pause_s": 0})
    Run.objects.filter(pk=run.pk).update(queued_at=timezone.now() - timezone.timedelta(seconds=60))
    assert sweep() == 0

    valkey().delete("runs")
    assert sweep() == 1
    assert sweep() == 0


def test_an_attempt_lost_before_its_first_checkpoint_begins_with_the_input(alice: User, graph: Graph) -> None:
    first = advanced(start_run(alice, graph, input={"pause_s": 0}))
    run = start_run(alice, graph, input={"pause_s": 0, "done": 100}, thread=first.thread)
    assert claim(run.pk, "a worker that dies") is not None
    Run.objects.filter(pk=run.pk).update(leased_until=timezone.now() - timezone.timedelta(seconds=1))
    run = advanced(run)

    assert run.output["done"] == 106
    assert bodies(run, "attempt.started")[0]["attempt"] == 2
