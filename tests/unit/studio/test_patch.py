"""Patches: small, and exact."""

from hypothesis import given
from hypothesis import strategies as st

from studio.engine.patch import apply, diff, is_empty

scalars = st.none() | st.booleans() | st.integers(0, 9) | st.sampled_from(["", "x", "y"])
plain = scalars | st.lists(scalars, max_size=4) | st.dictionaries(st.sampled_from(["k", "l"]), scalars, max_size=2)
states = st.dictionaries(st.sampled_from(["a", "b", "messages"]), plain, max_size=3)


@given(before=states, after=states)
def test_a_patch_applied_to_the_state_before_gives_the_state_after(before: dict, after: dict) -> None:
    assert apply(before, diff(before, after)) == after


@given(state=states)
def test_equal_states_have_an_empty_patch(state: dict) -> None:
    assert is_empty(diff(state, dict(state)))


def test_a_list_that_grew_is_told_by_what_it_gained() -> None:
    patch = diff({"messages": ["a", "b"]}, {"messages": ["a", "b", "c"]})

    assert patch == {"set": {}, "append": {"messages": ["c"]}, "remove": []}


def test_a_list_that_changed_inside_is_set_whole() -> None:
    patch = diff({"messages": ["a", "b"]}, {"messages": ["x", "b", "c"]})

    assert patch["set"] == {"messages": ["x", "b", "c"]}


def test_applying_a_patch_leaves_the_state_before_as_it_was() -> None:
    before = {"messages": ["a"]}

    apply(before, diff(before, {"messages": ["a", "b"]}))

    assert before == {"messages": ["a"]}
