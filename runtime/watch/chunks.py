"""What each stream mode shows of tasks and checkpoints. Pure: values in, payloads out."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from runtime.constants import ERROR, INTERRUPT, RESUME, RETURN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from runtime.pregel.program import Program
    from runtime.pregel.tasks.task import Task
    from runtime.pregel.words import Write


def update_payload(keys: str | Sequence[str], task: Task) -> dict[str, Any]:
    """Return the `updates` chunk of a finished task: what it wrote to `keys`."""
    returned = [value for channel, value in task.writes if channel == RETURN]
    if returned:
        parts: list[Any] = returned
    elif isinstance(keys, str):
        parts = [value for channel, value in task.writes if channel == keys]
    else:
        shown = [(channel, value) for channel, value in task.writes if channel in keys]
        is_repeated = len(shown) > 1 and max(Counter(channel for channel, _ in shown).values()) > 1
        parts = [{channel: value} for channel, value in shown] if is_repeated else [dict(shown)] if shown else []
    payload: dict[str, Any] = {task.name: None if not parts else parts[0] if len(parts) == 1 else parts}
    if task.is_cached:
        payload["__metadata__"] = {"cached": True}
    return payload


def task_payload(task: Task, noted: Mapping[str, Any]) -> dict[str, Any]:
    """Return the `tasks` chunk of a task about to start, with what the caller and the node noted."""
    payload = {"id": task.id, "name": task.name, "input": task.input, "triggers": task.triggers}
    metadata = {**noted, **(task.node.metadata or {})}
    if metadata:
        payload["metadata"] = metadata
    return payload


def result_of(program: Program, writes: Sequence[Write]) -> Any:
    """Return what a task wrote to the state, one value a key; several are listed under `$writes`."""
    shown: dict[str, Any] = {}
    for channel, value in writes:
        if channel not in program.state_keys and channel != RETURN:
            continue
        if channel not in shown:
            shown[channel] = value
        elif isinstance(shown[channel], dict) and "$writes" in shown[channel]:
            shown[channel]["$writes"].append(value)
        else:
            shown[channel] = {"$writes": [shown[channel], value]}
    return shown


def interrupt_fields(interrupt: Any) -> dict[str, Any]:
    """Return an interrupt as a mapping."""
    return {"value": interrupt.value, "id": interrupt.id, "response_schema": interrupt.response_schema}


def checkpoint_task(
    program: Program, thread_id: str, task: Task, interrupts: Sequence[Any], kept: Sequence[Write]
) -> dict[str, Any]:
    """Return a task that comes next as the `checkpoints` chunk lists it, with what an earlier run kept for it."""
    state = None
    if task.node.subgraphs and task.node.subgraphs[0].checkpointer is not False:
        state = {"configurable": {"thread_id": thread_id, "checkpoint_ns": task.ns}}
    told: dict[str, Any] = {"id": task.id, "name": task.name}
    error = next((value for channel, value in kept if channel == ERROR), None)
    if error is not None:
        return {**told, "error": error, "state": state}
    result = result_of(program, kept)
    if result:
        told["result"] = result
    return {**told, "interrupts": tuple(interrupt_fields(item) for item in interrupts), "state": state}


def task_result_payload(program: Program, task: Task, writes: Sequence[Write]) -> dict[str, Any]:
    """Return the `tasks` chunk of a task that ended: its result, its error, or its interrupts."""
    return {
        "id": task.id,
        "name": task.name,
        "error": next((value for channel, value in writes if channel == ERROR), None),
        "result": result_of(program, [write for write in writes if write[0] not in (ERROR, INTERRUPT, RESUME)]),
        "interrupts": [interrupt_fields(item) for channel, value in writes if channel == INTERRUPT for item in value],
    }


def debug_payload(step: int, timestamp: str, kind: str, payload: Any) -> dict[str, Any]:
    """Return the `debug` chunk that wraps one of `tasks` or `checkpoints`."""
    return {"step": step, "timestamp": timestamp, "type": kind, "payload": payload}


def with_map(config: Any, parents: Mapping[str, str]) -> Any:
    """Return a config of a nested graph's checkpoint with the checkpoints of the graphs around it."""
    if config is None or not parents:
        return config
    keys: dict[str, Any] = config["configurable"]
    return {"configurable": {**keys, "checkpoint_map": {**parents, keys["checkpoint_ns"]: keys["checkpoint_id"]}}}
