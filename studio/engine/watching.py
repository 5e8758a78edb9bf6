"""The debugger of the studio: answers the engine's questions from people's wishes, and passes on what it hears."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from runtime.checkpoint.serde.base import UnstorableValueError
from runtime.debugger import Debugger, Failed, Finished, Started, Stop, TaskInfo, Word
from studio.engine.events import Body, Event, Translator, chunk_of, error_body
from studio.engine.stopping import Wanted, When, hits, node_path

Ended = Literal["success", "error", "timeout", "interrupted", "drained", "cancelled"]
StepHow = Literal["step", "into", "out"]


class Ending(Exception):
    """The run is to end between two supersteps: a person cancelled it, or its time is over."""

    def __init__(self, ended: Ended) -> None:
        super().__init__(ended)
        self.ended: Ended = ended


@dataclass(frozen=True, slots=True)
class Order:
    """What an attempt is to do: `kind` is start, resume, step, recover, reload; `answers` go by interrupt id.

    `step` says how far a step goes, seen from `step_from`, the number of subgraphs around the place where it stopped.
    """

    thread_id: str
    run_id: str
    input: Any = None
    kind: str = "start"
    answers: Mapping[str, Any] = field(default_factory=dict[str, Any])
    step: StepHow | None = None
    step_from: int = 0
    stops_on_entry: bool = False
    config: Mapping[str, Any] = field(default_factory=dict[str, Any])
    context: Any = None


class Sink(Protocol):
    """Where an attempt's events and chunks go; `wanted` and `is_draining` are read before each superstep."""

    wanted: Wanted

    @property
    def is_draining(self) -> bool: ...

    def event(self, event: Event) -> None: ...
    def chunk(self, chunk: Body) -> None: ...


class StudioDebugger(Debugger):
    """Answers the engine's question from the wishes, and passes on what it hears."""

    __slots__ = (
        "_error",
        "_order",
        "_running",
        "_sink",
        "_steps",
        "_translator",
        "_writers",
        "last_node",
        "stopped_in",
    )

    def __init__(self, order: Order, sink: Sink, translator: Translator) -> None:
        super().__init__()
        # Only a person's continue or step passes the stop it stands at; a retry meets a breakpoint set meanwhile.
        self.passes_stop = order.kind in ("resume", "step")
        self._order = order
        self._sink = sink
        self._translator = translator
        self._steps = 0
        self._writers: dict[str, str] = {}
        self._running: dict[str, Started] = {}
        self.last_node: str | None = None
        self._error: BaseException | None = None
        self.stopped_in: tuple[str, ...] = ()

    @property
    def drain_requested(self) -> bool:
        """Whether the worker wants to leave: the run then stops before its next superstep."""
        return self._sink.is_draining

    def before(
        self, ns: tuple[str, ...], step: int, tasks: Sequence[TaskInfo], values: Mapping[str, Any]
    ) -> Sequence[Stop]:
        """Stop for a cancel, the entry, a pause, a subgraph that was stepped into, or a breakpoint before a node."""
        wanted = self._sink.wanted
        if wanted.is_cancel_requested:
            raise Ending("cancelled")
        if wanted.is_timed_out:
            raise Ending("timeout")
        self._steps += 1
        if self._steps == 1 and self._order.stops_on_entry:
            return self._stop("entry", ns)
        if wanted.is_pause_requested:
            return self._stop("pause", ns)
        if self._order.step == "into" and len(ns) > self._order.step_from:
            return self._stop("step", ns)
        return self._hits("before", ns, tasks)

    def after(
        self, ns: tuple[str, ...], step: int, tasks: Sequence[TaskInfo], values: Mapping[str, Any]
    ) -> Sequence[Stop]:
        """Stop when the step asked for is done, or for a breakpoint after one of these nodes."""
        if self._order.step is not None and is_step_done(self._order.step, self._order.step_from, len(ns)):
            return self._stop("step", ns)
        return self._hits("after", ns, tasks)

    def observe(self, word: Word) -> None:
        """Pass a word on as an event or a chunk."""
        if isinstance(word, Finished):
            for inner in self._handed_over(word):
                self.observe(Finished(inner.ns, inner.step, inner.task, None, (), is_cached=False))
        chunk = chunk_of(word)
        if chunk is not None:
            self._sink.chunk(chunk)
            return
        event = self._translator.event_of(word)
        if event is not None:
            if isinstance(word, Failed) and word.error is not self._error:
                # The tasks around a subgraph's fail of the same error; the innermost told it first.
                self._error, self.last_node = word.error, event[1]["node"]
            self._sink.event(event)
        if isinstance(word, Started):
            self._running[word.task.id] = word
        elif isinstance(word, Finished):
            self._running.pop(word.task.id, None)
            path = node_path(word.ns, word.task.name)
            self._writers.update(dict.fromkeys((channel for channel, _ in word.writes), path))

    def _handed_over(self, word: Finished) -> list[Started]:
        """Tasks still open inside one that ended, innermost first: they left for a graph around theirs, untold."""
        depth = len(word.ns)
        inner = [each for each in self._running.values() if len(each.ns) > depth and word.task.id in each.ns[depth]]
        return inner[::-1]

    def unstorable(self, error: UnstorableValueError) -> Body:
        """Tell which node wrote the value that no checkpoint can keep."""
        body = error_body(error)
        writer = None if error.channel is None else self._writers.get(error.channel)
        if writer is None and len(self._running) == 1:
            # What a lone task wrote is kept before it counts as finished.
            [alone] = self._running.values()
            writer = node_path(alone.ns, alone.task.name)
        told = f"Node {writer!r} wrote what cannot be kept. {error}" if writer else str(error)
        return {**body, "message": told, "node": writer}

    def _hits(self, when: When, ns: tuple[str, ...], tasks: Sequence[TaskInfo]) -> Sequence[Stop]:
        found = hits(self._sink.wanted, when, ns, (task.name for task in tasks))
        if found:
            self.stopped_in = ns
        return [Stop("breakpoint", None, path, when) for path in found]

    def _stop(self, reason: str, ns: tuple[str, ...]) -> Sequence[Stop]:
        self.stopped_in = ns
        return (Stop(reason, None, None),)


def is_step_done(how: StepHow, depth_from: int, depth: int) -> bool:
    """Whether a superstep that ended `depth` subgraphs deep is where a step from `depth_from` deep ends."""
    return {"step": depth <= depth_from, "into": True, "out": depth < depth_from}[how]
