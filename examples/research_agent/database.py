"""The shop's CSV files as a SQLite database in memory, which answers SELECT and nothing else."""

import sqlite3
from contextlib import closing
from typing import Any

from shop.records import rows

TABLES = ("customers", "products", "orders", "tickets")
MOST_ROWS = 50
MOST_STEPS = 2_000_000
READS = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}


def query(sql: str) -> list[dict[str, Any]]:
    """The rows of one SELECT, at most MOST_ROWS; ValueError tells what was wrong with it."""
    with closing(_open()) as connection:
        connection.set_authorizer(lambda action, *_: sqlite3.SQLITE_OK if action in READS else sqlite3.SQLITE_DENY)
        connection.set_progress_handler(lambda: 1, MOST_STEPS)
        try:
            found = connection.execute(sql).fetchmany(MOST_ROWS)
        except (sqlite3.Error, sqlite3.Warning) as error:
            raise ValueError(f"SQLite would not run {sql!r}: {error}.") from error
        return [dict(row) for row in found]


def _open() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    for table in TABLES:
        found = rows(table)
        columns = ", ".join(f"{name} {kind_of(name)}" for name in found[0])
        connection.execute(f"CREATE TABLE {table} ({columns})")
        marks = ", ".join("?" * len(found[0]))
        insert = f"INSERT INTO {table} VALUES ({marks})"  # noqa: S608 - the names are ours
        connection.executemany(insert, [tuple(row.values()) for row in found])
    return connection


def kind_of(column: str) -> str:
    """The SQLite type of a column, by its name."""
    return "INTEGER" if column.endswith(("_cents", "_g")) or column in {"quantity", "stock"} else "TEXT"
