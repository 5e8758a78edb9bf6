"""JSON schemas of a graph's input, output, state and context, for forms and documentation."""

from __future__ import annotations

from dataclasses import MISSING, is_dataclass
from dataclasses import fields as fields_of_dataclass
from typing import TYPE_CHECKING, Any, get_type_hints

from typing_extensions import is_typeddict

from runtime.channels.context import Context
from runtime.state.pydantic_types import portable
from runtime.state.schema import ROOT, is_pydantic_model, is_record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runtime.channels.base import BaseChannel


def type_schema(source: Any, title: str) -> dict[str, Any]:
    """Return the JSON schema of any type; keys whose type has none accept anything."""
    from pydantic import TypeAdapter, create_model  # noqa: PLC0415 - reason: only who asks for a schema pays for the import

    if is_pydantic_model(source):
        return {**source.model_json_schema(), "title": title}
    if is_typeddict(source) or is_dataclass(source):
        schema: dict[str, Any] = {**TypeAdapter(portable(source)).json_schema(), "title": title}
        return _with_made_defaults(schema, source) if is_dataclass(source) else schema
    if is_record(source):
        hints = get_type_hints(source, include_extras=True)
        fields: dict[str, Any] = {key: (portable(hint), ...) for key, hint in hints.items()}
        return create_model(title, **fields).model_json_schema()
    whole = create_model(title, root=(portable(source), ...)).model_json_schema()
    definitions = {key: whole[key] for key in ("$defs",) if key in whole}
    return {**whole["properties"]["root"], **definitions, "title": title}


def _with_made_defaults(schema: dict[str, Any], source: Any) -> dict[str, Any]:
    """Return the schema of a dataclass with the defaults that its factories make, which Pydantic leaves out."""
    from pydantic_core import to_jsonable_python  # noqa: PLC0415 - reason: only who asks for a schema pays for the import

    for field in fields_of_dataclass(source):
        if field.default_factory is not MISSING and field.name in schema.get("properties", {}):
            made = to_jsonable_python(field.default_factory(), fallback=repr)
            schema["properties"][field.name].setdefault("default", made)
    return schema


def channels_schema(
    channels: Mapping[str, BaseChannel[Any, Any, Any]], title: str, *, is_update: bool
) -> dict[str, Any]:
    """Return the JSON schema of an object with one property a channel; nothing is required."""
    from pydantic import create_model  # noqa: PLC0415 - reason: only who asks for a schema pays for the import

    if set(channels) == {ROOT}:
        channel = channels[ROOT]
        return type_schema(channel.UpdateType if is_update else channel.ValueType, title)
    fields: dict[str, Any] = {
        name: (portable(channel.UpdateType if is_update else channel.ValueType) or Any, None)
        for name, channel in channels.items()
        if not isinstance(channel, Context)
    }
    return create_model(title, **fields).model_json_schema()
