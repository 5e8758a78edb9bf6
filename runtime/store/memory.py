"""A store in this process's memory, with search by likeness when it is given an embedding."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from math import sqrt
from operator import mul
from typing import cast

from runtime.store.base.embed import ensure_embeddings
from runtime.store.base.ops import (
    GetOp,
    IndexConfig,
    Item,
    ListNamespacesOp,
    Op,
    PutOp,
    Result,
    SearchItem,
    SearchOp,
    fits,
    matches,
)
from runtime.store.base.paths import get_text_at_path, tokenize_path
from runtime.store.base.store import BaseStore

__all__ = ("InMemoryStore",)

Place = tuple[tuple[str, ...], str]
Vector = Sequence[float]


class InMemoryStore(BaseStore):
    """Keeps items in a dictionary; gone when the process ends.

    `index`: `{"dims": 3, "embed": model or function, "fields": ["text"]}` makes `search(query=...)` rank by likeness
    (cosine). Fields default to the whole value.
    """

    __slots__ = ("_embeddings", "_items", "_paths", "_vectors")

    def __init__(self, *, index: IndexConfig | None = None) -> None:
        self._items: dict[tuple[str, ...], dict[str, Item]] = {}
        self._vectors: defaultdict[Place, list[Vector]] = defaultdict(list)
        self._embeddings = ensure_embeddings(index.get("embed")) if index else None
        self._paths = [tokenize_path(path) for path in (index.get("fields") or ["$"])] if index else []

    def batch(self, ops: Iterable[Op]) -> list[Result]:
        asked = list(ops)
        queries, texts = self._to_embed(asked)
        model = self._embeddings
        query_vectors: dict[str, Vector] = {query: model.embed_query(query) for query in queries} if model else {}
        vectors = model.embed_documents(texts) if model and texts else []
        return self._apply(asked, query_vectors, vectors)

    async def abatch(self, ops: Iterable[Op]) -> list[Result]:
        asked = list(ops)
        queries, texts = self._to_embed(asked)
        model = self._embeddings
        query_vectors: dict[str, Vector] = (
            {query: await model.aembed_query(query) for query in queries} if model else {}
        )
        vectors = await model.aembed_documents(texts) if model and texts else []
        return self._apply(asked, query_vectors, vectors)

    def _to_embed(self, ops: list[Op]) -> tuple[list[str], list[str]]:
        """Returns the queries and the texts of a batch that need a vector."""
        if self._embeddings is None:
            return [], []
        queries = list({op.query: None for op in ops if isinstance(op, SearchOp) and op.query})
        texts = [text for op in ops if isinstance(op, PutOp) for text in self._texts(op)]
        return queries, texts

    def _texts(self, op: PutOp) -> list[str]:
        if op.value is None or op.index is False:
            return []
        paths = self._paths if op.index is None else [tokenize_path(path) for path in op.index]
        return [text for path in paths for text in get_text_at_path(op.value, path)]

    def _apply(self, ops: list[Op], queries: dict[str, Vector], vectors: list[list[float]]) -> list[Result]:
        results: list[Result] = []
        for op in ops:
            if isinstance(op, GetOp):
                results.append(self._items.get(op.namespace, {}).get(op.key))
            elif isinstance(op, SearchOp):
                results.append(cast("Result", self._search(op, queries.get(op.query or ""))))
            elif isinstance(op, ListNamespacesOp):
                results.append(self._namespaces(op))
            else:
                results.append(None)
        left = iter(vectors)
        for op in ops:
            if isinstance(op, PutOp):
                count = len(self._texts(op)) if self._embeddings else 0
                self._put(op, [next(left) for _ in range(count)])
        return results

    def _put(self, op: PutOp, vectors: list[Vector]) -> None:
        place = (op.namespace, op.key)
        self._vectors.pop(place, None)
        items = self._items.setdefault(op.namespace, {})
        if op.value is None:
            items.pop(op.key, None)
        else:
            now = datetime.now(UTC)
            known = items.get(op.key)
            items[op.key] = Item(
                value=dict(op.value),
                key=op.key,
                namespace=op.namespace,
                created_at=known.created_at if known else now,
                updated_at=now,
            )
            if vectors:
                self._vectors[place] = vectors
        if not items:
            del self._items[op.namespace]

    def _search(self, op: SearchOp, query: Vector | None) -> list[SearchItem]:
        depth = len(op.namespace_prefix)
        found = [
            item
            for namespace, items in self._items.items()
            if namespace[:depth] == op.namespace_prefix
            for item in items.values()
            if all(fits(item.value.get(key), wanted) for key, wanted in (op.filter or {}).items())
        ]
        scores = [self._score(item, query) for item in found]
        ranked = list(zip(found, scores, strict=True))
        if query is not None:
            ranked.sort(key=lambda pair: (pair[1] is None, -(pair[1] or 0.0)))
        return [
            SearchItem(item.namespace, item.key, item.value, item.created_at, item.updated_at, score)
            for item, score in ranked[op.offset : op.offset + op.limit]
        ]

    def _score(self, item: Item, query: Vector | None) -> float | None:
        vectors = self._vectors.get((item.namespace, item.key)) if query is not None else None
        return max(_cosine(cast("Vector", query), vector) for vector in vectors) if vectors else None

    def _namespaces(self, op: ListNamespacesOp) -> list[tuple[str, ...]]:
        fitting = (
            namespace
            for namespace in self._items
            if all(matches(namespace, condition) for condition in op.match_conditions or ())
        )
        cut = sorted({namespace[: op.max_depth] for namespace in fitting})
        return cut[op.offset : op.offset + op.limit]


def _cosine(left: Vector, right: Vector) -> float:
    lengths = sqrt(sum(map(mul, left, left))) * sqrt(sum(map(mul, right, right)))
    return sum(map(mul, left, right)) / lengths if lengths else 0.0
