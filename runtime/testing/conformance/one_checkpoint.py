"""Checkpoints and their writes: what is put is read back.

Each check is one behaviour, works on a thread of its own, and fails by `AssertionError`.
"""

from __future__ import annotations

from typing import Any, cast

from runtime.checkpoint.base import create_checkpoint
from runtime.checkpoint.serde.base import UnstorableValueError
from runtime.testing.conformance.asked import Asked, Capability
from runtime.testing.conformance.check import Checks, Line, config_of, present, thread_of

CHECKS = Checks()


@CHECKS.of(Capability.GET_TUPLE)
async def an_unknown_thread_has_no_checkpoint(asked: Asked) -> None:
    assert await asked.get_tuple(config_of()) is None


@CHECKS.of(Capability.PUT)
async def what_is_put_is_read_back(asked: Asked) -> None:
    line = Line(asked)
    config = await line.add({"text": "hello", "list": [1, {"a": None}], "number": 7, "nothing": None, "ratio": 0.5})
    found = present(await asked.get_tuple(config))
    assert found.checkpoint["channel_values"] == line.checkpoint["channel_values"]
    assert found.checkpoint["channel_versions"] == line.checkpoint["channel_versions"]
    assert found.checkpoint["id"] == line.checkpoint["id"]
    assert found.config["configurable"] == config["configurable"]


@CHECKS.of(Capability.PUT)
async def put_returns_the_config_of_the_new_checkpoint(asked: Asked) -> None:
    line = Line(asked, config_of(ns="child:1"))
    config = await line.add({"a": 1})
    expected = {"thread_id": thread_of(config), "checkpoint_ns": "child:1", "checkpoint_id": line.checkpoint["id"]}
    assert config["configurable"] == expected


@CHECKS.of(Capability.GET_TUPLE)
async def without_an_id_the_newest_is_meant(asked: Asked) -> None:
    line = Line(asked)
    for number in range(3):
        await line.add({"a": number})
    found = present(await asked.get_tuple(config_of(thread_of(line.config))))
    assert found.checkpoint["channel_values"] == {"a": 2}


@CHECKS.of(Capability.GET_TUPLE)
async def an_older_checkpoint_keeps_its_values(asked: Asked) -> None:
    line = Line(asked)
    first = await line.add({"a": [1], "b": "kept"})
    await line.add({"a": [1, 2]})
    found = present(await asked.get_tuple(first))
    assert found.checkpoint["channel_values"] == {"a": [1], "b": "kept"}


@CHECKS.of(Capability.PUT)
async def values_that_did_not_change_need_not_be_put_again(asked: Asked) -> None:
    line = Line(asked)
    await line.add({"big": ["x"] * 50, "a": 1})
    config = await line.add({"a": 2})
    found = present(await asked.get_tuple(config))
    assert found.checkpoint["channel_values"] == {"big": ["x"] * 50, "a": 2}


@CHECKS.of(Capability.PUT)
async def a_channel_without_value_stays_empty(asked: Asked) -> None:
    line = Line(asked)
    await line.add({"a": [1]})
    line.step += 1
    checkpoint = create_checkpoint(line.checkpoint, None, line.step)
    version = cast("str", asked.saver.get_next_version(cast("Any", checkpoint["channel_versions"]["a"]), None))
    checkpoint["channel_values"] = {}
    checkpoint["channel_versions"] = {"a": version}
    config = await asked.put(line.config, checkpoint, {"source": "loop", "step": line.step}, {"a": version})
    assert present(await asked.get_tuple(config)).checkpoint["channel_values"] == {}


@CHECKS.of(Capability.GET_TUPLE)
async def the_parent_is_the_checkpoint_put_from(asked: Asked) -> None:
    line = Line(asked)
    first = await line.add({"a": 1})
    second = await line.add({"a": 2})
    assert present(await asked.get_tuple(second)).parent_config == first
    assert present(await asked.get_tuple(first)).parent_config is None


@CHECKS.of(Capability.PUT)
async def changing_a_value_afterwards_changes_no_history(asked: Asked) -> None:
    line = Line(asked)
    value = [1]
    config = await line.add({"a": value})
    value.append(2)
    found = present(await asked.get_tuple(config))
    assert found.checkpoint["channel_values"] == {"a": [1]}
    found.checkpoint["channel_values"]["a"].append(3)
    assert present(await asked.get_tuple(config)).checkpoint["channel_values"] == {"a": [1]}


@CHECKS.of(Capability.PUT)
async def metadata_takes_plain_values_of_theconfig_of(asked: Asked) -> None:
    line = Line(asked)
    line.config["configurable"] |= {"user": "u1", "hidden": object()}
    line.config["metadata"] = {"label": "x"}
    config = await line.add({"a": 1}, run_id="r1")
    metadata: dict[str, Any] = {**present(await asked.get_tuple(config)).metadata}
    expected: dict[str, Any] = {"source": "loop", "step": -1, "parents": {}, "run_id": "r1", "user": "u1", "label": "x"}
    assert metadata == expected


@CHECKS.of(Capability.PUT)
async def a_value_that_cannot_be_stored_is_refused_by_name(asked: Asked) -> None:
    line = Line(asked)
    await line.add({"a": 1})
    try:
        await line.add({"worse": [lambda: None]})
    except UnstorableValueError as error:
        assert "'worse'" in str(error)
        assert "function" in str(error)
    else:
        raise AssertionError("a function was stored")
    found = present(await asked.get_tuple(config_of(thread_of(line.config))))
    assert found.checkpoint["channel_values"] == {"a": 1}


@CHECKS.of(Capability.PUT_WRITES)
async def writes_come_back_by_path_task_and_position(asked: Asked) -> None:
    config = await Line(asked).add({"a": 1})
    await asked.put_writes(config, [("x", 1), ("y", [2])], "task-b", "~2")
    await asked.put_writes(config, [("z", 3)], "task-c", "~1")
    await asked.put_writes(config, [("x", None)], "task-a", "~2")
    found = present(await asked.get_tuple(config))
    expected = [("task-c", "z", 3), ("task-a", "x", None), ("task-b", "x", 1), ("task-b", "y", [2])]
    assert found.pending_writes == expected


@CHECKS.of(Capability.PUT_WRITES)
async def repeating_ordinary_writes_changes_nothing(asked: Asked) -> None:
    config = await Line(asked).add({"a": 1})
    await asked.put_writes(config, [("x", "first")], "t")
    await asked.put_writes(config, [("x", "second")], "t")
    assert present(await asked.get_tuple(config)).pending_writes == [("t", "x", "first")]


@CHECKS.of(Capability.PUT_WRITES)
async def reserved_writes_are_replaced(asked: Asked) -> None:
    config = await Line(asked).add({"a": 1})
    await asked.put_writes(config, [("__resume__", ["one"])], "t")
    await asked.put_writes(config, [("__resume__", ["one", "two"]), ("x", 1)], "t")
    found = present(await asked.get_tuple(config)).pending_writes
    assert sorted(found or []) == [("t", "__resume__", ["one", "two"]), ("t", "x", 1)]


@CHECKS.of(Capability.PUT_WRITES)
async def writes_belong_to_one_checkpoint(asked: Asked) -> None:
    line = Line(asked)
    first = await line.add({"a": 1})
    second = await line.add({"a": 2})
    await asked.put_writes(first, [("x", 1)], "t")
    assert present(await asked.get_tuple(second)).pending_writes == []
