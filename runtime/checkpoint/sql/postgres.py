"""Checkpoints in PostgreSQL, by psycopg 3: `PostgresSaver` and `AsyncPostgresSaver`.

A batch of queries goes out as one pipeline: one round trip, and one transaction, since the server treats everything
up to the pipeline's sync as such. A superstep's checkpoint with all its changed values is therefore one round trip.

A saver takes a connection or a pool. One connection is used by one thread (or coroutine) at a time, the others wait
their turn; a pool lends each its own. Connections must be in autocommit mode, as `from_conn_string` opens them.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager
from functools import lru_cache
from typing import Any, LiteralString, TypeAlias, cast

from psycopg import AsyncConnection, AsyncPipeline, Capabilities, Connection, Pipeline
from psycopg.rows import dict_row, tuple_row
from psycopg_pool import AsyncConnectionPool, ConnectionPool

from runtime.checkpoint.serde.base import SerializerProtocol
from runtime.checkpoint.sql.dialect import POSTGRES
from runtime.checkpoint.sql.faces import AsyncFace, SqlSaver, SyncFace
from runtime.checkpoint.sql.query import Query, Row

__all__ = ("AsyncConn", "AsyncPostgresSaver", "BasePostgresSaver", "Conn", "PostgresSaver")

Conn: TypeAlias = Connection[dict[str, Any]] | ConnectionPool[Connection[dict[str, Any]]]
AsyncConn: TypeAlias = AsyncConnection[dict[str, Any]] | AsyncConnectionPool[AsyncConnection[dict[str, Any]]]


class BasePostgresSaver(SqlSaver):
    """What the sync and the async saver have in common."""

    dialect = POSTGRES
    has_pipelines: bool

    def __init__(self, *, serde: SerializerProtocol | None = None) -> None:
        super().__init__(serde=serde)
        self.has_pipelines = Capabilities().has_pipeline()


@lru_cache(maxsize=512)
def _text(text: str) -> LiteralString:
    """Returns the query with psycopg's placeholders. Texts come from `operations` alone; values never are in them."""
    return cast("LiteralString", text.replace("?", "%s"))


class PostgresSaver(BasePostgresSaver, SyncFace):
    """Keeps checkpoints through a psycopg connection or pool. Call `setup()` once before the first use."""

    def __init__(self, conn: Conn, pipe: Pipeline | None = None, serde: SerializerProtocol | None = None) -> None:
        super().__init__(serde=serde)
        if isinstance(conn, ConnectionPool) and pipe is not None:
            raise ValueError("A pipeline belongs to one connection: pass a Connection, not a pool, together with it.")
        self.conn = conn
        self.pipe = pipe
        self.lock = threading.RLock()

    @classmethod
    @contextmanager
    def from_conn_string(cls, conn_string: str, *, pipeline: bool = False) -> Generator[PostgresSaver]:
        """Connects, and disconnects at the end of the `with` block.

        `pipeline`: keep one pipeline open throughout, instead of one for each batch.
        """
        with Connection[dict[str, Any]].connect(
            conn_string, autocommit=True, prepare_threshold=0, row_factory=cast("Any", dict_row)
        ) as conn:
            if not pipeline:
                yield cls(conn)
                return
            with conn.pipeline() as pipe:
                yield cls(conn, pipe)

    def setup(self) -> None:
        """Creates the tables or brings them up to date. Safe to repeat, also from several processes at once."""
        self._drive(self.operations.setup())

    @contextmanager
    def _connection(self) -> Generator[Connection[Any]]:
        if isinstance(self.conn, ConnectionPool):
            with self.conn.connection() as conn:
                yield conn
        else:
            with self.lock:
                yield self.conn

    def execute(self, batch: Sequence[Query]) -> list[list[Row]]:
        with self._connection() as conn:
            if self.pipe is not None:
                cursors = _send(conn, batch)
                self.pipe.sync()
            elif len(batch) == 1 and len(batch[0].rows) == 1 and conn.autocommit:
                cursors = _send(conn, batch)
            elif self.has_pipelines and conn.autocommit:
                with conn.pipeline():
                    cursors = _send(conn, batch)
            else:
                with conn.transaction():
                    cursors = _send(conn, batch)
            return [cursor.fetchall() if query.has_result else [] for cursor, query in zip(cursors, batch, strict=True)]


def _send(conn: Connection[Any], batch: Sequence[Query]) -> list[Any]:
    cursors: list[Any] = []
    for query in batch:
        cursor = conn.cursor(binary=True, row_factory=tuple_row)
        if len(query.rows) == 1:
            cursor.execute(_text(query.text), query.rows[0])
        else:
            cursor.executemany(_text(query.text), query.rows)
        cursors.append(cursor)
    return cursors


class AsyncPostgresSaver(BasePostgresSaver, AsyncFace):
    """Keeps checkpoints through an async psycopg connection or pool. Make it inside a running event loop."""

    def __init__(
        self, conn: AsyncConn, pipe: AsyncPipeline | None = None, serde: SerializerProtocol | None = None
    ) -> None:
        super().__init__(serde=serde)
        if isinstance(conn, AsyncConnectionPool) and pipe is not None:
            raise ValueError("A pipeline belongs to one connection: pass an AsyncConnection, not a pool, with it.")
        self.conn = conn
        self.pipe = pipe
        self.lock = asyncio.Lock()

    @classmethod
    @asynccontextmanager
    async def from_conn_string(
        cls, conn_string: str, *, pipeline: bool = False, serde: SerializerProtocol | None = None
    ) -> AsyncGenerator[AsyncPostgresSaver]:
        """Connects, and disconnects at the end of the `async with` block. `pipeline` as in the sync saver."""
        async with await AsyncConnection[dict[str, Any]].connect(
            conn_string, autocommit=True, prepare_threshold=0, row_factory=cast("Any", dict_row)
        ) as conn:
            if not pipeline:
                yield cls(conn, serde=serde)
                return
            async with conn.pipeline() as pipe:
                yield cls(conn, pipe, serde)

    async def setup(self) -> None:
        """Creates the tables or brings them up to date. Safe to repeat, also from several processes at once."""
        await self._adrive(self.operations.setup())

    @asynccontextmanager
    async def _connection(self) -> AsyncGenerator[AsyncConnection[Any]]:
        if isinstance(self.conn, AsyncConnectionPool):
            async with self.conn.connection() as conn:
                yield conn
        else:
            async with self.lock:
                yield self.conn

    async def aexecute(self, batch: Sequence[Query]) -> list[list[Row]]:
        async with self._connection() as conn:
            if self.pipe is not None:
                cursors = await _asend(conn, batch)
                await self.pipe.sync()
            elif len(batch) == 1 and len(batch[0].rows) == 1 and conn.autocommit:
                cursors = await _asend(conn, batch)
            elif self.has_pipelines and conn.autocommit:
                async with conn.pipeline():
                    cursors = await _asend(conn, batch)
            else:
                async with conn.transaction():
                    cursors = await _asend(conn, batch)
            return [
                await cursor.fetchall() if query.has_result else []
                for cursor, query in zip(cursors, batch, strict=True)
            ]


async def _asend(conn: AsyncConnection[Any], batch: Sequence[Query]) -> list[Any]:
    cursors: list[Any] = []
    for query in batch:
        cursor = conn.cursor(binary=True, row_factory=tuple_row)
        if len(query.rows) == 1:
            await cursor.execute(_text(query.text), query.rows[0])
        else:
            await cursor.executemany(_text(query.text), query.rows)
        cursors.append(cursor)
    return cursors
