"""`compile(strict=True)`: nodes fit the state as annotated, and as they return."""

import operator
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, Literal, NotRequired, Required, TypedDict, TypeVar

import pytest
from pydantic import BaseModel, Field
from typing_extensions import ReadOnly

from runtime.channels import BinaryOperatorAggregate, Bounded, ChannelMap
from runtime.checkpoint.memory import InMemorySaver
from runtime.errors import GraphDefinitionError, InvalidUpdateError
from runtime.graph import START, StateGraph
from runtime.state.assignable import is_assignable
from runtime.types import Command, Overwrite

T = TypeVar("T")


@dataclass
class Record:
    count: int = 0


class Model(BaseModel):
    count: int = Field(0, lt=100)


class Line(TypedDict):
    sku: str
    count: NotRequired[int]


class Tree(TypedDict):
    kids: "list[Tree]"


class Box(TypedDict, Generic[T]):
    item: T


def total(left: int, right: int) -> int:
    return left + right


class Named(TypedDict, total=False):
    names: list[str]
    mood: NotRequired[Literal["good", "bad"]]


class State(Named, total=False):
    count: Required[ReadOnly[int]]
    either: int | str | None
    lines: list[Line]
    tree: Tree
    box: Box[int]
    model: Model
    record: Record
    noted: Annotated[int, "read by people"]
    log: Annotated[list[str], "twice", operator.add]
    total: Annotated[int, total]
    recent: Annotated[list[str], Bounded(3)]
    votes: Annotated[dict[str, int], ChannelMap(BinaryOperatorAggregate(int, operator.add))]


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


FITS: list[dict[str, Any]] = [
    {"log": ["a"], "count": 1},
    {"log": Overwrite([])},
    {"model": Model(), "record": Record(), "either": None},
    {"lines": [{"sku": "a"}], "tree": {"kids": [{"kids": []}]}, "box": {"item": 1}},
    {"recent": "a", "votes": {"ada": 1}, "total": 2},
]


@pytest.mark.parametrize("node", [good, moves, *(lambda _, update=update: update for update in FITS)])
def test_what_fits_runs(node: Any) -> None:
    assert "count" in build(State, node, strict=True).invoke({"count": 0, "log": []})


def no_state() -> Good:
    return {"count": 1}


def two_states(one: State, other: State) -> Good:
    return {"count": 1}


def reads_text(state: OfText) -> Good:
    return {"count": 1}


def a_number(state: State) -> int:
    return 1


UNFIT: list[tuple[Any, str]] = [
    (no_state, r"Node 'node' cannot be called: it takes \(\) -> .*Good.*too many positional arguments"),
    (two_states, "cannot be called: .* missing a required argument: 'other'. A node takes the state first"),
    (reads_text, "Key 'count' is str in OfText, but int in State. Give both one type"),
    (a_number, "Node 'node' is annotated to return int. A node returns a mapping of state keys, a Command, or None"),
]


@pytest.mark.parametrize(("node", "told"), UNFIT)
def test_a_node_of_another_shape_is_found_when_compiled(node: Any, told: str) -> None:
    with pytest.raises(GraphDefinitionError, match=told):
        build(State, node, strict=True)


ASSIGNABLE: list[tuple[Any, Any, bool]] = [
    (int, int | None, True),
    (float, int, False),
    (int, float, True),
    (bool, int, False),
    (Literal["a"], Literal["a", "b"], True),
    (Literal["c"], Literal["a", "b"], False),
    (Literal["a", 1], int | str, True),
    (str, Literal["a"], False),
    (int | str, int, False),
    (list[int], Sequence[int], True),
    (list[int], list[str], False),
    (tuple[int, ...], tuple[int, str], True),
    (dict, Line, True),
    (list, Line, False),
    (Line, dict[str, Any], True),
    (Annotated[int, "x"], int, True),
    (Any, int, True),
    (Model, BaseModel, True),
    (list[T], list[int], True),
]


@pytest.mark.parametrize(("given", "wanted", "fits"), ASSIGNABLE)
def test_a_type_is_assignable_as_a_checker_of_types_says(given: Any, wanted: Any, fits: bool) -> None:
    assert is_assignable(given, wanted) is fits


def test_a_misspelt_key_is_found_when_compiled() -> None:
    with pytest.raises(GraphDefinitionError, match=r"'node' is annotated to return Misspelt, whose keys \['cuont'\]"):
        build(State, misspelt, strict=True)


def test_a_key_of_another_type_is_found_when_compiled() -> None:
    with pytest.raises(GraphDefinitionError, match="'node' is annotated to return 'count' as str; the state takes int"):
        build(State, of_text, strict=True)


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"count": "7"}, "Node 'node' wrote '7' (str) to key 'count', which takes int."),
    ({"names": ["a", 1]}, "to key 'names', which takes list[str]: 1: Input should be a valid string, got 1 (int)."),
    ({"mood": "mad"}, "to key 'mood', which takes Literal['good', 'bad']."),
    ({"either": 1.5}, "wrote 1.5 (float) to key 'either', which takes int | str | None."),
    ({"lines": [{"count": 1}]}, "to key 'lines', which takes list[Line]: 0.sku: Field required."),
    ({"lines": [{"sku": "a", "count": "1"}]}, "list[Line]: 0.count: Input should be a valid integer, got '1' (str)."),
    ({"tree": {"kids": [{"kids": 3}]}}, "which takes Tree: kids.0.kids: Input should be a valid list, got 3 (int)."),
    ({"box": {"item": "a"}}, "which takes Box[int]: item: Input should be a valid integer, got 'a' (str)."),
    ({"model": {"count": 1}}, "wrote {'count': 1} (dict) to key 'model', which takes Model."),
    ({"record": {"count": 1}}, "wrote {'count': 1} (dict) to key 'record', which takes Record."),
    ({"noted": True}, "wrote True (bool) to key 'noted', which takes int."),
    ({"log": [1]}, "to key 'log', which takes list[str]: 0: Input should be a valid string, got 1 (int)."),
    ({"total": "1"}, "wrote '1' (str) to key 'total', which takes int."),
    ({"recent": [1]}, "to key 'recent', which takes str | list[str]"),
    ({"votes": {"ada": "1"}}, "which takes Mapping[str, int]: ada: Input should be a valid integer, got '1' (str)."),
    ({"names": list(range(9))}, "(int); 6 more."),
    ({"cuont": 1}, "Node 'node' wrote to key 'cuont', which the state has not."),
]


@pytest.mark.parametrize(("update", "told"), WRONG)
@pytest.mark.parametrize("wrap", [dict, lambda update: Command(update=update)])
def test_a_wrong_update_names_node_key_and_what_was_expected(update: Any, told: str, wrap: Any) -> None:
    with pytest.raises(InvalidUpdateError, match=re.escape(told)):
        build(State, lambda state: wrap(update), strict=True).invoke({"count": 0})


@pytest.mark.parametrize("schema", [Record, Model])
def test_records_of_every_kind_are_checked(schema: Any) -> None:
    app = build(schema, lambda state: {"count": "7"}, strict=True)
    with pytest.raises(InvalidUpdateError, match="'count'"):
        app.invoke({"count": 0})


def test_a_model_tells_what_its_fields_demand() -> None:
    with pytest.raises(InvalidUpdateError, match="takes int: Input should be less than 100, got 100"):
        build(Model, lambda _: {"count": 100}, strict=True).invoke({"count": "1"})


def test_an_input_that_does_not_fit_is_told() -> None:
    with pytest.raises(InvalidUpdateError, match=r"The input wrote 'x' \(str\) to key 'count', which takes int"):
        build(State, good, strict=True).invoke({"count": "x"})


def test_a_command_to_no_node_is_told() -> None:
    with pytest.raises(InvalidUpdateError, match="Node 'node' goes to 'nowhere', which is no node"):
        build(State, lambda _: Command(goto="nowhere"), strict=True).invoke({"count": 0})


def test_an_edit_is_checked_like_an_update() -> None:
    app = build(State, good, strict=True, checkpointer=InMemorySaver())
    app.invoke({"count": 0}, config := {"configurable": {"thread_id": "t"}})
    with pytest.raises(InvalidUpdateError, match="which takes int"):
        app.update_state(config, {"count": "7"})


def test_without_strict_nothing_is_checked() -> None:
    assert build(State, lambda state: {"count": "7"}).invoke({"count": 0})["count"] == "7"
    assert build(State, misspelt).invoke({"count": 0})["count"] == 0


def test_a_class_pydantic_does_not_know_is_checked_by_its_class() -> None:
    class Box:
        pass

    class Boxed(TypedDict):
        box: Box

    with pytest.raises(InvalidUpdateError, match="which takes Box"):
        build(Boxed, lambda state: {"box": sys}, strict=True).invoke({"box": Box()})
