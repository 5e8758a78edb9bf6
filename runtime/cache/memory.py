"""A cache in this process's memory."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from time import time

from runtime.cache.base import BaseCache, FullKey, Namespace, ValueT
from runtime.checkpoint.serde.base import SerializerProtocol

__all__ = ("InMemoryCache",)

Entry = tuple[str, bytes, float | None]
"""type tag, value, when it expires in seconds since the epoch"""


class InMemoryCache(BaseCache[ValueT]):
    """Keeps values in a dictionary, encoded, so that nobody changes what is kept. Threads may share it."""

    now: Callable[[], float] = staticmethod(time)

    def __init__(self, *, serde: SerializerProtocol | None = None) -> None:
        super().__init__(serde=serde)
        self._entries: dict[Namespace, dict[str, Entry]] = {}
        self._lock = threading.RLock()

    def get(self, keys: Sequence[FullKey]) -> dict[FullKey, ValueT]:
        found: dict[FullKey, ValueT] = {}
        with self._lock:
            now = self.now()
            for namespace, key in keys:
                entry = self._entries.get(namespace, {}).get(key)
                if entry is None:
                    continue
                if entry[2] is not None and now >= entry[2]:
                    del self._entries[namespace][key]
                else:
                    found[namespace, key] = self.serde.loads_typed(entry[:2])
        return found

    def set(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, keys: Mapping[FullKey, tuple[ValueT, int | None]]
    ) -> None:
        with self._lock:
            now = self.now()
            for (namespace, key), (value, ttl) in keys.items():
                entry = (*self.serde.dumps_typed(value), None if ttl is None else now + ttl)
                self._entries.setdefault(namespace, {})[key] = entry

    def clear(self, namespaces: Sequence[Namespace] | None = None) -> None:
        with self._lock:
            if namespaces is None:
                self._entries.clear()
            for namespace in namespaces or ():
                self._entries.pop(namespace, None)

    async def aget(self, keys: Sequence[FullKey]) -> dict[FullKey, ValueT]:
        return self.get(keys)

    async def aset(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, keys: Mapping[FullKey, tuple[ValueT, int | None]]
    ) -> None:
        self.set(keys)

    async def aclear(self, namespaces: Sequence[Namespace] | None = None) -> None:
        self.clear(namespaces)
