"""Checkpoints in a SQLite file, without blocking the event loop. Needs the `aiosqlite` package."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

import aiosqlite

from runtime.checkpoint.serde.base import SerializerProtocol
from runtime.checkpoint.sql.dialect import SQLITE
from runtime.checkpoint.sql.faces import AsyncFace, adriven
from runtime.checkpoint.sql.query import Query, Row
from runtime.checkpoint.sql.sqlite_file import BEGIN, FILE, TABLES, advised, refuse_foreign

__all__ = ("AsyncSqliteSaver",)


class AsyncSqliteSaver(AsyncFace):
    """Keeps checkpoints through an `aiosqlite` connection. Make it inside a running event loop."""

    dialect = SQLITE

    def __init__(self, conn: aiosqlite.Connection, *, serde: SerializerProtocol | None = None) -> None:
        super().__init__(serde=serde)
        self.conn = conn
        self.lock = asyncio.Lock()
        self.is_setup = False
        self.file = ""

    @classmethod
    @asynccontextmanager
    async def from_conn_string(cls, conn_string: str) -> AsyncGenerator[AsyncSqliteSaver]:
        """Opens the file (or `:memory:`), and closes it at the end of the `async with` block."""
        try:
            opened = await aiosqlite.connect(conn_string)
        except sqlite3.Error as error:
            raise advised(error, conn_string) from error
        try:
            yield cls(opened)
        finally:
            await opened.close()

    async def setup(self) -> None:
        """Makes the tables, or brings them up to date. Called by the saver itself."""
        async with self.lock:
            await self._setup_locked()

    async def _setup_locked(self) -> None:
        if self.is_setup:
            return
        [(_, _, self.file), *_] = await self.conn.execute_fetchall(FILE)
        try:
            await self.conn.execute("PRAGMA journal_mode = WAL")
            tables = {name for (name,) in await self.conn.execute_fetchall(TABLES)}
            refuse_foreign(tables)
            if not await adriven(self.operations.is_newest(tables), self._answers):
                async with self._transaction():
                    await adriven(self.operations.setup(), self._answers)
        except sqlite3.Error as error:
            raise advised(error, self.file) from error
        self.is_setup = True

    async def aexecute(self, batch: Sequence[Query]) -> list[list[Row]]:
        async with self.lock:
            await self._setup_locked()
            try:
                if all(query.has_result for query in batch):
                    return await self._answers(batch)
                async with self._transaction():
                    return await self._answers(batch)
            except sqlite3.Error as error:
                raise advised(error, self.file) from error

    @asynccontextmanager
    async def _transaction(self) -> AsyncGenerator[None]:
        try:
            if not self.conn.in_transaction:
                await self.conn.execute(BEGIN)
            yield
            await self.conn.commit()
        except BaseException:  # border: whatever stopped it, the transaction is undone; raised again
            await self.conn.rollback()
            raise

    async def _answers(self, batch: Sequence[Query]) -> list[list[Row]]:
        answers: list[list[Row]] = []
        for query in batch:
            if query.has_result:
                found = await self.conn.execute_fetchall(query.text, query.rows[0])
                answers.append([tuple(row) for row in found])
            else:
                await self.conn.executemany(query.text, query.rows)
                answers.append([])
        return answers
