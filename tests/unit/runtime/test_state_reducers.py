"""Named reducers: checked when a graph is built and when they are used, and held to commuting."""

from typing import Annotated, Any, TypedDict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.checkpoint.memory import InMemorySaver
from runtime.errors import GraphDefinitionError, InvalidUpdateError
from runtime.graph import START, StateGraph
from runtime.state.reducers import append, highest, keep_first, lowest, merge, reducer, union
from runtime.testing.reducers import assert_commutes, folded, shuffled_writes

CONFIG: Any = {"configurable": {"thread_id": "t"}}


@reducer("total", takes=int, commutes=True)
def total(left: int, right: int) -> int:
    return left + right


def build(typ: Any, fold: Any, *updates: Any) -> Any:
    class State(TypedDict, total=False):
        value: Annotated[typ, fold]  # pyright: ignore[reportInvalidTypeForm] - made for each case

    graph = StateGraph(State)
    for number, update in enumerate(updates):
        graph.add_node(str(number), lambda state, update=update: {"value": update}).add_edge(START, str(number))
    return graph.compile(checkpointer=InMemorySaver())


def test_a_named_reducer_folds_like_a_function() -> None:
    app = build(int, total, 1, 2, 3)
    assert app.invoke({"value": 1}, CONFIG) == {"value": 7}
    assert app.get_state(CONFIG).values == {"value": 7}


def test_a_write_of_another_type_names_channel_and_reducer() -> None:
    with pytest.raises(InvalidUpdateError, match=r"Channel 'value' .*Reducer 'total' takes int, got 'x' \(str\)"):
        build(int, total, "x").invoke({"value": 0}, CONFIG)


def test_what_a_plain_reducer_raises_says_where() -> None:
    def divide(left: float, right: float) -> float:
        return left / right

    with pytest.raises(ZeroDivisionError) as caught:
        build(float, divide, 0).invoke({"value": 1.0}, CONFIG)
    assert "In reducer 'divide' of channel 'value', folding in 0." in caught.value.__notes__


def test_a_key_of_another_type_is_refused_when_built() -> None:
    with pytest.raises(GraphDefinitionError, match="Reducer 'total' of key 'value' makes int, but .* list"):
        build(list[int], total)


def test_a_reducer_of_three_arguments_is_refused() -> None:
    with pytest.raises(GraphDefinitionError, match=r"'odd' must take the value and one write"):
        reducer("odd")(lambda left, middle, right: left)


@given(shuffled_writes(st.integers()), st.integers())
def test_reducers_that_say_they_commute_do(orders: tuple[list[int], list[int]], value: int) -> None:
    for fold in (total, highest, lowest):
        assert fold.commutes
        assert_commutes(fold, value, *orders)


@given(shuffled_writes(st.sets(st.integers())))
def test_unions_commute(orders: tuple[list[set[int]], list[set[int]]]) -> None:
    assert_commutes(union, set(), *orders)


def test_a_reducer_that_does_not_commute_is_found() -> None:
    with pytest.raises(AssertionError, match=r"'append' does not commute: on \[\], \[1, 2\] gives \[1, 2\]"):
        assert_commutes(append, [], [1, 2], [2, 1])


def test_the_others_keep_what_they_promise() -> None:
    assert folded(append, None, [1, [2, 3]]) == [1, 2, 3]
    assert folded(merge, None, [{"a": 1}, {"a": 2, "b": 3}]) == {"a": 2, "b": 3}
    assert folded(keep_first, None, [1, 2]) == 1
    assert folded(highest, None, [None, 2, 1]) == 2
