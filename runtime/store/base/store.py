"""`BaseStore`: two methods to write, `batch` and `abatch`; everything else is said in terms of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any, Literal, cast

from runtime.store.base.ops import (
    NOT_PROVIDED,
    GetOp,
    Item,
    ListNamespacesOp,
    MatchCondition,
    NamespacePath,
    NotProvided,
    Op,
    PutOp,
    Result,
    SearchItem,
    SearchOp,
    TTLConfig,
    ensure_ttl,
    validate_namespace,
)
from runtime.typing import takes


class BaseStore(ABC):
    """Keeps items under namespaces. Reads of one batch see the store as it was before the batch's writes."""

    supports_ttl: bool = False
    ttl_config: TTLConfig | None = None

    __slots__ = ("__weakref__",)

    @abstractmethod
    def batch(self, ops: Iterable[Op]) -> list[Result]:
        """Does several things at once; returns their results in order, None for writes."""

    @abstractmethod
    async def abatch(self, ops: Iterable[Op]) -> list[Result]:
        """Does several things at once; returns their results in order, None for writes."""

    def _to_get(self, namespace: tuple[str, ...], key: str, *, refresh_ttl: bool | None = None) -> GetOp:
        return GetOp(namespace, str(key), self._refreshes(refresh_ttl))

    @takes(_to_get)
    def get(self, *args: Any, **kwargs: Any) -> Item | None:
        """Returns an item, or None."""
        return cast("Item | None", self.batch([self._to_get(*args, **kwargs)])[0])

    @takes(_to_get)
    async def aget(self, *args: Any, **kwargs: Any) -> Item | None:
        return cast("Item | None", (await self.abatch([self._to_get(*args, **kwargs)]))[0])

    def _to_search(
        self,
        namespace_prefix: tuple[str, ...],
        /,
        *,
        query: str | None = None,
        filter: dict[str, Any] | None = None,
        limit: int = 10,
        offset: int = 0,
        refresh_ttl: bool | None = None,
    ) -> SearchOp:
        return SearchOp(namespace_prefix, filter, limit, offset, query, self._refreshes(refresh_ttl))

    @takes(_to_search)
    def search(self, *args: Any, **kwargs: Any) -> list[SearchItem]:
        """Returns items below a namespace, the most alike to `query` first if the store has an index."""
        return cast("list[SearchItem]", self.batch([self._to_search(*args, **kwargs)])[0])

    @takes(_to_search)
    async def asearch(self, *args: Any, **kwargs: Any) -> list[SearchItem]:
        return cast("list[SearchItem]", (await self.abatch([self._to_search(*args, **kwargs)]))[0])

    def _to_put(
        self,
        namespace: tuple[str, ...],
        key: str,
        value: dict[str, Any],
        index: Literal[False] | list[str] | None = None,
        *,
        ttl: float | NotProvided | None = NOT_PROVIDED,
    ) -> PutOp:
        validate_namespace(namespace)
        if not self.supports_ttl and not isinstance(ttl, NotProvided) and ttl is not None:
            msg = f"TTL is not supported by {type(self).__name__}. Use a store that supports it, or leave out ttl."
            raise NotImplementedError(msg)
        return PutOp(namespace, str(key), value, index, ensure_ttl(self.ttl_config, ttl))

    @takes(_to_put)
    def put(self, *args: Any, **kwargs: Any) -> None:
        """Writes an item. `index`: fields to embed, False for none, None for the store's own. `ttl`: minutes."""
        self.batch([self._to_put(*args, **kwargs)])

    @takes(_to_put)
    async def aput(self, *args: Any, **kwargs: Any) -> None:
        await self.abatch([self._to_put(*args, **kwargs)])

    def delete(self, namespace: tuple[str, ...], key: str) -> None:
        """Removes an item, if it is there."""
        self.batch([PutOp(namespace, str(key), None)])

    async def adelete(self, namespace: tuple[str, ...], key: str) -> None:
        await self.abatch([PutOp(namespace, str(key), None)])

    def _to_list(
        self,
        *,
        prefix: NamespacePath | None = None,
        suffix: NamespacePath | None = None,
        max_depth: int | None = None,
        limit: int = 100,
        offset: int = 0,
    ) -> ListNamespacesOp:
        return ListNamespacesOp(_conditions(prefix, suffix), max_depth, limit, offset)

    @takes(_to_list)
    def list_namespaces(self, *args: Any, **kwargs: Any) -> list[tuple[str, ...]]:
        """Returns namespaces in order, those that begin and end as asked; `*` stands for any one label."""
        return cast("list[tuple[str, ...]]", self.batch([self._to_list(*args, **kwargs)])[0])

    @takes(_to_list)
    async def alist_namespaces(self, *args: Any, **kwargs: Any) -> list[tuple[str, ...]]:
        return cast("list[tuple[str, ...]]", (await self.abatch([self._to_list(*args, **kwargs)]))[0])

    def _refreshes(self, refresh_ttl: bool | None) -> bool:
        return (self.ttl_config or {}).get("refresh_on_read", True) if refresh_ttl is None else refresh_ttl


def _conditions(prefix: NamespacePath | None, suffix: NamespacePath | None) -> tuple[MatchCondition, ...]:
    conditions: list[MatchCondition] = []
    if prefix:
        conditions.append(MatchCondition("prefix", prefix))
    if suffix:
        conditions.append(MatchCondition("suffix", suffix))
    return tuple(conditions)
