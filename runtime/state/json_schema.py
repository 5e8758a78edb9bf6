"""JSON schemas of a graph's input, output, state and context, for forms and documentation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
    if is_record(source):
        return {**TypeAdapter(portable(source)).json_schema(), "title": title}
    model = create_model(title, root=(portable(source), ...))
    return {**model.model_json_schema()["properties"]["root"], "title": title}


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
