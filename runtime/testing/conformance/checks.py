"""The checks. Each is one behaviour, works on a thread of its own, and fails by `AssertionError`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, cast
from uuid import uuid4

from runtime.checkpoint.base import Checkpoint, CheckpointTuple, create_checkpoint, empty_checkpoint
from runtime.checkpoint.serde.base import UnstorableValueError
from runtime.testing.conformance.asked import Asked, Capability


@dataclass(frozen=True, slots=True)
class Check:
    """One behaviour a saver with the capability `needs` must show."""

    name: str
    needs: Capability
    run: Callable[[Asked], Awaitable[None]]


_kept: list[Check] = []


def _check(needs: Capability) -> Callable[[Callable[[Asked], Awaitable[None]]], Callable[[Asked], Awaitable[None]]]:
    def keep(run: Callable[[Asked], Awaitable[None]]) -> Callable[[Asked], Awaitable[None]]:
        _kept.append(Check(run.__name__, needs, run))
        return run

    return keep


def _config(thread_id: str | None = None, ns: str = "") -> dict[str, Any]:
    return {"configurable": {"thread_id": thread_id or uuid4().hex, "checkpoint_ns": ns}}


def _thread_of(config: dict[str, Any]) -> str:
    return config["configurable"]["thread_id"]


class _Line:
    """A thread being written, one checkpoint after the other."""

    def __init__(self, asked: Asked, config: dict[str, Any] | None = None) -> None:
        self.asked = asked
        self.config = config or _config()
        self.checkpoint: Checkpoint = empty_checkpoint()
        self.step = -2

    async def add(self, changed: dict[str, Any], **metadata: Any) -> dict[str, Any]:
        self.step += 1
        self.checkpoint = create_checkpoint(self.checkpoint, None, self.step)
        versions = dict(self.checkpoint["channel_versions"])
        new = {
            name: cast("str", self.asked.saver.get_next_version(cast("Any", versions.get(name)), None))
            for name in changed
        }
        self.checkpoint["channel_values"] = {**self.checkpoint["channel_values"], **changed}
        self.checkpoint["channel_versions"] = {**versions, **new}
        written: Any = {"source": "loop", "step": self.step, "parents": {}, **metadata}
        self.config = await self.asked.put(self.config, self.checkpoint, written, {**new})
        return self.config


def _present(found: CheckpointTuple | None) -> CheckpointTuple:
    assert found is not None, "the checkpoint is not there"
    return found


@_check(Capability.GET_TUPLE)
async def an_unknown_thread_has_no_checkpoint(asked: Asked) -> None:
    assert await asked.get_tuple(_config()) is None


@_check(Capability.PUT)
async def what_is_put_is_read_back(asked: Asked) -> None:
    line = _Line(asked)
    config = await line.add({"text": "hello", "list": [1, {"a": None}], "number": 7, "nothing": None, "ratio": 0.5})
    found = _present(await asked.get_tuple(config))
    assert found.checkpoint["channel_values"] == line.checkpoint["channel_values"]
    assert found.checkpoint["channel_versions"] == line.checkpoint["channel_versions"]
    assert found.checkpoint["id"] == line.checkpoint["id"]
    assert found.config["configurable"] == config["configurable"]


@_check(Capability.PUT)
async def put_returns_the_config_of_the_new_checkpoint(asked: Asked) -> None:
    line = _Line(asked, _config(ns="child:1"))
    config = await line.add({"a": 1})
    expected = {"thread_id": _thread_of(config), "checkpoint_ns": "child:1", "checkpoint_id": line.checkpoint["id"]}
    assert config["configurable"] == expected


@_check(Capability.GET_TUPLE)
async def without_an_id_the_newest_is_meant(asked: Asked) -> None:
    line = _Line(asked)
    for number in range(3):
        await line.add({"a": number})
    found = _present(await asked.get_tuple(_config(_thread_of(line.config))))
    assert found.checkpoint["channel_values"] == {"a": 2}


@_check(Capability.GET_TUPLE)
async def an_older_checkpoint_keeps_its_values(asked: Asked) -> None:
    line = _Line(asked)
    first = await line.add({"a": [1], "b": "kept"})
    await line.add({"a": [1, 2]})
    found = _present(await asked.get_tuple(first))
    assert found.checkpoint["channel_values"] == {"a": [1], "b": "kept"}


@_check(Capability.PUT)
async def values_that_did_not_change_need_not_be_put_again(asked: Asked) -> None:
    line = _Line(asked)
    await line.add({"big": ["x"] * 50, "a": 1})
    config = await line.add({"a": 2})
    found = _present(await asked.get_tuple(config))
    assert found.checkpoint["channel_values"] == {"big": ["x"] * 50, "a": 2}


@_check(Capability.PUT)
async def a_channel_without_value_stays_empty(asked: Asked) -> None:
    line = _Line(asked)
    await line.add({"a": [1]})
    line.step += 1
    checkpoint = create_checkpoint(line.checkpoint, None, line.step)
    version = cast("str", asked.saver.get_next_version(cast("Any", checkpoint["channel_versions"]["a"]), None))
    checkpoint["channel_values"] = {}
    checkpoint["channel_versions"] = {"a": version}
    config = await asked.put(line.config, checkpoint, {"source": "loop", "step": line.step}, {"a": version})
    assert _present(await asked.get_tuple(config)).checkpoint["channel_values"] == {}


@_check(Capability.GET_TUPLE)
async def the_parent_is_the_checkpoint_put_from(asked: Asked) -> None:
    line = _Line(asked)
    first = await line.add({"a": 1})
    second = await line.add({"a": 2})
    assert _present(await asked.get_tuple(second)).parent_config == first
    assert _present(await asked.get_tuple(first)).parent_config is None


@_check(Capability.PUT)
async def changing_a_value_afterwards_changes_no_history(asked: Asked) -> None:
    line = _Line(asked)
    value = [1]
    config = await line.add({"a": value})
    value.append(2)
    found = _present(await asked.get_tuple(config))
    assert found.checkpoint["channel_values"] == {"a": [1]}
    found.checkpoint["channel_values"]["a"].append(3)
    assert _present(await asked.get_tuple(config)).checkpoint["channel_values"] == {"a": [1]}


@_check(Capability.PUT)
async def metadata_takes_plain_values_of_the_config(asked: Asked) -> None:
    line = _Line(asked)
    line.config["configurable"] |= {"user": "u1", "hidden": object()}
    line.config["metadata"] = {"label": "x"}
    config = await line.add({"a": 1}, run_id="r1")
    metadata: dict[str, Any] = {**_present(await asked.get_tuple(config)).metadata}
    expected: dict[str, Any] = {"source": "loop", "step": -1, "parents": {}, "run_id": "r1", "user": "u1", "label": "x"}
    assert metadata == expected


@_check(Capability.PUT)
async def a_value_that_cannot_be_stored_is_refused_by_name(asked: Asked) -> None:
    line = _Line(asked)
    await line.add({"a": 1})
    try:
        await line.add({"worse": [lambda: None]})
    except UnstorableValueError as error:
        assert "'worse'" in str(error)
        assert "function" in str(error)
    else:
        raise AssertionError("a function was stored")
    found = _present(await asked.get_tuple(_config(_thread_of(line.config))))
    assert found.checkpoint["channel_values"] == {"a": 1}


@_check(Capability.PUT_WRITES)
async def writes_come_back_by_path_task_and_position(asked: Asked) -> None:
    config = await _Line(asked).add({"a": 1})
    await asked.put_writes(config, [("x", 1), ("y", [2])], "task-b", "~2")
    await asked.put_writes(config, [("z", 3)], "task-c", "~1")
    await asked.put_writes(config, [("x", None)], "task-a", "~2")
    found = _present(await asked.get_tuple(config))
    expected = [("task-c", "z", 3), ("task-a", "x", None), ("task-b", "x", 1), ("task-b", "y", [2])]
    assert found.pending_writes == expected


@_check(Capability.PUT_WRITES)
async def repeating_ordinary_writes_changes_nothing(asked: Asked) -> None:
    config = await _Line(asked).add({"a": 1})
    await asked.put_writes(config, [("x", "first")], "t")
    await asked.put_writes(config, [("x", "second")], "t")
    assert _present(await asked.get_tuple(config)).pending_writes == [("t", "x", "first")]


@_check(Capability.PUT_WRITES)
async def reserved_writes_are_replaced(asked: Asked) -> None:
    config = await _Line(asked).add({"a": 1})
    await asked.put_writes(config, [("__resume__", ["one"])], "t")
    await asked.put_writes(config, [("__resume__", ["one", "two"]), ("x", 1)], "t")
    found = _present(await asked.get_tuple(config)).pending_writes
    assert sorted(found or []) == [("t", "__resume__", ["one", "two"]), ("t", "x", 1)]


@_check(Capability.PUT_WRITES)
async def writes_belong_to_one_checkpoint(asked: Asked) -> None:
    line = _Line(asked)
    first = await line.add({"a": 1})
    second = await line.add({"a": 2})
    await asked.put_writes(first, [("x", 1)], "t")
    assert _present(await asked.get_tuple(second)).pending_writes == []


@_check(Capability.LIST)
async def history_comes_newest_first(asked: Asked) -> None:
    line = _Line(asked)
    for number in range(4):
        await line.add({"a": number})
    found = await asked.list(_config(_thread_of(line.config)))
    assert [item.checkpoint["channel_values"]["a"] for item in found] == [3, 2, 1, 0]
    assert found[0].parent_config == found[1].config


@_check(Capability.LIST)
async def a_long_history_is_listed_whole(asked: Asked) -> None:
    line = _Line(asked)
    for number in range(150):
        await line.add({"a": number})
    steps = [item.metadata.get("step") for item in await asked.list(_config(_thread_of(line.config)))]
    assert steps == list(range(148, -2, -1))


@_check(Capability.LIST)
async def history_can_be_limited_filtered_and_begun_earlier(asked: Asked) -> None:
    line = _Line(asked)
    configs = [await line.add({"a": number}, source="loop" if number % 2 else "update") for number in range(6)]
    thread = _config(_thread_of(line.config))

    async def values(**options: Any) -> list[int]:
        return [item.checkpoint["channel_values"]["a"] for item in await asked.list(thread, **options)]

    assert await values(limit=2) == [5, 4]
    assert await values(limit=0) == []
    assert await values(filter={"source": "loop"}) == [5, 3, 1]
    assert await values(filter={"source": "loop", "step": 2}) == [3]
    assert await values(filter={"missing": 1}) == []
    assert await values(before=configs[3]) == [2, 1, 0]
    assert await values(before=configs[5], filter={"source": "update"}, limit=1) == [4]


@_check(Capability.LIST)
async def without_a_namespace_all_of_a_thread_are_listed(asked: Asked) -> None:
    thread_id = uuid4().hex
    await _Line(asked, _config(thread_id)).add({"a": 1})
    await _Line(asked, _config(thread_id, "child:1")).add({"a": 2})
    everything = await asked.list({"configurable": {"thread_id": thread_id}})
    assert {item.config["configurable"]["checkpoint_ns"] for item in everything} == {"", "child:1"}
    [root] = await asked.list(_config(thread_id))
    assert root.checkpoint["channel_values"] == {"a": 1}


@_check(Capability.LIST)
async def without_a_config_all_threads_are_listed(asked: Asked) -> None:
    mark = uuid4().hex
    lines = [_Line(asked) for _ in range(2)]
    for line in lines:
        await line.add({"a": 1}, mark=mark)
    found = await asked.list(None, filter={"mark": mark})
    assert {_thread_of(item.config) for item in found} == {_thread_of(line.config) for line in lines}


@_check(Capability.DELETE_THREAD)
async def a_deleted_thread_is_gone_and_others_stay(asked: Asked) -> None:
    gone, kept = _Line(asked), _Line(asked)
    for line in (gone, kept):
        await line.add({"a": [1]})
        await asked.put_writes(line.config, [("x", 1)], "t")
    await asked.delete_thread(_thread_of(gone.config))
    assert await asked.get_tuple(_config(_thread_of(gone.config))) is None
    assert _present(await asked.get_tuple(kept.config)).pending_writes == [("t", "x", 1)]


@_check(Capability.COPY_THREAD)
async def a_copied_thread_has_the_same_history(asked: Asked) -> None:
    line, target = _Line(asked), uuid4().hex
    for number in range(3):
        await line.add({"a": [number]})
    await asked.put_writes(line.config, [("x", 1)], "t")
    await asked.copy_thread(_thread_of(line.config), target)
    before = await asked.list(_config(_thread_of(line.config)))
    after = await asked.list(_config(target))
    assert [item.checkpoint for item in after] == [item.checkpoint for item in before]
    assert after[0].pending_writes == [("t", "x", 1)]


@_check(Capability.DELETE_FOR_RUNS)
async def checkpoints_of_a_run_can_be_deleted(asked: Asked) -> None:
    line, run_id = _Line(asked), uuid4().hex
    await line.add({"a": ["kept"]}, run_id=uuid4().hex)
    await line.add({"a": ["gone"]}, run_id=run_id)
    await asked.delete_for_runs([run_id])
    [left] = await asked.list(_config(_thread_of(line.config)))
    assert left.checkpoint["channel_values"] == {"a": ["kept"]}


@_check(Capability.PRUNE)
async def pruning_leaves_the_newest_checkpoint_whole(asked: Asked) -> None:
    line = _Line(asked)
    await line.add({"a": [1], "b": ["old but in use"]})
    newest = await line.add({"a": [2]})
    await asked.put_writes(newest, [("x", 1)], "t")
    await asked.prune([_thread_of(newest)])
    [left] = await asked.list(_config(_thread_of(newest)))
    assert left.checkpoint["channel_values"] == {"a": [2], "b": ["old but in use"]}
    assert left.pending_writes == [("t", "x", 1)]


@_check(Capability.PRUNE)
async def pruning_everything_leaves_nothing(asked: Asked) -> None:
    line = _Line(asked)
    await line.add({"a": [1]})
    await asked.prune([_thread_of(line.config)], strategy="delete")
    assert await asked.list(_config(_thread_of(line.config))) == []


@_check(Capability.DELTA_HISTORY)
async def a_delta_channel_gets_its_seed_and_the_writes_since(asked: Asked) -> None:
    line = _Line(asked)
    await line.add({"a": ["seed"], "b": [0]})
    for number in range(3):
        await asked.put_writes(line.config, [("a", number), ("other", 1)], f"t{number}")
        # Between snapshots the channel has a new version each time, and no value of its own.
        version = asked.saver.get_next_version(cast("Any", line.checkpoint["channel_versions"]["a"]), None)
        line.checkpoint["channel_versions"] = {**line.checkpoint["channel_versions"], "a": cast("str", version)}
        line.checkpoint["channel_values"].pop("a", None)
        await line.add({"b": [number]})
    history = (await asked.delta_history(line.config, ["a"]))["a"]
    assert history["seed"] == ["seed"]
    assert [value for _, _, value in history["writes"]] == [0, 1, 2]


CHECKS: tuple[Check, ...] = tuple(_kept)
