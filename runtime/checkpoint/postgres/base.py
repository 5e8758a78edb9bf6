"""`BasePostgresSaver`, at the path programs import it from."""

from runtime.checkpoint.sql.postgres import BasePostgresSaver

__all__ = ("BasePostgresSaver",)
