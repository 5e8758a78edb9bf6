"""What the memory saver keeps as differences reads back as what the engine gave it."""

from __future__ import annotations

import asyncio
import copy
import operator
from functools import partial
from pathlib import Path
from typing import Annotated, Any, TypedDict

from runtime.checkpoint.base import BaseCheckpointSaver
from runtime.checkpoint.memory import InMemorySaver, PersistentDict
from runtime.checkpoint.rows import SPAN
from runtime.drive.storage import checkpoint_of
from runtime.graph import END, START, StateGraph
from runtime.types import Send

CONFIG: Any = {"configurable": {"thread_id": "t"}, "recursion_limit": 1000, "metadata": {"who": "me"}}


class Count(TypedDict):
    n: int
    seen: Annotated[list[int], operator.add]


class Noting(InMemorySaver):
    """Notes what it is given before the run goes on."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.given: dict[str, Any] = {}

    def keep_after(self, save: Any) -> bool:
        self.given[save.id] = copy.deepcopy((checkpoint_of(save), save.metadata))
        return super().keep_after(save)

    def put(self, config: Any, checkpoint: Any, metadata: Any, new_versions: Any) -> Any:
        self.given[checkpoint["id"]] = copy.deepcopy((checkpoint, metadata))
        return super().put(config, checkpoint, metadata, new_versions)

    keeps_at_once = True


def rounds(saver: Any, count: int = 3 * SPAN) -> Any:
    """A loop whose node also sends tasks to one beside it, so that several nodes run in a superstep."""
    builder = StateGraph(Count)
    builder.add_node("work", lambda state: {"n": state["n"] + 1})
    builder.add_node("beside", lambda n: {"seen": [n]})
    builder.add_edge(START, "work")

    def goes_on(state: Any) -> Any:
        return ["work", Send("beside", state["n"])] if state["n"] < count else END

    builder.add_conditional_edges("work", goes_on, ["work", "beside", END])
    return builder.compile(checkpointer=saver)


def assert_reads_back(saver: Noting) -> None:
    found = list(saver.list(CONFIG))
    assert {each.checkpoint["id"] for each in found} == saver.given.keys()
    for each in found:
        checkpoint, metadata = saver.given[each.checkpoint["id"]]
        for key in ("v", "ts", "channel_values", "channel_versions", "versions_seen"):
            assert each.checkpoint[key] == checkpoint[key], key  # type: ignore[literal-required]
        assert set(each.checkpoint["updated_channels"] or ()) == set(checkpoint["updated_channels"] or ())
        assert each.metadata == metadata


def test_every_checkpoint_of_a_long_run_reads_back_as_it_was_given() -> None:
    saver = Noting()
    rounds(saver).invoke({"n": 0}, CONFIG)
    assert len(saver.given) > 3 * SPAN
    assert_reads_back(saver)


def test_forks_of_a_row_in_the_middle_of_a_span_read_back() -> None:
    saver = Noting()
    graph = rounds(saver, 12)
    graph.invoke({"n": 0}, CONFIG)
    middle = next(state for state in graph.get_state_history(CONFIG) if state.values.get("n") == 6)
    for edited in (3, 9):
        graph.invoke(None, graph.update_state(middle.config, {"n": edited}))
    assert_reads_back(saver)


def test_rows_between_whole_ones_hold_differences_only() -> None:
    saver = InMemorySaver()
    rounds(saver).invoke({"n": 0}, CONFIG)
    whole = [row for row in saver.storage["t"][""].values() if row[-1] == 0]
    assert len(whole) <= 5


def test_a_saver_whose_put_is_overridden_is_given_copies() -> None:
    class Own(InMemorySaver):
        given: list[Any] = []  # noqa: RUF012 - one saver

        def put(self, config: Any, checkpoint: Any, metadata: Any, new_versions: Any) -> Any:
            self.given.append(checkpoint)
            return super().put(config, checkpoint, metadata, new_versions)

    saver = Own()
    rounds(saver, 4).invoke({"n": 0}, CONFIG)
    assert [each["channel_values"].get("n") for each in saver.given] == [None, 0, 1, 2, 3, 4]
    assert all("versions_seen" in each for each in saver.given)


def test_writes_repeated_for_a_task_stay_as_they_were_first() -> None:
    saver = InMemorySaver()
    place: Any = {"configurable": {"thread_id": "t", "checkpoint_ns": "", "checkpoint_id": "1"}}
    saver.put(place, {"id": "1", "ts": "", "channel_versions": {}, "versions_seen": {}, "channel_values": {}}, {}, {})  # type: ignore[typeddict-item]
    for value in ("first", "second"):
        saver.put_writes(place, [("a", value), ("__resume__", value)], "task")
    found = saver.get_tuple(place)
    assert found is not None
    assert found.pending_writes == [("task", "__resume__", "second"), ("task", "a", "first")]


def test_a_dictionary_written_to_a_file_reads_back(tmp_path: Path) -> None:
    saver = Noting(factory=partial(PersistentDict, filename=str(tmp_path / "kept")))
    rounds(saver).invoke({"n": 0}, CONFIG)
    again = Noting(factory=partial(PersistentDict, filename=str(tmp_path / "kept")))
    again.given = saver.given
    for name in ("storage", "blobs", "writes"):
        kept: Any = getattr(saver, name)
        kept.filename = getattr(again, name).filename = str(tmp_path / name)
        kept.sync()
        getattr(again, name).load()
    assert_reads_back(again)


def test_a_saver_whose_async_methods_are_overridden_is_called_by_them() -> None:
    class Own(InMemorySaver):
        called: set[str] = set()  # noqa: RUF012 - one saver

        async def aput(self, *given: Any) -> Any:
            self.called.add("aput")
            return await super().aput(*given)

        async def aput_writes(self, *given: Any) -> None:
            self.called.add("aput_writes")
            await super().aput_writes(*given)

    saver = Own()
    assert asyncio.run(rounds(saver, 4).ainvoke({"n": 0}, CONFIG))["n"] == 4
    assert saver.called == {"aput", "aput_writes"}


def test_a_saver_around_another_is_called_and_not_passed_by() -> None:
    class Around(BaseCheckpointSaver[str]):
        def __init__(self) -> None:
            self.inner, self.called = InMemorySaver(), 0

        def __getattribute__(self, name: str) -> Any:
            own = name in ("inner", "called", "put") or name.startswith("__")
            return object.__getattribute__(self, name) if own else getattr(self.inner, name)

        def put(self, *given: Any) -> Any:
            self.called += 1
            return self.inner.put(*given)

    saver = Around()
    assert rounds(saver, 4).invoke({"n": 0}, CONFIG)["n"] == 4
    assert saver.called == 6
