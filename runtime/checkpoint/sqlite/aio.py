"""`AsyncSqliteSaver`; needs the `aiosqlite` package."""

from runtime.checkpoint.sql.sqlite_aio import AsyncSqliteSaver

__all__ = ("AsyncSqliteSaver",)
