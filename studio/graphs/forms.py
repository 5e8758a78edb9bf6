"""The form that starts a run: fields made of the graph's input schema, and the same input as JSON."""

from __future__ import annotations

import json
from typing import Any

from studio.graphs.messages import FIRST, as_conversation, is_conversation
from studio.web.schema_form import form_of

# A function takes any value; what is typed first is of its type.
EMPTY: dict[str, Any] = {"string": "", "integer": 0, "number": 0, "boolean": False, "array": []}


def run_form(description: dict[str, Any]) -> dict[str, Any]:
    """What `graphs/_run_form.html` is drawn from."""
    first, schema = first_input(description), description.get("input_schema")
    return {
        "form": form_of(_drawn(schema, first), first) if schema else None,
        "input_text": json.dumps(first, indent=2, ensure_ascii=False),
        "input_schema": schema,
    }


def _drawn(schema: dict[str, Any], first: Any) -> dict[str, Any]:
    """The schema under a name for people, each conversation with the two fields of its messages."""
    held = first if isinstance(first, dict) else {}
    found = schema.get("properties", {})
    properties = {key: as_conversation(key, each, held.get(key)) for key, each in found.items()}
    return {**schema, "title": "Input", **({"properties": properties} if found else {})}


def first_input(description: dict[str, Any]) -> Any:
    """An input to begin with: the author's example, or the defaults of the schema and a message yet to be written."""
    example = description.get("example_input")
    if example is not None:
        return example
    schema = description.get("input_schema") or {}
    if schema.get("type") in EMPTY:
        return schema.get("default", EMPTY[schema["type"]])
    first: dict[str, Any] = {}
    for key, found in schema.get("properties", {}).items():
        if is_conversation(key, found) and not found.get("default"):
            first[key] = [FIRST]
        elif found.get("default") is not None or found.get("examples"):
            first[key] = found.get("default", (found.get("examples") or [None])[0])
    return first
