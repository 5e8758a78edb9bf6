"""Gathering what coroutines ask of a store at about the same time into one batch."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from runtime.store.base.ops import GetOp, ListNamespacesOp, Op, PutOp, Result
from runtime.store.base.store import BaseStore
from runtime.typing import takes


class AsyncBatchedBaseStore(BaseStore):
    """A store whose single async calls of one turn of the event loop become one `abatch`.

    Derived classes write `abatch`. Make it inside a running event loop. The plain methods wait for the loop from
    another thread.
    """

    __slots__ = ("_loop", "_turn", "_waiting")

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._waiting: list[tuple[Op, asyncio.Future[Result]]] = []
        self._turn: asyncio.Task[None] | None = None

    def batch(self, ops: Iterable[Op]) -> list[Result]:
        try:
            is_own_loop = asyncio.get_running_loop() is self._loop
        except RuntimeError:
            is_own_loop = False
        if is_own_loop:
            msg = f"{type(self).__name__} was called synchronously from its own event loop. Await the 'a' method."
            raise asyncio.InvalidStateError(msg)
        return asyncio.run_coroutine_threadsafe(self.abatch(ops), self._loop).result()

    async def _ask(self, op: Op) -> Any:
        answer: asyncio.Future[Result] = self._loop.create_future()
        self._waiting.append((op, answer))
        if self._turn is None:
            self._turn = self._loop.create_task(self._flush())
        return await answer

    async def _flush(self) -> None:
        waiting, self._waiting, self._turn = self._waiting, [], None
        reads: dict[Op, int] = {}
        ops: list[Op] = []
        places: list[int] = []
        for op, _ in waiting:
            # Equal reads are asked once; a filter is no key, so searches are left alone.
            key = op if isinstance(op, GetOp | ListNamespacesOp) else None
            if key is None or key not in reads:
                ops.append(op)
                if key is not None:
                    reads[key] = len(ops) - 1
            places.append(reads[key] if key is not None else len(ops) - 1)
        try:
            results = await self.abatch(ops)
        except Exception as error:  # noqa: BLE001  # border: whoever asked gets the error, whatever it is
            for _, answer in waiting:
                if not answer.done():
                    answer.set_exception(error)
            return
        for (_, answer), place in zip(waiting, places, strict=True):
            if not answer.done():
                answer.set_result(results[place])

    @takes(BaseStore._to_get)
    async def aget(self, *args: Any, **kwargs: Any) -> Any:
        return await self._ask(self._to_get(*args, **kwargs))

    @takes(BaseStore._to_search)
    async def asearch(self, *args: Any, **kwargs: Any) -> Any:
        return await self._ask(self._to_search(*args, **kwargs))

    @takes(BaseStore._to_put)
    async def aput(self, *args: Any, **kwargs: Any) -> None:
        await self._ask(self._to_put(*args, **kwargs))

    async def adelete(self, namespace: tuple[str, ...], key: str) -> None:
        await self._ask(PutOp(namespace, str(key), None))
