"""What a graph receives when a person approves or rejects: the answer its response schema expects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from studio.web.schema_form import plain

TRUTHS = ("approved", "approve", "accepted", "confirmed", "ok")
REASONS = ("reason", "comment", "feedback")

Schema = Mapping[str, Any]


def answer_for(kind: str, schema: Schema | None, reason: str = "") -> Any:
    """The answer that says `approve`, `edit` or `reject`: true or false, or an object with the schema's word for it.

    Without a schema it is true or false too: a program that asks `if interrupt(...)` must not take a no for a yes.
    """
    if not schema:
        return kind != "reject"
    found = plain(schema, schema)
    if found.get("type") == "boolean":
        return kind != "reject"
    key = decision_key(schema)
    if key is None:
        return words(schema, kind) or kind
    properties = found.get("properties", {})
    held = properties[key]
    said: dict[str, Any] = {key: words(held, kind, schema) or words(held, "approve", schema) or kind != "reject"}
    place = next((name for name in REASONS if name in properties), None)
    return {**said, place: reason} if reason and place else said


def decision_key(schema: Schema | None) -> str | None:
    """The property in which an answer says whether it approves; None where there is no such property."""
    if not schema:
        return None
    properties: Schema = plain(schema, schema).get("properties") or {}
    for name, held in properties.items():
        if words(held, "approve", schema) or (name in TRUTHS and plain(held, schema).get("type") == "boolean"):
            return name
    return None


def is_decision(schema: Schema | None) -> bool:
    """Whether the answer is a yes or no, so that Approve and Reject make sense."""
    if not schema:
        return True
    return plain(schema, schema).get("type") == "boolean" or bool(decision_key(schema) or words(schema, "approve"))


def words(schema: Schema, kind: str, root: Schema | None = None) -> str | None:
    """The value of an enumeration that means `kind`, e.g. `approved` for `approve`."""
    found = plain(schema, root or schema)
    values = [found["const"]] if "const" in found else found.get("enum") or ()
    return next((each for each in values if isinstance(each, str) and each.lower().startswith(kind)), None)


def edit_schema(schema: Schema) -> dict[str, Any]:
    """The part of the response schema a person edits when he approves: without the word of the decision itself."""
    found, key = dict(plain(schema, schema)), decision_key(schema)
    properties = {name: held for name, held in (found.get("properties") or {}).items() if name != key}
    needed = [name for name in found.get("required") or () if name != key]
    return {**found, "properties": properties, "required": needed, "$defs": schema.get("$defs", {})}
