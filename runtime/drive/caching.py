"""What the cache is asked for the core, and what its answer means: each once, with a face that awaits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runtime.pregel.words import FetchCached, KeepCached

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from runtime.cache.base import BaseCache
    from runtime.pregel.tasks.task import Task
    from runtime.pregel.words import Write

Key = tuple[tuple[str, ...], str]


def ask_cache(cache: BaseCache[Any] | None, effect: FetchCached | KeepCached) -> Any:
    """Keep a task's result, or return which tasks have a kept one; of no cache nothing is asked."""
    if cache is None:
        return {}
    if isinstance(effect, KeepCached):
        return cache.set(_pair_for(effect))
    keys = {task: _key_of(task) for task in effect.tasks}
    return _found_in(cache.get(list(keys.values())), keys)


async def aask_cache(cache: BaseCache[Any] | None, effect: FetchCached | KeepCached) -> Any:
    """Do what `ask_cache` does, awaiting the cache."""
    if cache is None:
        return {}
    if isinstance(effect, KeepCached):
        return await cache.aset(_pair_for(effect))
    keys = {task: _key_of(task) for task in effect.tasks}
    return _found_in(await cache.aget(list(keys.values())), keys)


def _key_of(task: Task) -> Key:
    policy = task.node.cache
    assert policy is not None  # noqa: S101 - asked only for nodes with a policy
    key = policy.key_func(task.input) if task.call is None else policy.key_func(*task.input[0], **task.input[1])
    text = key if isinstance(key, str) else key.hex()
    return ("__superstep_writes", task.name, task.name), text


def _found_in(kept: Mapping[Key, Any], keys: Mapping[Task, Key]) -> dict[Task, Sequence[Write]]:
    return {task: kept[key] for task, key in keys.items() if key in kept}


def _pair_for(effect: KeepCached) -> dict[Key, tuple[Any, int | None]]:
    policy = effect.task.node.cache
    return {_key_of(effect.task): (list(effect.task.writes), policy.ttl if policy else None)}
