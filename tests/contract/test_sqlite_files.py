"""One SQLite file and those who use it: several processes, older layouts, and files that cannot be read or written."""

from __future__ import annotations

import asyncio
import multiprocessing
import operator
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated, Any, TypedDict

import aiosqlite
import pytest

from runtime.checkpoint.sqlite import SqliteSaver
from runtime.checkpoint.sqlite.aio import AsyncSqliteSaver
from runtime.graph import START, StateGraph

CONFIG: Any = {"configurable": {"thread_id": "t"}}
AGAIN = "invoke the thread with None to go on from its last checkpoint"


class State(TypedDict, total=False):
    log: Annotated[list[str], operator.add]


def app(saver: Any) -> Any:
    graph = StateGraph(State).add_node("a", lambda state: {"log": ["a"]}).add_node("b", lambda state: {"log": ["b"]})
    return graph.add_edge(START, "a").add_edge("a", "b").compile(checkpointer=saver)


def from_another_process(file: str, number: int, others: Any) -> None:
    others.wait()
    for round_number in range(3):
        with SqliteSaver.from_conn_string(file) as saver:
            app(saver).invoke({"log": []}, {"configurable": {"thread_id": f"{number}-{round_number}"}})


def test_processes_may_open_and_write_one_file_at_once(tmp_path: Path) -> None:
    file, context = str(tmp_path / "shared.db"), multiprocessing.get_context("spawn")
    others = context.Barrier(4)
    running = [context.Process(target=from_another_process, args=(file, number, others)) for number in range(4)]
    for process in running:
        process.start()
    for process in running:
        process.join()
    assert [process.exitcode for process in running] == [0] * 4
    with SqliteSaver.from_conn_string(file) as saver:
        newest = [app(saver).get_state({"configurable": {"thread_id": f"{n}-{r}"}}) for n in range(4) for r in range(3)]
    assert [snapshot.values for snapshot in newest] == [{"log": ["a", "b"]}] * 12


@contextmanager
def opened(file: Path, query: str = "", **options: Any) -> Iterator[SqliteSaver]:
    with closing(sqlite3.connect(f"file:{file}{query}", uri=True, check_same_thread=False, **options)) as conn:
        yield SqliteSaver(conn)


def made(file: Path) -> Path:
    with opened(file) as saver:
        app(saver).invoke({"log": []}, CONFIG)
    return file


def test_who_waits_too_long_for_another_process_is_told_which_file_and_how_to_wait(tmp_path: Path) -> None:
    file = made(tmp_path / "busy.db")
    with closing(sqlite3.connect(file)) as other, opened(file, timeout=0.01) as saver:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError, match=r"is locked: .*busy.db.*timeout=60.*PostgreSQL") as raised:
            app(saver).invoke({"log": []}, CONFIG)
        assert raised.value.sqlite_errorcode == sqlite3.SQLITE_BUSY
        assert app(saver).get_state(CONFIG).values == {"log": ["a", "b"]}
        other.rollback()
        assert app(saver).invoke({"log": []}, CONFIG) == {"log": ["a", "b", "a", "b"]}


def test_a_file_that_may_only_be_read_is_read_and_a_write_says_what_it_lacks(tmp_path: Path) -> None:
    with opened(made(tmp_path / "read.db"), "?mode=ro") as saver:
        assert app(saver).get_state(CONFIG).values == {"log": ["a", "b"]}
        with pytest.raises(sqlite3.OperationalError, match=r"readonly database: .*read.db.*the right to write"):
            app(saver).update_state(CONFIG, {"log": ["c"]}, as_node="b")


def test_a_full_disk_keeps_what_was_committed_and_the_thread_goes_on_once_there_is_room(tmp_path: Path) -> None:
    with opened(made(tmp_path / "full.db")) as saver:
        [(pages,)] = saver.conn.execute("PRAGMA page_count")
        saver.conn.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(sqlite3.OperationalError, match=rf"is full: .*full.db.*Free space.*{AGAIN}"):
            app(saver).invoke({"log": ["x" * 5_000]}, CONFIG, durability="sync")
        assert app(saver).get_state(CONFIG).values == {"log": ["a", "b"]}
        saver.conn.execute(f"PRAGMA max_page_count = {pages + 100}")
        assert app(saver).invoke({"log": []}, CONFIG) == {"log": ["a", "b", "a", "b"]}


def test_a_file_that_is_no_database_or_in_no_folder_is_named(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("no database, but long enough to be looked at " * 10)
    with opened(file) as saver, pytest.raises(sqlite3.DatabaseError, match=r"notes.txt'. It is no SQLite file"):
        saver.setup()
    with pytest.raises(sqlite3.OperationalError, match=r"nowhere.*that its folder exists"):
        SqliteSaver.from_conn_string(str(tmp_path / "nowhere" / "x.db")).__enter__()


def test_the_async_saver_tells_the_same(tmp_path: Path) -> None:
    file = made(tmp_path / "busy.db")

    async def write() -> None:
        async with aiosqlite.connect(file, timeout=0.01) as conn:
            await app(AsyncSqliteSaver(conn)).ainvoke({"log": []}, CONFIG)

    with closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError, match=r"is locked: .*busy.db.*timeout=60"):
            asyncio.run(write())
    asyncio.run(write())


def test_a_connection_that_commits_each_statement_by_itself_keeps_operations_whole(tmp_path: Path) -> None:
    with opened(made(tmp_path / "auto.db"), isolation_level=None) as saver:
        saver.conn.execute("CREATE TRIGGER no BEFORE DELETE ON checkpoints BEGIN SELECT RAISE(FAIL, 'no'); END")
        with pytest.raises(sqlite3.IntegrityError, match="no"):
            saver.prune(["t"])
        assert app(saver).get_state(CONFIG).values == {"log": ["a", "b"]}
        assert len(list(saver.list(CONFIG))) == 4


def as_it_was_at_first(file: Path) -> None:
    """Puts a file back into the layout of the first migration, of the time before lists were stored as they grow."""
    with closing(sqlite3.connect(file)) as conn:
        assert conn.execute("SELECT count(*) FROM checkpoint_blobs WHERE base IS NOT NULL").fetchone() == (0,)
        conn.execute("ALTER TABLE checkpoint_blobs DROP COLUMN base")
        conn.execute("ALTER TABLE checkpoint_blobs DROP COLUMN kept")
        conn.execute("DELETE FROM checkpoint_migrations WHERE v > 9")
        conn.commit()


OLDER: dict[str, Callable[[Path], None]] = {"9": as_it_was_at_first}


@pytest.mark.parametrize("version", OLDER)
@pytest.mark.parametrize("is_async", [False, True])
def test_a_file_of_an_older_layout_is_read_and_gone_on_with(version: str, is_async: bool, tmp_path: Path) -> None:
    file = tmp_path / "old.db"
    with opened(file) as saver:
        saver.heeds_growth = False  # as the saver of that time, which stored lists whole
        app(saver).invoke({"log": ["old"]}, CONFIG)
        before = [snapshot.values for snapshot in app(saver).get_state_history(CONFIG)]
    OLDER[version](file)

    async def go_on() -> tuple[list[Any], Any]:
        async with AsyncSqliteSaver.from_conn_string(str(file)) as saver:
            history = [snapshot.values async for snapshot in app(saver).aget_state_history(CONFIG)]
            return history, await app(saver).ainvoke({"log": []}, CONFIG)

    if is_async:
        history, after = asyncio.run(go_on())
    else:
        with opened(file) as saver:
            history = [snapshot.values for snapshot in app(saver).get_state_history(CONFIG)]
            after = app(saver).invoke({"log": []}, CONFIG)
    assert history == before
    assert after == {"log": ["old", "a", "b", "a", "b"]}
