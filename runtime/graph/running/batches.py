"""One graph over many inputs at once."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextvars import copy_context
from typing import TYPE_CHECKING, Any, cast

from runtime.config import merge_configs

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Sequence
    from concurrent.futures import Future


def _configs(config: Any, number: int) -> list[Any]:
    if not isinstance(config, list):
        return [config] * number
    configs = cast("list[Any]", config)
    if len(configs) != number:
        raise ValueError(
            f"config must be a list of the same length as inputs: {len(configs)} configs, {number} inputs."
        )
    return configs


def _limit(configs: Sequence[Any]) -> int | None:
    return merge_configs(*configs[:1]).get("max_concurrency")


class Batches:
    """The part of a compiled graph that runs it once for each of several inputs."""

    invoke: Callable[..., Any]
    ainvoke: Callable[..., Any]

    def _submit(
        self, pool: ThreadPoolExecutor, inputs: Sequence[Any], configs: Sequence[Any], settings: dict[str, Any]
    ) -> list[Future[Any]]:
        def one(value: Any, own: Any) -> Any:
            return self.invoke(value, own, **settings)

        return [pool.submit(copy_context().run, one, value, own) for value, own in zip(inputs, configs, strict=True)]

    def batch(
        self, inputs: Sequence[Any], config: Any = None, *, return_exceptions: bool = False, **kwargs: Any
    ) -> list[Any]:
        """Run once for each input, side by side, and return the outputs in order.

        `config` is one for all, or a list of one each; `max_concurrency` in it limits how many run at a time.
        """
        configs = _configs(config, len(inputs))
        with ThreadPoolExecutor(_limit(configs)) as pool:
            futures = self._submit(pool, inputs, configs, kwargs)
            return [_result(future, or_error=return_exceptions) for future in futures]

    def batch_as_completed(
        self, inputs: Sequence[Any], config: Any = None, *, return_exceptions: bool = False, **kwargs: Any
    ) -> Iterator[tuple[int, Any]]:
        """Run once for each input, and yield `(index, output)` as each ends."""
        configs = _configs(config, len(inputs))
        with ThreadPoolExecutor(_limit(configs)) as pool:
            numbers = {future: index for index, future in enumerate(self._submit(pool, inputs, configs, kwargs))}
            for future in as_completed(numbers):
                yield numbers[future], _result(future, or_error=return_exceptions)

    def _arun(self, inputs: Sequence[Any], config: Any, settings: dict[str, Any]) -> list[Any]:
        configs = _configs(config, len(inputs))
        limit = _limit(configs)
        gate = asyncio.Semaphore(limit) if limit else None

        async def one(value: Any, own: Any) -> Any:
            if gate is None:
                return await self.ainvoke(value, own, **settings)
            async with gate:
                return await self.ainvoke(value, own, **settings)

        return [one(value, own) for value, own in zip(inputs, configs, strict=True)]

    async def abatch(
        self, inputs: Sequence[Any], config: Any = None, *, return_exceptions: bool = False, **kwargs: Any
    ) -> list[Any]:
        """Run once for each input on this event loop, and return the outputs in order."""
        runs = self._arun(inputs, config, kwargs)
        return list(await asyncio.gather(*runs, return_exceptions=return_exceptions))

    async def abatch_as_completed(
        self, inputs: Sequence[Any], config: Any = None, *, return_exceptions: bool = False, **kwargs: Any
    ) -> AsyncIterator[tuple[int, Any]]:
        """Run once for each input on this event loop, and yield `(index, output)` as each ends."""

        async def numbered(index: int, run: Any) -> tuple[int, Any]:
            try:
                return index, await run
            except Exception as error:  # border: return_exceptions says whether it is raised or returned
                if return_exceptions:
                    return index, error
                raise

        runs = [numbered(index, run) for index, run in enumerate(self._arun(inputs, config, kwargs))]
        for ended in asyncio.as_completed(runs):
            yield await ended


def _result(future: Future[Any], *, or_error: bool) -> Any:
    error = future.exception()
    if error is None:
        return future.result()
    if or_error and isinstance(error, Exception):
        return error
    raise error
