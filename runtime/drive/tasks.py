"""The async face of a flow: an asynchronous generator of chunks that runs tasks on its event loop.

Coroutine functions run on the loop, plain functions in its executor. Siblings of a failed task are cancelled.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from runtime.drive.answering import Chunk, answer_at_once, cache_key, found_in, pair_for
from runtime.drive.call import arun_task
from runtime.drive.calls import context_of
from runtime.drive.hub import LoopHub
from runtime.drive.limits import within_limits
from runtime.drive.scope import Scope, TaskContext
from runtime.drive.storage import LoopStorage
from runtime.errors import NodeCancelledError
from runtime.pregel.words import (
    FetchCached,
    KeepCached,
    Load,
    LoadDeltas,
    NextEvent,
    Outcome,
    Save,
    SaveWrites,
    Start,
    StopTasks,
    TaskCalled,
    TaskDone,
    TaskFailed,
)

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from runtime.pregel.ask import Flow
    from runtime.pregel.task import Task
    from runtime.pregel.words import Event


class TaskDriver:
    """Drives one flow on the event loop that iterates over it."""

    __slots__ = ("_gate", "_hub", "_running", "_scope", "_stopped", "_storage")

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._hub = LoopHub(scope.run.debugger)
        scope.hub = self._hub
        self._storage = LoopStorage(scope.saver, scope.run.durability)
        self._running: dict[Task, asyncio.Task[None]] = {}
        self._stopped: set[Task] = set()
        self._gate = asyncio.Semaphore(scope.max_concurrency) if scope.max_concurrency else None

    async def drive(self, flow: Flow[Outcome]) -> AsyncGenerator[Chunk | Outcome, None]:
        """Yield chunks as they come and the outcome last, or raise what ended the run."""
        answer: Any = None
        try:
            while True:
                effect = flow.send(answer)
                kind: type[Any] = type(effect)  # pyright: ignore[reportUnknownVariableType]
                answer = None
                if kind is NextEvent:
                    while type(answer := await self._next_item()) is tuple:
                        yield answer
                elif kind is Start:
                    self._running[effect.task] = asyncio.create_task(self._run(effect), context=context_of(effect))
                else:
                    answer = await self._answer(effect)
        except StopIteration as end:
            outcome = end.value
            for chunk in self._chunks():
                yield chunk
        except Exception:  # border: what was streamed before the error still reaches the reader
            for chunk in self._chunks():
                yield chunk
            raise
        finally:
            await self._close(flow)
        yield outcome

    def _chunks(self) -> list[Chunk]:
        return [item for item in self._hub.drain() if type(item) is tuple]

    async def _next_item(self) -> Chunk | Event:
        """Return the next chunk or end of a task, letting the debugger observe the words between."""
        while True:
            item = await self._hub.aget()
            if type(item) is tuple:
                return item  # pyright: ignore[reportUnknownVariableType]
            if isinstance(item, TaskCalled):
                return item
            if not isinstance(item, TaskDone | TaskFailed):
                self._hub.tell(item)
            elif item.task not in self._stopped:
                return item

    async def _close(self, flow: Flow[Outcome]) -> None:
        self._scope.calls.close()
        await self._stop(list(self._running))
        flow.close()
        await self._storage.flush()

    async def _answer(self, effect: Any) -> Any:
        kind: type[Any] = type(effect)  # pyright: ignore[reportUnknownVariableType]
        if kind is Save or kind is SaveWrites:
            return await self._storage.write(effect)
        if kind is Load or kind is LoadDeltas:
            return await self._storage.load(effect)
        if kind is StopTasks:
            await self._stop(effect.tasks)
            return ()
        if kind is FetchCached:
            keys = [cache_key(task) for task in effect.tasks]
            return found_in(effect, await self._scope.cache.aget(keys)) if self._scope.cache is not None else {}
        if kind is KeepCached:
            return await self._scope.cache.aset(pair_for(effect)) if self._scope.cache is not None else None
        return answer_at_once(self._scope, effect)

    async def _stop(self, tasks: Any) -> None:
        stopped = [self._running[task] for task in tasks if task in self._running]
        self._stopped.update(tasks)
        for running in stopped:
            running.cancel()
        await asyncio.gather(*stopped, return_exceptions=True)

    async def _run(self, start: Start) -> None:
        event = await self._attempt(start)
        self._running.pop(start.task, None)
        self._hub.post(event)

    async def _attempt(self, start: Start) -> Event:
        task = start.task
        try:
            if start.delay:
                await asyncio.sleep(start.delay)
            context = TaskContext(self._scope, task)
            if self._gate is None:
                await within_limits(context, arun_task(context))
            else:
                async with self._gate:
                    await within_limits(context, arun_task(context))
        except asyncio.CancelledError:
            current = asyncio.current_task()
            if current is not None and current.cancelling():
                raise
            return TaskFailed(task, NodeCancelledError(task.name))
        except Exception as error:  # noqa: BLE001 - border: whatever a node raises is the loop's to judge
            return TaskFailed(task, error)
        return TaskDone(task)
