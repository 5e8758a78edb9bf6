"""The form that starts a run: fields made of the graph's input schema, and the same input as JSON."""

from __future__ import annotations

import json
from typing import Any

from studio.web.schema_form import form_of


def run_form(description: dict[str, Any]) -> dict[str, Any]:
    """What `graphs/_run_form.html` is drawn from."""
    first, schema = first_input(description), description.get("input_schema")
    return {
        "form": form_of(schema, first) if schema else None,
        "input_text": json.dumps(first, indent=2, ensure_ascii=False),
        "input_schema": schema,
    }


def first_input(description: dict[str, Any]) -> Any:
    """An input to begin with: the author's example, or the defaults of the schema."""
    example = description.get("example_input")
    if example is not None:
        return example
    properties = (description.get("input_schema") or {}).get("properties", {})
    return {
        key: found.get("default", (found.get("examples") or [None])[0])
        for key, found in properties.items()
        if found.get("default") is not None or found.get("examples")
    }
