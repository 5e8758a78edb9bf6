"""Composed channels: shapes hold whatever the grouping of writes, survive checkpoints, and stack."""

import operator
from collections.abc import Callable
from typing import Annotated, Any, TypedDict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.channels import (
    BinaryOperatorAggregate,
    Bounded,
    ChannelMap,
    Context,
    Deduplicated,
    DeltaChannel,
    LastValue,
    Windowed,
)
from runtime.checkpoint.memory import InMemorySaver
from runtime.errors import EmptyChannelError, InvalidUpdateError
from runtime.graph import START, StateGraph
from runtime.types import Overwrite

ITEMS = st.lists(st.integers(0, 9), max_size=12)
KINDS: dict[str, Callable[[], Any]] = {
    "bounded": lambda: Bounded(3),
    "deduplicated": lambda: Deduplicated(lambda item: item % 3),
    "first of each": lambda: Deduplicated(lambda item: item % 3, keep="first"),
    "windowed": lambda: Windowed(4, lambda item: item),
    "windowed and counted": lambda: Windowed(4, lambda item: item, count=2),
    "bounded without duplicates": lambda: Bounded(2, Deduplicated()),
    "bounded sum": lambda: Bounded(3, BinaryOperatorAggregate(list, operator.add)),
}


def filled(kind: str, supersteps: list[list[int]], *, reloads: bool = False) -> Any:
    channel = KINDS[kind]()
    is_summed = kind == "bounded sum"
    for items in supersteps:
        channel.update([[item] for item in items] if is_summed else items)
        if reloads:
            channel = channel.from_checkpoint(channel.checkpoint()).copy()
    return channel.get() if channel.is_available() else []


@given(st.sampled_from(sorted(KINDS)), st.lists(ITEMS, max_size=4))
def test_a_channel_survives_its_checkpoint(kind: str, supersteps: list[list[int]]) -> None:
    assert filled(kind, supersteps, reloads=True) == filled(kind, supersteps)


@given(st.sampled_from(["bounded", "deduplicated", "first of each", "windowed"]), ITEMS, st.integers(0, 12))
def test_how_writes_are_grouped_makes_no_difference(kind: str, items: list[int], cut: int) -> None:
    assert filled(kind, [items[:cut], items[cut:]]) == filled(kind, [items])


@given(st.sampled_from(sorted(KINDS)), ITEMS)
def test_shaping_twice_is_shaping_once(kind: str, items: list[int]) -> None:
    channel = KINDS[kind]()
    assert channel.shape(channel.shape(items)) == channel.shape(items)


def test_what_each_keeps() -> None:
    said = [1, 5, 4, 2, 8]
    kept = {kind: filled(kind, [said]) for kind in KINDS}
    assert kept == {
        "bounded": [4, 2, 8],
        "deduplicated": [4, 8],
        "first of each": [1, 5],
        "windowed": [5, 8],
        "windowed and counted": [5, 8],
        "bounded without duplicates": [2, 8],
        "bounded sum": [4, 2, 8],
    }


@given(st.lists(st.dictionaries(st.sampled_from("abc"), st.integers(-5, 5)), max_size=6))
def test_a_map_is_each_of_its_channels(writes: list[dict[str, int]]) -> None:
    channel = ChannelMap(BinaryOperatorAggregate(int, operator.add))
    for write in writes:
        channel.update([write])
        channel = channel.from_checkpoint(channel.checkpoint())
    expected = {name: sum(write.get(name, 0) for write in writes) for name in {n for write in writes for n in write}}
    assert (channel.get() if channel.is_available() else {}) == expected


def test_a_map_names_the_channel_that_refuses() -> None:
    channel = ChannelMap(LastValue(int)).declared("votes", dict)
    with pytest.raises(InvalidUpdateError, match=r"votes\['ada'\]"):
        channel.update([{"ada": 1}, {"ada": 2}])
    with pytest.raises(InvalidUpdateError, match="'votes' takes mappings"):
        channel.update([5])  # pyright: ignore[reportArgumentType] - what a node may write by mistake
    with pytest.raises(EmptyChannelError):
        channel.get()


def test_composed_keys_work_in_a_graph_and_its_checkpoints() -> None:
    class State(TypedDict, total=False):
        recent: Annotated[list[str], Bounded(2)]
        votes: Annotated[dict[str, int], ChannelMap(BinaryOperatorAggregate(int, operator.add))]

    graph = StateGraph(State)
    for name in ("a", "b", "c"):
        graph.add_node(name, lambda state, name=name: {"recent": name, "votes": {name: 1, "all": 1}})
        graph.add_edge(START, name)
    app = graph.compile(checkpointer=InMemorySaver())
    config: Any = {"configurable": {"thread_id": "t"}}
    assert app.invoke({}, config) == {"recent": ["b", "c"], "votes": {"a": 1, "b": 1, "c": 1, "all": 3}}
    app.invoke({"votes": {"all": 10}}, config)
    assert app.get_state(config).values["votes"]["all"] == 16


@pytest.mark.parametrize("inner", [DeltaChannel(lambda a, b: a), Context(lambda: None)])
def test_channels_that_are_stored_elsewhere_are_no_part_of_others(inner: Any) -> None:
    for compose in (lambda: Bounded(2, inner), lambda: ChannelMap(inner)):
        with pytest.raises(ValueError, match="cannot be part of another channel"):
            compose()


@pytest.mark.parametrize(
    "make", [lambda: Bounded(0), lambda: Windowed(1, len, count=0), lambda: Deduplicated(keep="x")]
)
def test_parameters_that_keep_nothing_are_refused(make: Callable[[], Any]) -> None:
    with pytest.raises(ValueError, match="got"):
        make()


def test_an_overwrite_takes_the_place_of_all_there_is() -> None:
    channel = Bounded(2, Deduplicated())
    channel.update([1, 2])
    assert channel.update([7, Overwrite([3, 3, 4, 5])])
    assert channel.get() == [4, 5]


def test_an_overwrite_replaces_a_map_or_one_of_its_names() -> None:
    votes = ChannelMap(BinaryOperatorAggregate(int, operator.add))
    votes.update([{"ada": 1, "bob": 1}])
    votes.update([{"ada": Overwrite(7)}])
    assert votes.get() == {"ada": 7, "bob": 1}
    votes.update([Overwrite({"zoe": 4})])
    votes.update([{"zoe": 1}])
    assert votes.get() == {"zoe": 5}


@pytest.mark.parametrize("make", [lambda: Bounded(2), lambda: ChannelMap(Bounded(2))])
def test_only_one_overwrite_is_taken(make: Callable[[], Any]) -> None:
    with pytest.raises(InvalidUpdateError, match="only one Overwrite"):
        make().update([Overwrite([]), Overwrite([])])
