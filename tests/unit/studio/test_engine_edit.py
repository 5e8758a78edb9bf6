"""Edits and forks at every level a thread stands in, on a saver that copies by itself and on one that does not."""

from __future__ import annotations

import operator
import sqlite3
from collections.abc import Callable, Iterator
from typing import Annotated, Any, TypedDict

import pytest
from pydantic import SecretStr

from runtime.checkpoint.memory import InMemorySaver
from runtime.checkpoint.sqlite import SqliteSaver
from runtime.graph import START, StateGraph
from runtime.types import interrupt
from studio.engine.edit import Change, edit, fork, preview
from studio.engine.events import checkpoint_id
from studio.engine.inspect import levels, place_of


class State(TypedDict, total=False):
    log: Annotated[list[str], operator.add]
    amount: int


class Story:
    """A graph in a graph in a graph: `price, (shipping: pack, (desk: greet, ask), book), bill`; counts calls."""

    saver: Callable[[], Any] = InMemorySaver

    def __init__(self, lasting: bool = False) -> None:
        self.calls: list[str] = []
        desk = self._line("greet", "ask")
        outer = StateGraph(State).add_node("pack", self._say("pack")).add_node("book", self._say("book"))
        outer.add_node("desk", desk.compile(checkpointer=True if lasting else None))
        outer.add_node("beside", self._say("beside"))
        outer.add_edge(START, "pack").add_edge("pack", "desk").add_edge("pack", "beside").add_edge("desk", "book")
        root = StateGraph(State).add_node("price", self._say("price")).add_node("bill", self._say("bill"))
        root.add_node("shipping", outer.compile())
        root.add_edge(START, "price").add_edge("price", "shipping").add_edge("shipping", "bill")
        self.graph = root.compile(checkpointer=self.saver())

    def _line(self, *names: str) -> Any:
        built = StateGraph(State)
        for before, name in zip((START, *names), names, strict=False):
            built.add_node(name, self._ask if name == "ask" else self._say(name)).add_edge(before, name)
        return built

    def _say(self, name: str) -> Any:
        def say(state: State) -> State:
            self.calls.append(name)
            return {"log": [name]}

        return say

    def _ask(self, state: State) -> State:
        self.calls.append("ask")
        return {"log": [interrupt(dict(state))]}

    def asked(self) -> Any:
        """Run until the question."""
        self.graph.invoke({"log": [], "amount": 1}, place_of("one"))
        self.calls.clear()
        return self

    def snapshot(self, thread: str = "one") -> Any:
        return self.graph.get_state(place_of(thread), subgraphs=True)

    def level(self, depth: int, thread: str = "one") -> tuple[str, Any]:
        return list(levels(self.snapshot(thread)))[depth]

    def change(self, depth: int, values: dict[str, Any], as_node: str | None = None) -> Change:
        ns, snapshot = self.level(depth)
        return Change(checkpoint_id(snapshot.config) or "", values, as_node, ns)

    def goes_on(self, thread: str = "one") -> Any:
        return self.graph.invoke(None, place_of(thread))


@pytest.fixture(params=["memory", "sqlite"], autouse=True)
def saver(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let stories be kept by one saver, then by the other."""
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    if request.param == "sqlite":
        monkeypatch.setattr(Story, "saver", lambda _: SqliteSaver(connection))
    yield
    connection.close()


def question(result: Any) -> Any:
    return result["__interrupt__"][0].value


@pytest.mark.parametrize("lasting", [False, True])
@pytest.mark.parametrize("depth", [0, 1, 2])
def test_an_edit_at_any_level_changes_that_level_and_not_the_place(depth: int, lasting: bool) -> None:
    story = Story(lasting).asked()
    made = edit(story.graph, "one", story.change(depth, {"amount": 50}))

    assert made["patch"]["set"] == {"amount": 50}
    assert made["at"] == ["shipping:desk:ask"]
    assert [snapshot.values["amount"] for _, snapshot in levels(story.snapshot())] == [
        50 if at == depth else 1 for at in range(3)
    ]
    assert question(story.goes_on())["amount"] == (50 if depth == 2 else 1)
    assert story.calls == ["ask"]


def test_what_stands_further_in_is_told_by_its_new_name() -> None:
    story = Story().asked()
    old = [ns for ns, _ in levels(story.snapshot())]
    made = edit(story.graph, "one", story.change(0, {"amount": 50}))
    new = [ns for ns, _ in levels(story.snapshot())]

    assert made["moved"] == dict(zip(old[1:], new[1:], strict=True))
    assert made["stands_in"] == new[2]


def test_a_question_is_withdrawn_at_every_level_around_an_edit() -> None:
    story = Story().asked()
    edit(story.graph, "one", story.change(2, {"amount": 50}))

    asked = [task.interrupts for _, snapshot in levels(story.snapshot()) for task in snapshot.tasks]
    assert not any(asked)


def test_an_edit_as_an_inner_node_decides_the_inner_edges() -> None:
    story = Story().asked()
    made = edit(story.graph, "one", story.change(2, {"log": ["typed"]}, as_node="ask"))

    assert made["next"] == []
    assert story.goes_on()["log"][-3:] == ["typed", "book", "bill"]
    assert story.calls == ["book", "bill"]


def test_only_the_newest_checkpoint_of_a_level_is_edited() -> None:
    story = Story().asked()
    change = story.change(2, {"amount": 50})
    made = edit(story.graph, "one", change)

    assert edit(story.graph, "one", change) == {"head": made["checkpoint_id"]}


def test_a_level_that_was_left_is_not_edited() -> None:
    story = Story().asked()
    change = story.change(1, {"amount": 50})
    edit(story.graph, "one", story.change(0, {"log": []}, as_node="shipping"))

    assert "no longer stands" in edit(story.graph, "one", change)["refused"]


def test_a_preview_of_an_inner_level_changes_nothing() -> None:
    story = Story().asked()
    before = story.snapshot()
    made = preview(story.graph, "one", story.change(2, {"amount": 50}))

    assert (made["patch"]["set"], made["next"]) == ({"amount": 50}, ["shipping:desk:ask"])
    assert story.snapshot() == before


def test_a_value_that_no_checkpoint_can_keep_changes_nothing() -> None:
    story = Story().asked()
    before = story.snapshot()
    made = edit(story.graph, "one", story.change(2, {"amount": object()}))

    assert made["errors"][0]["path"] == "amount"
    assert story.snapshot() == before


@pytest.mark.parametrize("lasting", [False, True])
@pytest.mark.parametrize("depth", [0, 1, 2])
def test_a_fork_of_where_a_thread_stands_goes_on_inside(depth: int, lasting: bool) -> None:
    story = Story(lasting).asked()
    made = fork(story.graph, "one", "two", story.change(depth, {}))

    assert made["at"] == ["shipping:desk:ask"]
    assert question(story.goes_on("two"))["log"] == ["price", "pack", "greet"]
    assert story.calls == ["ask"]


def test_a_fork_with_an_edit_inside_leaves_the_thread_alone() -> None:
    story = Story().asked()
    before = story.snapshot()
    fork(story.graph, "one", "two", story.change(2, {"amount": 50}))

    assert question(story.goes_on("two"))["amount"] == 50
    assert story.snapshot() == before


def test_a_fork_from_an_older_place_inside_runs_on_from_there() -> None:
    story = Story().asked()
    ns, snapshot = story.level(2)
    fork(story.graph, "one", "two", Change(checkpoint_id(snapshot.parent_config) or "", {"amount": 7}, None, ns))

    assert question(story.goes_on("two"))["amount"] == 7
    assert story.calls == ["greet", "ask"]


def test_a_fork_from_an_older_place_of_the_root_runs_the_subgraph_anew() -> None:
    story = Story().asked()
    _, snapshot = story.level(0)
    fork(story.graph, "one", "two", Change(checkpoint_id(snapshot.parent_config) or "", {}))
    story.goes_on("two")

    assert sorted(story.calls) == ["ask", "beside", "greet", "pack", "price"]


def test_a_fork_that_is_refused_leaves_no_thread() -> None:
    story = Story().asked()

    assert fork(story.graph, "one", "two", story.change(2, {"no": 1}))["errors"][0]["path"] == "no"
    assert story.snapshot("two").metadata is None


class Logged(TypedDict, total=False):
    log: Annotated[list[str], operator.add]


class Secretive(TypedDict, total=False):
    key: SecretStr
    amount: int


def test_a_secret_stays_one_whatever_is_edited() -> None:
    built = StateGraph(Secretive).add_node("one", lambda state: {}).add_node("two", lambda state: {})
    built.add_edge(START, "one").add_edge("one", "two")
    graph = built.compile(checkpointer=InMemorySaver(), interrupt_before=["two"])
    graph.invoke({"key": SecretStr("s3cret"), "amount": 1}, place_of("one"))
    head = graph.get_state(place_of("one")).config["configurable"]["checkpoint_id"]

    first = edit(graph, "one", Change(head, {"amount": 2}))
    kept = graph.get_state(place_of("one")).values["key"].get_secret_value()
    second = edit(graph, "one", Change(first["checkpoint_id"], {"key": "an0ther"}))
    assert (kept, graph.get_state(place_of("one")).values["key"].get_secret_value()) == ("s3cret", "an0ther")
    assert "s3cret" not in str(first)
    assert "an0ther" not in str(second)
    masked = second["values"]["key"]
    assert edit(graph, "one", Change(second["checkpoint_id"], {"key": masked, "amount": 3}))["patch"]["set"] == {
        "amount": 3
    }


def test_memory_that_lasts_is_copied_as_it_was_then() -> None:
    counter = StateGraph(State).add_node("count", lambda state: {"amount": state.get("amount", 0) + 1})
    counter.add_edge(START, "count")
    built = StateGraph(Logged).add_node("inner", counter.compile(checkpointer=True)).add_node("after", lambda state: {})
    built.add_edge(START, "inner").add_edge("inner", "after")
    graph = built.compile(checkpointer=Story().saver(), interrupt_before=["after"])
    for _ in range(3):
        graph.invoke({"log": []}, place_of("one"))
    stops = [state for state in graph.get_state_history(place_of("one")) if state.next == ("after",)]
    fork(graph, "one", "two", Change(checkpoint_id(stops[1].config) or "", {}))

    told = [graph.get_state(place_of(thread, ns="inner")).values["amount"] for thread in ("one", "two")]
    assert told == [3, 2]
