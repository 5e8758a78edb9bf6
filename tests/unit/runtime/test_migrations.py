"""States of older schemas are brought up when read, run on, edited and forked; stored history stays."""

import operator
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any, TypedDict

import pytest

from runtime.channels import DeltaChannel
from runtime.checkpoint.memory import InMemorySaver
from runtime.checkpoint.sqlite import SqliteSaver
from runtime.errors import GraphDefinitionError
from runtime.graph import START, StateGraph
from runtime.state.migrate import Migrations, SchemaMigrationError
from runtime.types import Command, interrupt

CONFIG: Any = {"configurable": {"thread_id": "t"}}


def extend(value: list[str], writes: Sequence[list[str]]) -> list[str]:
    return [*value, *(item for write in writes for item in write)]


class One(TypedDict, total=False):
    first: str
    last: str
    log: Annotated[list[str], operator.add]


class Two(TypedDict, total=False):
    name: str
    log: Annotated[list[str], operator.add]


class Three(TypedDict, total=False):
    name: str
    words: int
    log: Annotated[list[str], DeltaChannel(extend)]


def to_two(values: dict[str, Any]) -> dict[str, Any]:
    return {"name": f"{values.pop('first')} {values.pop('last')}", **values}


def to_three(values: dict[str, Any]) -> dict[str, Any]:
    return {**values, "words": len(values["name"].split()), "log": [*values.get("log", []), "migrated"]}


def build(schema: Any, saver: Any, migrations: Migrations | None = None, *, asks: bool = False) -> Any:
    graph = StateGraph(schema).add_node("a", lambda state: {"log": ["a"]})
    graph.add_node("b", lambda state: {"log": [interrupt("?") if asks else "b"]})
    return graph.add_edge(START, "a").add_edge("a", "b").compile(checkpointer=saver, migrations=migrations)


@contextmanager
def stored(kind: str, *, asks: bool = False) -> Iterator[Any]:
    with SqliteSaver.from_conn_string(":memory:") if kind == "sqlite" else InMemorySaver() as saver:
        build(One, saver, asks=asks).invoke({"first": "Ada", "last": "Lovelace"}, CONFIG)
        yield saver


NEWEST = Migrations({1: to_two, 2: to_three})
savers = pytest.mark.parametrize("kind", ["memory", "sqlite"])


@savers
def test_an_old_state_is_read_as_a_new_one(kind: str) -> None:
    with stored(kind) as saver:
        app = build(Three, saver, NEWEST)
        assert app.get_state(CONFIG).values == {"name": "Ada Lovelace", "words": 2, "log": ["a", "b", "migrated"]}
        assert [s.values.get("name") for s in app.get_state_history(CONFIG)][:3] == ["Ada Lovelace"] * 3


@savers
def test_a_run_goes_on_from_it_and_keeps_it_once_migrated(kind: str) -> None:
    with stored(kind) as saver:
        app = build(Three, saver, NEWEST)
        assert app.invoke({}, CONFIG)["log"] == ["a", "b", "migrated", "a", "b"]
        newest = app.get_state(CONFIG)
        assert newest.metadata["schema_version"] == 3
        assert newest.values == {"name": "Ada Lovelace", "words": 2, "log": ["a", "b", "migrated", "a", "b"]}


@savers
def test_an_interrupted_run_of_the_old_program_is_answered_by_the_new_one(kind: str) -> None:
    with stored(kind, asks=True) as saver:
        app = build(Three, saver, NEWEST, asks=True)
        assert app.invoke(Command(resume="yes"), CONFIG)["log"] == ["a", "migrated", "yes"]
        assert app.get_state(CONFIG).values["words"] == 2


def beside(schema: Any, saver: Any, action: Any, migrations: Migrations | None = None) -> Any:
    """A node that finishes beside one that asks."""
    graph = StateGraph(schema).add_node("done", action).add_node("asks", lambda state: {"log": [interrupt("?")]})
    return graph.add_edge(START, "done").add_edge(START, "asks").compile(checkpointer=saver, migrations=migrations)


@savers
def test_what_a_finished_task_wrote_beside_one_that_asks_is_brought_up(kind: str) -> None:
    with SqliteSaver.from_conn_string(":memory:") if kind == "sqlite" else InMemorySaver() as saver:
        old = beside(One, saver, lambda state: {"first": "Grace", "log": ["done"]})
        old.invoke({"first": "Ada", "last": "Lovelace"}, CONFIG)

        def not_again(_: Any) -> Any:
            raise AssertionError

        app = beside(Three, saver, not_again, NEWEST)
        assert app.get_state(CONFIG).values["name"] == "Grace Lovelace"
        result = app.invoke(Command(resume="yes"), CONFIG)
        assert result["name"] == "Grace Lovelace"
        assert sorted(result["log"]) == ["done", "migrated", "yes"]


@savers
def test_an_edit_and_a_fork_begin_with_the_new_state(kind: str) -> None:
    with stored(kind) as saver:
        app = build(Three, saver, NEWEST)
        history = list(app.get_state_history(CONFIG))
        app.update_state(CONFIG, {"words": 7}, as_node="b")
        assert app.get_state(CONFIG).values["words"] == 7
        assert app.invoke(None, history[1].config)["log"] == ["a", "migrated", "b"]


def test_stored_history_is_not_changed() -> None:
    with stored("memory") as saver:
        before = [saved.checkpoint for saved in saver.list(CONFIG)]
        app = build(Three, saver, NEWEST)
        app.invoke({}, CONFIG)
        after = [saved.checkpoint for saved in saver.list(CONFIG)]
        assert after[-len(before) :] == before


def test_a_thread_is_brought_up_in_several_releases() -> None:
    with stored("memory") as saver:
        assert build(Two, saver, Migrations({1: to_two})).invoke({}, CONFIG)["name"] == "Ada Lovelace"
        assert build(Three, saver, NEWEST).get_state(CONFIG).values["words"] == 2


def test_a_state_newer_than_the_program_is_refused() -> None:
    with stored("memory") as saver:
        build(Three, saver, NEWEST).invoke({}, CONFIG)
        with pytest.raises(SchemaMigrationError, match="version 3 .* this graph knows 2"):
            build(Two, saver, Migrations({1: to_two})).get_state(CONFIG)


@pytest.mark.parametrize(("step", "told"), [(lambda values: values["gone"], "1 -> 2 failed"), (len, "returned 3")])
def test_a_step_that_cannot_is_named(step: Any, told: str) -> None:
    with stored("memory") as saver, pytest.raises(SchemaMigrationError, match=told):
        build(Two, saver, Migrations({1: step})).get_state(CONFIG)


def test_steps_have_no_gap() -> None:
    with pytest.raises(GraphDefinitionError, match=r"without a gap, got \[1, 3\]"):
        Migrations({1: to_two, 3: to_three})


async def not_at_once(values: dict[str, Any]) -> dict[str, Any]:
    return values


@pytest.mark.parametrize("step", [3, not_at_once])
def test_a_step_is_a_plain_function(step: Any) -> None:
    with pytest.raises(GraphDefinitionError, match="step 1 must be a plain function .* got "):
        Migrations({1: step})


def test_a_key_that_a_step_misspells_is_told() -> None:
    with stored("memory") as saver, pytest.raises(SchemaMigrationError, match=r"made \['nmae'\], which are no keys"):
        build(Two, saver, Migrations({1: lambda values: {"nmae": values["first"]}})).get_state(CONFIG)


def test_a_key_that_the_new_state_has_not_may_stay() -> None:
    with stored("memory") as saver:
        app = build(Two, saver, Migrations({1: lambda values: {**values, "name": values["first"]}}))
        assert app.get_state(CONFIG).values == {"name": "Ada", "log": ["a", "b"]}


def test_a_callers_own_note_of_that_name_is_no_version() -> None:
    saver, config = InMemorySaver(), {**CONFIG, "metadata": {"schema_version": "2024-11"}}
    build(One, saver).invoke({"first": "Ada", "last": "Lovelace"}, config)
    assert build(Two, saver, Migrations({1: to_two})).get_state(CONFIG).values["name"] == "Ada Lovelace"


def test_the_steps_alone_are_enough() -> None:
    with stored("memory") as saver:
        app = build(Two, saver, {1: to_two})  # type: ignore[arg-type]
        assert app.get_state(CONFIG).values["name"] == "Ada Lovelace"


def asks_inside(schema: Any, saver: Any, migrations: Migrations | None = None) -> Any:
    """A graph that asks, in a graph."""
    inner = StateGraph(schema).add_node("ask", lambda _: {"log": [interrupt("?")]}).add_edge(START, "ask")
    outer = StateGraph(schema).add_node("inner", inner.compile(migrations=migrations)).add_edge(START, "inner")
    return outer.compile(checkpointer=saver, migrations=migrations)


@savers
def test_a_graph_inside_is_brought_up_by_its_own_steps(kind: str) -> None:
    with SqliteSaver.from_conn_string(":memory:") if kind == "sqlite" else InMemorySaver() as saver:
        asks_inside(One, saver).invoke({"first": "Ada", "last": "Lovelace"}, CONFIG)
        app = asks_inside(Two, saver, Migrations({1: to_two}))
        [task] = app.get_state(CONFIG, subgraphs=True).tasks
        assert task.state.values["name"] == "Ada Lovelace"
        assert app.invoke(Command(resume="yes"), CONFIG) == {"name": "Ada Lovelace", "log": ["yes"]}


@savers
def test_time_travel_over_the_border_and_back(kind: str) -> None:
    with stored(kind) as saver:
        app = build(Three, saver, NEWEST)
        old = list(app.get_state_history(CONFIG))[1]
        app.update_state(old.config, {"words": 9}, as_node="a")
        assert app.invoke(None, CONFIG)["words"] == 9
        assert app.get_state(old.config).values["words"] == 2
        assert app.invoke(None, old.config)["words"] == 2


def test_without_migrations_nothing_is_noted() -> None:
    with stored("memory") as saver:
        assert "schema_version" not in build(One, saver).get_state(CONFIG).metadata
