"""Part of a thread: how its checkpoints hang together, and a copy of some of them.

A copy is made by the database: values that checkpoints share stay shared, and lists stay stored by what was added.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from runtime.checkpoint.sql.dialect import Dialect
from runtime.checkpoint.sql.query import Query, Steps, json_text, loaded

Place = tuple[str, str]
"""A namespace, and the id of a checkpoint in it."""

_KEY = "checkpoint_ns || ' ' || checkpoint_id"
_CHECKPOINTS = "checkpoint_ns, checkpoint_id, parent_checkpoint_id, type, checkpoint, metadata"
_BLOBS = "checkpoint_ns, channel, version, type, blob, base, kept"
_WRITES = "checkpoint_ns, checkpoint_id, task_id, idx, channel, type, blob, task_path"


@dataclass(frozen=True, slots=True)
class Outline:
    """A checkpoint without its values: where it is, what it follows, and the checkpoints of the graphs around it."""

    ns: str
    checkpoint_id: str
    parent_id: str | None
    parents: Mapping[str, str]


def outline(thread_id: str) -> Steps[list[Outline]]:
    """Returns every checkpoint of a thread, oldest first."""
    text = (
        "SELECT checkpoint_ns, checkpoint_id, parent_checkpoint_id, metadata -> 'parents' FROM checkpoints "
        "WHERE thread_id = ? ORDER BY checkpoint_id"
    )
    [rows] = yield [Query(text, ((thread_id,),), has_result=True)]
    return [
        Outline(ns, made_id, parent_id, loaded(parents) if parents else {}) for ns, made_id, parent_id, parents in rows
    ]


def copy_checkpoints(
    dialect: Dialect, source: str, target: str, places: Iterable[Place], *, without_writes: Iterable[Place] = ()
) -> Steps[None]:
    """Copies checkpoints to another thread, with what tasks wrote after them but for those of `without_writes`."""
    wanted = list(places)
    keys, silent = _keys(wanted), _keys(without_writes)
    namespaces = json_text("namespaces", sorted({ns for ns, _ in wanted}))
    head = "INSERT INTO {0} (thread_id, {1}) SELECT CAST(? AS TEXT), {1} FROM {0} WHERE thread_id = ? AND "
    among = f"{_KEY} IN ({dialect.texts})"
    yield [
        Query(head.format("checkpoints", _CHECKPOINTS) + among, ((target, source, keys),)),
        Query(
            head.format("checkpoint_blobs", _BLOBS) + f"checkpoint_ns IN ({dialect.texts})",
            ((target, source, namespaces),),
        ),
        Query(
            head.format("checkpoint_writes", _WRITES) + f"{among} AND NOT {among}", ((target, source, keys, silent),)
        ),
    ]


def _keys(places: Iterable[Place]) -> str:
    return json_text("checkpoints", [f"{ns} {checkpoint_id}" for ns, checkpoint_id in places])
