"""A typed dict of `typing` is described and checked on every Python, wherever it stands in a type."""

from typing import Annotated, Any, Generic, NotRequired, TypedDict, TypeVar

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from runtime.graph import START, StateGraph
from runtime.state.pydantic_types import portable

T = TypeVar("T")


class Line(TypedDict):
    """A line of an order."""

    sku: str
    count: NotRequired[int]


class Tree(TypedDict):
    kids: "list[Tree]"


class Pair(TypedDict, Generic[T]):
    one: T
    more: list[T]


class Postponed(TypedDict):
    sure: str
    perhaps: "NotRequired[int]"


class Model(BaseModel):
    count: int


PLACES: list[Any] = [Line, Line | None, list[Line], dict[str, tuple[Line, ...]], Annotated[Line, "noted"], Pair[Line]]


@pytest.mark.parametrize("hint", PLACES)
def test_it_has_a_json_schema_wherever_it_stands(hint: Any) -> None:
    assert "A line of an order." in str(TypeAdapter(portable(hint)).json_schema())


def test_a_type_may_hold_itself() -> None:
    with pytest.raises(ValidationError, match="kids.0.kids"):
        TypeAdapter(portable(Tree)).validate_python({"kids": [{"kids": 1}]})


def test_a_generic_one_has_its_parameters() -> None:
    with pytest.raises(ValidationError, match="more.1"):
        TypeAdapter(portable(Pair[int])).validate_python({"one": 1, "more": [1, "a"]}, strict=True)


def test_what_may_be_left_out_is_told_by_text_too() -> None:
    assert TypeAdapter(portable(Postponed)).json_schema()["required"] == ["sure"]


def test_models_stand_for_their_instances_where_asked() -> None:
    assert TypeAdapter(portable(list[Model])).validate_python([{"count": 1}]) == [Model(count=1)]
    with pytest.raises(ValidationError, match="instance of Model"):
        TypeAdapter(portable(list[Model], is_opaque=True)).validate_python([{"count": 1}])


def test_what_has_no_typed_dict_stays_what_it_is() -> None:
    for hint in (int, list[int], dict[str, Any], Model, T):
        assert portable(hint) is hint


def test_a_graph_with_nested_records_describes_them() -> None:
    class Order(TypedDict):
        lines: list[Line]

    schema = StateGraph(Order).add_node("a", lambda _: None).add_edge(START, "a").compile().get_input_jsonschema()
    assert schema["required"] == ["lines"]
    assert schema["$defs"]["Line"]["required"] == ["sku"]
