"""A crash after any statement leaves the state before the operation or the one after it, never one between.

What a crash leaves of a SQLite file are its bytes and those of its log, so both are copied at each statement, also with
the log cut anywhere, as a power loss cuts it, and opened as a new process would. A PostgreSQL backend is made to end
itself at a chosen statement, by a trigger.
"""

from __future__ import annotations

import operator
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Annotated, Any, TypedDict

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runtime.channels import DeltaChannel
from runtime.checkpoint.postgres import PostgresSaver
from runtime.checkpoint.sqlite import SqliteSaver
from runtime.graph import START, StateGraph
from tests.postgres import fresh_database, postgres_server

RUNS = tuple(f"00000000-0000-0000-0000-00000000000{number}" for number in range(3))
CONFIG: Any = {"configurable": {"thread_id": "t"}}
SAME_FOLDER = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
Snapshot = tuple[bytes, bytes]
"""The bytes of a SQLite file, and of its log."""


def extend(value: list[str], writes: Sequence[list[str]]) -> list[str]:
    return [*value, *(item for write in writes for item in write)]


class State(TypedDict, total=False):
    log: Annotated[list[str], operator.add]
    delta: Annotated[list[str], DeltaChannel(extend, snapshot_frequency=3)]
    total: Annotated[int, operator.add]


def app(saver: Any) -> Any:
    """A graph with a list that grows, a delta channel, a subgraph, and two tasks beside each other."""

    def adds(name: str) -> Any:
        return lambda state: {"log": [f"{name}{len(state['log'])}"], "delta": [name], "total": 1}

    inner = StateGraph(State).add_node("inner", adds("inner")).add_edge(START, "inner").compile()
    graph = StateGraph(State).add_node("sub", lambda state: {"log": inner.invoke(state)["log"][-1:]})
    for name in "abcd":
        graph.add_node(name, adds(name))
    graph.add_edge(START, "a").add_edge("a", "b").add_edge("a", "c").add_edge(["b", "c"], "sub").add_edge("sub", "d")
    return graph.compile(checkpointer=saver)


def filled(saver: Any) -> None:
    for run_id in RUNS:
        app(saver).invoke({"log": [run_id[-1]], "delta": ["in"]}, {**CONFIG, "run_id": run_id}, durability="sync")


def told(saver: Any) -> list[Any]:
    """Everything a saver keeps, as readers see it, delta channels rebuilt."""
    rows = [(item.config, item.parent_config, item.metadata, item.pending_writes) for item in saver.list(None)]
    threads = sorted({row[0]["configurable"]["thread_id"] for row in rows})
    states = [(each, snapshot.values) for each in threads for snapshot in app(saver).get_state_history(in_(each))]
    return [*rows, *states]


def in_(thread_id: str) -> Any:
    return {"configurable": {"thread_id": thread_id}}


def puts(saver: Any) -> list[tuple[str, tuple[Any, ...]]]:
    """The calls that follow the newest checkpoint with one more and what its tasks wrote."""
    found = saver.get_tuple(CONFIG)
    made = {**found.checkpoint, "id": "ffffffff" + found.checkpoint["id"][8:]}
    versions = {name: saver.get_next_version(made["channel_versions"][name], None) for name in ("log", "total")}
    made["channel_values"] = {**made["channel_values"], "log": ["new"], "total": 9}
    made["channel_versions"] = {**made["channel_versions"], **versions}
    after = {"configurable": {**found.config["configurable"], "checkpoint_id": made["id"]}}
    return [
        ("put_writes", (found.config, [("log", ["x"]), ("__resume__", 1)], "task", "~1")),
        ("put", (found.config, made, {"source": "loop", "step": 99, "parents": {}}, versions)),
        ("put_writes", (after, [("log", ["y"]), ("total", 1), ("__error__", "no")], "later", "~2")),
    ]


OPERATIONS: dict[str, Callable[[Any], object]] = {
    "put": lambda saver: saver.put(*puts(saver)[1][1]),
    "put_writes": lambda saver: saver.put_writes(*puts(saver)[0][1]),
    "together": lambda saver: saver.together(puts(saver)),
    "delete_thread": lambda saver: saver.delete_thread("t"),
    "delete_for_runs": lambda saver: saver.delete_for_runs([RUNS[2]]),
    "copy_thread": lambda saver: saver.copy_thread("t", "copy"),
    "copy_checkpoints": lambda saver: saver.copy_checkpoints(
        "t", "copy", [(each.ns, each.checkpoint_id) for each in saver.outline("t")]
    ),
    "prune": lambda saver: saver.prune(["t"]),
    "prune all": lambda saver: saver.prune(["t"], strategy="delete"),
}
operations = pytest.mark.parametrize("name", OPERATIONS)


class Recorder:
    """Copies of a SQLite file and its log, taken before each statement and at the end."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.taken: list[Snapshot] = []

    def __call__(self, _: str = "") -> None:
        log = self.file.with_name(self.file.name + "-wal")
        self.taken.append((self.file.read_bytes(), log.read_bytes() if log.exists() else b""))


def recorded(file: Path, before: Callable[[Any], object], during: Callable[[Any], object]) -> list[Snapshot]:
    """Does something with a saver, then something else, and returns what crashes during that would have left."""
    with closing(sqlite3.connect(file, check_same_thread=False)) as conn:
        saver, recorder = SqliteSaver(conn), Recorder(file)
        before(saver)
        conn.execute("PRAGMA cache_size = 1")  # pages go to the log before their commit
        recorder()
        conn.set_trace_callback(recorder)
        during(saver)
        recorder()
        conn.set_trace_callback(None)
        return recorder.taken


def after_crash(snapshot: Snapshot, folder: Path, look: Callable[[Any], Any], cut: int | None = None) -> Any:
    """Opens what a crash left as a new process would; `cut`: how many bytes of the log are lost at its end."""
    file = folder / "crashed.db"
    for old in folder.glob("crashed.db*"):
        old.unlink()
    file.write_bytes(snapshot[0])
    log = snapshot[1] if cut is None else snapshot[1][: max(len(snapshot[1]) - cut, 0)]
    file.with_name("crashed.db-wal").write_bytes(log)
    with SqliteSaver.from_conn_string(str(file)) as saver:
        return look(saver)


@operations
def test_sqlite_has_the_state_before_or_after_at_whatever_statement_it_ends(name: str, tmp_path: Path) -> None:
    taken = recorded(tmp_path / "live.db", filled, OPERATIONS[name])
    before, after = (after_crash(taken[which], tmp_path, told) for which in (0, -1))
    assert before != after
    found = [after_crash(snapshot, tmp_path, told) for snapshot in taken]
    assert [state for state in found if state not in (before, after)] == []
    assert found == sorted(found, key=lambda state: state == after)


@operations
@given(st.data())
@SAME_FOLDER
def test_sqlite_has_the_state_before_or_after_wherever_its_log_ends(
    name: str, tmp_path: Path, data: st.DataObject
) -> None:
    kept = _recordings.setdefault(name, [])
    if not kept:
        kept += recorded(tmp_path / "live.db", filled, OPERATIONS[name])
    begun = len(kept[0][1])
    snapshot = data.draw(st.sampled_from(kept))
    cut = data.draw(st.integers(0, max(len(snapshot[1]) - begun, 0)))
    ends = [after_crash(kept[which], tmp_path, told) for which in (0, -1)]
    assert after_crash(snapshot, tmp_path, told, cut) in ends


_recordings: dict[str, list[Snapshot]] = {}


def finished(saver: Any) -> Any:
    """Goes on with a run wherever it stopped; returns its state at the end."""
    value = None if saver.get_tuple(CONFIG) else {"log": ["in"], "delta": ["in"]}
    return app(saver).invoke(value, CONFIG, durability="sync")


@pytest.mark.parametrize("durability", ["sync", "async", "exit"])
def test_a_run_that_crashed_at_any_statement_ends_with_the_same_state(durability: str, tmp_path: Path) -> None:
    start = {"log": ["in"], "delta": ["in"]}

    def run(saver: Any) -> None:
        app(saver).invoke(start, CONFIG, durability=durability)

    taken = recorded(tmp_path / "live.db", lambda saver: saver.setup(), run)
    whole = after_crash(taken[-1], tmp_path, lambda saver: app(saver).get_state(CONFIG).values)
    assert whole["total"] == 4
    assert len(taken) > 5
    ends = [after_crash(snapshot, tmp_path, finished) for snapshot in taken]
    assert [state for state in ends if state != whole] == []


def test_tables_are_there_wholly_or_not_at_all_and_then_made_again(tmp_path: Path) -> None:
    taken = recorded(tmp_path / "live.db", lambda _: None, lambda saver: saver.setup())
    assert len(taken) > 5
    for snapshot in taken:
        assert after_crash(snapshot, tmp_path, lambda saver: (filled(saver), len(told(saver)))[1]) > 20


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = str(tmp_path_factory.mktemp("crashes"))
    with postgres_server(folder) as server, fresh_database(server) as uri:
        with PostgresSaver.from_conn_string(uri) as saver:
            saver.setup()
        with psycopg.connect(uri, autocommit=True) as conn:
            conn.execute(_ENDING)
            for table in ("checkpoints", "checkpoint_blobs", "checkpoint_writes"):
                for when in ("BEFORE", "AFTER"):
                    conn.execute(
                        f"CREATE TRIGGER ends_{when} {when} INSERT OR UPDATE OR DELETE ON {table} "
                        "FOR EACH STATEMENT EXECUTE FUNCTION may_end()"
                    )
        yield uri


_ENDING = """
CREATE SEQUENCE statements;
CREATE FUNCTION may_end() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF nextval('statements') = current_setting('test.ends_at', true)::int THEN
    PERFORM pg_terminate_backend(pg_backend_pid());
    PERFORM pg_sleep(1);
  END IF;
  RETURN NULL;
END $$;
"""


def crash(uri: str, operation: Callable[[Any], object], at: int, *, has_pipelines: bool) -> bool:
    """Makes the backend end itself at a statement of an operation. Returns whether it came so far."""
    with PostgresSaver.from_conn_string(uri) as saver:
        saver.has_pipelines = has_pipelines
        conn: Any = saver.conn
        conn.execute(f"SET test.ends_at = {at}")
        conn.execute("SELECT setval('statements', 1, false)")
        try:
            operation(saver)
        except psycopg.OperationalError:
            return True
    return False


@pytest.mark.parametrize("has_pipelines", [True, False])
@operations
def test_postgresql_has_the_state_before_at_whatever_statement_it_ends(
    name: str, has_pipelines: bool, database: str
) -> None:
    with PostgresSaver.from_conn_string(database) as saver:
        for thread_id in ("t", "copy"):
            saver.delete_thread(thread_id)
        filled(saver)
        before = told(saver)
        statements = 1
        while crash(database, OPERATIONS[name], statements, has_pipelines=has_pipelines):
            assert told(saver) == before
            statements += 1
        assert statements > 1
        assert told(saver) != before
