"""From one checkpoint to the next that a person makes: what is due there, had finished, or stands further in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from runtime.checkpoint.base.id import time_text
from runtime.constants import INTERRUPT, NS_END, NS_SEP
from runtime.drive.clock import SYSTEM_CLOCK
from studio.engine.edit.whole import next_version, stand_alone
from studio.engine.events import checkpoint_id
from studio.engine.inspect import levels, ns_of, place_of, thread_of

# What a task leaves behind that is not its result.
UNFINISHED = frozenset({INTERRUPT, "__resume__", "__error__"})

Call = tuple[str, tuple[Any, ...]]
"""Name of a saver's method, and its arguments."""


def type_over(graph: Any, inner: Any, state: Any, stored: Mapping[str, Any]) -> dict[str, str]:
    """Make a checkpoint on the newest of a level, whose graph is `inner`, with these channels replaced.

    Returns what levels further in became.
    """
    saver, ns = graph.checkpointer, ns_of(state.config)
    newest = saver.get_tuple(place_of(thread_of(state.config), ns=ns))
    saved, fresh = stand_alone(inner, saver, newest)
    checkpoint, step = saved.checkpoint, int(saved.metadata.get("step", 0)) + 1
    fresh |= dict.fromkeys(stored, next_version(saver, checkpoint["channel_versions"]))
    made_id, made_at = SYSTEM_CLOCK.stamp(step)
    edited = {
        **checkpoint,
        "id": made_id,
        "ts": time_text(made_at),
        "channel_values": {**checkpoint["channel_values"], **stored},
        "channel_versions": {**checkpoint["channel_versions"], **fresh},
        "updated_channels": None,
    }
    metadata = {**saved.metadata, "source": "update", "step": step}
    config = saver.put(saved.config, edited, metadata, fresh)
    return dict(_carry(graph, saved, config, state.tasks))


def _carry(graph: Any, saved: Any, config: Any, before: Iterable[Any]) -> Iterator[tuple[str, str]]:
    """Give the same tasks of a new checkpoint what they had finished, or the levels they stand in."""
    saver = graph.checkpointer
    made = {task.path: task for task in graph.get_state(config).tasks}
    for old in before:
        new = made.get(old.path)
        if new is None or new.id == old.id:
            continue
        writes = [(name, value) for task_id, name, value in saved.pending_writes or () if task_id == old.id]
        if writes and UNFINISHED.isdisjoint(name for name, _ in writes):
            saver.put_writes(config, writes, new.id)
        elif getattr(old.state, "metadata", None) and old.id in ns_of(old.state.config):
            yield from _move(graph, config, old, f"{old.name}{NS_END}{new.id}")


def _move(graph: Any, config: Any, old: Any, segment: str) -> Iterator[tuple[str, str]]:
    """Copy the level that a task stands in to the namespace of the task's new id, and what stands in it in turn."""
    saver, thread_id, old_ns = graph.checkpointer, thread_of(config), ns_of(old.state.config)
    new_ns = NS_SEP.join(filter(None, (ns_of(config), segment)))
    parents = {**old.state.metadata.get("parents", {}), ns_of(config): checkpoint_id(config)}
    line = line_of(saver, place_of(thread_id, checkpoint_id(old.state.config), old_ns))
    calls = [call for saved in line[1:] for call in put_of(saved, thread_id, new_ns)]
    tip = line[0]._replace(metadata={**line[0].metadata, "parents": parents})
    put_all(saver, [*calls, *put_of(tip, thread_id, new_ns, keeps_writes=False)])
    yield old_ns, new_ns
    yield from _carry(graph, tip, place_of(thread_id, checkpoint_id(tip.config), new_ns), old.state.tasks)


def withdraw_questions(saver: Any, state: Any, ns: str) -> None:
    """Take back, at the levels around one that was edited, what it had asked; it will ask anew.

    The engine keeps a question at every level; one that is asked no more would be shown for ever.
    """
    for task in state.tasks:
        inner = getattr(task.state, "config", None)
        if inner and any(found == ns for found, _ in levels(task.state)):
            if task.interrupts:
                saver.put_writes(state.config, [(INTERRUPT, ())], task.id)
            withdraw_questions(saver, task.state, ns)


def line_of(saver: Any, place: Any) -> list[Any]:
    """The checkpoint and its ancestors, newest first."""
    found: list[Any] = []
    while place is not None:
        saved = saver.get_tuple(place)
        if saved is None:
            break
        found.append(saved)
        place = saved.parent_config
    return found


def put_of(saved: Any, thread_id: str, ns: str | None = None, *, keeps_writes: bool = True) -> list[Call]:
    """The calls that put a checkpoint on another thread or in another namespace, with what its tasks wrote."""
    ns = ns_of(saved.config) if ns is None else ns
    checkpoint = saved.checkpoint
    parent = place_of(thread_id, checkpoint_id(saved.parent_config), ns)
    calls: list[Call] = [("put", (parent, checkpoint, saved.metadata, checkpoint["channel_versions"]))]
    by_task: dict[str, list[tuple[str, Any]]] = {}
    for task_id, name, value in (saved.pending_writes or ()) if keeps_writes else ():
        by_task.setdefault(task_id, []).append((name, value))
    here = place_of(thread_id, checkpoint["id"], ns)
    # Savers give writes back by path; the place in the order is all that is left of it.
    for place, (task_id, writes) in enumerate(by_task.items()):
        calls.append(("put_writes", (here, writes, task_id, f"~{place:010d}")))
    return calls


def put_all(saver: Any, calls: Sequence[Call]) -> None:
    """Make the calls, in one transaction where the saver can."""
    together = getattr(saver, "together", None)
    if together is not None:
        together(calls)
        return
    for name, arguments in calls:
        getattr(saver, name)(*arguments)
