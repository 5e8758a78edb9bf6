"""Columns of our own."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from psycopg.types.json import Json, Jsonb
from psycopg.types.string import TextLoader


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


@receiver(connection_created)
def read_as_text(connection: Any, **_: object) -> None:
    """Leave JSON as text for the field to read, as Django does with jsonb; otherwise it would be read twice."""
    connection.connection.adapters.register_loader("json", TextLoader)
