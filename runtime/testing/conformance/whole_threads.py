"""Threads: their history, their copies, and what is deleted of them.

Each check is one behaviour, works on a thread of its own, and fails by `AssertionError`.
"""

from __future__ import annotations

from typing import Any, cast
from uuid import uuid4

from runtime.testing.conformance.asked import Asked, Capability
from runtime.testing.conformance.check import Checks, Line, config_of, present, thread_of

CHECKS = Checks()


@CHECKS.of(Capability.LIST)
async def history_comes_newest_first(asked: Asked) -> None:
    line = Line(asked)
    for number in range(4):
        await line.add({"a": number})
    found = await asked.list(config_of(thread_of(line.config)))
    assert [item.checkpoint["channel_values"]["a"] for item in found] == [3, 2, 1, 0]
    assert found[0].parent_config == found[1].config


@CHECKS.of(Capability.LIST)
async def a_long_history_is_listed_whole(asked: Asked) -> None:
    line = Line(asked)
    for number in range(150):
        await line.add({"a": number})
    steps = [item.metadata.get("step") for item in await asked.list(config_of(thread_of(line.config)))]
    assert steps == list(range(148, -2, -1))


@CHECKS.of(Capability.LIST)
async def history_can_be_limited_filtered_and_begun_earlier(asked: Asked) -> None:
    line = Line(asked)
    configs = [await line.add({"a": number}, source="loop" if number % 2 else "update") for number in range(6)]
    thread = config_of(thread_of(line.config))

    async def values(**options: Any) -> list[int]:
        return [item.checkpoint["channel_values"]["a"] for item in await asked.list(thread, **options)]

    assert await values(limit=2) == [5, 4]
    assert await values(limit=0) == []
    assert await values(filter={"source": "loop"}) == [5, 3, 1]
    assert await values(filter={"source": "loop", "step": 2}) == [3]
    assert await values(filter={"missing": 1}) == []
    assert await values(before=configs[3]) == [2, 1, 0]
    assert await values(before=configs[5], filter={"source": "update"}, limit=1) == [4]


@CHECKS.of(Capability.LIST)
async def without_a_namespace_all_of_a_thread_are_listed(asked: Asked) -> None:
    thread_id = uuid4().hex
    await Line(asked, config_of(thread_id)).add({"a": 1})
    await Line(asked, config_of(thread_id, "child:1")).add({"a": 2})
    everything = await asked.list({"configurable": {"thread_id": thread_id}})
    assert {item.config["configurable"]["checkpoint_ns"] for item in everything} == {"", "child:1"}
    [root] = await asked.list(config_of(thread_id))
    assert root.checkpoint["channel_values"] == {"a": 1}


@CHECKS.of(Capability.LIST)
async def without_a_config_all_threads_are_listed(asked: Asked) -> None:
    mark = uuid4().hex
    lines = [Line(asked) for _ in range(2)]
    for line in lines:
        await line.add({"a": 1}, mark=mark)
    found = await asked.list(None, filter={"mark": mark})
    assert {thread_of(item.config) for item in found} == {thread_of(line.config) for line in lines}


@CHECKS.of(Capability.DELETE_THREAD)
async def a_deleted_thread_is_gone_and_others_stay(asked: Asked) -> None:
    gone, kept = Line(asked), Line(asked)
    for line in (gone, kept):
        await line.add({"a": [1]})
        await asked.put_writes(line.config, [("x", 1)], "t")
    await asked.delete_thread(thread_of(gone.config))
    assert await asked.get_tuple(config_of(thread_of(gone.config))) is None
    assert present(await asked.get_tuple(kept.config)).pending_writes == [("t", "x", 1)]


@CHECKS.of(Capability.COPY_THREAD)
async def a_copied_thread_has_the_same_history(asked: Asked) -> None:
    line, target = Line(asked), uuid4().hex
    for number in range(3):
        await line.add({"a": [number]})
    await asked.put_writes(line.config, [("x", 1)], "t")
    await asked.copy_thread(thread_of(line.config), target)
    before = await asked.list(config_of(thread_of(line.config)))
    after = await asked.list(config_of(target))
    assert [item.checkpoint for item in after] == [item.checkpoint for item in before]
    assert after[0].pending_writes == [("t", "x", 1)]


@CHECKS.of(Capability.DELETE_FOR_RUNS)
async def checkpoints_of_a_run_can_be_deleted(asked: Asked) -> None:
    line, run_id = Line(asked), uuid4().hex
    await line.add({"a": ["kept"]}, run_id=uuid4().hex)
    await line.add({"a": ["gone"]}, run_id=run_id)
    await asked.delete_for_runs([run_id])
    [left] = await asked.list(config_of(thread_of(line.config)))
    assert left.checkpoint["channel_values"] == {"a": ["kept"]}


@CHECKS.of(Capability.PRUNE)
async def pruning_leaves_the_newest_checkpoint_whole(asked: Asked) -> None:
    line = Line(asked)
    await line.add({"a": [1], "b": ["old but in use"]})
    newest = await line.add({"a": [2]})
    await asked.put_writes(newest, [("x", 1)], "t")
    await asked.prune([thread_of(newest)])
    [left] = await asked.list(config_of(thread_of(newest)))
    assert left.checkpoint["channel_values"] == {"a": [2], "b": ["old but in use"]}
    assert left.pending_writes == [("t", "x", 1)]


@CHECKS.of(Capability.PRUNE)
async def pruning_everything_leaves_nothing(asked: Asked) -> None:
    line = Line(asked)
    await line.add({"a": [1]})
    await asked.prune([thread_of(line.config)], strategy="delete")
    assert await asked.list(config_of(thread_of(line.config))) == []


@CHECKS.of(Capability.DELTA_HISTORY)
async def a_delta_channel_gets_its_seed_and_the_writes_since(asked: Asked) -> None:
    line = Line(asked)
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
