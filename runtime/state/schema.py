"""From a state's annotations to its channels, and from values to state objects and back.

A key annotated `Annotated[T, reducer]` folds its writes with the reducer; `Annotated[T, channel]` is that channel;
`Annotated[T, SomeManagedValue]` is computed and never written; any other key holds the last value written.
"""

from __future__ import annotations

import dataclasses
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import (
    Any,
    ForwardRef,
    NotRequired,
    Required,
    TypeGuard,
    cast,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from typing_extensions import ReadOnly

from runtime.channels.base import MISSING, BaseChannel
from runtime.channels.binop import BinaryOperatorAggregate
from runtime.channels.last_value import LastValue
from runtime.managed.base import ManagedValueSpec, is_managed_value
from runtime.state.reducers import Reducer

Channel = BaseChannel[Any, Any, Any]
ROOT = "__root__"
"""The one key of a state that is not a record."""
REDUCER_PARAMETERS = 2


@dataclasses.dataclass(frozen=True, slots=True)
class Schema:
    """A state type, taken apart."""

    source: Any
    channels: dict[str, Channel]
    managed: dict[str, ManagedValueSpec]

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys, managed ones included, in the order they are declared."""
        return (*self.channels, *self.managed)

    def __getitem__(self, key: str) -> Channel | ManagedValueSpec:
        """Return what a key is kept in, or computed by; KeyError where the type has no such key."""
        return self.channels[key] if key in self.channels else self.managed[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys)

    def __len__(self) -> int:
        return len(self.keys)

    def __contains__(self, key: object) -> bool:
        return key in self.channels or key in self.managed


def is_pydantic_model(value: Any) -> bool:
    """Whether `value` is a Pydantic model class; Pydantic is not imported to find out."""
    pydantic = sys.modules.get("pydantic")
    return pydantic is not None and isinstance(value, type) and issubclass(value, pydantic.BaseModel)


def is_record(source: Any) -> bool:
    """Whether a type has named fields that become the keys of a state."""
    return isinstance(source, type) and (
        is_typeddict(source)
        or dataclasses.is_dataclass(source)
        or is_pydantic_model(source)
        or bool(getattr(cast("Any", source), "__annotations__", None))
    )


def read_schema(source: Any) -> Schema:
    """Take a state type apart into channels and managed values."""
    if not is_record(source):
        return Schema(source, {ROOT: _channel_for(ROOT, source)}, {})
    hints = get_type_hints(source, include_extras=True)
    channels: dict[str, Channel] = {}
    managed: dict[str, ManagedValueSpec] = {}
    for key, hint in hints.items():
        if key == "__slots__":
            continue
        found = _managed_in(hint)
        if found is not None:
            managed[key] = found
        else:
            channels[key] = _channel_for(key, hint)
    return Schema(source, channels, managed)


def bare_type(hint: Any) -> Any:
    """Return an annotation without `Required`, `NotRequired` and `ReadOnly`."""
    while get_origin(hint) in (Required, NotRequired, ReadOnly):
        hint = get_args(hint)[0]
    return hint


def _extras(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    hint = bare_type(hint)
    metadata = getattr(hint, "__metadata__", ())
    return (bare_type(hint.__origin__), metadata) if metadata else (hint, ())


def _managed_in(hint: Any) -> ManagedValueSpec | None:
    _, metadata = _extras(hint)
    return metadata[-1] if metadata and is_managed_value(metadata[-1]) else None


def _channel_for(key: str, hint: Any) -> Channel:
    typ, metadata = _extras(hint)
    for extra in reversed(metadata):
        if isinstance(extra, BaseChannel):
            return cast("Channel", extra).declared(key, typ)
        if isinstance(extra, type) and issubclass(extra, BaseChannel):
            channel = cast("type[Channel]", extra)(typ)
            channel.key = key
            return channel
    found: Any = metadata[-1] if metadata else None
    if isinstance(found, Reducer):
        cast("Reducer[Any]", found).check_key(key, typ)
    if metadata and _is_reducer(metadata[-1], key):
        folded: Channel = BinaryOperatorAggregate[Any](typ, metadata[-1])
        folded.key = key
        return folded
    return LastValue[Any](typ, key)


def _is_reducer(found: Any, key: str) -> TypeGuard[Callable[[Any, Any], Any]]:
    if not callable(found) or isinstance(found, type | ForwardRef):
        return False
    try:
        parameters = inspect.signature(found).parameters.values()
    except (TypeError, ValueError):
        return True
    positional = sum(p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) for p in parameters)
    has_rest = any(p.kind is p.VAR_POSITIONAL for p in parameters)
    if positional == REDUCER_PARAMETERS or has_rest:
        return True
    raise ValueError(
        f"Invalid reducer signature of key {key!r}. Expected (a, b) -> c, got {inspect.signature(found)} of {found!r}."
    )


def object_maker(source: Any) -> Callable[[Any], Any] | None:
    """Return what turns a mapping of values into the object a node is given, or None where it is given the mapping."""
    if not isinstance(source, type) or is_typeddict(source):
        return None
    if is_pydantic_model(source) or dataclasses.is_dataclass(source):

        def make(values: Any) -> Any:
            return source(**values) if isinstance(values, dict) else values  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]

        return make
    return None


def fields_of(value: Any) -> Mapping[str, Any] | None:
    """Return what a returned object sets: a mapping's items, or the fields of an object that were given a value."""
    if isinstance(value, dict):
        return cast("dict[str, Any]", value)
    if isinstance(value, type):
        return None
    if dataclasses.is_dataclass(value):
        return {
            field.name: getattr(value, field.name) for field in dataclasses.fields(value) if hasattr(value, field.name)
        }
    if is_pydantic_model(type(value)):
        fields: dict[str, Any] = cast("Any", type(value)).model_fields
        set_fields: set[str] = getattr(value, "model_fields_set", set())
        return _set_fields(value, {name: field.default for name, field in fields.items()}, set_fields)
    hints = getattr(cast("Any", type(value)), "__annotations__", None)
    return {name: getattr(value, name) for name in hints if hasattr(value, name)} if hints else None


def _set_fields(value: Any, defaults: Mapping[str, Any], chosen: set[str]) -> dict[str, Any]:
    values = {name: getattr(value, name, MISSING) for name in defaults}
    return {
        name: item
        for name, item in values.items()
        if item is not MISSING and (item is not None or name in chosen or defaults[name] is not None)
    }
