"""Checkpoints in a SQLite file, blocking. The async saver is in `sqlite_aio`, since it needs another driver.

The file is put in WAL mode, so readers do not block the writer. A commit is on disk when the call that made it returns
(SQLite's `synchronous=FULL`), unless the saver is opened with `groups_commits`.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager, nullcontext

from runtime.checkpoint.serde.base import SerializerProtocol
from runtime.checkpoint.sql.dialect import SQLITE
from runtime.checkpoint.sql.faces import SyncFace, driven
from runtime.checkpoint.sql.query import Query, Row
from runtime.checkpoint.sql.sqlite_file import BEGIN, FILE, TABLES, advised, refuse_foreign

__all__ = ("SqliteSaver",)


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
        self.file = ""

    @classmethod
    @contextmanager
    def from_conn_string(cls, conn_string: str) -> Generator[SqliteSaver]:
        """Opens the file (or `:memory:`), and closes it at the end of the `with` block."""
        try:
            opened = sqlite3.connect(conn_string, check_same_thread=False)
        except sqlite3.Error as error:
            raise advised(error, conn_string) from error
        with closing(opened) as conn:
            yield cls(conn)

    def setup(self) -> None:
        """Makes the tables, or brings them up to date. Called by the saver itself."""
        with self.lock:
            if self.is_setup:
                return
            self.file = self.conn.execute(FILE).fetchone()[2]
            try:
                self._setup()
            except sqlite3.Error as error:
                raise advised(error, self.file) from error
            self.is_setup = True

    def _setup(self) -> None:
        self.conn.execute("PRAGMA journal_mode = WAL")
        if self.groups_commits:
            self.conn.execute("PRAGMA synchronous = NORMAL")
        tables = {name for (name,) in self.conn.execute(TABLES)}
        refuse_foreign(tables)
        if not driven(self.operations.is_newest(tables), self._answers):
            with self._transaction():
                driven(self.operations.setup(), self._answers)

    @contextmanager
    def cursor(self, transaction: bool = True) -> Generator[sqlite3.Cursor]:
        """Yields a cursor while no other thread uses the connection; commits at the end if `transaction`."""
        with self.lock:
            self.setup()
            with closing(self.conn.cursor()) as cursor, self._transaction() if transaction else nullcontext():
                yield cursor

    @contextmanager
    def _transaction(self) -> Generator[None]:
        """Commits at the end, or undoes all. Begun by word, for Python begins none before statements about tables."""
        if not self.conn.in_transaction:
            self.conn.execute(BEGIN)
        with self.conn:
            yield

    def execute(self, batch: Sequence[Query]) -> list[list[Row]]:
        with self.lock:
            self.setup()
            try:
                if all(query.has_result for query in batch):
                    return self._answers(batch)
                with self._transaction():
                    return self._answers(batch)
            except sqlite3.Error as error:
                raise advised(error, self.file) from error

    def _answers(self, batch: Sequence[Query]) -> list[list[Row]]:
        return [self._answer(query) for query in batch]

    def _answer(self, query: Query) -> list[Row]:
        if query.has_result:
            return self.conn.execute(query.text, query.rows[0]).fetchall()
        if len(query.rows) == 1:
            self.conn.execute(query.text, query.rows[0])
        else:
            self.conn.executemany(query.text, query.rows)
        return []
