"""A pair of functions as one Runnable, called as a node's function is: with the parameters it names injected."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from runtime.current import CURRENT
from runtime.drive.node.call import injected_names
from runtime.integrations.langchain.border import (
    Runnable,
    async_callbacks,
    complete_config,
    config_of_child,
    in_context_of,
    sync_callbacks,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence


class RunnableCallable(Runnable):
    """A Runnable made of a function, a coroutine function, or both.

    Args:
        trace: whether each call is a chain run for callbacks; without it they hear only of what is called inside.
        recurse: whether a Runnable that the function returns is run in turn.
        explode_args: whether the input is a pair of positional and keyword arguments.
        **kwargs: given to every call.

    Raises:
        ValueError: when there is no function at all.
    """

    def __init__(
        self,
        func: Callable[..., Any] | None,
        afunc: Callable[..., Awaitable[Any]] | None = None,
        *,
        name: str | None = None,
        tags: Sequence[str] | None = None,
        trace: bool = True,
        recurse: bool = True,
        explode_args: bool = False,
        **kwargs: Any,
    ) -> None:
        known: Any = func or afunc
        if known is None:
            raise ValueError("A RunnableCallable needs a function, a coroutine function, or both: got neither.")
        own = getattr(known, "__name__", "<lambda>")
        self.name = name or (own if own != "<lambda>" else None)
        self.func = func
        self.afunc = afunc
        self.tags = list(tags) if tags is not None else None
        self.kwargs = kwargs
        self.trace = trace
        self.recurse = recurse
        self.explode_args = explode_args
        self._injects = () if explode_args else injected_names(known)

    def __repr__(self) -> str:
        return f"{self.get_name()}(tags={self.tags}, recurse={self.recurse}, explode_args={self.explode_args})"

    def invoke(self, input: Any, config: Any = None, **kwargs: Any) -> Any:
        """Call the function; TypeError where there is only a coroutine function."""
        if self.func is None:
            raise TypeError(
                f"No synchronous function provided to {self.get_name()!r}. Use ainvoke() or astream(), or give it a "
                "synchronous function."
            )
        config = config if config is not None else complete_config(None)
        args, given = self._arguments(input, config, kwargs)
        if not self.trace:
            return self._followed(self.func(*args, **given), input, config)
        run = sync_callbacks(self._told(config)).on_chain_start(None, input, **self._named(config))
        try:
            with in_context_of(child := config_of_child(config, callbacks=run.get_child())) as context:
                result = context.run(self.func, *args, **given)
        except BaseException as error:  # border: listeners hear of whatever ended it; it is raised on
            run.on_chain_error(error)
            raise
        run.on_chain_end(result)
        return self._followed(result, input, child)

    async def ainvoke(self, input: Any, config: Any = None, **kwargs: Any) -> Any:
        """Await the coroutine function; without one, call the function in a thread."""
        if self.afunc is None:
            return await asyncio.to_thread(self.invoke, input, config, **kwargs)
        config = config if config is not None else complete_config(None)
        args, given = self._arguments(input, config, kwargs)
        if not self.trace:
            return await self._afollowed(await self.afunc(*args, **given), input, config)
        run = await async_callbacks(self._told(config)).on_chain_start(None, input, **self._named(config))
        try:
            with in_context_of(child := config_of_child(config, callbacks=run.get_child())) as context:
                result = await asyncio.create_task(_awaited(self.afunc, args, given), context=context)
        except BaseException as error:  # border: listeners hear of whatever ended it; it is raised on
            await run.on_chain_error(error)
            raise
        await run.on_chain_end(result)
        return await self._afollowed(result, input, child)

    def _arguments(self, value: Any, config: Any, kwargs: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        if self.explode_args:
            args, own = value
            return args, {**self.kwargs, **own, **kwargs}
        given = {**self.kwargs, **kwargs}
        for name in self._injects:
            if name not in given:
                given[name] = config if name == "config" else self._asked_of_task(name)
        return (value,), given

    def _asked_of_task(self, name: str) -> Any:
        task: Any = CURRENT.get()
        if task is None:
            if name == "writer":
                return _unheard
            raise ValueError(
                f"{self.get_name()!r} asks for {name!r}, which only a running graph has. Call it from a node, or pass "
                f"{name}=... with the call."
            )
        return task.runtime if name == "runtime" else getattr(task.runtime, _FIELDS.get(name, name), None)

    def _told(self, config: Any) -> dict[str, Any]:
        tags = [*(config.get("tags") or ()), *(self.tags or ())]
        return {"callbacks": config.get("callbacks"), "tags": tags, "metadata": config.get("metadata")}

    def _named(self, config: Any) -> dict[str, Any]:
        return {"name": config.get("run_name") or self.get_name(), "run_id": config.get("run_id")}

    def _followed(self, result: Any, value: Any, config: Any) -> Any:
        return result.invoke(value, config) if self.recurse and isinstance(result, Runnable) else result

    async def _afollowed(self, result: Any, value: Any, config: Any) -> Any:
        return await result.ainvoke(value, config) if self.recurse and isinstance(result, Runnable) else result


_FIELDS = {"writer": "stream_writer"}


def _unheard(chunk: Any) -> None:
    """Take what a writer is given where nobody reads it."""


async def _awaited(function: Any, args: Any, given: dict[str, Any]) -> Any:
    return await function(*args, **given)
