# ruff: noqa: S608 - texts are put together from constants of this package; every value is a parameter
"""Every operation of a saver, written once.

An operation is a generator. It yields batches of queries, is sent the rows of each query of the batch, and returns
its result. A batch is one transaction, and one round trip where the driver can. No operation waits, opens or commits
anything: `faces.py` does, once blocking and once not.

How a checkpoint lies in the tables:

    checkpoints         one row each: versions, metadata, the parent's id, and values that are small scalars
    checkpoint_blobs    one row for each *version* of a channel, shared by all checkpoints that still have it;
                        type `empty` says that the channel held nothing at that version; a row with a `base` holds
                        what a list has beyond the first `kept` items of that version (see `base/growth.py`)
    checkpoint_writes   what tasks wrote after a checkpoint; idx < 0 are the reserved ones, which may be replaced

So a superstep writes what changed and no more, and a thread grows by its changes, not by its length times its state.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from runtime.checkpoint.base.growth import growth_of
from runtime.checkpoint.base.shapes import (
    WRITES_IDX_MAP,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
    Config,
    PendingWrite,
    get_checkpoint_id,
    get_serializable_checkpoint_metadata,
)
from runtime.checkpoint.serde.base import SerializerProtocol, dump_channel
from runtime.checkpoint.sql.deltas import TABLES, DeltaOperations, rows_by_version
from runtime.checkpoint.sql.dialect import Dialect
from runtime.checkpoint.sql.migrations import migrations_after
from runtime.checkpoint.sql.query import PageStart, Query, Row, Steps, json_text, loaded
from runtime.constants import GROWN

_MAX_INLINE_INT = 2**53  # JSON numbers are exact up to here
_INFINITY = float("inf")


@dataclass(frozen=True, slots=True)
class _Texts:
    put_checkpoint: str
    put_blob: str
    put_write: str
    replace_write: str
    blobs: str
    writes: str


_BLOBS = (
    "checkpoint_blobs b ON b.thread_id = ? AND b.checkpoint_ns = ? AND b.channel = n.channel AND b.version = n.version"
)


@lru_cache(maxsize=8)
def _texts(dialect: Dialect) -> _Texts:
    json = dialect.json
    write = (
        "INSERT INTO checkpoint_writes "
        "(thread_id, checkpoint_ns, checkpoint_id, task_id, idx, channel, type, blob, task_path) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (thread_id, checkpoint_ns, checkpoint_id, task_id, idx) "
    )
    return _Texts(
        put_checkpoint="INSERT INTO checkpoints "
        "(thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, checkpoint, metadata) "
        f"VALUES (?, ?, ?, ?, {json}, {json}) ON CONFLICT (thread_id, checkpoint_ns, checkpoint_id) "
        "DO UPDATE SET checkpoint = excluded.checkpoint, metadata = excluded.metadata",
        put_blob="INSERT INTO checkpoint_blobs (thread_id, checkpoint_ns, channel, version, type, blob, base, kept) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (thread_id, checkpoint_ns, channel, version) "
        # A delta channel's version may get its whole value later, from a fork; it is the same value.
        "DO UPDATE SET type = excluded.type, blob = excluded.blob, base = excluded.base, kept = excluded.kept "
        "WHERE checkpoint_blobs.type = 'empty'",
        put_write=write + "DO NOTHING",
        replace_write=write + "DO UPDATE SET channel = excluded.channel, type = excluded.type, blob = excluded.blob",
        blobs=f"WITH RECURSIVE needed (channel, version) AS ({dialect.versions} UNION "
        f"SELECT b.channel, b.base FROM needed n JOIN {_BLOBS} WHERE b.base IS NOT NULL) "
        f"SELECT b.channel, b.version, b.type, b.blob, b.base, b.kept FROM needed n JOIN {_BLOBS}",
        writes="SELECT task_id, channel, type, blob FROM checkpoint_writes "
        "WHERE thread_id = ? AND checkpoint_ns = ? AND checkpoint_id = ? "
        f"ORDER BY task_path{dialect.by_bytes}, task_id{dialect.by_bytes}, idx",
    )


_SELECT = "SELECT thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, checkpoint, metadata FROM checkpoints"


class Operations(DeltaOperations):
    """The operations in one dialect, with one serializer."""

    def __init__(self, dialect: Dialect, serde: SerializerProtocol) -> None:
        super().__init__(dialect, serde)
        self._texts = _texts(dialect)

    # Writing

    def put(
        self, config: Config, checkpoint: Checkpoint, metadata: CheckpointMetadata, new_versions: ChannelVersions
    ) -> Steps[dict[str, Any]]:
        """Stores a checkpoint and the values that changed; returns the config that names it."""
        configurable = config["configurable"]
        thread_id, ns = str(configurable["thread_id"]), configurable["checkpoint_ns"]
        values = checkpoint["channel_values"]
        inline = {channel: value for channel, value in values.items() if _is_inline(value)}
        blobs = [
            (thread_id, ns, channel, str(version), *self._typed(channel, checkpoint))
            for channel, version in new_versions.items()
            if channel not in inline
        ]
        row = (
            thread_id,
            ns,
            checkpoint["id"],
            configurable.get("checkpoint_id"),
            json_text("checkpoint", _without_values(checkpoint, inline)),
            json_text("metadata", get_serializable_checkpoint_metadata(config, metadata)),
        )
        queries = [Query(self._texts.put_blob, blobs)] if blobs else []
        yield [*queries, Query(self._texts.put_checkpoint, (row,))]
        return _config(configurable["thread_id"], ns, checkpoint["id"])

    def _typed(self, channel: str, checkpoint: Checkpoint) -> tuple[str, bytes | None, str | None, int | None]:
        values = checkpoint["channel_values"]
        if channel not in values:
            return "empty", None, None, None
        growth = growth_of(checkpoint, channel)
        if growth is None:
            return *dump_channel(self.serde, channel, values[channel]), None, None
        return *dump_channel(self.serde, channel, growth.added), str(growth.base), growth.kept

    def put_writes(
        self, config: Config, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str
    ) -> Steps[None]:
        """Stores a task's writes; ordinary ones stay as they were first, reserved ones are replaced."""
        configurable = config["configurable"]
        place = (str(configurable["thread_id"]), configurable.get("checkpoint_ns", ""), configurable["checkpoint_id"])
        ordinary: list[Row] = []
        reserved: list[Row] = []
        for position, (channel, value) in enumerate(writes):
            idx = WRITES_IDX_MAP.get(channel, position)
            row = (*place, task_id, idx, channel, *dump_channel(self.serde, channel, value), task_path)
            (reserved if idx < 0 else ordinary).append(row)
        queries = ((self._texts.put_write, ordinary), (self._texts.replace_write, reserved))
        batch = [Query(text, rows) for text, rows in queries if rows]
        if batch:
            yield batch

    def together(self, calls: Sequence[tuple[str, tuple[Any, ...]]]) -> Steps[None]:
        """Makes calls of `put` and `put_writes`, each a name and its arguments, in order and in one transaction."""
        rows: dict[str, list[Sequence[Any]]] = {}
        for name, arguments in calls:
            for query in next(getattr(self, name)(*arguments), ()):
                rows.setdefault(query.text, []).extend(query.rows)
        if rows:
            yield [Query(text, found) for text, found in rows.items()]

    # Reading

    def get_tuple(self, config: Config) -> Steps[CheckpointTuple | None]:
        """Returns the checkpoint `config` names, or the newest, or None."""
        configurable = config["configurable"]
        parameters: list[Any] = [str(configurable["thread_id"]), configurable.get("checkpoint_ns", "")]
        text = f"{_SELECT} WHERE thread_id = ? AND checkpoint_ns = ?"
        if checkpoint_id := get_checkpoint_id(config):
            text, parameters = f"{text} AND checkpoint_id = ?", [*parameters, checkpoint_id]
        else:
            text = f"{text} ORDER BY checkpoint_id DESC LIMIT 1"
        [rows] = yield [Query(text, (parameters,), has_result=True)]
        found = yield from self._complete(rows, configurable["thread_id"])
        return found[0] if found else None

    def page(
        self,
        config: Config | None,
        filter: Mapping[str, Any] | None,
        start: PageStart,
        count: int,
    ) -> Steps[list[CheckpointTuple]]:
        """Returns at most `count` checkpoints, newest first, from `start` on."""
        terms: list[str] = []
        parameters: list[Any] = []
        if config:
            wanted = config["configurable"]
            named = (("thread_id", str(wanted["thread_id"])), ("checkpoint_ns", wanted.get("checkpoint_ns")))
            for column, value in (*named, ("checkpoint_id", get_checkpoint_id(config))):
                if value is not None and (value or column != "checkpoint_id"):
                    terms.append(f"{column} = ?")
                    parameters.append(value)
        if filter:
            term, more = self.dialect.contains(filter)
            terms.append(term)
            parameters += more
        if start.before:
            terms.append("checkpoint_id < ?")
            parameters.append(start.before)
        if start.after:
            # Copies of a thread share ids, so the id alone does not say where the last page ended.
            terms.append("(checkpoint_id < ? OR (checkpoint_id = ? AND (thread_id, checkpoint_ns) > (?, ?)))")
            thread_id, ns, checkpoint_id = start.after
            parameters += [checkpoint_id, checkpoint_id, thread_id, ns]
        where = f" WHERE {' AND '.join(terms)}" if terms else ""
        text = f"{_SELECT}{where} ORDER BY checkpoint_id DESC, thread_id, checkpoint_ns LIMIT {int(count)}"
        [rows] = yield [Query(text, (parameters,), has_result=True)]
        return (yield from self._complete(rows, config["configurable"]["thread_id"] if config else None))

    def _complete(self, rows: Sequence[Row], thread_id: Any) -> Steps[list[CheckpointTuple]]:
        """Adds values and pending writes to rows of checkpoints."""
        if not rows:
            return []
        checkpoints = [loaded(row[4]) for row in rows]
        queries: list[Query] = []
        for row, checkpoint in zip(rows, checkpoints, strict=True):
            versions, inline = checkpoint["channel_versions"], checkpoint["channel_values"]
            stored = {channel: version for channel, version in versions.items() if channel not in inline}
            parameters = (json_text("versions", stored), row[0], row[1], row[0], row[1])
            queries.append(Query(self._texts.blobs, (parameters,), has_result=True))
            queries.append(Query(self._texts.writes, (row[:3],), has_result=True))
        answers = yield queries
        return [
            self._tuple(row, checkpoint, answers[2 * place], answers[2 * place + 1], thread_id)
            for place, (row, checkpoint) in enumerate(zip(rows, checkpoints, strict=True))
        ]

    def _tuple(
        self, row: Row, checkpoint: dict[str, Any], blobs: Sequence[Row], writes: Sequence[Row], thread_id: Any
    ) -> CheckpointTuple:
        loads = self.serde.loads_typed
        thread_id = row[0] if thread_id is None else thread_id
        values, versions = checkpoint["channel_values"], checkpoint["channel_versions"]
        by_version = rows_by_version(blobs)
        for channel, version in by_version:
            if str(versions.get(channel)) == version and channel not in values:
                values[channel] = self.value_at(by_version, channel, version)
        pending: list[PendingWrite] = [
            (task_id, channel, loads((tag, bytes(blob)))) for task_id, channel, tag, blob in writes
        ]
        return CheckpointTuple(
            config=_config(thread_id, row[1], row[2]),
            checkpoint=cast("Checkpoint", checkpoint),
            metadata=cast("CheckpointMetadata", loaded(row[5])),
            parent_config=_config(thread_id, row[1], row[3]) if row[3] else None,
            pending_writes=pending,
        )

    # Whole threads

    def delete_thread(self, thread_id: str) -> Steps[None]:
        """Removes a thread."""
        yield [Query(f"DELETE FROM {table} WHERE thread_id = ?", ((str(thread_id),),)) for table in TABLES]

    def copy_thread(self, source_thread_id: str, target_thread_id: str) -> Steps[None]:
        """Copies a thread under another id. Raises `ValueError` if there is one already."""
        count = "SELECT count(*) FROM checkpoints WHERE thread_id = ?"
        [[(existing,)]] = yield [Query(count, ((target_thread_id,),), has_result=True)]
        if existing:
            msg = f"Thread {target_thread_id!r} has {existing} checkpoints already. Copy to a thread that has none."
            raise ValueError(msg)
        columns = {
            "checkpoints": "checkpoint_ns, checkpoint_id, parent_checkpoint_id, type, checkpoint, metadata",
            "checkpoint_blobs": "checkpoint_ns, channel, version, type, blob, base, kept",
            "checkpoint_writes": "checkpoint_ns, checkpoint_id, task_id, idx, channel, type, blob, task_path",
        }
        target = "CAST(? AS TEXT)"
        yield [
            Query(
                f"INSERT INTO {table} (thread_id, {names}) SELECT {target}, {names} FROM {table} WHERE thread_id = ?",
                ((target_thread_id, source_thread_id),),
            )
            for table, names in columns.items()
        ]

    # Tables

    def is_newest(self, tables: Collection[str]) -> Steps[bool]:
        """Returns whether a database with these tables is in the newest layout."""
        if "checkpoint_migrations" not in tables:
            return False
        return not migrations_after(self.dialect.name, (yield from self._applied()))

    def _applied(self) -> Steps[int]:
        text = "SELECT coalesce(max(v), -1) FROM checkpoint_migrations"
        [[(applied,)]] = yield [Query(text, ((),), has_result=True)]
        return applied

    def setup(self) -> Steps[None]:
        """Creates the tables, or brings them to the newest version. Safe to repeat, and at the same time elsewhere."""
        lock = [Query(self.dialect.lock, ((),), has_result=True)] if self.dialect.lock else []
        create = "CREATE TABLE IF NOT EXISTS checkpoint_migrations (v INTEGER PRIMARY KEY)"
        yield [*lock, Query(create, ((),))]
        applied = yield from self._applied()
        note = "INSERT INTO checkpoint_migrations (v) VALUES (?) ON CONFLICT (v) DO NOTHING"
        for number, statements in migrations_after(self.dialect.name, applied):
            yield [*lock, *(Query(statement, ((),)) for statement in statements), Query(note, ((number,),))]


def _without_values(checkpoint: Checkpoint, inline: dict[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {**checkpoint, "channel_values": inline}
    kept.pop(GROWN, None)
    return kept


def _is_inline(value: Any) -> bool:
    """Whether a value lies in the row of the checkpoint itself: scalars, which are smaller than a row of their own."""
    kind = cast("Any", type(value))  # pyright: ignore
    if value is None or kind is bool:
        return True
    if kind is int:
        return -_MAX_INLINE_INT < value < _MAX_INLINE_INT
    return kind is float and -_INFINITY < value < _INFINITY


def _config(thread_id: Any, ns: str, checkpoint_id: str) -> dict[str, Any]:
    return {"configurable": {"thread_id": thread_id, "checkpoint_ns": ns, "checkpoint_id": checkpoint_id}}
