"""`compile(strict=True)`: nodes fit the state as annotated, and as they return."""

import operator
import sys
from dataclasses import dataclass
from typing import Annotated, Any, Literal, NotRequired, TypedDict

import pytest
from pydantic import BaseModel

from runtime.errors import GraphDefinitionError, InvalidUpdateError
from runtime.graph import START, StateGraph
from runtime.types import Command


class State(TypedDict, total=False):
    count: int
    names: list[str]
    mood: NotRequired[Literal["good", "bad"]]
    log: Annotated[list[str], operator.add]


@dataclass
class Record:
    count: int = 0


class Model(BaseModel):
    count: int = 0


class Good(TypedDict, total=False):
    count: int


class Misspelt(TypedDict, total=False):
    cuont: int


class OfText(TypedDict, total=False):
    count: str


def good(state: State) -> Good:
    return {"count": 1}


def misspelt(state: State) -> Misspelt:
    return {"cuont": 1}


def of_text(state: State) -> OfText | None:
    return None


def moves(state: State) -> Command[Literal["__end__"]]:
    return Command(update={"count": 2})


def build(schema: Any, node: Any, **options: Any) -> Any:
    return StateGraph(schema).add_node("node", node).add_edge(START, "node").compile(**options)


@pytest.mark.parametrize("node", [good, moves, lambda state: {"log": ["a"], "count": 1}])
def test_what_fits_runs(node: Any) -> None:
    assert "count" in build(State, node, strict=True).invoke({"count": 0, "log": []})


def test_a_misspelt_key_is_found_when_compiled() -> None:
    with pytest.raises(GraphDefinitionError, match=r"'node' is annotated to return Misspelt, whose keys \['cuont'\]"):
        build(State, misspelt, strict=True)


def test_a_key_of_another_type_is_found_when_compiled() -> None:
    with pytest.raises(GraphDefinitionError, match="'node' is annotated to return 'count' as str; the state holds int"):
        build(State, of_text, strict=True)


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"count": "7"}, r"Node 'node' wrote '7' \(str\) to key 'count': Input should be a valid integer"),
    ({"names": ["a", 1]}, "to key 'names': 1: Input should be a valid string"),
    ({"mood": "mad"}, "to key 'mood': Input should be 'good' or 'bad'"),
]


@pytest.mark.parametrize(("update", "told"), WRONG)
@pytest.mark.parametrize("wrap", [dict, lambda update: Command(update=update)])
def test_a_wrong_update_names_node_key_and_what_was_expected(update: Any, told: str, wrap: Any) -> None:
    with pytest.raises(InvalidUpdateError, match=told):
        build(State, lambda state: wrap(update), strict=True).invoke({"count": 0})


@pytest.mark.parametrize("schema", [Record, Model])
def test_records_of_every_kind_are_checked(schema: Any) -> None:
    app = build(schema, lambda state: {"count": "7"}, strict=True)
    with pytest.raises(InvalidUpdateError, match="'count'"):
        app.invoke({"count": 0})


def test_without_strict_nothing_is_checked() -> None:
    assert build(State, lambda state: {"count": "7"}).invoke({"count": 0})["count"] == "7"
    assert build(State, misspelt).invoke({"count": 0})["count"] == 0


def test_a_class_pydantic_does_not_know_is_checked_by_its_class() -> None:
    class Box:
        pass

    class Boxed(TypedDict):
        box: Box

    with pytest.raises(InvalidUpdateError, match="instance of"):
        build(Boxed, lambda state: {"box": sys}, strict=True).invoke({"box": Box()})
