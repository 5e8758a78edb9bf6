"""Typing over the state of a run that stands: by a real worker, seen through the JSON addresses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from studio.approvals.actions import decide
from studio.breakpoints.actions import put_breakpoint
from studio.checkpoints.models import StateEdit
from studio.engine.patch import apply
from studio.graphs.models import Graph
from studio.runs.actions import resume_run, start_run
from studio.runs.models import Event, Run
from studio.teams.models import Project, User
from tests.cast import ClientOf
from tests.integration.flows import ORDER, advanced, bodies, started, waiting, written
from tests.integration.worker import Worker

pytestmark = pytest.mark.django_db(transaction=True)

WIDE = """
import operator
from typing import Annotated, TypedDict

from runtime.graph import END, START, StateGraph
from runtime.types import interrupt


class State(TypedDict, total=False):
    amount: int
    log: Annotated[list[str], operator.add]


def say(name):
    return lambda state: {"log": [name]}


def ask(state: State) -> State:
    return {"log": [str(interrupt({"amount": state["amount"]}))]}


graph = StateGraph(State)
for name in ("begin", "left", "right", "join", "dear", "cheap"):
    graph.add_node(name, say(name))
graph.add_node("ask", ask).add_node("beside", say("beside"))
graph.add_edge(START, "begin").add_edge("begin", "left").add_edge("begin", "right").add_edge(["left", "right"], "join")
graph.add_conditional_edges("join", lambda state: "dear" if state["amount"] > 100 else "cheap", ["dear", "cheap"])
graph.add_edge("cheap", "ask").add_edge("cheap", "beside").add_edge("dear", END)
"""


@pytest.fixture
def order(project: Project, tmp_path: Path, worker: Worker) -> Iterator[Graph]:
    with written(project, tmp_path, ORDER) as graph:
        yield graph


@pytest.fixture
def wide(project: Project, tmp_path: Path, worker: Worker) -> Iterator[Graph]:
    with written(project, tmp_path, WIDE) as graph:
        yield graph


def post(client: Client, run: Run, path: str, **body: Any) -> Any:
    return client.post(f"/runs/{run.pk}/{path}/", data=body, content_type="application/json")


def at_breakpoint(alice: User, graph: Graph, node: str, given: dict) -> Run:
    put_breakpoint(alice, graph, node=node, when="before")
    return advanced(start_run(alice, graph, input=given))


def head(run: Run) -> str:
    return Run.objects.get(pk=run.pk).thread.checkpoint_id


def test_a_value_typed_over_at_a_breakpoint_is_what_the_run_goes_on_with(
    alice: User, order: Graph, client_of: ClientOf
) -> None:
    run = at_breakpoint(alice, order, "ask", {"amount": 1})
    answer = post(client_of(alice), run, "state", checkpoint_id=head(run), values={"amount": 50})

    assert answer.json()["patch"] == {"from": "parent", "set": {"amount": 50}, "append": {}, "remove": []}
    assert answer.json()["next"] == ["ask"]
    run = advanced(resume_run(alice, Run.objects.get(pk=run.pk), how="continue"))
    assert waiting(run).value == {"amount": 50}


def test_an_edit_leaves_a_row_an_event_and_a_snapshot(alice: User, order: Graph, client_of: ClientOf) -> None:
    run = at_breakpoint(alice, order, "ask", {"amount": 1})
    base = head(run)
    made = post(client_of(alice), run, "state", checkpoint_id=base, values={"amount": 50}).json()["checkpoint_id"]

    edit = StateEdit.objects.get()
    assert (edit.actor, edit.base_checkpoint_id, edit.checkpoint_id) == (alice, base, made)
    run = Run.objects.get(pk=run.pk)
    assert run.thread.values == {"amount": 50}
    assert run.stopped["checkpoint_id"] == made == head(run)
    assert bodies(run, "state.edited")[0]["parent_id"] == base


def test_the_second_of_two_editors_is_told_of_the_first(
    alice: User, bob: User, order: Graph, client_of: ClientOf
) -> None:
    run = at_breakpoint(alice, order, "ask", {"amount": 1})
    base = head(run)
    post(client_of(alice), run, "state", checkpoint_id=base, values={"amount": 50})
    answer = post(client_of(bob), run, "state", checkpoint_id=base, values={"amount": 60})

    assert answer.status_code == 409
    assert answer.json()["error"]["detail"] == {"expected": base, "head": head(run)}
    assert Run.objects.get(pk=run.pk).thread.values == {"amount": 50}


def test_a_value_of_the_wrong_type_is_refused_with_its_place(alice: User, order: Graph, client_of: ClientOf) -> None:
    run = at_breakpoint(alice, order, "ask", {"amount": 1})
    answer = post(client_of(alice), run, "state", checkpoint_id=head(run), values={"amount": "many"})

    assert answer.status_code == 422
    assert answer.json()["error"]["detail"]["errors"][0]["path"] == "amount"
    assert not StateEdit.objects.exists()


def test_a_preview_tells_the_patch_and_keeps_nothing(alice: User, order: Graph, client_of: ClientOf) -> None:
    run = at_breakpoint(alice, order, "ask", {"amount": 1})
    base = head(run)
    found = post(client_of(alice), run, "state/preview", checkpoint_id=base, values={"amount": 50, "answer": "x"})

    assert found.json()["patch"]["set"] == {"amount": 50, "answer": "x"}
    assert found.json()["next"] == ["ask"]
    assert found.json()["errors"] == []
    assert head(run) == base
    assert not Event.objects.filter(run=run, kind="state.edited").exists()


def test_a_preview_names_what_does_not_fit(alice: User, order: Graph, client_of: ClientOf) -> None:
    run = at_breakpoint(alice, order, "ask", {"amount": 1})
    found = post(client_of(alice), run, "state/preview", checkpoint_id=head(run), values={"amount": [], "no": 1})

    assert {error["path"] for error in found.json()["errors"]} >= {"amount"}


def test_a_reducers_list_is_typed_over_and_not_added_to(alice: User, wide: Graph, client_of: ClientOf) -> None:
    run = at_breakpoint(alice, wide, "join", {"amount": 1})
    answer = post(client_of(alice), run, "state", checkpoint_id=head(run), values={"log": ["mine"]})

    assert answer.status_code == 200, answer.content
    assert Run.objects.get(pk=run.pk).thread.values["log"] == ["mine"]


def test_an_edit_before_a_join_keeps_the_join_due(alice: User, wide: Graph, client_of: ClientOf) -> None:
    run = at_breakpoint(alice, wide, "join", {"amount": 1})
    post(client_of(alice), run, "state", checkpoint_id=head(run), values={"amount": 500})
    run = advanced(resume_run(alice, Run.objects.get(pk=run.pk), how="continue"))

    assert run.status == "success"
    assert started(run)[-2:] == ["join", "dear"]


def test_an_edit_as_a_node_decides_its_edges_anew(alice: User, wide: Graph, client_of: ClientOf) -> None:
    run = at_breakpoint(alice, wide, "cheap", {"amount": 1})
    found = post(client_of(alice), run, "state", checkpoint_id=head(run), values={"amount": 500}, as_node="join").json()

    assert found["next"] == ["dear"]
    assert advanced(resume_run(alice, Run.objects.get(pk=run.pk), how="continue")).status == "success"


def test_a_question_that_waits_is_asked_again_of_the_new_state(alice: User, wide: Graph, client_of: ClientOf) -> None:
    run = advanced(start_run(alice, wide, input={"amount": 1}))
    asked = waiting(run)
    assert post(client_of(alice), run, "state", checkpoint_id=head(run), values={"amount": 7}).status_code == 200
    run = advanced(run)

    assert waiting(run).value == {"amount": 7}
    assert waiting(run).pk != asked.pk
    assert started(run).count("beside") == 1
    decide(alice, waiting(run), kind="respond", value="fine")
    run = advanced(run)
    assert run.status == "success"
    assert sorted(run.output["log"][-2:]) == ["beside", "fine"]


def test_a_run_that_goes_on_cannot_be_edited(alice: User, order: Graph, client_of: ClientOf) -> None:
    run = start_run(alice, order, input={"amount": 1})
    assert post(client_of(alice), run, "state", checkpoint_id="x", values={}).status_code == 409


def test_the_patches_of_edits_fold_into_the_final_state(alice: User, order: Graph, client_of: ClientOf) -> None:
    run = at_breakpoint(alice, order, "ask", {"amount": 1})
    post(client_of(alice), run, "state", checkpoint_id=head(run), values={"amount": 50})
    run = advanced(resume_run(alice, Run.objects.get(pk=run.pk), how="continue"))
    decide(alice, waiting(run), kind="respond", value="yes")
    run = advanced(run)

    values: dict = {}
    for event in Event.objects.filter(run=run, kind__in=["checkpoint.saved", "state.edited"]).order_by("seq"):
        patch = event.body["patch"]
        values = apply({} if patch["from"] == "nothing" else values, patch)
    assert values == run.output == {"amount": 100, "answer": "yes"}


def test_a_checkpoint_is_read_and_one_that_is_not_there_is_not(alice: User, order: Graph, client_of: ClientOf) -> None:
    run = at_breakpoint(alice, order, "ask", {"amount": 1})
    first = bodies(run, "checkpoint.saved")[0]["checkpoint_id"]
    found = client_of(alice).get(f"/runs/{run.pk}/checkpoints/{first}/", headers={"accept": "application/json"})

    assert (found.json()["step"], found.json()["source"], found.json()["next"]) == (-1, "input", ["__start__"])
    nothing = client_of(alice).get(f"/runs/{run.pk}/checkpoints/none/", headers={"accept": "application/json"})
    assert nothing.status_code == 404


def test_a_fork_runs_on_from_a_checkpoint_with_other_values(alice: User, order: Graph, client_of: ClientOf) -> None:
    run = advanced(start_run(alice, order, input={"amount": 1}))
    decide(alice, waiting(run), kind="respond", value="yes")
    run = advanced(run)
    before_ask = next(body for body in bodies(run, "checkpoint.saved") if body["next"] == ["ask"])["checkpoint_id"]
    made = post(client_of(alice), run, "forks", checkpoint_id=before_ask, values={"amount": 30})
    assert made.status_code == 201, made.content
    fork = advanced(Run.objects.get(pk=made.json()["id"]))

    assert fork.thread_id != run.thread_id
    assert waiting(fork).value == {"amount": 30}
    assert started(fork) == ["ask"]
    assert bodies(fork, "run.created")[0]["forked_from"] == {"run": str(run.pk), "checkpoint_id": before_ask, "ns": []}
    assert Run.objects.get(pk=run.pk).thread.values == {"amount": 4, "answer": "yes"}


@pytest.mark.parametrize("path", ["state", "state/preview", "forks"])
def test_strangers_find_nothing_and_approvers_may_not(
    alice: User, charlie: User, dana: User, order: Graph, client_of: ClientOf, path: str
) -> None:
    run = start_run(alice, order, input={"amount": 1})
    assert post(client_of(charlie), run, path, checkpoint_id="x").status_code == 404
    assert post(client_of(dana), run, path, checkpoint_id="x").status_code == 403
    assert client_of(charlie).get(f"/runs/{run.pk}/checkpoints/x/").status_code == 404


def test_without_a_worker_the_answer_says_so(
    alice: User, order: Graph, client_of: ClientOf, worker: Worker, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    run = at_breakpoint(alice, order, "ask", {"amount": 1})
    settings.ASK_TIME_LIMIT_S = 1
    monkeypatch.setattr("studio.live.ask.QUEUE", "nobody-listens")
    answer = post(client_of(alice), run, "state", checkpoint_id=head(run), values={"amount": 2})

    assert answer.status_code == 503
    assert "worker" in answer.json()["error"]["message"]
    assert Run.objects.get(pk=run.pk).thread.values == {"amount": 2}
