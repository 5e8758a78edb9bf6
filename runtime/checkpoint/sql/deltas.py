# ruff: noqa: S608 - texts are put together from constants of this package; every value is a parameter
"""Reading what delta channels are rebuilt from, and thinning out threads without losing it.

A checkpoint's metadata counts, for each delta channel, the supersteps since its last snapshot: so it is known how far
back its line must be read, and what `prune` has to leave.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from runtime.checkpoint.base.growth import regrown
from runtime.checkpoint.base.shapes import Config, DeltaChannelHistory, get_checkpoint_id
from runtime.checkpoint.serde.base import SerializerProtocol
from runtime.checkpoint.sql.dialect import Dialect
from runtime.checkpoint.sql.query import Query, Row, Steps, json_text, loaded
from runtime.checkpoint.sql.shared import OF_ROW, Shares, whole

TABLES = ("checkpoints", "checkpoint_blobs", "checkpoint_writes")
_COUNTERS = "counters_since_delta_snapshot"
_LINE = (
    "WITH RECURSIVE line (id, parent, depth) AS ("
    "SELECT checkpoint_id, parent_checkpoint_id, 0 FROM checkpoints "
    "WHERE thread_id = ? AND checkpoint_ns = ? AND checkpoint_id = ? UNION ALL "
    "SELECT c.checkpoint_id, c.parent_checkpoint_id, line.depth + 1 FROM line JOIN checkpoints c "
    "ON c.thread_id = ? AND c.checkpoint_ns = ? AND c.checkpoint_id = line.parent WHERE line.depth < ?) "
)
_NO_LIMIT = 2**31 - 1

_BASE = 4

Place = tuple[str, str]
"""thread, namespace"""
Line = dict[str, tuple[str | None, int]]
"""checkpoint id -> its parent's id, and how many ancestors its delta channels are rebuilt from"""


class DeltaOperations:
    """The part of the operations that follows a line of checkpoints."""

    def __init__(self, dialect: Dialect, serde: SerializerProtocol) -> None:
        self.dialect = dialect
        self.serde = serde
        self.shares = Shares()

    def delta_history(self, config: Config, channels: Sequence[str]) -> Steps[dict[str, DeltaChannelHistory]]:
        """Returns what delta channels are rebuilt from: an ancestor's stored value, and the writes since."""
        configurable = config["configurable"]
        place = (str(configurable["thread_id"]), configurable.get("checkpoint_ns", ""))
        newest = get_checkpoint_id(config)
        where, found = ("AND checkpoint_id = ? ", (newest,)) if newest else ("", ())
        text = f"SELECT checkpoint_id, metadata FROM checkpoints WHERE thread_id = ? AND checkpoint_ns = ? {where}"
        text += "ORDER BY checkpoint_id DESC LIMIT 1"
        [rows] = yield [Query(text, ((*place, *found),), has_result=True)]
        if not rows:
            return {channel: DeltaChannelHistory(writes=[]) for channel in channels}
        [(newest, metadata)] = rows
        start = (*place, newest, *place, _reach(loaded(metadata), channels))
        line = yield from self._ancestors(place, start)
        seeds = yield from self._seeds(place, channels, line)
        texts = (
            f"{_LINE}SELECT line.depth, w.task_id, w.channel, w.type, w.blob FROM line JOIN checkpoint_writes w "
            "ON w.thread_id = ? AND w.checkpoint_ns = ? AND w.checkpoint_id = line.id "
            f"WHERE line.depth > 0 AND w.channel IN ({self.dialect.texts}) "
            f"ORDER BY line.depth DESC, w.task_path{self.dialect.by_bytes}, w.task_id{self.dialect.by_bytes}, w.idx"
        )
        parameters = (*start, *place, json_text("channels", list(channels)))
        [written] = yield [Query(texts, (parameters,), has_result=True)]
        return {channel: self._history(channel, seeds.get(channel), written) for channel in channels}

    def _ancestors(self, place: Place, start: tuple[Any, ...]) -> Steps[list[tuple[int, str, dict[str, Any]]]]:
        """Returns depth, id and checkpoint of the ancestors, nearest first."""
        text = (
            f"{_LINE}SELECT line.depth, c.checkpoint_id, c.checkpoint, {OF_ROW.format('c')} FROM line "
            "JOIN checkpoints c ON c.thread_id = ? AND c.checkpoint_ns = ? AND c.checkpoint_id = line.id "
            "WHERE line.depth > 0 ORDER BY line.depth"
        )
        [rows] = yield [Query(text, ((*start, *place),), has_result=True)]
        return [(depth, checkpoint_id, whole(checkpoint, shared)) for depth, checkpoint_id, checkpoint, shared in rows]

    def _seeds(
        self, place: Place, channels: Sequence[str], line: list[tuple[int, str, dict[str, Any]]]
    ) -> Steps[dict[str, tuple[int, Any]]]:
        """Returns, by channel, the depth and the value of the nearest ancestor that holds it whole."""
        marks = [checkpoint["channel_versions"] for _, _, checkpoint in line]
        versions = {str(mark[channel]) for mark in marks for channel in channels if channel in mark}
        text = (
            "SELECT channel, version, type, blob, base, kept FROM checkpoint_blobs "
            "WHERE thread_id = ? AND checkpoint_ns = ? "
            f"AND type <> 'empty' AND channel IN ({self.dialect.texts}) "
        )
        wanted = (*place, json_text("channels", list(channels)))
        narrow = f"{text}AND version IN ({self.dialect.texts})"
        [rows] = yield [Query(narrow, ((*wanted, json_text("versions", sorted(versions))),), has_result=True)]
        if any(row[_BASE] is not None for row in rows):  # lists from before the channel was a delta channel
            [rows] = yield [Query(text, (wanted,), has_result=True)]
        blobs = rows_by_version(rows)
        seeds: dict[str, tuple[int, Any]] = {}
        for depth, _, checkpoint in reversed(line):
            for channel in channels:
                key = (channel, str(checkpoint["channel_versions"].get(channel)))
                if channel in checkpoint["channel_values"]:
                    seeds[channel] = depth, checkpoint["channel_values"][channel]
                elif key in blobs:
                    seeds[channel] = depth, self.value_at(blobs, *key)
        return seeds

    def value_at(self, rows: Mapping[tuple[str, str], Row], channel: str, version: str) -> Any:
        """Returns the value of a channel's version, a list that grew being put together again."""
        growths: list[tuple[int, list[Any]]] = []
        _, _, tag, blob, base, kept = rows[channel, version]
        while base is not None:
            growths.append((kept, self.serde.loads_typed((tag, bytes(blob)))))
            _, _, tag, blob, base, kept = rows[channel, base]
        value = self.serde.loads_typed((tag, bytes(blob)))
        return regrown(value, reversed(growths)) if growths else value

    def _history(self, channel: str, seed: tuple[int, Any] | None, written: list[Row]) -> DeltaChannelHistory:
        reach = _NO_LIMIT if seed is None else seed[0]
        history = DeltaChannelHistory(
            writes=[
                (task_id, name, self.serde.loads_typed((tag, bytes(blob))))
                for depth, task_id, name, tag, blob in written
                if name == channel and depth <= reach
            ]
        )
        if seed is not None:
            history["seed"] = seed[1]
        return history

    def prune(self, thread_ids: Sequence[str], strategy: str) -> Steps[None]:
        """Thins out threads. `delete` leaves nothing; `keep_latest` the newest checkpoint of each namespace.

        Where that has a delta channel, its ancestors back to the channel's last snapshot stay too.
        """
        if strategy not in ("keep_latest", "delete"):
            raise ValueError(f"Unknown strategy {strategy!r}. Use 'keep_latest' or 'delete'.")
        self.shares.forget()
        for thread_id in map(str, thread_ids):
            if strategy == "delete":
                yield [Query(f"DELETE FROM {table} WHERE thread_id = ?", ((thread_id,),)) for table in TABLES]
            else:
                lines = yield from self._lines(thread_id)
                gone = {ns: line.keys() - needed(line, [max(line)]) for ns, line in lines.items()}
                yield self._without(thread_id, gone)

    def delete_for_runs(self, run_ids: Sequence[str]) -> Steps[None]:
        """Removes the checkpoints of these runs and their writes; values other checkpoints share stay.

        What delta channels of other runs' checkpoints are rebuilt from stays too.
        """
        self.shares.forget()
        text = (
            "SELECT thread_id, checkpoint_ns, checkpoint_id FROM checkpoints "
            f"WHERE {self.dialect.run_id} IN ({self.dialect.texts})"
        )
        [rows] = yield [Query(text, ((json_text("run ids", list(run_ids)),),), has_result=True)]
        for thread_id in sorted({row[0] for row in rows}):
            lines = yield from self._lines(thread_id)
            gone: dict[str, set[str]] = {}
            for ns in {row[1] for row in rows if row[0] == thread_id}:
                doomed = {row[2] for row in rows if row[:2] == (thread_id, ns)}
                gone[ns] = doomed - needed(lines[ns], lines[ns].keys() - doomed)
            yield self._without(thread_id, gone)

    def _lines(self, thread_id: str) -> Steps[dict[str, Line]]:
        text = (
            f"SELECT checkpoint_ns, checkpoint_id, parent_checkpoint_id, metadata -> '{_COUNTERS}' FROM checkpoints "
            "WHERE thread_id = ?"
        )
        [rows] = yield [Query(text, ((thread_id,),), has_result=True)]
        lines: dict[str, Line] = {}
        for ns, checkpoint_id, parent_id, counters in rows:
            counted: Mapping[str, Sequence[int]] = loaded(counters) if counters else {}
            reach = max((supersteps for _, supersteps in counted.values()), default=0)
            lines.setdefault(ns, {})[checkpoint_id] = parent_id, reach
        return lines

    def _without(self, thread_id: str, gone: Mapping[str, Collection[str]]) -> list[Query]:
        """Returns what removes these checkpoints of a thread, by namespace, and the values nobody else has."""
        where = f"WHERE thread_id = ? AND checkpoint_ns = ? AND checkpoint_id IN ({self.dialect.texts})"
        rows = [(thread_id, ns, json_text("ids", sorted(ids))) for ns, ids in gone.items() if ids]
        tables = ("checkpoint_writes", "checkpoints") if rows else ()
        deleting = [Query(f"DELETE FROM {table} {where}", rows) for table in tables]
        return [*deleting, *self.unshared_values([thread_id])]

    def unshared_values(self, thread_ids: Sequence[str]) -> list[Query]:
        """Returns what removes the values that no checkpoint of these threads has any more."""
        text = (
            "DELETE FROM checkpoint_blobs WHERE thread_id = ? AND (checkpoint_ns, channel, version) NOT IN ("
            "WITH RECURSIVE needed (ns, channel, version) AS ("
            "SELECT h.checkpoint_ns, v.key, CAST(v.value AS TEXT) FROM (SELECT c.checkpoint_ns, c.thread_id, "
            f"c.checkpoint -> 'channel_versions' AS own, {OF_ROW.format('c')} AS shared FROM checkpoints c) h, "
            f"{self.dialect.all_versions} AS v "
            "WHERE h.thread_id = ? UNION SELECT n.ns, n.channel, b.base FROM needed n JOIN checkpoint_blobs b "
            "ON b.thread_id = ? AND b.checkpoint_ns = n.ns AND b.channel = n.channel AND b.version = n.version "
            "WHERE b.base IS NOT NULL) SELECT ns, channel, version FROM needed)"
        )
        return [Query(text, ((thread_id, thread_id, thread_id),)) for thread_id in thread_ids]


def needed(line: Line, kept: Collection[str]) -> set[str]:
    """Returns what must stay of a line so that delta channels of the kept checkpoints, and of what stays, are whole."""
    left = {checkpoint_id: line[checkpoint_id][1] for checkpoint_id in kept}
    waiting = list(left)
    while waiting:
        child = waiting.pop()
        parent = line[child][0]
        if left[child] < 1 or parent is None or parent not in line:
            continue
        reach = max(left[child] - 1, line[parent][1])
        if reach > left.get(parent, -1):
            left[parent] = reach
            waiting.append(parent)
    return set(left)


def rows_by_version(rows: Sequence[Row]) -> dict[tuple[str, str], Row]:
    """Returns the rows that hold something, each (channel, version, type, blob, base, kept), by what they are of."""
    return {(row[0], row[1]): row for row in rows if row[2] != "empty"}


def _reach(metadata: Mapping[str, Any], channels: Sequence[str]) -> int:
    """Returns how many ancestors are enough: supersteps since the oldest of the snapshots, if it was counted."""
    counters: Mapping[str, Any] = metadata.get(_COUNTERS) or {}
    if any(channel not in counters for channel in channels):
        return _NO_LIMIT
    return max(counters[channel][1] for channel in channels)
