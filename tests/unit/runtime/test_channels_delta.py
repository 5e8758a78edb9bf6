"""A thread with a delta channel reads, everywhere in its history, like one that stores the channel whole."""

import asyncio
import operator
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any, TypedDict
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.channels import DeltaChannel
from runtime.channels.base import MISSING
from runtime.channels.delta import DeltaSnapshot
from runtime.checkpoint.memory import InMemorySaver
from runtime.checkpoint.sqlite import SqliteSaver
from runtime.graph import START, StateGraph
from runtime.types import CachePolicy, Command, Overwrite, StateUpdate, interrupt

CONFIG: Any = {"configurable": {"thread_id": "t"}}


def extend(value: list[Any], writes: Sequence[list[Any]]) -> list[Any]:
    return [*value, *(item for write in writes for item in write)]


@contextmanager
def saver_of(kind: str) -> Iterator[Any]:
    if kind == "memory":
        yield InMemorySaver()
    else:
        with SqliteSaver.from_conn_string(":memory:") as saver:
            yield saver


def build(reducer: Any, saver: Any, cache: Any = None) -> Any:
    """a, b, then c and d side by side; c asks where the log says so. Each run of a writes another number."""

    class State(TypedDict, total=False):
        log: Annotated[list[Any], reducer]

    numbers = iter(range(1000))
    graph = StateGraph(State)
    graph.add_node("a", lambda state: {"log": [f"a{next(numbers)}"]})
    graph.add_node("b", lambda state: {"log": ["b"]}, cache_policy=CachePolicy() if cache else None)
    graph.add_node("c", lambda state: {"log": [interrupt("?") if "ask" in state["log"] else "c"]})
    graph.add_node("d", lambda state: {"log": ["d"]})
    graph.add_edge(START, "a").add_edge("a", "b").add_edge("b", "c").add_edge("b", "d")
    return graph.compile(checkpointer=saver, cache=cache)


def told(app: Any) -> list[Any]:
    return [app.get_state(CONFIG).values, *((s.values, s.next) for s in app.get_state_history(CONFIG))]


def older(app: Any, back: int) -> Any:
    history = list(app.get_state_history(CONFIG))
    return history[back % len(history)].config if history else CONFIG


ACTS: dict[str, Callable[[Any, int], Any]] = {
    "run": lambda app, n: app.invoke({"log": [n]}, CONFIG),
    "run until asked": lambda app, n: app.invoke({"log": ["ask"]}, CONFIG),
    "run and keep at exit": lambda app, n: app.invoke({"log": [n]}, CONFIG, durability="exit"),
    "answer": lambda app, n: app.invoke(Command(resume=n), CONFIG),
    "answer and overwrite": lambda app, n: app.invoke(Command(resume=n, update={"log": Overwrite([n])}), CONFIG),
    "edit": lambda app, n: app.update_state(CONFIG, {"log": ["edited"]}, as_node="b"),
    "overwrite": lambda app, n: app.update_state(CONFIG, {"log": Overwrite(["z"])}, as_node="a"),
    "edit an old state": lambda app, n: app.update_state(older(app, n), {"log": ["old"]}, as_node="a"),
    "edit twice": lambda app, n: app.bulk_update_state(
        CONFIG, [[StateUpdate({"log": [n]}, "a")], [StateUpdate({"log": [n]}, "b")]]
    ),
    "replay": lambda app, n: app.invoke(None, older(app, n)),
    "copy": lambda app, n: app.update_state(CONFIG, None, "__copy__"),
    "input without running": lambda app, n: app.update_state(CONFIG, {"log": [n]}, "__input__"),
    "clear": lambda app, n: app.update_state(CONFIG, None, "__end__"),
}


def attempt(act: Callable[[Any, int], Any], app: Any, number: int) -> Any:
    try:
        act(app, number)
    except Exception as error:  # noqa: BLE001 - border: what cannot be done must fail alike
        return type(error).__name__
    return None


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.integers(0, 9)), max_size=6), st.sampled_from([1, 2, 3, 100])
)
def test_a_thread_of_deltas_reads_like_one_stored_whole(acts: list[tuple[str, int]], frequency: int) -> None:
    whole = build(operator.add, InMemorySaver())
    delta = build(DeltaChannel(extend, snapshot_frequency=frequency), InMemorySaver())
    for name, number in acts:
        assert attempt(ACTS[name], delta, number) == attempt(ACTS[name], whole, number)
        assert told(delta) == told(whole)


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_a_fork_of_an_empty_channel_has_no_writes_of_the_other_line(kind: str) -> None:
    with saver_of(kind) as one, saver_of(kind) as other:
        whole, delta = build(operator.add, one), build(DeltaChannel(extend, snapshot_frequency=2), other)
        for app in (whole, delta):
            app.invoke({"log": [0]}, CONFIG)
            app.update_state(CONFIG, None, "__end__")
            app.invoke(None, older(app, 5))
        assert told(delta) == told(whole)


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_every_act_reads_alike_in_every_saver(kind: str) -> None:
    with saver_of(kind) as one, saver_of(kind) as other:
        whole, delta = build(operator.add, one), build(DeltaChannel(extend), other)
        for number, name in enumerate(ACTS):
            attempt(ACTS[name], delta, number)
            attempt(ACTS[name], whole, number)
            assert told(delta) == told(whole), name


@given(st.lists(st.lists(st.lists(st.integers(), max_size=2), max_size=3), max_size=6), st.integers(0, 6))
def test_writes_folded_onto_a_snapshot_give_the_value(supersteps: list[list[list[int]]], at: int) -> None:
    live = DeltaChannel(extend, list).from_checkpoint(MISSING)
    seed: Any = MISSING
    for number, values in enumerate(supersteps):
        if number == at:
            seed = DeltaSnapshot(live.get())
        live.update(values)
    since = supersteps if seed is MISSING else supersteps[at:]
    rebuilt = DeltaChannel(extend, list).from_checkpoint(seed)
    rebuilt.replay_writes([("task", "log", value) for values in since for value in values])
    assert rebuilt.get() == live.get()


def raw(app: Any) -> list[tuple[Any, Any]]:
    """The stored value of `log` and its counters, oldest first."""
    found = list(app.checkpointer.list(CONFIG))[::-1]
    return [
        (item.checkpoint["channel_values"].get("log"), item.metadata.get("counters_since_delta_snapshot"))
        for item in found
    ]


def test_checkpoints_hold_the_value_only_every_so_many_updates() -> None:
    app = build(DeltaChannel(extend, snapshot_frequency=3), InMemorySaver())
    app.invoke({"log": ["in"]}, CONFIG)
    app.invoke({"log": ["in"]}, CONFIG)
    stored = raw(app)
    assert stored[3] == (DeltaSnapshot(["in", "a0", "b"]), None)
    assert stored[1] == (None, {"log": [1, 2]})


def test_cached_results_are_not_lost() -> None:
    from runtime.cache.memory import InMemoryCache  # noqa: PLC0415

    app = build(DeltaChannel(extend), InMemorySaver(), InMemoryCache())
    for _ in range(2):
        app.invoke({"log": ["in"]}, CONFIG)
        app.update_state(CONFIG, {"log": Overwrite([])}, as_node="d")
    assert all("b" in snapshot.values["log"] for snapshot in app.get_state_history(CONFIG) if "c" in snapshot.next)


def test_a_plain_channel_may_become_a_delta_channel_and_back() -> None:
    saver = InMemorySaver()
    whole, delta = build(operator.add, saver), build(DeltaChannel(extend), saver)
    whole.invoke({"log": [1]}, CONFIG)
    delta.invoke({"log": [2]}, CONFIG)
    assert whole.get_state(CONFIG).values == delta.get_state(CONFIG).values
    assert whole.invoke({"log": [3]}, CONFIG)["log"][0] == 1
    assert delta.get_state(CONFIG).values["log"].count("d") == 3


@pytest.mark.parametrize("frequency", [2, 100])
def test_pruning_leaves_what_the_newest_state_is_rebuilt_from(frequency: int) -> None:
    with saver_of("sqlite") as saver:
        app = build(DeltaChannel(extend, snapshot_frequency=frequency), saver)
        for number in range(3):
            app.invoke({"log": [number]}, CONFIG)
        before = app.get_state(CONFIG).values
        saver.prune(["t"])
        assert app.get_state(CONFIG).values == before
        assert app.invoke({"log": ["more"]}, CONFIG)["log"][: len(before["log"])] == before["log"]


def test_a_copied_thread_is_rebuilt_from_its_own_rows() -> None:
    with saver_of("sqlite") as saver:
        app = build(DeltaChannel(extend, snapshot_frequency=4), saver)
        app.invoke({"log": [1]}, CONFIG)
        saver.copy_thread("t", "copy")
        before = told(app)[0]
        saver.delete_thread("t")
        assert app.get_state({"configurable": {"thread_id": "copy"}}).values == before


def test_the_async_face_rebuilds_the_same() -> None:
    async def run(app: Any) -> Any:
        await app.ainvoke({"log": [1]}, CONFIG)
        return [snapshot.values async for snapshot in app.aget_state_history(CONFIG)]

    whole, delta = build(operator.add, InMemorySaver()), build(DeltaChannel(extend), InMemorySaver())
    assert asyncio.run(run(delta)) == asyncio.run(run(whole))


class Pair(TypedDict, total=False):
    often: Annotated[list[Any], DeltaChannel(extend, snapshot_frequency=2)]
    seldom: Annotated[list[Any], DeltaChannel(extend, snapshot_frequency=5)]


def pair(saver: Any) -> Any:
    """Two delta channels whose snapshots fall on different checkpoints."""
    graph = StateGraph(Pair)
    graph.add_node("a", lambda state: {"often": ["a"], "seldom": [len(state["often"])]})
    graph.add_node("b", lambda state: {"often": ["b"], "seldom": ["b"]})
    return graph.add_edge(START, "a").add_edge("a", "b").compile(checkpointer=saver)


def told_by_id(app: Any) -> dict[str, Any]:
    return {item.config["configurable"]["checkpoint_id"]: item.values for item in app.get_state_history(CONFIG)}


def test_whatever_pruning_leaves_reads_as_before() -> None:
    with saver_of("sqlite") as saver:
        app = pair(saver)
        for number in range(4):
            app.invoke({"often": [number], "seldom": [number]}, CONFIG)
        before = told_by_id(app)
        saver.prune(["t"])
        after = told_by_id(app)
        assert max(before) in after
        assert len(after) < len(before)
        assert all(values == before[checkpoint_id] for checkpoint_id, values in after.items())


@pytest.mark.parametrize("doomed", [(0,), (1, 2), (3,), (2, 3)])
def test_deleting_a_run_leaves_what_other_runs_are_rebuilt_from(doomed: tuple[int, ...]) -> None:
    with saver_of("sqlite") as saver:
        app = pair(saver)
        ids = [str(UUID(int=number + 1)) for number in range(4)]
        for number, run_id in enumerate(ids):
            app.invoke({"often": [number], "seldom": [number]}, {**CONFIG, "run_id": run_id})
        before = told_by_id(app)
        saver.delete_for_runs([ids[number] for number in doomed])
        after = told_by_id(app)
        assert (len(after) < len(before)) == (3 in doomed)  # of a run in between, all is needed here
        assert all(values == before[checkpoint_id] for checkpoint_id, values in after.items())
