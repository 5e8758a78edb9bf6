"""Whatever turns text into vectors, behind one shape."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from inspect import iscoroutinefunction
from typing import Any, Protocol, cast, runtime_checkable

from runtime.store.base.paths import get_text_at_path, tokenize_path

__all__ = (
    "AEmbeddingsFunc",
    "Embeddings",
    "EmbeddingsFunc",
    "EmbeddingsLambda",
    "ensure_embeddings",
    "get_text_at_path",
    "tokenize_path",
)

EmbeddingsFunc = Callable[[Sequence[str]], list[list[float]]]
AEmbeddingsFunc = Callable[[Sequence[str]], Awaitable[list[list[float]]]]


@runtime_checkable
class Embeddings(Protocol):
    """LangChain's shape of a model of embeddings."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]: ...

    def embed_query(self, text: str) -> list[float]: ...

    async def aembed_documents(self, texts: list[str]) -> list[list[float]]: ...

    async def aembed_query(self, text: str) -> list[float]: ...


class EmbeddingsLambda:
    """A function, sync or async, as a model of embeddings."""

    def __init__(self, func: EmbeddingsFunc | AEmbeddingsFunc) -> None:
        self._function: Any = func
        self._is_async = iscoroutinefunction(func) or iscoroutinefunction(getattr(func, "__call__", None))  # noqa: B004

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        if self._is_async:
            msg = "The embedding function is async, so it can be used by the async methods of a store only."
            raise ValueError(msg)
        return self._function(texts)

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]

    async def aembed_documents(self, texts: list[str]) -> list[list[float]]:
        if self._is_async:
            return await self._function(texts)
        return await asyncio.to_thread(self._function, texts)

    async def aembed_query(self, text: str) -> list[float]:
        return (await self.aembed_documents([text]))[0]


def ensure_embeddings(embed: Embeddings | EmbeddingsFunc | AEmbeddingsFunc | str | None) -> Embeddings:
    """Returns a model of embeddings made of a model, a function, or a `provider:model` name LangChain knows."""
    if embed is None:
        raise ValueError("embed must be provided")
    if isinstance(embed, str):
        try:
            # Optional backend: only names of models need it.
            from langchain.embeddings import init_embeddings  # noqa: PLC0415  # pyright: ignore
        except ImportError as error:
            msg = (
                f"Could not load embeddings from {embed!r}: that needs the langchain package. Pass a function instead."
            )
            raise ValueError(msg) from error
        return cast("Embeddings", init_embeddings(embed))
    if isinstance(embed, Embeddings):
        return embed
    return EmbeddingsLambda(embed)
