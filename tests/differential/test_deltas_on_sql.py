"""Threads of deltas read the same from a database as from memory: every story of them, on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from runtime.checkpoint.postgres import PostgresSaver
from runtime.checkpoint.sqlite import SqliteSaver
from tests.differential.compare import differences, numbered, plain
from tests.differential.driver import Driver
from tests.differential.engines import engine
from tests.differential.scenario import scenarios
from tests.postgres import fresh_database, postgres_server

OURS = engine("runtime")
STORIES = {name: story for name, story in scenarios().items() if "delta" in name}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with postgres_server(str(tmp_path_factory.mktemp("deltas"))) as uri:
        yield uri


@contextmanager
def kept_in(kind: str, uri: str) -> Iterator[Any]:
    """Yields the engine's names with savers of a database in the place of those in memory, each on its own."""
    with ExitStack() as stack:

        def saver() -> Any:
            if kind == "sqlite":
                made = stack.enter_context(SqliteSaver.from_conn_string(":memory:"))
            else:
                database = stack.enter_context(fresh_database(uri))
                made = stack.enter_context(PostgresSaver.from_conn_string(database))
            made.setup()
            return made

        yield SimpleNamespace(**{**vars(OURS), "InMemorySaver": saver})


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
@pytest.mark.parametrize("name", STORIES)
def test_a_story_of_deltas_is_the_same_from_a_database(name: str, kind: str, server: str) -> None:
    driver = Driver(is_async=False)
    in_memory = numbered(plain(STORIES[name](OURS, driver)))
    with kept_in(kind, server) as names:
        assert differences(numbered(plain(STORIES[name](names, driver))), in_memory) == []
