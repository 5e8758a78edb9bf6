"""Values to msgpack.

Plain values are msgpack's own. Everything else is an extension whose payload is again msgpack: where the class
lives, and what it is built from. The codes and payloads are the ones LangGraph writes, so its checkpoints are readable:

    SINGLE      [module, name, argument]            class(argument)
    POSITIONAL  [module, name, [arguments]]         class(*arguments)
    KEYWORDS    [module, name, {fields}]            class(**fields)
    METHOD      [module, name, argument, method]    class.method(argument)
    PYDANTIC    [module, name, {fields}, method]    a validated model
    NUMPY       [dtype, shape, order, bytes]
    SNAPSHOT    value                              the whole value of a delta channel

How a class is packed is decided once per class and remembered.
"""

from __future__ import annotations

import datetime as dt
import decimal
import fractions
import ipaddress
import pathlib
import re
import sys
import uuid
import zoneinfo
from collections import deque
from collections.abc import Callable
from dataclasses import fields
from enum import Enum
from functools import lru_cache
from typing import Any, cast

import ormsgpack

from runtime.channels.delta import DeltaSnapshot
from runtime.checkpoint.serde.base import UnstorableValueError
from runtime.types import Send

SINGLE, POSITIONAL, KEYWORDS, METHOD, PYDANTIC_V1, PYDANTIC, NUMPY, SNAPSHOT = range(8)

_OPTIONS = (
    ormsgpack.OPT_NON_STR_KEYS
    | ormsgpack.OPT_PASSTHROUGH_BIG_INT
    | ormsgpack.OPT_PASSTHROUGH_DATACLASS
    | ormsgpack.OPT_PASSTHROUGH_DATETIME
    | ormsgpack.OPT_PASSTHROUGH_ENUM
    | ormsgpack.OPT_PASSTHROUGH_UUID
    | ormsgpack.OPT_REPLACE_SURROGATES
)

Packer = Callable[[Any], Any]


def pack(value: Any) -> bytes:
    """Encodes any value. Raises `UnstorableValueError` for one that has no stored form."""
    try:
        return ormsgpack.packb(value, default=_extend, option=_OPTIONS)
    except UnstorableValueError:
        raise
    except (TypeError, ValueError) as error:
        # The encoder reports what its hook raised in words of its own; the reason is the cause.
        if isinstance(error.__cause__, UnstorableValueError):
            raise error.__cause__ from None
        raise UnstorableValueError(
            f"A value of type {type(value).__qualname__!r} cannot be stored: {error}."
        ) from error


def _extend(value: Any) -> Any:
    kind = cast("Any", type(value))  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return _packer_for(kind)(value)


@lru_cache(maxsize=2048)
def _packer_for(cls: Any) -> Packer:  # noqa: PLR0911  one line for each kind of class
    if issubclass(cls, Enum):
        return _enum(cast("type", cls))
    for base in cls.__mro__:
        if base in _STANDARD:
            return _STANDARD[base]
    if hasattr(cls, "__pydantic_fields__") and hasattr(cls, "model_dump"):
        return _pydantic(cls)
    if hasattr(cls, "__fields__") and hasattr(cls, "validate") and not hasattr(cls, "__dataclass_fields__"):
        return _pydantic_v1(cls)
    if hasattr(cls, "__dataclass_fields__"):
        return _dataclass(cls)
    if issubclass(cls, tuple) and hasattr(cls, "_asdict"):  # pyright: ignore[reportUnknownArgumentType]
        return _keywords(cls, lambda value: value._asdict())  # pyright: ignore[reportUnknownArgumentType]
    return _less_common(cls)  # pyright: ignore[reportUnknownArgumentType]


def _less_common(cls: Any) -> Packer:
    if issubclass(cls, BaseException):
        return repr
    if issubclass(cls, Send):
        return _send
    if hasattr(cls, "get_secret_value"):
        return lambda value: _ext(SINGLE, "pydantic.types", cls.__name__, value.get_secret_value())
    if cls.__module__.startswith("numpy"):
        return _numpy
    raise UnstorableValueError(
        f"A value of type {cls.__module__}.{cls.__qualname__} has no stored form. Keep plain values, dataclasses, "
        "Pydantic models or messages in the state, or declare its channel as UntrackedValue."
    )


def _ext(code: int, *payload: Any) -> ormsgpack.Ext:
    return ormsgpack.Ext(code, ormsgpack.packb(payload, default=_extend, option=_OPTIONS))


def _single(argument: Callable[[Any], Any], module: str | None = None, name: str | None = None) -> Packer:
    return lambda value: _ext(
        SINGLE, module or type(value).__module__, name or type(value).__qualname__, argument(value)
    )


def _positional(module: str, name: str | None, arguments: Callable[[Any], Any]) -> Packer:
    return lambda value: _ext(POSITIONAL, module, name or type(value).__name__, arguments(value))


def _keywords(cls: type, arguments: Callable[[Any], dict[str, Any]]) -> Packer:
    module, name = cls.__module__, cls.__qualname__
    return lambda value: _ext(KEYWORDS, module, name, arguments(value))


def _enum(cls: type) -> Packer:
    module, name = cls.__module__, cls.__qualname__
    return lambda value: _ext(SINGLE, module, name, value.value)


def _dataclass(cls: Any) -> Packer:
    names = [field.name for field in fields(cls)]
    if cls.__dictoffset__ and all("__slots__" not in vars(base) for base in cls.__mro__[:-1]):
        expected = set(names)
        return _keywords(
            cls,
            lambda value: (
                value.__dict__ if value.__dict__.keys() == expected else {name: getattr(value, name) for name in names}
            ),
        )

    def read(value: Any) -> dict[str, Any]:
        return {name: getattr(value, name) for name in names if hasattr(value, name)}

    return _keywords(cls, read)


def _pydantic(cls: type) -> Packer:
    module, name = cls.__module__, cls.__qualname__

    def write(value: Any) -> ormsgpack.Ext:
        extra = value.__pydantic_extra__
        kept = {**value.__dict__, **extra} if extra else value.__dict__
        return _ext(PYDANTIC, module, name, kept, "model_validate_json")

    return write


def _pydantic_v1(cls: type) -> Packer:
    module, name = cls.__module__, cls.__qualname__
    return lambda value: _ext(PYDANTIC_V1, module, name, value.dict(), "parse_raw")


def _send(value: Send) -> ormsgpack.Ext:
    if value.timeout is None:
        return _ext(POSITIONAL, "runtime.types", "Send", (value.node, value.arg))
    return _ext(KEYWORDS, "runtime.types", "Send", {"node": value.node, "arg": value.arg, "timeout": value.timeout})


def _numpy(value: Any) -> Any:
    numpy = sys.modules["numpy"]  # the value exists, so somebody has imported it
    if not isinstance(value, numpy.ndarray):
        return value.item()  # a scalar: the Python number is as good
    if value.dtype.hasobject:
        raise UnstorableValueError("A numpy array of Python objects cannot be stored. Store a list instead.")
    order = "F" if value.flags.f_contiguous and not value.flags.c_contiguous else "C"
    return _ext(NUMPY, value.dtype.str, value.shape, order, value.tobytes(order=order))


def _snapshot(value: DeltaSnapshot) -> ormsgpack.Ext:
    return ormsgpack.Ext(SNAPSHOT, ormsgpack.packb(value.value, default=_extend, option=_OPTIONS))


def _clock(value: dt.time) -> dict[str, Any]:
    kept = ("hour", "minute", "second", "microsecond", "tzinfo", "fold")
    return {name: getattr(value, name) for name in kept}


_STANDARD: dict[type, Packer] = {
    int: lambda value: _ext(SINGLE, "builtins", "int", str(value)),  # only those past 64 bits come here
    set: _single(list, "builtins", "set"),
    frozenset: _single(list, "builtins", "frozenset"),
    deque: lambda value: (
        _ext(SINGLE, "collections", "deque", list(value))
        if value.maxlen is None
        else _ext(POSITIONAL, "collections", "deque", (list(value), value.maxlen))
    ),
    complex: _positional("builtins", "complex", lambda value: (value.real, value.imag)),
    DeltaSnapshot: _snapshot,
    dt.datetime: lambda value: _ext(METHOD, "datetime", "datetime", value.isoformat(), "fromisoformat"),
    dt.date: _positional("datetime", "date", lambda value: (value.year, value.month, value.day)),
    dt.time: lambda value: _ext(KEYWORDS, "datetime", "time", _clock(value)),
    dt.timedelta: _positional("datetime", "timedelta", lambda value: (value.days, value.seconds, value.microseconds)),
    dt.timezone: _positional("datetime", "timezone", lambda value: value.__getinitargs__()),
    zoneinfo.ZoneInfo: _single(lambda value: value.key, "zoneinfo", "ZoneInfo"),
    uuid.UUID: _single(lambda value: value.hex, "uuid", "UUID"),
    decimal.Decimal: _single(str, "decimal", "Decimal"),
    fractions.Fraction: _single(str, "fractions", "Fraction"),
    re.Pattern: _positional("re", "compile", lambda value: (value.pattern, value.flags)),
    ipaddress.IPv4Address: _single(str),
    ipaddress.IPv4Network: _single(str),
    ipaddress.IPv4Interface: _single(str),
    ipaddress.IPv6Address: _single(str),
    ipaddress.IPv6Network: _single(str),
    ipaddress.IPv6Interface: _single(str),
    pathlib.PurePath: _positional("pathlib", None, lambda value: value.parts),
}
