"""What a run lets others know between its supersteps. Nothing here changes anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runtime.config import thread_config
from runtime.debugger import Planned, Saved
from runtime.pregel.resume import waiting
from runtime.pregel.snapshot import with_map
from runtime.pregel.streaming import debug_payload, task_payload
from runtime.pregel.words import Emit, Tell

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from runtime.pregel.ask import Flow
    from runtime.pregel.ledger import Ledger
    from runtime.pregel.run import Run
    from runtime.pregel.task import Task


def shows_values(run: Run, changed: Collection[str]) -> bool:
    """Whether any of what the caller reads is among `changed`."""
    keys = run.output_keys
    return keys in changed if isinstance(keys, str) else any(key in changed for key in keys)


def emit_values(run: Run, ledger: Ledger) -> Emit:
    """Return the effect that streams the whole state."""
    return Emit("values", ledger.read(run.output_keys))


def emit_checkpoint(run: Run, ledger: Ledger, tasks: Sequence[Task]) -> Flow[None]:
    """Tell of the checkpoint the ledger stands at, and of the tasks that come next."""
    if ledger.untold and run.debugger is not None and run.debugger.observes:
        ledger.untold = False
        yield Tell(_saved(run, ledger, tasks))
    if "checkpoints" not in run.modes and "debug" not in run.modes:
        return
    stopped = waiting(ledger.pending)
    config, parent = ledger.config, ledger.parent_config
    if ledger.unkept is not None:
        config, parent = thread_config(run.thread_id, run.ns, ledger.checkpoint_id), None
    payload = {
        "config": with_map(config, run.parents),
        "parent_config": with_map(parent, run.parents),
        "values": ledger.read(run.program.stream_channels),
        "metadata": ledger.metadata,
        "next": [task.name for task in tasks],
        "tasks": [_checkpoint_task(run, task, stopped.get(task.id, ())) for task in tasks],
    }
    yield from emit_debug(run, ledger.metadata.get("step", -1), "checkpoint", "checkpoints", payload)


def _checkpoint_task(run: Run, task: Task, interrupts: Sequence[Any]) -> dict[str, Any]:
    state = None
    if task.node.subgraphs:
        state = {"configurable": {"thread_id": run.thread_id, "checkpoint_ns": task.ns}}
    shown = tuple({"value": item.value, "id": item.id, "response_schema": item.response_schema} for item in interrupts)
    return {"id": task.id, "name": task.name, "interrupts": shown, "state": state}


def _saved(run: Run, ledger: Ledger, tasks: Sequence[Task]) -> Saved:
    updated = ledger.updated or ()
    return Saved(
        run.path,
        ledger.config,
        ledger.parent_config,
        ledger.metadata["step"],
        ledger.metadata["source"],
        ledger.read(run.program.stream_channels),
        tuple([key for key in run.program.state_keys if key in updated]),
        tuple([task.name for task in tasks]),
    )


def emit_planned(run: Run, ledger: Ledger, tasks: Sequence[Task]) -> Flow[None]:
    """Tell which tasks are about to start."""
    shown = [task for task in tasks if not task.node.is_hidden]
    if not shown:
        return
    if run.debugger is not None and run.debugger.observes:
        yield Tell(Planned(run.path, ledger.step, tuple([task.description for task in shown])))
    if "tasks" in run.modes or "debug" in run.modes:
        for task in shown:
            yield from emit_debug(run, ledger.step, "task", "tasks", task_payload(task, run.noted))


def emit_debug(run: Run, step: int, kind: str, mode: str, payload: Any) -> Flow[None]:
    """Stream a payload in its own mode, and wrapped in `debug`."""
    if mode in run.modes:
        yield Emit(mode, payload)
    if "debug" in run.modes:
        yield Emit("debug", debug_payload(step, run.stamp(step)[1], kind, payload))
