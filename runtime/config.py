"""The config of a run: its shape, how two are merged, and how a node reads the one it runs under."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import environ
from typing import TYPE_CHECKING, Any, Final, TypedDict, cast

from runtime.current import require_task

if TYPE_CHECKING:
    from runtime.store.base import BaseStore
    from runtime.types import StreamWriter

__all__ = ("RunnableConfig", "get_config", "get_store", "get_stream_writer")

DEFAULT_RECURSION_LIMIT: Final = int(environ.get("LANGGRAPH_DEFAULT_RECURSION_LIMIT", "10007"))
MAX_SUPERSTEPS_SINCE_SNAPSHOT: Final = int(environ.get("LANGGRAPH_DELTA_MAX_SUPERSTEPS_SINCE_SNAPSHOT", "5000"))
"""How long a delta channel goes without a snapshot, at the most."""


class RunnableConfig(TypedDict, total=False):
    """What a caller passes beside the input; every key is optional.

    `configurable` holds `thread_id`, `checkpoint_id`, `checkpoint_ns` and keys of the author's own.
    `recursion_limit` counts supersteps; `max_concurrency` counts tasks at the same time.
    """

    tags: list[str]
    metadata: dict[str, Any]
    callbacks: Any
    run_name: str
    max_concurrency: int | None
    recursion_limit: int
    configurable: dict[str, Any]
    run_id: Any


def _joined(old: Any, new: Any) -> Any:
    if isinstance(old, list) and isinstance(new, list):
        return [*old, *(item for item in cast("list[Any]", new) if item not in old)]
    return new


def merge_configs(*configs: Mapping[str, Any] | None) -> RunnableConfig:
    """Return one config: later values win, mappings and tags are joined."""
    merged: dict[str, Any] = {}
    for config in configs:
        for key, value in (config or {}).items():
            if value is None:
                continue
            if key in ("configurable", "metadata"):
                merged[key] = {**merged.get(key, {}), **value}
            elif key in ("tags", "callbacks"):
                merged[key] = _joined(merged.get(key), value)
            else:
                merged[key] = value
    return cast("RunnableConfig", merged)


def configurable_of(config: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """Return the `configurable` part of `config`; TypeError where it is no mapping."""
    found: Any = (config.get("configurable") or {}) if config else {}
    if type(found) is not dict and not isinstance(found, Mapping):
        raise TypeError(f"config['configurable'] must be a mapping, got {found!r}.")
    return cast("Mapping[str, Any]", found)


def thread_config(thread_id: str, checkpoint_ns: str, checkpoint_id: str | None = None) -> RunnableConfig:
    """Return the config that addresses a thread, or one checkpoint of it."""
    keys = {"thread_id": thread_id, "checkpoint_ns": checkpoint_ns}
    return {"configurable": keys if checkpoint_id is None else {**keys, "checkpoint_id": checkpoint_id}}


def names_of(wanted: str | Sequence[str] | None, otherwise: Any) -> Any:
    """Return `wanted`, or `otherwise` where it is None."""
    return otherwise if wanted is None else wanted


def get_config() -> RunnableConfig:
    """Return the config of the task that runs here; RuntimeError outside of one."""
    return require_task("get_config()").config


def get_store() -> BaseStore:
    """Return the store the graph was compiled with."""
    return require_task("get_store()").runtime.store


def get_stream_writer() -> StreamWriter:
    """Return the function whose argument comes out in `custom` stream mode."""
    return require_task("get_stream_writer()").runtime.stream_writer
