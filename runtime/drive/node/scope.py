"""What all tasks of one run share, and what one task knows: the typed context that nodes are called in.

A `Scope` belongs to one run of one graph; a run inside another's task has that task as its parent. A `TaskContext` is
what `runtime.current` hands to node code. Everything it offers is made on first use, for most tasks use nothing.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any, Protocol
from uuid import uuid4

from runtime.config import RunnableConfig, configurable_of, merge_configs
from runtime.constants import PREVIOUS, RESUME
from runtime.drive.node.calls import Calls, call_task
from runtime.drive.node.reading import read_after
from runtime.errors import GraphInterrupt
from runtime.runtime import ExecutionInfo, Runtime
from runtime.state.message_search import messages_in
from runtime.state.response import response_check
from runtime.types import Interrupt, interrupt_id

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Coroutine, Generator

    from runtime.drive.clock import Clock
    from runtime.drive.hub import Hub
    from runtime.drive.storage import Keepers
    from runtime.pregel.program import Node
    from runtime.pregel.run import CallerAnswer, Run
    from runtime.pregel.tasks.task import Task
    from runtime.pregel.words import Outcome


TRACED = ("assistant_id", "checkpoint_ns", "thread_id", "graph_id", "checkpoint_id", "run_id", "task_id")
LIVE = frozenset({"custom", "messages", "message_events", "tools"})
"""Stream modes whose chunks come while a task runs."""
OFFERED: list[Callable[[TaskContext], dict[str, Any]]] = []
"""What else stands in a task's `configurable`, for guests that look there instead of asking the task."""


class GuestLike(Protocol):
    """A library that is told of a run and of each of its tasks, and may do something before and after."""

    def watch(self, scope: Scope, chunks: Generator[Any, None, Outcome]) -> Generator[Any, None, Outcome]:
        """Return the chunks of a run and its outcome."""
        ...

    def awatch(self, scope: Scope, items: AsyncGenerator[Any, None]) -> AsyncGenerator[Any, None]:
        """Return the chunks of a run, and its outcome last."""
        ...

    def run_task(self, context: TaskContext) -> None:
        """Run one attempt of a task on this thread."""
        ...

    def arun_task(self, context: TaskContext) -> Coroutine[Any, Any, None]:
        """Return one attempt of a task, to be awaited on this event loop, in the context it is called in."""
        ...


class Scope:
    """What the tasks of one run share; `sink` is the run around it, if that wants to see what is streamed in here."""

    __slots__ = (
        "cache",
        "calls",
        "clock",
        "config",
        "context",
        "guest",
        "hub",
        "keepers",
        "max_concurrency",
        "message_ids",
        "modes",
        "parent",
        "run",
        "saver",
        "shows_subgraphs",
        "sink",
        "step_timeout",
        "store",
        "streams_messages",
    )

    def __init__(self, run: Run, config: RunnableConfig, clock: Clock, parent: TaskContext | None) -> None:
        self.run = run
        self.config = config
        self.clock = clock
        self.parent = parent
        self.saver: Any = None
        self.store: Any = None
        self.cache: Any = None
        self.context: Any = None
        self.guest: GuestLike | None = None
        self.hub: Hub | None = None
        self.keepers: Keepers | None = None
        self.calls = Calls()
        self.modes: frozenset[str] = frozenset()
        outer = None if parent is None else parent.scope
        self.sink: Scope | None = outer if outer is not None and (outer.shows_subgraphs or outer.sink) else None
        self.message_ids: set[Any] = set() if self.sink is None else self.sink.message_ids
        self.shows_subgraphs = False
        self.streams_messages = False
        self.step_timeout: float | None = None
        self.max_concurrency: int | None = config.get("max_concurrency")

    @property
    def traced(self) -> dict[str, Any]:
        """Which thread and which server's run this is, as the metadata of its tasks tells."""
        keys, noted = configurable_of(self.config), self.config.get("metadata", {})
        if self.run.path:
            keys = {**keys, "checkpoint_ns": self.run.path[0]}
        return {key: keys[key] for key in TRACED if key in keys and key not in noted}

    @property
    def wanted(self) -> frozenset[str]:
        """Stream modes that anybody wants of this run."""
        outer = self.sink
        return self.modes if outer is None else self.modes | outer.wanted

    @property
    def is_live(self) -> bool:
        """Whether somebody reads along while tasks run."""
        return bool(self.modes & LIVE) or self.shows_subgraphs or self.sink is not None

    def emit(self, ns: tuple[str, ...], mode: str, payload: Any) -> None:
        """Pass a chunk to whoever reads this run, and to the runs around it."""
        if mode in self.modes and (ns == self.run.path or self.shows_subgraphs) and self.hub is not None:
            self.hub.post((ns, mode, payload))
        outer = self.sink
        if outer is not None:
            outer.emit(ns, mode, payload)

    def take_answer(self) -> Any:
        """Return the caller's plain answer if nobody took it yet, else None."""
        answer: CallerAnswer | None = self.run.answer
        if answer is not None:
            if answer.is_taken:
                return None
            answer.is_taken = True
            return answer.value
        return self.parent.scope.take_answer() if self.parent is not None else None


class Answers:
    """Answers to the interrupts of one task, in call order."""

    __slots__ = ("_take", "_task", "given", "numbers")

    def __init__(self, task: Task, take: Callable[[], Any]) -> None:
        self._task = task
        self._take = take
        self.given = list(task.answers)
        self.numbers = count()

    def ask(self, value: Any, response_schema: Any) -> Any:
        """Return the next answer, checked against the schema, or raise `GraphInterrupt` showing `value`."""
        check, shown_schema = response_check(response_schema)
        number = next(self.numbers)
        if number < len(self.given):
            answer = check(self.given[number])
        else:
            taken = self._take()
            if taken is None:
                ident = interrupt_id(self._task.ns, len(self.given))
                raise GraphInterrupt((Interrupt(value, ident, response_schema=shown_schema),))
            answer = check(taken)
            self.given.append(taken)
        self._task.writes.append((RESUME, self.given[: number + 1]))
        return answer


class TaskContext:
    """One task, as its node's code may ask about it."""

    __slots__ = (
        "_answers",
        "_config",
        "_runtime",
        "beats",
        "completes",
        "message_place",
        "scope",
        "subgraph_calls",
        "task",
        "task_calls",
    )

    def __init__(self, scope: Scope, task: Task) -> None:
        self.scope = scope
        self.task = task
        self._answers: Answers | None = None
        self._config: RunnableConfig | None = None
        self._runtime: Runtime[Any] | None = None
        self.subgraph_calls = 0
        self.task_calls = count()
        self.beats: Callable[[], None] | None = None
        self.completes: Callable[[RunnableConfig], None] | None = None
        """Adds to the config what costs too much for a node that never reads it."""
        self.message_place: dict[str, Any] | None = None

    @property
    def answers(self) -> Answers:
        """Answers to this task's interrupts."""
        if self._answers is None:
            self._answers = Answers(self.task, self.scope.take_answer)
        return self._answers

    @property
    def metadata(self) -> dict[str, Any]:
        """Where the task stands, as messages and configs carry it."""
        task = self.task
        return {
            "langgraph_step": task.step.step,
            "langgraph_node": task.name,
            "langgraph_triggers": task.triggers,
            "langgraph_path": task.path,
            "langgraph_checkpoint_ns": task.ns,
        }

    @property
    def callbacks(self) -> Any:
        """The callbacks in the config, which is not put together for them where nothing completes it."""
        is_bare = self._config is None and self.completes is None
        return (self.scope.config if is_bare else self.config).get("callbacks")

    @property
    def config(self) -> RunnableConfig:
        """The run's config with the task's place added."""
        if self._config is None:
            node = self.task.node
            place: dict[str, Any] = {"checkpoint_ns": self.task.ns}
            for offer in OFFERED:
                place |= offer(self)
            noted = {**self.scope.traced, **(node.metadata or {}), **self.metadata}
            self._config = merge_configs(self.scope.config, {"metadata": noted, "configurable": place})
            self._config.get("configurable", {}).pop("checkpoint_id", None)
            for whole_runs in ("run_id", "run_name"):
                self._config.pop(whole_runs, None)
            self._config.setdefault("recursion_limit", self.scope.run.recursion_limit)
            if node.tags:
                self._config["tags"] = [*self._config.get("tags", ()), *node.tags]
            if self.completes is not None:
                self.completes(self._config)
        return self._config

    @property
    def runtime(self) -> Runtime[Any]:
        """Context, store, writer and identity."""
        if self._runtime is None:
            scope, task = self.scope, self.task
            thread_id = scope.run.thread_id or None
            self._runtime = Runtime(
                context=scope.context,
                store=scope.store,
                stream_writer=self.write_custom,
                heartbeat=self.heartbeat,
                previous=self.previous,
                control=scope.run.control,
                execution_info=ExecutionInfo(
                    task.step.checkpoint_id,
                    task.ns,
                    task.id,
                    thread_id,
                    scope.config.get("run_id"),
                    task.attempt,
                    task.first_attempt_at,
                ),
            )
        return self._runtime

    @property
    def previous(self) -> Any:
        """What the thread's last run saved, in a program that saves something for the next."""
        ledger = self.scope.run.ledger
        return ledger.read(PREVIOUS) if ledger is not None and PREVIOUS in ledger.channels else None

    def call(self, node: Node, value: Any) -> Any:
        """Have a task of `node` run beside this one; return the future of its result."""
        return call_task(self, node, value)

    def heartbeat(self) -> None:
        """Tell the idle timeout that the node is at work."""
        if self.beats is not None:
            self.beats()

    def _stream(self, mode: Any, payload: Any) -> None:
        scope, run = self.scope, self.scope.run
        if mode in scope.wanted:
            scope.emit(run.path, mode, payload)
        policy = self.task.timeout or self.task.node.timeout
        if self.beats is not None and policy is not None and policy.refresh_on == "auto":
            self.beats()
        if run.debugger is not None and run.debugger.observes and scope.hub is not None:
            scope.hub.tell_streamed(run.path, mode, payload, self.task)

    def write_custom(self, payload: Any) -> None:
        """Stream something of the node's own."""
        self._stream("custom", payload)

    def write_tools(self, payload: Any) -> None:
        """Stream what a tool does, in `tools` mode."""
        if "tools" in self.scope.wanted:
            self.scope.emit(self.scope.run.path, "tools", payload)

    def send_message(self, message: Any, state_key: str | None) -> None:
        """Stream a message or chunk with its place, and write it to `state_key` unless that is None."""
        if state_key is not None:
            self.task.writes.append((state_key, message))
        metadata = self.config.get("metadata", {})
        if self.message_place is None:
            self.message_place = dict(metadata)
        self.stream_message(message, self.message_place)

    def stream_message(self, message: Any, place: dict[str, Any]) -> None:
        """Stream a message or chunk with the metadata `place`."""
        self.scope.message_ids.add(getattr(message, "id", None))
        self._stream("messages", (message, place))
        self.stream_event(message, place)

    def stream_event(self, told: Any, place: dict[str, Any]) -> None:
        """Stream an event of a message that is being made, or a whole message, to a run read by its events."""
        if "message_events" in self.scope.wanted:
            self.scope.emit(self.scope.run.path, "message_events", (told, place))

    def is_streamed(self, message: Any) -> bool:
        """Whether a message was streamed already, or came in with the task's input."""
        return message.id is not None and message.id in self.scope.message_ids

    def note_messages(self) -> None:
        """Remember the messages of the input, which are not to be streamed again."""
        self.scope.message_ids.update(message.id for message in messages_in(self.task.input))

    def stream_messages(self) -> None:
        """Stream the messages the node returned that were not streamed yet."""
        for message in messages_in(self.task.result):
            if not self.is_streamed(message):
                message.id = message.id or str(uuid4())
                self.send_message(message, None)

    def seen(self, reads: tuple[str, ...] | str | None = None) -> Any:
        """Return the state as this superstep began with it: these keys, or all that have a value."""
        ledger = self.scope.run.ledger
        assert ledger is not None  # noqa: S101 - a task only exists after the ledger
        return ledger.read(ledger.program.tracked if reads is None else reads)

    def fresh(self, reads: tuple[str, ...] | str) -> Any:
        """Return the state as this task leaves it, whatever its siblings do: what a conditional edge decides on."""
        ledger = self.scope.run.ledger
        assert ledger is not None  # noqa: S101 - a task only exists after the ledger
        return read_after(ledger, reads, self.task.writes, self.task.step)
