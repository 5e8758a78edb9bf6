"""The sync face of a flow: a generator of chunks that runs tasks here, or in threads.

A task that is alone, with nobody reading along, runs right here: no thread, no queue. Otherwise a crew runs them and
everything they produce comes through the hub in one order. Siblings of a failed task run to their end, for a thread
cannot be stopped.
"""

from __future__ import annotations

from contextvars import copy_context
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any

from runtime.drive.answering import Chunk, answer_at_once, show, show_start
from runtime.drive.caching import ask_cache
from runtime.drive.crew import Crew
from runtime.drive.hub import Hub
from runtime.drive.node.call import run_task
from runtime.drive.node.calls import context_of
from runtime.drive.node.limits import StepLimit
from runtime.drive.node.scope import Scope, TaskContext
from runtime.drive.pump import Pump
from runtime.drive.storage import STORED, ThreadStorage
from runtime.pregel.words import (
    FetchCached,
    KeepCached,
    NextEvent,
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
    from collections.abc import Generator
    from contextvars import Context

    from runtime.pregel.words import Event, Flow, Outcome

DEFAULT_THREADS = 32


class ThreadDriver:
    """Drives one flow on the thread that iterates over it."""

    __slots__ = ("_attending", "_crew", "_flow", "_hub", "_limit", "_pump", "_ready", "_scope", "_storage")

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._hub = scope.hub = Hub(scope.run.debugger)
        self._storage: Any = None
        if scope.saver is not None:
            self._storage = ThreadStorage(scope.saver, scope.run.durability, gathers=True, keepers=scope.keepers)
        self._crew = Crew(scope.max_concurrency or DEFAULT_THREADS)
        self._ready: list[Start] = []
        self._flow: Flow[Outcome] | None = None
        self._pump: Pump | None = None
        self._attending = Lock()
        self._limit = StepLimit.of(scope.step_timeout)
        self._hub.attend = self._attend

    def drive(  # noqa: C901, PLR0912 - a branch for each effect that a superstep has; a call each is what it saves
        self, flow: Flow[Outcome]
    ) -> Generator[Chunk, None, Outcome]:
        """Yield chunks as they come; return the outcome, or raise what ended the run."""
        answer: Any = None
        self._flow = flow
        is_read = self._scope.is_live or self._limit.is_set
        try:
            while True:
                effect = flow.send(answer)
                kind: type[Any] = type(effect)  # pyright: ignore[reportUnknownVariableType]
                answer = None
                if kind is NextEvent:
                    if is_read or self._crew.unfinished or len(self._ready) != 1 or self._ready[0].task.node.may_call:
                        if self._ready and not self._crew.unfinished:
                            yield from self._chunks()  # who reads along has all of one superstep before the next begins
                        self._begin_ready()
                        answer = yield from self._next_event()
                    else:
                        if self._scope.modes:
                            yield from self._chunks()
                        if self._storage:
                            self._storage.settle()
                        self._hub.is_away = True
                        answer = run_start(self._scope, self._ready.pop())
                        self._hub.is_away = False
                        if self._pump is not None:
                            yield from self._stop_pump()
                elif kind is Start:
                    self._ready.append(effect)
                    if self._hub.observer is not None:
                        show_start(self._scope, effect.task)
                elif kind is Save or kind is SaveWrites:
                    self._storage.write(effect)
                elif kind is Tell:
                    show(self._scope, effect)
                else:
                    answer = self._answer(effect)
        except StopIteration as end:
            if not self._hub.is_empty:
                yield from self._chunks()
            return end.value
        except Exception:  # border: what was streamed before the error still reaches the reader
            yield from self._chunks()
            raise
        finally:
            self._close(flow)

    def _close(self, flow: Flow[Outcome]) -> None:
        self._flow = self._hub.attend = None  # these two lead back here: a run is to be freed without the collector
        self._scope.calls.close()
        flow.close()
        if self._storage:
            self._storage.flush()
        self._crew.close(waits=True)

    def _answer(self, effect: Any) -> Any:
        kind: type[Any] = type(effect)  # pyright: ignore[reportUnknownVariableType]
        if kind is Start:
            if self._hub.observer is not None:
                show_start(self._scope, effect.task)
            return self._ready.append(effect)
        if kind in STORED:
            return self._storage.answer(effect)
        if kind is FetchCached or kind is KeepCached:
            return ask_cache(self._scope.cache, effect)
        if kind is StopTasks:
            return effect.tasks
        return answer_at_once(self._scope, effect)

    def _chunks(self) -> Generator[Chunk, None, None]:
        for item in self._hub.drain():
            if type(item) is tuple:
                yield item
            else:
                self._hub.tell(item)

    def _next_event(self) -> Generator[Chunk, None, Event]:
        while True:
            if self._storage and self._hub.is_empty:
                self._storage.settle()
            item = self._hub.get(self._limit.left_s)
            kind: type[Any] = type(item)  # pyright: ignore[reportUnknownVariableType]
            if kind is tuple:
                yield item
            elif kind is TaskDone or kind is TaskFailed:
                self._crew.unfinished -= 1
                return item
            elif kind is TaskCalled:
                self._crew.size += item.number == 0  # who waits for the tasks it calls takes no place
                return item
            elif kind is OutOfTime:
                self._limit.lift()
                return item
            else:
                self._hub.tell(item)

    def _begin_ready(self) -> None:
        if self._ready:
            if not self._crew.unfinished:
                self._limit.begin()
            self._crew.begin([partial(post_run, self._scope, start, context_of(start)) for start in self._ready])
            self._ready.clear()

    def _attend(self) -> None:
        """Begin to read what is posted while this thread is inside a task; called by that task."""
        with self._attending:
            if self._pump is None and self._hub.is_away:
                self._pump = Pump(self._hub, self._feed, self._scope.calls.close)

    def _feed(self, event: Event) -> None:
        """Hand an event to the loop and do what it asks, until it waits for the next one."""
        assert self._flow is not None  # noqa: S101 - set before any task starts
        if isinstance(event, TaskCalled):
            self._crew.size += event.number == 0
        else:
            self._crew.unfinished -= 1
        effect = self._flow.send(event)
        while type(effect) is not NextEvent:
            effect = self._flow.send(self._answer(effect))
        self._begin_ready()

    def _stop_pump(self) -> Generator[Chunk, None, None]:
        with self._attending:
            pump, self._pump = self._pump, None
        for item in pump.stop() if pump is not None else ():
            if type(item) is tuple:
                yield item
            else:
                self._hub.tell(item)


def post_run(scope: Scope, start: Start, context: Context) -> None:
    """Make an attempt and post how it ended; for any thread."""
    assert scope.hub is not None  # noqa: S101 - set before the flow starts
    try:
        event = run_start(scope, start, context)
    except BaseException as error:  # noqa: BLE001 - border: an exit in a thread would leave the loop waiting
        event = TaskFailed(start.task, error)
    scope.hub.post(event)


def run_start(scope: Scope, start: Start, context: Context | None = None) -> Event:
    """Make an attempt on this thread, in `context` or a copy of the one here; return how it ended."""
    if start.delay:
        scope.clock.sleep(start.delay)
    task = start.task
    if context is None:
        context = copy_context() if task.call is None else context_of(start)
    try:
        context.run(run_task, TaskContext(scope, task))
    except Exception as error:  # noqa: BLE001 - border: whatever a node raises is the loop's to judge
        return TaskFailed(task, error)
    return TaskDone(task)
