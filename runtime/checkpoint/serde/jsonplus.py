"""The serializer every saver uses unless told otherwise."""

from __future__ import annotations

import json
import pickle
from collections.abc import Collection
from typing import Any, Literal, Self

from runtime.checkpoint.serde.allow import UNSPECIFIED, Allowed, AllowEntry, Unspecified, find_class, keys, normalise
from runtime.checkpoint.serde.base import SerializerProtocol, UnstorableValueError
from runtime.checkpoint.serde.pack import pack
from runtime.checkpoint.serde.unpack import Unpacker


class InvalidModuleError(Exception):
    """A stored class is not in the allow-list, where refusing is not enough."""

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)


class JsonPlusSerializer(SerializerProtocol):
    """Stores values as msgpack, with the classes needed to build them again.

    `allowed_msgpack_modules`: classes, or (module, name) pairs, that may be built when reading. None or empty: only
    the standard ones and messages. True: every class. Left out: records (dataclasses, models, enums, named tuples) of
    any module, with a warning, unless LANGGRAPH_STRICT_MSGPACK=true. Refused classes come back as their fields.

    `pickle_fallback`: values without a stored form are pickled, and pickles are read. Only for databases that nobody
    else can write: reading a pickle runs what is in it.
    """

    def __init__(
        self,
        *,
        pickle_fallback: bool = False,
        allowed_json_modules: Collection[tuple[str, ...]] | Literal[True] | None = None,
        allowed_msgpack_modules: Allowed | Unspecified = UNSPECIFIED,
        __unpack_ext_hook__: Any = None,
    ) -> None:
        self.pickle_fallback = pickle_fallback
        self._allowed_json_modules: Collection[tuple[str, ...]] | Literal[True] | None = allowed_json_modules
        self._allowed: frozenset[tuple[str, ...]] | Literal[True] | Unspecified = normalise(allowed_msgpack_modules)
        self._unpacker = Unpacker(self._allowed)

    def with_msgpack_allowlist(self, extra_allowlist: Collection[AllowEntry]) -> Self:
        """Returns a serializer that allows these too. One that already allows all by silence or by True stays so."""
        if self._allowed is True or isinstance(self._allowed, Unspecified):
            return self
        return type(self)(
            pickle_fallback=self.pickle_fallback,
            allowed_json_modules=self._allowed_json_modules,
            allowed_msgpack_modules=[*self._allowed, *keys(extra_allowlist)],
        )

    def dumps_typed(self, obj: Any) -> tuple[str, bytes]:
        """Returns `(tag, bytes)`; the tag is null, bytes, bytearray, msgpack or pickle."""
        if obj is None:
            return "null", b""
        if type(obj) is bytes:
            return "bytes", obj
        if type(obj) is bytearray:
            return "bytearray", bytes(obj)
        try:
            return "msgpack", pack(obj)
        except UnstorableValueError:
            if self.pickle_fallback:
                return "pickle", pickle.dumps(obj)
            raise

    def loads_typed(self, data: tuple[str, bytes]) -> Any:
        """Returns the value. Tuples have become lists. Raises `NotImplementedError` for an unknown tag."""
        tag, encoded = data
        if tag == "msgpack":
            return self._unpacker.unpack(encoded)
        if tag == "null":
            return None
        if tag == "bytes":
            return encoded
        if tag == "bytearray":
            return bytearray(encoded)
        if tag == "json":
            return json.loads(encoded, object_hook=self._construct)
        if tag == "pickle" and self.pickle_fallback:
            return pickle.loads(encoded)  # noqa: S301  only when whoever opened the saver asked for it
        raise NotImplementedError(f"Unknown serialization type: {tag!r}")

    def _construct(self, fields: dict[str, Any]) -> Any:
        """Reads the constructor objects of LangGraph's former JSON form, if their class is allowed."""
        if fields.get("lc") not in (1, 2) or fields.get("type") != "constructor":
            return fields
        *module, name = fields["id"]
        if self._allowed_json_modules is not True and tuple(fields["id"]) not in (self._allowed_json_modules or ()):
            raise InvalidModuleError(
                f"Refused to build {'.'.join(fields['id'])!r} from JSON. "
                f"To allow it, pass allowed_json_modules=[{tuple(fields['id'])!r}]."
            )
        built = find_class(".".join(module), name, True)
        if built is None:
            return fields
        return built(*(fields.get("args") or ()), **(fields.get("kwargs") or {}))
