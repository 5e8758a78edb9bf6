"""Every saver, by both its faces, does what the conformance checks ask."""

from __future__ import annotations

import asyncio
import functools
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from psycopg_pool import ConnectionPool

from runtime.checkpoint.memory import InMemorySaver
from runtime.checkpoint.postgres import PostgresSaver
from runtime.checkpoint.postgres.aio import AsyncPostgresSaver
from runtime.checkpoint.serde.jsonplus import JsonPlusSerializer
from runtime.checkpoint.sql.dialect import POSTGRES
from runtime.checkpoint.sql.operations import Operations
from runtime.checkpoint.sqlite import SqliteSaver
from runtime.checkpoint.sqlite.aio import AsyncSqliteSaver
from runtime.testing.conformance import CHECKS, Asked, Check, capabilities_of
from tests.postgres import fresh_database, postgres_server

FACES = (
    "memory",
    "memory async",
    "sqlite",
    "sqlite in threads",
    "sqlite async",
    "postgres",
    "postgres pipeline",
    "postgres pool",
    "postgres in threads",
    "postgres async",
    "postgres async pipeline",
)


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder, postgres_server(folder) as server, fresh_database(server) as uri:
        with PostgresSaver.from_conn_string(uri) as saver:
            saver.setup()
        yield uri


@asynccontextmanager
async def opened(face: str, uri: str, folder: Path) -> AsyncIterator[Asked]:
    file = str(folder / "checkpoints.db")
    if face.startswith("memory"):
        yield Asked(InMemorySaver(), is_async="async" in face)
    elif face == "sqlite async":
        async with AsyncSqliteSaver.from_conn_string(file) as asaver:
            yield Asked(asaver, is_async=True)
    elif face.startswith("sqlite"):
        with SqliteSaver.from_conn_string(file) as saver:
            yield Asked(saver, is_async="threads" in face)
    elif face.startswith("postgres async"):
        async with AsyncPostgresSaver.from_conn_string(uri, pipeline="pipeline" in face) as asaver:
            yield Asked(asaver, is_async=True)
    elif face == "postgres pool":
        with ConnectionPool(uri, min_size=1, max_size=2, kwargs={"autocommit": True}, open=True) as pool:
            yield Asked(PostgresSaver(pool), is_async=False)
    else:
        with PostgresSaver.from_conn_string(uri, pipeline="pipeline" in face) as saver:
            yield Asked(saver, is_async="threads" in face)


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
async def test_a_saver_conforms(check: Check, face: str, database: str, tmp_path: Path) -> None:
    async with opened(face, database, tmp_path) as asked:
        if check.needs not in capabilities_of(asked.saver):
            assert face.startswith("memory"), f"{face} lacks {check.needs}"
            with pytest.raises(NotImplementedError):
                await check.run(asked)
            return
        await check.run(asked)


async def test_an_async_saver_answers_synchronous_calls_from_another_thread(database: str, tmp_path: Path) -> None:
    for face in ("sqlite async", "postgres async"):
        async with opened(face, database, tmp_path) as asked:
            thread: Any = functools.partial(asyncio.run, CHECKS[1].run(Asked(asked.saver, is_async=False)))
            await asyncio.to_thread(thread)
            with pytest.raises(asyncio.InvalidStateError, match="from its own event loop"):
                asked.saver.get_tuple({"configurable": {"thread_id": "t"}})


def test_a_thread_begun_by_one_database_face_is_read_by_the_other(database: str) -> None:
    async def write() -> None:
        async with AsyncPostgresSaver.from_conn_string(database) as saver:
            await CHECKS[1].run(Asked(saver, is_async=True))

    asyncio.run(write())
    with PostgresSaver.from_conn_string(database) as saver:
        assert any("ratio" in found.checkpoint["channel_values"] for found in saver.list(None))


def test_setup_may_run_in_several_processes_at_once(database: str) -> None:
    with tempfile.TemporaryDirectory() as folder, postgres_server(folder) as server, fresh_database(server) as uri:

        async def one() -> None:
            async with AsyncPostgresSaver.from_conn_string(uri) as saver:
                await saver.setup()

        async def many() -> None:
            await asyncio.gather(*(one() for _ in range(4)))

        asyncio.run(many())
        with PostgresSaver.from_conn_string(uri) as saver:
            assert list(saver.list(None)) == []


def test_pending_writes_are_sorted_as_text_by_bytes_whatever_the_language_of_the_database() -> None:
    # A server of this build knows no other language than C, so that the question itself is what can be looked at.
    steps = Operations(POSTGRES, JsonPlusSerializer()).get_tuple({"configurable": {"thread_id": "t"}})
    next(steps)
    row = ("t", "", "1", None, {"channel_versions": {}, "channel_values": {}}, {}, None)
    asked = [query.text for query in steps.send([[row]])]
    assert any('ORDER BY task_path COLLATE "C", task_id COLLATE "C", idx' in text for text in asked)
