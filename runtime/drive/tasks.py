"""The async face of a flow: an asynchronous generator of chunks that runs tasks on its event loop.

A coroutine function that is alone, with nobody reading along, is awaited right here, others in a task of the loop
each. Plain functions must not block the loop: a crew of threads runs them. Siblings of a failed task are cancelled.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from runtime.drive.answering import Chunk, answer_at_once, show, show_start
from runtime.drive.caching import aask_cache
from runtime.drive.crew import Crew
from runtime.drive.hub import LoopHub
from runtime.drive.node.call import InContext, arun_task, only_blocks
from runtime.drive.node.calls import context_of
from runtime.drive.node.limits import StepLimit, within_limits
from runtime.drive.node.scope import Scope, TaskContext
from runtime.drive.pump import LoopPump
from runtime.drive.storage import STORED, LoopStorage
from runtime.drive.threads import DEFAULT_THREADS, post_run
from runtime.errors import NodeCancelledError
from runtime.pregel.words import (
    FetchCached,
    KeepCached,
    NextEvent,
    Outcome,
    OutOfTime,
    Save,
    SaveWrites,
    Start,
    StopTasks,
    TaskCalled,
    TaskDone,
    TaskFailed,
    Tell,
)

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from runtime.pregel.tasks.task import Task
    from runtime.pregel.words import Event, Flow


class TaskDriver:
    """Drives one flow on the event loop that iterates over it."""

    __slots__ = (
        "_crew",
        "_flow",
        "_gate",
        "_hub",
        "_limit",
        "_placed",
        "_pump",
        "_ready",
        "_running",
        "_scope",
        "_stopped",
        "_storage",
    )

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._hub = LoopHub(scope.run.debugger)
        scope.hub = self._hub
        self._storage: Any = None
        if scope.saver is not None:
            self._storage = LoopStorage(scope.saver, scope.run.durability, gathers=True, keepers=scope.keepers)
        self._ready: list[Start] = []
        self._crew = Crew(DEFAULT_THREADS)
        self._running: dict[Task, asyncio.Task[None]] = {}
        self._stopped: set[Task] = set()
        self._gate = asyncio.Semaphore(scope.max_concurrency) if scope.max_concurrency else None
        self._placed: set[Task] = set()
        self._flow: Flow[Outcome] | None = None
        self._pump: LoopPump | None = None
        self._hub.attend = self._attend
        self._limit = StepLimit.of(scope.step_timeout)

    async def drive(  # noqa: C901, PLR0912 - a branch for each effect that a superstep has; a call each is what it saves
        self, flow: Flow[Outcome]
    ) -> AsyncGenerator[Chunk | Outcome, None]:
        """Yield chunks as they come and the outcome last, or raise what ended the run."""
        answer: Any = None
        self._flow = flow
        is_read = self._scope.is_live or self._limit.is_set
        try:
            while True:
                effect = flow.send(answer)
                kind: type[Any] = type(effect)  # pyright: ignore[reportUnknownVariableType]
                answer = None
                if kind is NextEvent:
                    kept = self._storage.settle() if self._storage and self._hub.is_empty else None
                    if kept is not None:
                        await kept
                    alone = self._take_alone() if self._ready and not is_read else None
                    if alone is not None:
                        if self._scope.modes:
                            for chunk in self._chunks():
                                yield chunk
                        self._hub.is_away = True
                        answer = await InContext(context_of(alone), self._attempt(alone))
                        self._hub.is_away = False
                        for chunk in await self._stop_pump() if self._pump is not None else ():
                            yield chunk
                    else:
                        if self._ready and not self._running and not self._crew.unfinished:
                            for chunk in self._chunks():  # all of one superstep is read before the next begins
                                yield chunk
                        self._start_ready()
                        while type(answer := self._posted() or await self._next_item()) is tuple:
                            yield answer
                elif kind is Start:
                    self._ready.append(effect)
                    if self._hub.observer is not None:
                        show_start(self._scope, effect.task)
                elif kind is Save or kind is SaveWrites:
                    kept = self._storage.write(effect)
                    if kept is not None:
                        await kept
                elif kind is Tell:
                    show(self._scope, effect)
                else:
                    answer = await self._answer(effect)
        except StopIteration as end:
            outcome = end.value
            for chunk in () if self._hub.is_empty else self._chunks():
                yield chunk
        except Exception:  # border: what was streamed before the error still reaches the reader
            for chunk in self._chunks():
                yield chunk
            raise
        finally:
            await self._close(flow)
        yield outcome

    def _take_alone(self) -> Start | None:
        """Return the one task to be awaited right here, if nothing else is to run or running."""
        if len(self._ready) != 1 or self._running or self._crew.unfinished or self._gate is not None:
            return None
        node = self._ready[0].task.node
        return None if node.may_call or self._is_for_crew(self._ready[0].task) else self._ready.pop()

    def _is_for_crew(self, task: Task) -> bool:
        """Whether a task only blocks, and nothing that must be awaited goes around it: limits, a guest's callbacks."""
        if not only_blocks(task.node):
            return False
        guest: Any = self._scope.guest
        is_bare = self._gate is None and (guest is None or guest.is_silent)
        return is_bare and not (task.timeout or task.node.timeout)

    def _start_ready(self) -> None:
        if not self._ready:
            return
        if not self._running and not self._crew.unfinished:
            self._limit.begin()
        blocking: list[Any] = []
        loop = asyncio.get_running_loop()
        for start in self._ready:
            task = start.task
            if self._is_for_crew(task):
                blocking.append(partial(post_run, self._scope, start, context_of(start)))
            else:
                self._running[task] = loop.create_task(self._run(start), context=context_of(start))
        self._ready.clear()
        if blocking:
            self._crew.begin(blocking)

    def _chunks(self) -> list[Chunk]:
        chunks: list[Chunk] = []
        for item in self._hub.drain():
            if type(item) is tuple:
                chunks.append(cast("Chunk", item))
            else:
                self._hub.tell(item)
        return chunks

    def _posted(self) -> Chunk | Event | None:
        """Return the next chunk or end of a task that is there, letting the debugger observe the words between."""
        while (item := self._hub.take()) is not None:
            if type(item) is tuple:
                return cast("Chunk", item)
            if not isinstance(item, TaskDone | TaskFailed | TaskCalled | OutOfTime):
                self._hub.tell(item)
            elif self._counts(item):
                return item
        return None

    async def _next_item(self) -> Chunk | Event:
        """Wait for the next chunk or end of a task."""
        while (item := self._posted()) is None:
            await self._hub.wait(self._limit.left_s)
        return item

    def _counts(self, event: Event) -> bool:
        """Keep count of what runs; return whether the loop is to be told, which it is not of stopped tasks."""
        if isinstance(event, TaskCalled):
            if event.number == 0:  # who waits for the tasks it calls takes no place
                self._crew.size += 1
                self._give_place(event.caller)
            return True
        if isinstance(event, OutOfTime):
            self._limit.lift()
            return True
        self._give_place(event.task)
        if self._running.pop(event.task, None) is None:
            self._crew.unfinished -= 1
        return event.task not in self._stopped

    def _give_place(self, task: Task) -> None:
        """Let the next task begin in the place of one that waits or has ended: its end is dealt with first."""
        if self._gate is not None and task in self._placed:
            self._placed.remove(task)
            self._gate.release()

    def _attend(self) -> None:
        """Begin to read what is posted while the driving coroutine awaits a task, which has called others."""
        if self._pump is None and self._hub.is_away:
            self._pump = LoopPump(self._hub, self._feed, self._scope.calls.close)

    async def _feed(self, event: Event) -> None:
        """Hand an event to the loop and do what it asks, until it waits for the next one."""
        if not self._counts(event):
            return
        assert self._flow is not None  # noqa: S101 - set before any task starts
        effect = self._flow.send(event)
        while type(effect) is not NextEvent:
            effect = self._flow.send(await self._answer(effect))
        self._start_ready()

    async def _stop_pump(self) -> list[Chunk]:
        pump, self._pump = self._pump, None
        chunks: list[Chunk] = []
        for item in await pump.stop() if pump is not None else ():
            if type(item) is tuple:
                chunks.append(item)  # pyright: ignore[reportUnknownArgumentType]
            else:
                self._hub.tell(item)
        return chunks

    async def _close(self, flow: Flow[Outcome]) -> None:
        self._flow = self._hub.attend = None  # these two lead back here: a run is to be freed without the collector
        self._scope.calls.close()
        if self._running:
            await self._stop(list(self._running))
        self._crew.close(waits=False)
        flow.close()
        if self._storage:
            await self._storage.flush()

    async def _answer(self, effect: Any) -> Any:
        kind: type[Any] = type(effect)  # pyright: ignore[reportUnknownVariableType]
        if kind is Start:
            if self._hub.observer is not None:
                show_start(self._scope, effect.task)
            return self._ready.append(effect)
        if kind in STORED:
            return await self._storage.answer(effect)
        if kind is FetchCached or kind is KeepCached:
            return await aask_cache(self._scope.cache, effect)
        if kind is StopTasks:
            await self._stop(effect.tasks)
            return ()
        return answer_at_once(self._scope, effect)

    async def _stop(self, tasks: Any) -> None:
        stopped = [self._running[task] for task in tasks if task in self._running]
        self._stopped.update(tasks)
        for running in stopped:
            running.cancel()
        await asyncio.gather(*stopped, return_exceptions=True)

    async def _run(self, start: Start) -> None:
        try:
            event = await self._attempt(start)
        except asyncio.CancelledError:
            raise
        except BaseException as error:  # noqa: BLE001 - border: an exit in a task would leave the loop waiting
            event = TaskFailed(start.task, error)
        self._hub.post(event)

    async def _attempt(self, start: Start) -> Event:
        task = start.task
        try:
            if start.delay:
                await asyncio.sleep(start.delay)
            context = TaskContext(self._scope, task)
            policy = task.timeout or task.node.timeout
            if self._gate is not None:
                await self._gate.acquire()
                self._placed.add(task)
            await (arun_task(context) if policy is None else within_limits(context, arun_task(context), policy))
        except asyncio.CancelledError:
            current = asyncio.current_task()
            if current is not None and current.cancelling():
                raise
            return TaskFailed(task, NodeCancelledError(task.name))
        except Exception as error:  # noqa: BLE001 - border: whatever a node raises is the loop's to judge
            return TaskFailed(task, error)
        return TaskDone(task)
