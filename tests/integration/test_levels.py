"""A run that stands inside a subgraph: its levels are read, edited, stepped on from, and forked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from studio.approvals.actions import decide
from studio.breakpoints.actions import put_breakpoint
from studio.checkpoints.models import StateEdit
from studio.graphs.models import Graph
from studio.runs.actions import How, resume_run, retry_run, start_run
from studio.runs.bootstrap import bootstrap
from studio.runs.models import Run
from studio.teams.models import Project, User
from tests.cast import ClientOf
from tests.integration.flows import NESTED, advanced, bodies, started, waiting, written
from tests.integration.worker import Worker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def graph(project: Project, tmp_path: Path, worker: Worker) -> Iterator[Graph]:
    with written(project, tmp_path, NESTED) as graph:
        yield graph


@pytest.fixture
def inside(alice: User, graph: Graph) -> Run:
    """A run that stopped in the subgraph: `pack` is done, `book` is next."""
    put_breakpoint(alice, graph, node="shipping:book", when="before")
    return advanced(start_run(alice, graph, input={"log": ["in"]}))


def post(client: Client, run: Run, path: str, **body: Any) -> Any:
    return client.post(f"/runs/{run.pk}/{path}/", data=body, content_type="application/json")


def level(run: Run) -> dict[str, str]:
    """The newest checkpoint inside the subgraph, as the page names it."""
    newest = [body for body in bodies(run, "checkpoint.saved") if body["ns"]][-1]
    return {"ns": "|".join(newest["ns"]), "checkpoint_id": newest["checkpoint_id"]}


def outer(run: Run) -> str:
    return Run.objects.get(pk=run.pk).thread.checkpoint_id


def went(alice: User, run: Run, how: How = "continue") -> Run:
    return advanced(resume_run(alice, Run.objects.get(pk=run.pk), how=how))


def test_the_state_inside_is_read_and_edited_and_the_run_goes_on_with_it(
    alice: User, inside: Run, client_of: ClientOf
) -> None:
    here = level(inside)
    seen = client_of(alice).get(f"/runs/{inside.pk}/checkpoints/{here['checkpoint_id']}/", {"ns": here["ns"]}).json()
    answer = post(client_of(alice), inside, "state", **here, values={"log": [*seen["values"]["log"], "typed"]})

    assert (seen["next"], seen["values"]["log"]) == (["shipping:book"], ["in", "price", "pack"])
    assert answer.json()["patch"]["append"] == {"log": ["typed"]}
    assert answer.json()["at"] == ["shipping:book"]
    run = went(alice, inside)
    assert waiting(run).node == "shipping:ask"
    decide(alice, waiting(run), kind="respond", value="7")
    run = advanced(run)
    assert run.output["log"][-6:] == ["price", "pack", "typed", "book", "7", "bill"]
    assert started(run).count("shipping:pack") == 1


def test_an_edit_inside_leaves_the_outer_state_and_says_its_level(
    alice: User, inside: Run, client_of: ClientOf
) -> None:
    here, before = level(inside), outer(inside)
    post(client_of(alice), inside, "state", **here, values={"log": ["typed"]})

    run = Run.objects.get(pk=inside.pk)
    assert outer(run) == before == run.stopped["checkpoint_id"]
    assert run.thread.values == {"log": ["in", "price"]}
    assert StateEdit.objects.get().ns == here["ns"]
    assert bodies(run, "state.edited")[0]["ns"] == here["ns"].split("|")


@pytest.mark.parametrize(("how", "at"), [("step", "shipping:ask"), ("into", "shipping:ask"), ("out", "shipping:ask")])
def test_steps_go_on_from_an_edit_inside(alice: User, inside: Run, client_of: ClientOf, how: How, at: str) -> None:
    post(client_of(alice), inside, "state", **level(inside), values={"log": ["typed"]})
    run = went(alice, inside, how)

    assert run.stopped["at"] == [at]
    assert started(run)[-1] == ("shipping:ask" if how == "out" else "shipping:book")


@pytest.mark.parametrize("how", ["step", "into", "out"])
def test_steps_go_on_inside_from_an_edit_of_the_outer_level(
    alice: User, inside: Run, client_of: ClientOf, how: How
) -> None:
    old = level(inside)["ns"]
    answer = post(client_of(alice), inside, "state", checkpoint_id=outer(inside), values={"log": ["typed"]}).json()
    run = went(alice, inside, how)

    assert answer["at"] == ["shipping:book"]
    assert list(answer["moved"]) == [old]
    assert run.stopped["at"] == ["shipping:ask"]
    assert started(run).count("shipping:pack") == 1
    assert run.thread.values == {"log": ["typed"]}


def test_the_second_of_two_editors_inside_is_told_of_the_first(
    alice: User, bob: User, inside: Run, client_of: ClientOf
) -> None:
    here = level(inside)
    first = post(client_of(alice), inside, "state", **here, values={"log": ["mine"]}).json()
    answer = post(client_of(bob), inside, "state", **here, values={"log": ["ours"]})

    assert answer.status_code == 409
    assert answer.json()["error"]["detail"] == {"expected": here["checkpoint_id"], "head": first["checkpoint_id"]}


@pytest.mark.parametrize(("values", "path"), [({"log": "no list"}, "log"), ({"no": 1}, "no"), ({"log": [1]}, "log/0")])
@pytest.mark.parametrize("verb", ["state", "state/preview", "forks"])
def test_values_that_do_not_fit_the_subgraph_are_named(
    alice: User, inside: Run, client_of: ClientOf, verb: str, values: dict[str, Any], path: str
) -> None:
    answer = post(client_of(alice), inside, verb, **level(inside), values=values)
    told = answer.json() if verb == "state/preview" else answer.json()["error"]["detail"]

    assert answer.status_code == (200 if verb == "state/preview" else 422)
    assert told["errors"][0]["path"] == path
    assert Run.objects.count() == 1
    assert not StateEdit.objects.exists()


def test_a_subgraph_that_was_left_can_be_forked_from_and_not_edited(
    alice: User, inside: Run, client_of: ClientOf
) -> None:
    here = level(inside)
    run = went(alice, inside)
    decide(alice, waiting(run), kind="respond", value="7")
    put_breakpoint(alice, run.graph, node="bill", when="before")
    run = advanced(run)
    assert run.stopped["at"] == ["bill"]

    refused = post(client_of(alice), run, "state", **here, values={"log": []})
    assert (refused.status_code, "Fork" in refused.json()["error"]["message"]) == (409, True)
    made = post(client_of(alice), run, "forks", **here, values={"log": ["typed"]})
    fork = advanced(Run.objects.get(pk=made.json()["id"]))
    assert waiting(fork).node == "shipping:ask"
    assert started(fork) == ["shipping", "shipping:book", "shipping:ask"]


@pytest.mark.parametrize("how", ["continue", "step"])
@pytest.mark.parametrize("at_level", ["outer", "inner"])
def test_a_fork_taken_inside_goes_on_inside(
    alice: User, inside: Run, client_of: ClientOf, at_level: str, how: str
) -> None:
    place = level(inside) if at_level == "inner" else {"checkpoint_id": outer(inside)}
    made = post(client_of(alice), inside, "forks", **place, how=how)
    fork = advanced(Run.objects.get(pk=made.json()["id"]))

    assert fork.stopped["at"] == ["shipping:ask"]
    assert "shipping:pack" not in started(fork)
    assert started(fork)[:2] == ["shipping", "shipping:book"]
    assert outer(inside) == Run.objects.get(pk=inside.pk).stopped["checkpoint_id"]


def test_a_question_inside_is_asked_again_of_the_state_that_was_typed(
    alice: User, inside: Run, client_of: ClientOf
) -> None:
    run = went(alice, inside)
    asked = waiting(run)
    assert post(client_of(alice), run, "state", **level(run), values={"log": ["typed"]}).status_code == 200
    run = advanced(run)

    assert waiting(run).pk != asked.pk
    assert started(run).count("shipping:book") == 1
    decide(alice, waiting(run), kind="respond", value="7")
    assert advanced(run).output["log"][-3:] == ["typed", "7", "bill"]


def test_a_runs_page_begins_with_its_forks(alice: User, inside: Run, client_of: ClientOf) -> None:
    place = level(inside)
    made = post(client_of(alice), inside, "forks", **place).json()
    told = bootstrap(Run.objects.get(pk=inside.pk), alice)["forks"]

    assert [(fork["id"], fork["url"], fork["checkpoint_id"]) for fork in told] == [
        (made["id"], made["url"], place["checkpoint_id"])
    ]
    assert told[0]["created_by"] == alice.shown_name


FAILING = NESTED.replace(
    'def ask(state: State) -> State:\n    return {"log": [interrupt("how much?")]}',
    'def ask(state: State) -> State:\n    if "mended" not in state["log"]:\n        raise ValueError("not yet")\n'
    '    return {"log": ["asked"]}',
)


def test_a_run_that_failed_inside_is_mended_inside_and_retried(
    alice: User, project: Project, tmp_path: Path, worker: Worker, client_of: ClientOf
) -> None:
    with written(project, tmp_path, FAILING) as graph:
        run = advanced(start_run(alice, graph, input={"log": []}))
        assert (run.status, run.error["node"]) == ("error", "shipping:ask")
        here = level(run)
        for place, at in ((here, "inner"), ({"checkpoint_id": outer(run)}, "outer")):
            made = post(client_of(alice), run, "forks", **place, how="continue").json()
            fork = advanced(Run.objects.get(pk=made["id"]))
            assert (at, fork.status, started(fork)) == (at, "error", ["shipping", "shipping:ask"])
        answer = post(client_of(alice), run, "state", **here, values={"log": ["mended"]})
        assert answer.json()["at"] == ["shipping:ask"]
        run = advanced(retry_run(alice, Run.objects.get(pk=run.pk)))

        assert (run.status, run.output["log"]) == ("success", ["price", "mended", "asked", "bill"])
        assert started(run).count("shipping:pack") == 1
