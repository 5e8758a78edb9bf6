"""Whether a reducer keeps its word: strategies and checks for property tests. Needs Hypothesis."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hypothesis.strategies import SearchStrategy


def folded(reducer: Callable[[Any, Any], Any], value: Any, writes: Sequence[Any]) -> Any:
    """Return what a channel with this reducer holds after `writes`."""
    return reduce(reducer, writes, value)


def shuffled_writes(writes: SearchStrategy[Any], *, max_size: int = 5) -> SearchStrategy[tuple[list[Any], list[Any]]]:
    """Return a strategy of writes of one superstep, and the same writes in another order.

    Example:
        >>> from hypothesis import given, strategies as st
        >>> from runtime.state.reducers import highest
        >>> @given(shuffled_writes(st.integers()))
        ... def test_highest_commutes(orders):
        ...     assert_commutes(highest, None, *orders)
        >>> test_highest_commutes()
    """
    from hypothesis import strategies as st  # noqa: PLC0415 - reason: only tests have it

    lists = st.lists(writes, max_size=max_size)
    return lists.flatmap(lambda found: st.tuples(st.just(found), st.permutations(found)))


def assert_commutes(
    reducer: Callable[[Any, Any], Any], value: Any, writes: Sequence[Any], reordered: Sequence[Any]
) -> None:
    """Raise AssertionError, with both results, where the order of writes makes a difference."""
    one, other = folded(reducer, value, writes), folded(reducer, value, reordered)
    name = getattr(reducer, "__name__", repr(reducer))
    if one != other:
        raise AssertionError(
            f"Reducer {name!r} does not commute: on {value!r}, {list(writes)!r} gives {one!r} and "
            f"{list(reordered)!r} gives {other!r}."
        )
