"""`AsyncPostgresSaver`."""

from runtime.checkpoint.sql.postgres import AsyncConn as Conn
from runtime.checkpoint.sql.postgres import AsyncPostgresSaver

__all__ = ("AsyncPostgresSaver", "Conn")
