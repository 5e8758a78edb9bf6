"""An edit keeps, replaces and previews what every kind of channel holds, and what an older schema wrote."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Any, TypedDict

import pytest

from runtime.channels import BinaryOperatorAggregate, Bounded, ChannelMap, Deduplicated, DeltaChannel
from runtime.checkpoint.memory import InMemorySaver
from runtime.checkpoint.sqlite import SqliteSaver
from runtime.graph import START, StateGraph
from runtime.state.migrate import Migrations
from runtime.types import Command, interrupt
from studio.engine.edit import Change, edit, fork, preview
from studio.engine.events import checkpoint_id

CONFIG: Any = {"configurable": {"thread_id": "t"}}


def extend(value: list[str], writes: Sequence[list[str]]) -> list[str]:
    return [*value, *(item for write in writes for item in write)]


class State(TypedDict, total=False):
    amount: int
    journal: Annotated[list[str], DeltaChannel(extend)]
    recent: Annotated[list[str], Bounded(2, Deduplicated())]
    votes: Annotated[dict[str, int], ChannelMap(BinaryOperatorAggregate(int, operator.add))]


class Newer(TypedDict, total=False):
    amount_cents: int
    journal: Annotated[list[str], DeltaChannel(extend)]
    recent: Annotated[list[str], Bounded(2, Deduplicated())]
    votes: Annotated[dict[str, int], ChannelMap(BinaryOperatorAggregate(int, operator.add))]


def to_cents(values: dict[str, Any]) -> dict[str, Any]:
    return {"amount_cents": 100 * values.pop("amount"), **values}


def build(schema: Any, saver: Any, **options: Any) -> Any:
    """`first`, then `done` beside `ask`, which waits for an answer."""
    graph = StateGraph(schema).add_node("first", lambda _: {"journal": ["first"], "recent": "a", "votes": {"ada": 1}})
    graph.add_node("done", lambda _: {"journal": ["done"], "votes": {"bob": 1}})
    graph.add_node("ask", lambda _: {"journal": [interrupt("?")], "votes": {"ada": 1}})
    graph.add_edge(START, "first").add_edge("first", "done").add_edge("first", "ask")
    return graph.compile(checkpointer=saver, **options)


@pytest.fixture(params=["memory", "sqlite"])
def saver(request: pytest.FixtureRequest) -> Iterator[Any]:
    if request.param == "memory":
        yield InMemorySaver()
    else:
        with SqliteSaver.from_conn_string(":memory:") as made:
            yield made


@pytest.fixture
def graph(saver: Any) -> Any:
    made = build(State, saver)
    made.invoke({"amount": 3, "journal": ["in"]}, CONFIG)
    return made


def changed(graph: Any, ask: Callable[..., Any], values: dict[str, Any]) -> Any:
    return ask(graph, "t", Change(checkpoint_id(graph.get_state(CONFIG).config), values))


@pytest.mark.parametrize("ask", [preview, edit])
def test_what_is_not_edited_stays_whole(graph: Any, ask: Callable[..., Any]) -> None:
    made = changed(graph, ask, {"amount": 7})
    assert made["values"]["journal"] == ["in", "first", "done"]
    assert made["patch"] == {"from": "parent", "set": {"amount": 7}, "append": {}, "remove": []}


EDITS: list[tuple[str, Any, Any]] = [
    ("journal", ["x"], ["x", "done"]),
    ("recent", ["q", "q", "w", "e"], ["w", "e"]),
    ("votes", {"zoe": 4}, {"zoe": 4, "bob": 1}),
]


@pytest.mark.parametrize("ask", [preview, edit])
@pytest.mark.parametrize(("key", "value", "shown"), EDITS)
def test_every_kind_of_channel_is_typed_over(
    graph: Any, ask: Callable[..., Any], key: str, value: Any, shown: Any
) -> None:
    assert changed(graph, ask, {key: value})["values"][key] == shown


def test_a_run_goes_on_from_what_was_typed(graph: Any) -> None:
    changed(graph, edit, {"journal": ["x"], "votes": {"zoe": 4}})
    result = graph.invoke(Command(resume="yes"), CONFIG)
    assert sorted(result["journal"]) == ["done", "x", "yes"]
    assert result["votes"] == {"zoe": 4, "ada": 1, "bob": 1}


def test_a_fork_of_a_delta_channel_holds_what_was_there(graph: Any) -> None:
    first = list(graph.get_state_history(CONFIG))[-2]
    made = fork(graph, "t", "other", Change(checkpoint_id(first.config), {"amount": 9}))
    assert made["values"]["journal"] == ["in"]
    assert made["values"]["amount"] == 9


@pytest.mark.parametrize("ask", [preview, edit])
def test_a_state_of_an_older_schema_is_edited_as_the_newer_one(graph: Any, saver: Any, ask: Callable[..., Any]) -> None:
    newer = build(Newer, saver, migrations=Migrations({1: to_cents}))
    made = changed(newer, ask, {"recent": ["b"]})
    assert made["values"]["amount_cents"] == 300
    assert made["values"]["journal"] == ["in", "first", "done"]
    assert made["values"]["recent"] == ["b"]


def test_a_thread_of_an_older_schema_that_was_edited_goes_on(graph: Any, saver: Any) -> None:
    newer = build(Newer, saver, migrations=Migrations({1: to_cents}))
    changed(newer, edit, {"amount_cents": 5})
    assert newer.get_state(CONFIG).metadata["schema_version"] == 2
    result = newer.invoke(Command(resume="yes"), CONFIG)
    assert result["amount_cents"] == 5
    assert "amount" not in newer.get_state(CONFIG).values
