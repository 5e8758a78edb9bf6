"""Whether JSON fits a JSON schema, and every place where it does not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator


def problems(schema: Mapping[str, Any] | None, value: Any) -> list[dict[str, str]]:
    """Return `{"path", "message"}` for each place at which `value` does not fit; none where there is no schema."""
    if not schema:
        return []
    errors = Draft202012Validator(schema).iter_errors(value)
    return [{"path": "/".join(map(str, error.absolute_path)), "message": error.message} for error in errors]
