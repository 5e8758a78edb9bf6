"""A schema inferred from examples fits every example, and says no more than they do."""

import math
from typing import Any, NotRequired

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from typing_extensions import is_typeddict

from runtime.graph import START, StateGraph
from runtime.state.infer import infer_json_schema, infer_schema

LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(-9, 9), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=3)
)
NAMES = st.sampled_from(["a", "b", "c_d", "id"])
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES | st.just("not a name"), inner, max_size=3),
    max_leaves=6,
)
STATES = st.lists(st.dictionaries(NAMES, VALUES, max_size=4), min_size=1, max_size=4)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STATES)
def test_every_example_fits(examples: list[dict[str, Any]]) -> None:
    adapter: Any = TypeAdapter(infer_schema(examples))
    for example in examples:
        assert adapter.validate_python(example) == example


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STATES)
def test_the_same_examples_in_another_order_say_the_same(examples: list[dict[str, Any]]) -> None:
    one, other = infer_schema(examples), infer_schema(examples[::-1])
    assert one.__required_keys__ == other.__required_keys__  # pyright: ignore[reportAttributeAccessIssue]
    assert one.__annotations__.keys() == other.__annotations__.keys()


def test_what_some_examples_lack_may_be_left_out() -> None:
    state = infer_schema([{"a": 1, "b": "x"}, {"a": 2}])
    assert state.__annotations__ == {"a": int, "b": NotRequired[str]}


def test_types_are_joined_and_nested() -> None:
    examples = [
        {"n": 1, "u": "a", "l": [{"x": 1}], "p": {"q": None}},
        {"n": math.pi, "u": None, "l": [{"y": "b"}], "p": {"q": [1]}},
    ]
    hints = infer_schema(examples).__annotations__
    item = hints["l"].__args__[0]
    assert hints["n"] is float
    assert hints["u"] == str | None
    assert is_typeddict(item)
    assert item.__annotations__ == {"x": NotRequired[int], "y": NotRequired[str]}
    assert hints["p"].__annotations__["q"] == None | list[int]


def test_a_value_no_example_has_does_not_fit() -> None:
    with pytest.raises(ValidationError, match="n"):
        TypeAdapter(infer_schema([{"n": 1}])).validate_python({"n": "one"})


def test_a_json_schema_tells_the_same() -> None:
    schema = infer_json_schema([{"n": 1, "tags": ["a"]}, {"n": 2}], "Ticket")
    assert schema["title"] == "Ticket"
    assert schema["required"] == ["n"]
    assert schema["properties"]["tags"] == {"items": {"type": "string"}, "title": "Tags", "type": "array"}


def test_an_inferred_schema_makes_a_graph() -> None:
    graph = StateGraph(infer_schema([{"n": 1}])).add_node("a", lambda state: {"n": state["n"] + 1}).add_edge(START, "a")
    assert graph.compile(strict=True).invoke({"n": 1}) == {"n": 2}


@pytest.mark.parametrize("examples", [[], [5], [{1: "x"}], [{"not a name": 1}]])
def test_what_is_no_state_is_refused(examples: list[Any]) -> None:
    with pytest.raises(ValueError, match="example"):
        infer_schema(examples)
