"""msgpack to values: the inverse of `pack`, building only what the allow-list lets through."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import partial
from importlib import import_module
from typing import Any, Literal, cast

import ormsgpack

from runtime.channels.delta import DeltaSnapshot
from runtime.checkpoint.serde.allow import Unspecified, find_class
from runtime.checkpoint.serde.pack import KEYWORDS, METHOD, NUMPY, POSITIONAL, PYDANTIC, PYDANTIC_V1, SINGLE, SNAPSHOT

Builder = Callable[[int, Any], Any]
_SAFE_METHODS = {("datetime", "datetime", "fromisoformat")}


class Unpacker:
    """Decodes bytes; remembers for each (module, name) how it is built, or that it is refused."""

    def __init__(self, allowed: frozenset[tuple[str, ...]] | Literal[True] | Unspecified) -> None:
        self._allowed: frozenset[tuple[str, ...]] | Literal[True] | Unspecified = allowed
        self._builders: dict[tuple[str, str], Builder | None] = {}

    def unpack(self, encoded: bytes) -> Any:
        """Decodes what `pack` made. Raises `ValueError` for bytes that are not msgpack."""
        return ormsgpack.unpackb(encoded, ext_hook=self._extend, option=ormsgpack.OPT_NON_STR_KEYS)

    def _extend(self, code: int, payload: bytes) -> Any:
        parts = self.unpack(payload)
        if code == NUMPY:
            return _numpy(*parts)
        if code == SNAPSHOT:
            return DeltaSnapshot(parts)
        module, name, argument = parts[0], parts[1], parts[2]
        key = (module, name)
        try:
            build = self._builders[key]
        except KeyError:
            build = self._builders[key] = self._builder(module, name)
        if build is None or (code == METHOD and (module, name, parts[3]) not in _SAFE_METHODS):
            return argument
        try:
            return build(code, argument)
        except (TypeError, ValueError, AttributeError):
            # The class changed since this was stored: its fields are still worth having.
            return argument

    def _builder(self, module: str, name: str) -> Builder | None:
        found = find_class(module, name, self._allowed)
        if found is None:
            return None
        if hasattr(found, "__pydantic_fields__") and hasattr(found, "model_validate"):
            return _pydantic(found)
        if hasattr(found, "__dataclass_fields__"):
            return _dataclass(found)
        return partial(_plain, found)


def _plain(cls: Any, code: int, argument: Any) -> Any:
    if code == SINGLE:
        return (
            cls(argument)
            if not isinstance(argument, list) or not _is_enum(cls)
            else cls(tuple(cast("list[Any]", argument)))
        )
    if code == POSITIONAL:
        return cls(*argument)
    if code in (KEYWORDS, PYDANTIC_V1):
        return cls(**argument)
    if code == METHOD:
        return cls.fromisoformat(argument)
    return argument


def _is_enum(cls: Any) -> bool:
    return isinstance(cls, type) and issubclass(cast("Any", cls), Enum)


def _dataclass(cls: Any) -> Builder:
    late = [name for name, field in cls.__dataclass_fields__.items() if not field.init]
    plain = partial(_plain, cls)
    if not late:
        return plain

    def build(code: int, argument: Any) -> Any:
        if code != KEYWORDS:
            return plain(code, argument)
        fields = cast("dict[str, Any]", argument)
        made = cls(**{name: value for name, value in fields.items() if name not in late})
        for name in late:
            if name in fields:
                object.__setattr__(made, name, fields[name])
        return made

    return build


def _pydantic(cls: Any) -> Builder:
    def build(code: int, argument: Any) -> Any:
        if code not in (PYDANTIC, KEYWORDS):
            return _plain(cls, code, argument)
        try:
            return cls.model_validate(argument, by_name=True)
        except (TypeError, ValueError):
            return cls.model_construct(**argument)

    return build


def _numpy(dtype: str, shape: list[int], order: Literal["C", "F"], raw: bytes) -> Any:
    # Optional backend: only who stored an array needs it.
    numpy: Any = import_module("numpy")
    return numpy.frombuffer(raw, dtype=numpy.dtype(dtype)).reshape(shape, order=order).copy(order=order)
