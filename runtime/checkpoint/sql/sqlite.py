"""Checkpoints in a SQLite file, blocking. The async saver is in `sqlite_aio`, since it needs another driver.

The file is put in WAL mode, so readers do not block the writer. A commit is on disk when the call that made it returns
(SQLite's `synchronous=FULL`), unless the saver is opened with `groups_commits`.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager
from typing import Any

from runtime.checkpoint.serde.base import SerializerProtocol
from runtime.checkpoint.sql.dialect import SQLITE
from runtime.checkpoint.sql.faces import SyncFace
from runtime.checkpoint.sql.query import Query, Row

__all__ = ("SqliteSaver",)

TABLES = "SELECT name FROM sqlite_master WHERE type = 'table'"
_FOREIGN = (
    "This SQLite file holds checkpoints in LangGraph's layout, which keeps whole checkpoints in one table. "
    "Open another file, or move the threads over with LangGraph's own saver."
)


class SqliteSaver(SyncFace):
    """Keeps checkpoints through a `sqlite3` connection, opened with `check_same_thread=False`.

    Any number of threads may share the saver; they take turns. Tables are made at the first use.

    Set `groups_commits = True` before the first use to let SQLite write its log to disk now and then
    (`synchronous=NORMAL`) and not with each commit. A process that crashes still loses nothing. If the machine loses
    power, the commits since the log was last written through are lost, a thousand pages (4 MB) or so; the file stays
    whole, and threads go on from an earlier checkpoint.
    """

    dialect = SQLITE
    groups_commits = False

    def __init__(self, conn: sqlite3.Connection, *, serde: SerializerProtocol | None = None) -> None:
        super().__init__(serde=serde)
        self.conn = conn
        self.lock = threading.RLock()
        self.is_setup = False

    @classmethod
    @contextmanager
    def from_conn_string(cls, conn_string: str) -> Generator[SqliteSaver]:
        """Opens the file (or `:memory:`), and closes it at the end of the `with` block."""
        with closing(sqlite3.connect(conn_string, check_same_thread=False)) as conn:
            yield cls(conn)

    def setup(self) -> None:
        """Makes the tables. Called by the saver itself."""
        with self.lock:
            if self.is_setup:
                return
            self.is_setup = True
            try:
                self.conn.execute("PRAGMA journal_mode = WAL")
                if self.groups_commits:
                    self.conn.execute("PRAGMA synchronous = NORMAL")
                refuse_foreign(self.conn.execute(TABLES).fetchall())
                self._drive(self.operations.setup())
            except BaseException:  # border: whatever stopped it, the transaction is undone; raised again
                self.is_setup = False
                raise

    @contextmanager
    def cursor(self, transaction: bool = True) -> Generator[sqlite3.Cursor]:
        """Yields a cursor while no other thread uses the connection; commits at the end if `transaction`."""
        with self.lock:
            self.setup()
            with closing(self.conn.cursor()) as cursor:
                if not transaction:
                    yield cursor
                    return
                with self.conn:
                    yield cursor

    def execute(self, batch: Sequence[Query]) -> list[list[Row]]:
        with self.cursor(transaction=not all(query.has_result for query in batch)) as cursor:
            return [_run(cursor, query) for query in batch]


def _run(cursor: sqlite3.Cursor, query: Query) -> list[Row]:
    if query.has_result:
        return cursor.execute(query.text, query.rows[0]).fetchall()
    if len(query.rows) == 1:
        cursor.execute(query.text, query.rows[0])
    else:
        cursor.executemany(query.text, query.rows)
    return []


def refuse_foreign(tables: Sequence[Any]) -> None:
    """Raises `ValueError` when the tables found in a file are not this saver's."""
    names = {row[0] for row in tables}
    if "checkpoints" in names and "checkpoint_blobs" not in names:
        raise ValueError(_FOREIGN)
