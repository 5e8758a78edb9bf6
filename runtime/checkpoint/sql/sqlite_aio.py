"""Checkpoints in a SQLite file, without blocking the event loop. Needs the `aiosqlite` package."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

import aiosqlite

from runtime.checkpoint.serde.base import SerializerProtocol
from runtime.checkpoint.sql.dialect import SQLITE
from runtime.checkpoint.sql.faces import AsyncFace
from runtime.checkpoint.sql.query import Query, Row
from runtime.checkpoint.sql.sqlite import TABLES, refuse_foreign

__all__ = ("AsyncSqliteSaver",)


class AsyncSqliteSaver(AsyncFace):
    """Keeps checkpoints through an `aiosqlite` connection. Make it inside a running event loop."""

    dialect = SQLITE

    def __init__(self, conn: aiosqlite.Connection, *, serde: SerializerProtocol | None = None) -> None:
        super().__init__(serde=serde)
        self.conn = conn
        self.lock = asyncio.Lock()
        self.is_setup = False

    @classmethod
    @asynccontextmanager
    async def from_conn_string(cls, conn_string: str) -> AsyncGenerator[AsyncSqliteSaver]:
        """Opens the file (or `:memory:`), and closes it at the end of the `async with` block."""
        async with aiosqlite.connect(conn_string) as conn:
            yield cls(conn)

    async def setup(self) -> None:
        """Makes the tables. Called by the saver itself."""
        async with self.lock:
            await self._setup_locked()

    async def _setup_locked(self) -> None:
        if self.is_setup:
            return
        await self.conn.execute("PRAGMA journal_mode = WAL")
        refuse_foreign(list(await self.conn.execute_fetchall(TABLES)))
        steps = self.operations.setup()
        try:
            batch = next(steps)
            while True:
                batch = steps.send(await self._run(batch))
        except StopIteration:
            self.is_setup = True

    async def aexecute(self, batch: Sequence[Query]) -> list[list[Row]]:
        async with self.lock:
            await self._setup_locked()
            return await self._run(batch)

    async def _run(self, batch: Sequence[Query]) -> list[list[Row]]:
        answers: list[list[Row]] = []
        try:
            for query in batch:
                if query.has_result:
                    found = await self.conn.execute_fetchall(query.text, query.rows[0])
                    answers.append([tuple(row) for row in found])
                else:
                    await self.conn.executemany(query.text, query.rows)
                    answers.append([])
            if self.conn.in_transaction:
                await self.conn.commit()
        except BaseException:  # border: whatever stopped it, the transaction is undone; raised again
            await self.conn.rollback()
            raise
        return answers
