"""How tasks and checkpoints are told in `debug` streams, for programs that tell them themselves.

Public as `runtime.pregel.debug`; nothing here is part of a run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, cast

from runtime.channels.base import BaseChannel
from runtime.constants import ERROR, INTERRUPT, NO_WRITES, RESUME, RETURN, TAG_HIDDEN
from runtime.types import PregelExecutableTask, PregelTask

__all__ = (
    "get_bolded_text",
    "get_colored_text",
    "is_multiple_channel_write",
    "map_debug_checkpoint",
    "map_debug_task_results",
    "map_debug_tasks",
    "map_task_result_writes",
    "rm_pregel_keys",
    "tasks_w_writes",
)

COLORS: Final = {
    "black": "30",
    "red": "31",
    "green": "32",
    "yellow": "33",
    "blue": "34",
    "magenta": "35",
    "cyan": "36",
    "white": "37",
}
SEVERAL: Final = "$writes"
PLACE: Final = ("langgraph_step", "langgraph_node", "langgraph_triggers", "langgraph_path", "langgraph_checkpoint_ns")


def get_colored_text(text: str, color: str) -> str:
    """Return text in bold and a color, by terminal codes; KeyError for a color that is none of the eight."""
    return f"\033[1;30;{COLORS[color]}m{text}\033[0m"


def get_bolded_text(text: str) -> str:
    """Return text in bold, by terminal codes."""
    return f"\033[1m{text}\033[0m"


def rm_pregel_keys(config: Mapping[str, Any] | None) -> Any:
    """Return a config that holds nothing but its `configurable`, without reserved keys; None for None."""
    if config is None:
        return None
    keys: Mapping[str, Any] = config.get("configurable") or {}
    return {"configurable": {key: value for key, value in keys.items() if not key.startswith("__pregel_")}}


def is_multiple_channel_write(value: Any) -> bool:
    """Whether a value stands for several writes to one channel: `{"$writes": [...]}`."""
    return isinstance(value, dict) and SEVERAL in value and isinstance(cast("Any", value)[SEVERAL], list)


def map_task_result_writes(writes: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Return writes by channel; several to one channel as `{"$writes": [...]}`."""
    told: dict[str, Any] = {}
    for channel, value in writes:
        if channel not in told:
            told[channel] = value
        elif is_multiple_channel_write(told[channel]):
            told[channel] = {SEVERAL: [*told[channel][SEVERAL], value]}
        else:
            told[channel] = {SEVERAL: [told[channel], value]}
    return told


def map_debug_tasks(tasks: Iterable[PregelExecutableTask]) -> Iterator[dict[str, Any]]:
    """Yield the start of each task, hidden ones aside."""
    for task in tasks:
        config: Mapping[str, Any] = task.config or {}
        if TAG_HIDDEN in (config.get("tags") or ()):
            continue
        told: dict[str, Any] = {"id": task.id, "name": task.name, "input": task.input, "triggers": task.triggers}
        noted = {key: value for key, value in (config.get("metadata") or {}).items() if key not in PLACE}
        yield {**told, "metadata": noted} if noted else told


def map_debug_task_results(
    task_tup: tuple[PregelExecutableTask, Sequence[tuple[str, Any]]], stream_keys: str | Sequence[str]
) -> Iterator[dict[str, Any]]:
    """Yield the end of a task: its error, what it wrote to `stream_keys`, what it waits for."""
    task, writes = task_tup
    shown = [stream_keys] if isinstance(stream_keys, str) else list(stream_keys)
    yield {
        "id": task.id,
        "name": task.name,
        "error": next((value for channel, value in writes if channel == ERROR), None),
        "result": map_task_result_writes([write for write in writes if write[0] in shown or write[0] == RETURN]),
        "interrupts": [_fields(item) for channel, value in writes if channel == INTERRUPT for item in value],
    }


def _fields(interrupt: Any) -> dict[str, Any]:
    return {"value": interrupt.value, "id": interrupt.id, "response_schema": interrupt.response_schema}


def tasks_w_writes(
    tasks: Iterable[PregelTask | PregelExecutableTask],
    pending_writes: Sequence[tuple[str, str, Any]] | None,
    states: Mapping[str, Any] | None,
    output_keys: str | Sequence[str],
    *,
    live: bool = False,
) -> tuple[PregelTask, ...]:
    """Return tasks as a snapshot shows them, with what they wrote; `live` leaves out what an ended task asked."""
    made: list[PregelTask] = []
    for task in tasks:
        writes = [write[1:] for write in pending_writes or () if write[0] == task.id]
        has_ended = any(channel not in (ERROR, INTERRUPT, RESUME) for channel, _ in writes)
        asked = () if live and has_ended else (value for channel, value in writes if channel == INTERRUPT)
        made.append(
            PregelTask(
                task.id,
                task.name,
                task.path,
                next((value for channel, value in writes if channel == ERROR), None),
                tuple(item for value in asked for item in value),
                (states or {}).get(task.id),
                _result(writes, output_keys),
            )
        )
    return tuple(made)


def _result(writes: Sequence[tuple[str, Any]], keys: str | Sequence[str]) -> Any:
    for channel, value in writes:
        if channel == RETURN:
            return value
    if isinstance(keys, str):
        return map_task_result_writes([write for write in writes if write[0] == keys]).get(keys)
    own = map_task_result_writes([write for write in writes if write[0] in keys])
    return own if own or any(channel == NO_WRITES for channel, _ in writes) else None


def map_debug_checkpoint(  # noqa: PLR0913, PLR0917 - size: the parameters are the public surface
    config: Mapping[str, Any],
    channels: Mapping[str, BaseChannel[Any, Any, Any]],
    stream_channels: str | Sequence[str],
    metadata: Mapping[str, Any],
    tasks: Iterable[PregelExecutableTask],
    pending_writes: Sequence[tuple[str, str, Any]],
    parent_config: Mapping[str, Any] | None,
    output_keys: str | Sequence[str],
) -> Iterator[dict[str, Any]]:
    """Yield a checkpoint: its config and its parent's, values, metadata, and the tasks that are due."""
    due = list(tasks)
    states = {task.id: _inner_config(config, task) for task in due if task.subgraphs}
    yield {
        "config": rm_pregel_keys(config),
        "parent_config": rm_pregel_keys(parent_config),
        "values": _values(channels, stream_channels),
        "metadata": metadata,
        "next": [task.name for task in due],
        "tasks": [_told(task) for task in tasks_w_writes(due, pending_writes, states, output_keys)],
    }


def _inner_config(config: Mapping[str, Any], task: PregelExecutableTask) -> dict[str, Any]:
    keys: Mapping[str, Any] = config.get("configurable") or {}
    place = f"{task.name}:{task.id}"
    outer = keys.get("checkpoint_ns")
    inner = f"{outer}|{place}" if outer else place
    return {"configurable": {"thread_id": keys.get("thread_id"), "checkpoint_ns": inner}}


def _values(channels: Mapping[str, BaseChannel[Any, Any, Any]], keys: str | Sequence[str]) -> Any:
    if isinstance(keys, str):
        return channels[keys].get() if channels[keys].is_available() else None
    return {key: channels[key].get() for key in keys if key in channels and channels[key].is_available()}


def _told(task: PregelTask) -> dict[str, Any]:
    told: dict[str, Any] = {"id": task.id, "name": task.name}
    if task.error is not None:
        return {**told, "error": task.error, "state": task.state}
    if task.result is not None:
        told["result"] = task.result
    return {**told, "interrupts": tuple(_fields(item) for item in task.interrupts), "state": task.state}
