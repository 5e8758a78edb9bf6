"""Columns of our own."""

from __future__ import annotations

from typing import Any

from django.db import models
from psycopg.types.json import Json, Jsonb


class OrderedJSONField(models.JSONField):
    """JSON that comes back as it was written, with its keys in their order: a person's values, and what is shown.

    PostgreSQL's `jsonb` sorts keys by length; its `json` keeps the text. Nothing compares or searches inside such a
    column; what queries look into stays a `JSONField`.
    """

    def db_type(self, connection: Any) -> str:
        """The type of the column."""
        return "json"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """The value as text that is never read as jsonb on its way."""
        made = super().get_db_prep_value(value, connection, prepared)
        return Json(made.obj, dumps=made.dumps) if isinstance(made, Jsonb) else made

    def select_format(self, compiler: Any, sql: str, params: Any) -> tuple[str, Any]:
        """The column as text: Django reads JSON itself."""
        return f"{sql}::text", params
