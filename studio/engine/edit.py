"""Typing over a thread's state, and forking a thread; every change is a new checkpoint, none is altered.

Theory of operation. A person who types over a value at a stop does what he would do in any debugger: the variable
changes, the place in the program does not. So an edit without `as_node` keeps exactly what is due: it copies the
checkpoint, replaces the named keys (no reducer is asked) under new versions, and leaves every edge, join and Send that
waits as it is. What tasks of the interrupted superstep had finished is carried over, so they do not run twice. With
`as_node` the edit counts as that node's result: its edges are decided anew, which is how a person sends a run another
way.

A preview is the same edit on a copy of the one checkpoint in memory.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from runtime.channels.base import MISSING
from runtime.checkpoint.memory import InMemorySaver
from runtime.drive.clock import SYSTEM_CLOCK
from runtime.errors import EmptyChannelError, InvalidUpdateError
from runtime.types import Overwrite
from studio.engine.events import Body, checkpoint_id
from studio.engine.inspect import place_of, told
from studio.engine.patch import diff
from studio.engine.render import to_json
from studio.engine.typed import typed

# What a task leaves behind that is not its result.
UNFINISHED = frozenset({"__interrupt__", "__resume__", "__error__"})


@dataclass(frozen=True, slots=True)
class Change:
    """What to type over, on which checkpoint, and as whose result (None: nobody's)."""

    checkpoint_id: str
    values: Mapping[str, Any]
    as_node: str | None = None


def edit(graph: Any, thread_id: str, change: Change) -> Body:
    """Make the change on the thread's head.

    Returns the new checkpoint with `patch`, or `{"head": id}` when the head is another one, `{"errors": [...]}` when
    values do not fit, `{"refused": text}` when the thread stands where nothing can be typed over.
    """
    state = graph.get_state(place_of(thread_id), subgraphs=True)
    head = checkpoint_id(state.config)
    if head != change.checkpoint_id:
        return {"head": head}
    inside = [task.name for task in state.tasks if getattr(task.state, "metadata", None)]
    if inside and change.as_node is None:
        return {"refused": f"The run stands inside {inside[0]!r}. Step out of it first, or edit as a node."}
    return _changed(graph, thread_id, state, change)


def preview(graph: Any, thread_id: str, change: Change) -> Body:
    """Return what `edit` would, and keep nothing; any checkpoint of the thread may be asked about."""
    saved = graph.checkpointer.get_tuple(place_of(thread_id, change.checkpoint_id))
    if saved is None:
        return {"head": None}
    scratch = InMemorySaver()
    _put(scratch, thread_id, saved, keeps_writes=True)
    graph = graph.copy({"checkpointer": scratch})
    return _changed(graph, thread_id, graph.get_state(place_of(thread_id)), change)


def fork(graph: Any, thread_id: str, target_id: str, change: Change) -> Body:
    """Copy history up to a checkpoint to a new thread, type over it there, and return where the new thread stands.

    The superstep that follows runs anew. Returns `{"head": None}` when there is no such checkpoint, or as `edit` does.
    """
    saver = graph.checkpointer
    line = _line(saver, thread_id, change.checkpoint_id)
    if not line:
        return {"head": None}
    for saved in reversed(line):
        _put(saver, target_id, saved, keeps_writes=saved is not line[0])
    state = graph.get_state(place_of(target_id))
    return _changed(graph, target_id, state, change) if change.values or change.as_node else told(state)


def _changed(graph: Any, thread_id: str, state: Any, change: Change) -> Body:
    shown = cast("Mapping[str, Any]", to_json(state.values))
    wanted = {key: value for key, value in change.values.items() if key not in shown or shown[key] != value}
    values, problems = typed(graph, wanted)
    stored = {} if problems else _stored(graph, values, problems)
    if not problems and change.as_node is not None and change.as_node not in graph.nodes:
        problems.append({"path": "as_node", "message": f"The graph has no node {change.as_node!r}."})
    if problems:
        return {"errors": problems}
    if change.as_node is None:
        _type_over(graph, thread_id, state, stored)
    else:
        try:
            written = {key: _written(graph.channels[key], value) for key, value in values.items()}
            graph.update_state(place_of(thread_id), written, as_node=change.as_node)
        except InvalidUpdateError as error:
            return {"errors": [{"path": "", "message": str(error)}]}
    after = told(graph.get_state(place_of(thread_id)))
    return {**after, "patch": {"from": "parent", **diff(shown, after["values"])}}


def _stored(graph: Any, values: Mapping[str, Any], problems: list[dict[str, str]]) -> dict[str, Any]:
    """What checkpoints keep of each value; a key that no checkpoint keeps is a problem."""
    found: dict[str, Any] = {}
    for key, value in values.items():
        cell = graph.channels[key].from_checkpoint(MISSING)
        cell.update([_written(graph.channels[key], value)])
        found[key] = cell.checkpoint()
        if found[key] is MISSING:
            problems.append({"path": key, "message": "This key is not kept in checkpoints. Edit as a node instead."})
    return found


def _written(channel: Any, value: Any) -> Any:
    """Wrap the value where a reducer would otherwise be asked."""
    cell = channel.from_checkpoint(MISSING)
    cell.update([Overwrite(value)])
    try:
        return value if isinstance(cell.get(), Overwrite) else Overwrite(value)
    except EmptyChannelError:
        return value


def _type_over(graph: Any, thread_id: str, state: Any, stored: Mapping[str, Any]) -> None:
    saver = graph.checkpointer
    saved = saver.get_tuple(place_of(thread_id))
    checkpoint, step = saved.checkpoint, int(saved.metadata.get("step", 0)) + 1
    version = saver.get_next_version(max(checkpoint["channel_versions"].values(), default=None), None)
    made_id, made_at = SYSTEM_CLOCK.stamp(step)
    edited = {
        **checkpoint,
        "id": made_id,
        "ts": made_at,
        "channel_values": {**checkpoint["channel_values"], **stored},
        "channel_versions": {**checkpoint["channel_versions"], **dict.fromkeys(stored, version)},
        "updated_channels": None,
    }
    metadata = {**saved.metadata, "source": "update", "step": step}
    config = saver.put(saved.config, edited, metadata, dict.fromkeys(stored, version))
    _carry(saver, saved, config, state.tasks, graph.get_state(config).tasks)


def _carry(saver: Any, saved: Any, config: Any, before: Iterable[Any], after: Iterable[Any]) -> None:
    """Give the results of finished tasks to the same tasks of the new checkpoint, where names tell them apart."""
    old, new = list(before), list(after)
    counts = Counter(task.name for task in new)
    new_ids = {task.name: task.id for task in new if counts[task.name] == 1}
    for task in old:
        writes = [(name, value) for task_id, name, value in saved.pending_writes or () if task_id == task.id]
        if writes and task.name in new_ids and UNFINISHED.isdisjoint(name for name, _ in writes):
            saver.put_writes(config, writes, new_ids[task.name])


def _line(saver: Any, thread_id: str, newest_id: str) -> list[Any]:
    """The checkpoint and its ancestors, newest first."""
    found: list[Any] = []
    config: Any = place_of(thread_id, newest_id)
    while config is not None:
        saved = saver.get_tuple(config)
        if saved is None:
            break
        found.append(saved)
        config = saved.parent_config
    return found


def _put(saver: Any, thread_id: str, saved: Any, *, keeps_writes: bool) -> None:
    parent = place_of(thread_id, checkpoint_id(saved.parent_config))
    config = saver.put(parent, saved.checkpoint, saved.metadata, saved.checkpoint["channel_versions"])
    by_task: dict[str, list[tuple[str, Any]]] = {}
    for task_id, name, value in (saved.pending_writes or ()) if keeps_writes else ():
        by_task.setdefault(task_id, []).append((name, value))
    for task_id, writes in by_task.items():
        saver.put_writes(config, writes, task_id)
