"""Every error the engine raises on purpose, split by whose turn it is to act.

    Exception
    ├── SuperstepError
    │   ├── GraphError              the author's graph is at fault
    │   │   ├── GraphDefinitionError (ValueError)   found while building or compiling
    │   │   ├── InvalidUpdateError      a node or caller wrote what its channel cannot take
    │   │   └── GraphRecursionError (RecursionError)
    │   ├── NodeFailure             a node's own code was stopped
    │   │   ├── NodeTimeoutError (TimeoutError)
    │   │   └── NodeCancelledError
    │   ├── CallerError             what was asked cannot be done
    │   │   ├── EmptyInputError
    │   │   ├── TaskNotFound
    │   │   └── UnknownInterruptError
    │   └── EmptyChannelError       a channel was read before anything was written to it
    ├── GraphBubbleUp               not a fault: control passing from a task to its graph
    │   ├── GraphInterrupt
    │   │   └── NodeInterrupt       kept for old programs; use `interrupt()`
    │   ├── GraphDrained
    │   └── ParentCommand
    └── NodeError                   (a value, not an exception) what an error-handling node receives

A message says what happened, where, and what to do, and ends with a code where one exists.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Literal, Self

from runtime.warnings import kept_for_old_programs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runtime.types import Command, Interrupt

__all__ = (
    "EmptyChannelError",
    "EmptyInputError",
    "ErrorCode",
    "GraphBubbleUp",
    "GraphDrained",
    "GraphInterrupt",
    "GraphRecursionError",
    "InvalidUpdateError",
    "NodeCancelledError",
    "NodeError",
    "NodeInterrupt",
    "NodeTimeoutError",
    "ParentCommand",
    "TaskNotFound",
    "UnknownInterruptError",
    "is_invalid_resume",
)


INVALID_RESUME = "is_invalid_resume"
"""Attribute of a validation error that is about an answer, not about what a node or a tool validates itself."""


class ErrorCode(Enum):
    """A stable name for a kind of mistake; each has a page in the reference."""

    GRAPH_RECURSION_LIMIT = "GRAPH_RECURSION_LIMIT"
    INVALID_CONCURRENT_GRAPH_UPDATE = "INVALID_CONCURRENT_GRAPH_UPDATE"
    INVALID_GRAPH_NODE_RETURN_VALUE = "INVALID_GRAPH_NODE_RETURN_VALUE"
    MULTIPLE_SUBGRAPHS = "MULTIPLE_SUBGRAPHS"
    INVALID_CHAT_HISTORY = "INVALID_CHAT_HISTORY"


def coded(message: str, code: ErrorCode) -> str:
    """Return `message` with its code at the end."""
    return f"{message} [{code.value}]"


class SuperstepError(Exception):
    """Whatever the engine raises as a fault."""


class GraphError(SuperstepError):
    """The author's graph is at fault."""


class GraphDefinitionError(GraphError, ValueError):
    """The graph cannot be built as written."""


class InvalidUpdateError(GraphError):
    """A channel was given values it cannot take."""


class GraphRecursionError(GraphError, RecursionError):
    """The run used up `recursion_limit` supersteps without coming to an end."""

    @classmethod
    def after(cls, limit: int) -> Self:
        """Return the error of a run that may take `limit` supersteps."""
        message = (
            f"Recursion limit of {limit} reached without hitting a stop condition. If the graph is meant to run that "
            "long, raise `recursion_limit` in the config; if not, look for an edge that always goes back."
        )
        return cls(coded(message, ErrorCode.GRAPH_RECURSION_LIMIT))


class EmptyChannelError(SuperstepError):
    """A channel was read before anything was written to it."""


class CallerError(SuperstepError):
    """What the caller asked for cannot be done."""


class EmptyInputError(CallerError):
    """A run was asked for without input, and there is nothing to continue."""


class TaskNotFound(CallerError):
    """No task with that id is pending."""


class UnknownInterruptError(CallerError):
    """An answer names an interrupt that is not waiting.

    Attributes:
        reason: why the answer does not fit, as a short machine-readable word.
        interrupt_ids: the ids that were answered.
        pending_ids: the ids that are waiting.
    """

    def __init__(
        self, message: str, *, reason: str, interrupt_ids: Sequence[str] = (), pending_ids: Sequence[str] = ()
    ) -> None:
        super().__init__(message)
        self.reason = reason
        self.interrupt_ids = tuple(interrupt_ids)
        self.pending_ids = tuple(pending_ids)


def is_invalid_resume(error: BaseException) -> bool:
    """Whether `error` says that an answer did not fit the `response_schema` of its `interrupt()`."""
    return getattr(error, INVALID_RESUME, False) is True


class NodeFailure(SuperstepError):
    """A node's own code was stopped."""


class NodeTimeoutError(NodeFailure, TimeoutError):
    """A node ran past its `TimeoutPolicy`.

    Attributes:
        node: the node's name.
        elapsed: seconds since the attempt began.
        kind: `"run"` or `"idle"`, whichever limit was passed.
        run_timeout, idle_timeout: the limits, seconds.
    """

    def __init__(
        self,
        node: str,
        elapsed: float,
        *,
        kind: Literal["run", "idle"],
        idle_timeout: float | None = None,
        run_timeout: float | None = None,
    ) -> None:
        limit = {"run": run_timeout, "idle": idle_timeout}.get(kind)
        if limit is None:
            raise ValueError(f"A timeout is of kind 'run' or 'idle' and given with its limit: {kind!r} has none.")
        super().__init__(f"Node {node!r} exceeded its {kind} timeout of {limit:.3f}s (elapsed: {elapsed:.3f}s).")
        self.node, self.elapsed, self.kind = node, elapsed, kind
        self.idle_timeout, self.run_timeout = idle_timeout, run_timeout
        self.timeout = limit


class NodeCancelledError(NodeFailure):
    """A node's own code cancelled the coroutine it ran in."""

    def __init__(self, node: str, message: str | None = None) -> None:
        super().__init__(message or f"Node {node!r} was cancelled by its own code. Catch CancelledError inside it.")
        self.node = node


@dataclass(frozen=True, slots=True)
class NodeError:
    """What a node's error handler receives: the node that failed, and its error after the last attempt."""

    node: str
    error: BaseException


class GraphBubbleUp(Exception):
    """Control passing from a task up to the graph that runs it. Never catch it inside a node."""


class GraphInterrupt(GraphBubbleUp):
    """A task, or a whole subgraph, waits for an answer."""

    def __init__(self, interrupts: Sequence[Interrupt[Any]] = ()) -> None:
        super().__init__(interrupts)


class NodeInterrupt(GraphInterrupt):
    """Raised by a node of an old program to stop the run; `interrupt()` replaces it."""

    def __init__(self, value: Any, id: str | None = None) -> None:
        from runtime.types import Interrupt  # noqa: PLC0415 - reason: types raises what this module declares

        kept_for_old_programs("`NodeInterrupt`", "`interrupt()`")
        super().__init__([Interrupt(value=value) if id is None else Interrupt(value=value, id=id)])


class GraphDrained(GraphBubbleUp):
    """The run stopped between two supersteps because `RunControl.request_drain` was called; it can be resumed."""

    def __init__(self, reason: str = "shutdown") -> None:
        super().__init__(f"Graph drained: {reason}")
        self.reason = reason


class ParentCommand(GraphBubbleUp):
    """A command on its way to the graph that contains this one."""

    args: tuple[Command[Any]]

    def __init__(self, command: Command[Any]) -> None:
        super().__init__(command)
