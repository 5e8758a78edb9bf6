"""Tasks that node code calls: the future it waits on, and what becomes of it.

The caller posts `TaskCalled` to the hub and goes on; the loop plans and starts the task, and its `Settle` comes back
to the future. On the event loop's thread that is an asyncio future, on any other a blocking one that can be awaited
too. When a run ends early, every open future is cancelled, so that no thread waits for ever.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from contextvars import copy_context
from typing import TYPE_CHECKING, Any

from runtime.drive.hub import LoopHub
from runtime.pregel.words import TaskCalled

if TYPE_CHECKING:
    from collections.abc import Generator
    from contextvars import Context

    from runtime.drive.node.scope import TaskContext
    from runtime.pregel.program import Node
    from runtime.pregel.words import Settle, Start


class CallFuture(Future[Any]):
    """What a thread waits on: `result()`, or `await` on any event loop."""

    def __await__(self) -> Generator[Any, Any, Any]:
        return asyncio.wrap_future(self).__await__()


class Calls:
    """The calls of one run that wait for their result."""

    __slots__ = ("_is_closed", "_open")

    def __init__(self) -> None:
        self._open: set[TaskCalled] = set()
        self._is_closed = False

    def open(self, call: TaskCalled) -> None:
        """Note that a caller waits."""
        self._open.add(call)
        if self._is_closed:
            call.future.cancel()

    def settle(self, effect: Settle) -> None:
        """Give the caller its result or error, unless it waits no more."""
        self._open.discard(effect.call)
        future = effect.call.future
        if future.done():
            return
        if effect.error is None:
            future.set_result(effect.result)
        else:
            future.set_exception(effect.error)
            future.exception()  # a caller may leave it unread without asyncio complaining

    def close(self) -> None:
        """Let every caller go: the run is over."""
        self._is_closed = True
        for call in tuple(self._open):
            call.future.cancel()


def context_of(start: Start) -> Context:
    """Return the context a task starts in: a copy of its caller's, or of the one here."""
    call = start.task.call
    return copy_context() if call is None else call.context.copy()


def call_task(context: TaskContext, node: Node, value: Any) -> Any:
    """Have the run of `context` start a task of `node`; return the future of its result.

    Raises:
        RuntimeError: where a coroutine function is called in a run that no event loop drives.
    """
    hub = context.scope.hub
    assert hub is not None  # noqa: S101 - set before any task starts
    if node.call.func is None and not isinstance(hub, LoopHub):
        raise RuntimeError(
            f"Task {node.name!r} is async and was called in a run started by invoke() or stream(). Start it with "
            "ainvoke() or astream(), or make the task a plain function."
        )
    call = TaskCalled(context.task, next(context.task_calls), node, value)
    call.future = hub.new_future() or CallFuture()
    call.context = copy_context()
    context.scope.calls.open(call)
    hub.post_call(call)
    return call.future
