"""The store port: items under namespaces, written and read in batches, searched by field or by likeness."""

from runtime.store.base.batch import AsyncBatchedBaseStore
from runtime.store.base.embed import AEmbeddingsFunc, Embeddings, EmbeddingsFunc, ensure_embeddings
from runtime.store.base.ops import (
    NOT_PROVIDED,
    GetOp,
    IndexConfig,
    InvalidNamespaceError,
    Item,
    ListNamespacesOp,
    MatchCondition,
    NamespaceMatchType,
    NamespacePath,
    NotProvided,
    Op,
    PutOp,
    Result,
    SearchItem,
    SearchOp,
    TTLConfig,
    ensure_ttl,
    validate_op_namespace,
)
from runtime.store.base.paths import get_text_at_path, tokenize_path
from runtime.store.base.store import BaseStore

__all__ = (
    "NOT_PROVIDED",
    "AEmbeddingsFunc",
    "AsyncBatchedBaseStore",
    "BaseStore",
    "Embeddings",
    "EmbeddingsFunc",
    "GetOp",
    "IndexConfig",
    "InvalidNamespaceError",
    "Item",
    "ListNamespacesOp",
    "MatchCondition",
    "NamespaceMatchType",
    "NamespacePath",
    "NotProvided",
    "Op",
    "PutOp",
    "Result",
    "SearchItem",
    "SearchOp",
    "TTLConfig",
    "ensure_embeddings",
    "get_text_at_path",
    "tokenize_path",
    "validate_op_namespace",
)

_ensure_ttl = ensure_ttl  # the name by which published stores import it
