"""Checkpoints in a SQLite file: `SqliteSaver`; `runtime.checkpoint.sqlite.aio` has the async one."""

from runtime.checkpoint.sql.sqlite import SqliteSaver

__all__ = ("SqliteSaver",)
