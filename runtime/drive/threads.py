"""The sync face of a flow: a generator of chunks that runs tasks here, or in threads.

A task that is alone, with nobody reading along, runs right here: no thread, no queue. Otherwise tasks run in a pool and
everything they produce comes through the hub in one order. Siblings of a failed task run to their end, for a thread
cannot be stopped.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TYPE_CHECKING, Any

from runtime.drive.answering import Chunk, answer_at_once, cache_key, found_in, pair_for
from runtime.drive.call import run_task
from runtime.drive.calls import context_of
from runtime.drive.hub import Hub
from runtime.drive.pump import Pump
from runtime.drive.scope import Scope, TaskContext
from runtime.drive.storage import ThreadStorage
from runtime.pregel.words import (
    Emit,
    FetchCached,
    KeepCached,
    Load,
    LoadDeltas,
    NextEvent,
    Save,
    SaveWrites,
    Start,
    StopTasks,
    TaskCalled,
    TaskDone,
    TaskFailed,
)

if TYPE_CHECKING:
    from collections.abc import Generator

    from runtime.pregel.ask import Flow
    from runtime.pregel.words import Event, Outcome

DEFAULT_THREADS = 32


class ThreadDriver:
    """Drives one flow on the thread that iterates over it."""

    __slots__ = ("_flow", "_hub", "_is_live", "_pool", "_pump", "_ready", "_scope", "_storage")

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._hub = scope.hub = Hub(scope.run.debugger)
        self._storage = ThreadStorage(scope.saver, scope.run.durability)
        self._is_live = scope.is_live
        self._pool: ThreadPoolExecutor | None = None
        self._ready: list[Start] = []
        self._flow: Flow[Outcome] | None = None
        self._pump: Pump | None = None
        self._hub.attend = self._attend

    def drive(self, flow: Flow[Outcome]) -> Generator[Chunk, None, Outcome]:
        """Yield chunks as they come; return the outcome, or raise what ended the run."""
        answer: Any = None
        self._flow = flow
        try:
            while True:
                effect = flow.send(answer)
                kind: type[Any] = type(effect)  # pyright: ignore[reportUnknownVariableType]
                answer = None
                if kind is NextEvent:
                    answer = yield from self._next_event()
                elif kind is Start:
                    self._ready.append(effect)
                elif kind is Save or kind is SaveWrites:
                    self._storage.write(effect)
                elif kind is Emit:
                    answer_at_once(self._scope, effect)
                else:
                    answer = self._answer(effect)
        except StopIteration as end:
            yield from self._chunks()
            return end.value
        except Exception:  # border: what was streamed before the error still reaches the reader
            yield from self._chunks()
            raise
        finally:
            self._scope.calls.close()
            flow.close()
            self._storage.flush()
            if self._pool is not None:
                self._pool.shutdown(wait=True, cancel_futures=True)

    def _answer(self, effect: Any) -> Any:
        kind: type[Any] = type(effect)  # pyright: ignore[reportUnknownVariableType]
        if kind is Load or kind is LoadDeltas:
            return self._storage.load(effect)
        if kind is StopTasks:
            return effect.tasks
        if kind is FetchCached:
            keys = [cache_key(task) for task in effect.tasks]
            return found_in(effect, self._scope.cache.get(keys)) if self._scope.cache is not None else {}
        if kind is KeepCached:
            return self._scope.cache.set(pair_for(effect)) if self._scope.cache is not None else None
        return answer_at_once(self._scope, effect)

    def _chunks(self) -> Generator[Chunk, None, None]:
        for item in self._hub.drain():
            if type(item) is tuple:
                yield item
            else:
                self._hub.tell(item)

    def _next_event(self) -> Generator[Chunk, None, Event]:
        if len(self._ready) == 1 and not self._is_live and self._pool is None and not self._ready[0].task.node.may_call:
            if self._scope.modes:
                yield from self._chunks()
            return (yield from self._run_here(self._ready.pop()))
        self._submit_ready()
        while True:
            item = self._hub.get()
            if type(item) is tuple:
                yield item
            elif isinstance(item, TaskDone | TaskFailed | TaskCalled):
                return item
            else:
                self._hub.tell(item)

    def _run_here(self, start: Start) -> Generator[Chunk, None, Event]:
        self._hub.is_away = True
        event = self._run(start)
        self._hub.is_away = False
        if self._pump is not None:
            pump, self._pump = self._pump, None
            for item in pump.stop():
                if type(item) is tuple:
                    yield item
                else:
                    self._hub.tell(item)
        return event

    def _attend(self) -> None:
        """Begin to read what is posted while this thread is inside a task; called by that task."""
        if self._pump is None:
            self._pump = Pump(self._hub, self._feed, self._scope.calls.close)

    def _feed(self, event: Event) -> None:
        """Hand an event to the loop and do what it asks, until it waits for the next one."""
        assert self._flow is not None  # noqa: S101 - set before any task starts
        effect = self._flow.send(event)
        while type(effect) is not NextEvent:
            answer: Any = None
            if type(effect) is Start:
                self._ready.append(effect)
            elif isinstance(effect, Save | SaveWrites):
                self._storage.write(effect)
            else:
                answer = self._answer(effect)
            effect = self._flow.send(answer)
        self._submit_ready()

    def _submit_ready(self) -> None:
        if self._ready and self._pool is None:
            waits = any(
                start.task.node.may_call for start in self._ready
            )  # a task that waits for others takes no place
            size = (self._scope.max_concurrency or DEFAULT_THREADS) + waits
            self._pool = ThreadPoolExecutor(size, thread_name_prefix="superstep-task")
        for start in self._ready:
            assert self._pool is not None  # noqa: S101 - made above
            self._pool.submit(context_of(start).run, self._post_run, start)
        self._ready.clear()

    def _post_run(self, start: Start) -> None:
        try:
            event = self._run(start)
        except BaseException as error:  # noqa: BLE001 - border: an exit in a thread would leave the loop waiting
            event = TaskFailed(start.task, error)
        self._hub.post(event)

    def _run(self, start: Start) -> Event:
        if start.delay:
            self._scope.clock.sleep(start.delay)
        task = start.task
        try:
            copy_context().run(run_task, TaskContext(self._scope, task))
        except Exception as error:  # noqa: BLE001 - border: whatever a node raises is the loop's to judge
            return TaskFailed(task, error)
        return TaskDone(task)
