"""What both SQLite savers say of their file: whose it is, and what to do when it cannot be read or written."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping
from typing import TypeVar

__all__ = ("BEGIN", "FILE", "TABLES", "advised", "refuse_foreign")

E = TypeVar("E", bound=sqlite3.Error)

BEGIN = "BEGIN IMMEDIATE"
"""Takes its turn to write at once, so that no transaction finds after reading that another process came first."""
FILE = "PRAGMA database_list"
"""Asks for the path, in the third column of the first row; the file itself is not looked at."""
TABLES = "SELECT name FROM sqlite_master WHERE type = 'table'"
_FOREIGN = (
    "This SQLite file holds checkpoints in LangGraph's layout, which keeps whole checkpoints in one table. "
    "Open another file, or move the threads over with LangGraph's own saver."
)
_RESUME = "Nothing of this commit was kept: then invoke the thread with None to go on from its last checkpoint."
_ADVICE: Mapping[int, str] = {
    sqlite3.SQLITE_BUSY: (
        "Another process held it for longer than this connection waits. Connect with a longer timeout "
        "(`sqlite3.connect(file, timeout=60)`), or keep threads that many processes write in PostgreSQL. " + _RESUME
    ),
    sqlite3.SQLITE_READONLY: (
        "Give this user the right to write the file and its folder, where SQLite keeps the log beside it. " + _RESUME
    ),
    sqlite3.SQLITE_FULL: "Free space on its disk, or raise the quota. " + _RESUME,
    sqlite3.SQLITE_IOERR: "Look at the disk, and whether it is one that is shared over a network. " + _RESUME,
    sqlite3.SQLITE_CANTOPEN: "See that its folder exists and that this user may write there.",
    sqlite3.SQLITE_NOTADB: "It is no SQLite file. Give the saver another.",
    sqlite3.SQLITE_CORRUPT: "It is damaged. Take it from a backup, or save what is readable: `sqlite3 FILE .recover`.",
}


def refuse_foreign(tables: Collection[str]) -> None:
    """Raises `ValueError` when the tables found in a file are not this saver's."""
    if "checkpoints" in tables and "checkpoint_blobs" not in tables:
        raise ValueError(_FOREIGN)


def advised(error: E, file: str) -> E:
    """Returns the error with the file it is about and what to do, where that is known."""
    code = getattr(error, "sqlite_errorcode", 0)
    advice = _ADVICE.get(code & 0xFF)
    if advice is None:
        return error
    told = type(error)(f"{error}: {file or ':memory:'!r}. {advice}")
    told.sqlite_errorcode = code
    told.sqlite_errorname = error.sqlite_errorname
    return told
