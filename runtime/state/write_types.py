"""What a write to each key of a state may be, where its channel or reducer tells."""

from __future__ import annotations

import inspect
import operator
from collections.abc import Mapping
from typing import Annotated, Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from runtime.channels import AnyValue, BinaryOperatorAggregate, EphemeralValue, LastValue, UntrackedValue
from runtime.channels.binop import takes_loose_writes
from runtime.channels.composed import ChannelMap, Shaped
from runtime.channels.topic import Topic
from runtime.state.schema import bare_type, is_pydantic_model, is_record

LAST = (LastValue, AnyValue, EphemeralValue, UntrackedValue)
LIKE_ITS_VALUE: tuple[Any, ...] = tuple(vars(operator)[name] for name in ("add", "or_", "and_", "mul", "iadd", "ior"))
"""Reducers whose write is of the type of the value."""


def write_types(source: Any, channels: Mapping[str, Any]) -> dict[str, Any]:
    """Return the type of a write to each key of a record; keys whose channel or reducer does not tell are left out.

    A channel that keeps one value tells by the key's type, a reducer by its second parameter, one of `operator` by the
    key's type too; a channel of items takes an item or a list of them.
    """
    if not is_record(source):
        return {}
    hints = get_type_hints(source, include_extras=True)
    found = {key: _write_type(channels[key], _field(source, key, hints[key])) for key in hints if key in channels}
    return {key: hint for key, hint in found.items() if hint is not None}


def _field(source: Any, key: str, hint: Any) -> Any:
    """Return a key's type, with what its model demands of the values besides."""
    hint = bare_type(hint)
    metadata = source.model_fields[key].metadata if is_pydantic_model(source) and key in source.model_fields else ()
    typ = hint.__origin__ if get_origin(hint) is Annotated else hint
    return Annotated[(bare_type(typ), *metadata)] if metadata else bare_type(typ)


def _write_type(channel: Any, typ: Any) -> Any:
    if isinstance(channel, LAST):
        return typ
    if isinstance(channel, BinaryOperatorAggregate):
        return _folded_type(cast("Any", channel).operator, typ)
    if isinstance(channel, Topic):
        return _item_or_items(cast("Any", channel).typ)
    if isinstance(channel, Shaped):
        is_default = isinstance(channel.inner, Topic) and get_origin(typ) is list
        return _item_or_items(get_args(typ)[0]) if is_default else _write_type(channel.inner, typ)
    if isinstance(channel, ChannelMap) and get_origin(typ) is dict:
        each = _write_type(channel.each, get_args(typ)[1])
        return Mapping[str, each] if each is not None else None
    return None


def _item_or_items(item: Any) -> Any:
    return cast("Any", Union)[item, list[item]]


def _folded_type(reducer: Any, typ: Any) -> Any:
    if reducer in LIKE_ITS_VALUE:
        return typ
    fold = getattr(reducer, "fold", reducer)
    if takes_loose_writes(reducer) or not inspect.isfunction(fold):
        return None
    try:
        hints = get_type_hints(fold, include_extras=True)
    except (TypeError, NameError):
        return None
    found = hints.get([*inspect.signature(fold).parameters, "", ""][1])
    return None if isinstance(found, TypeVar) or getattr(found, "__parameters__", ()) else found
