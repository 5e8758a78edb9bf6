"""Checkpoints in PostgreSQL: `PostgresSaver`; `runtime.checkpoint.postgres.aio` has the async one."""

from runtime.checkpoint.sql.postgres import BasePostgresSaver, Conn, PostgresSaver

__all__ = ("BasePostgresSaver", "Conn", "PostgresSaver")
