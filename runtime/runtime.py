"""What a node may know of its run: context, store, stream, identity, and the wish to stop."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from runtime.current import require_task

if TYPE_CHECKING:
    from runtime.store.base import BaseStore

__all__ = ("BaseUser", "ExecutionInfo", "RunControl", "Runtime", "ServerInfo", "get_runtime")

ContextT = TypeVar("ContextT")


def _no_op_stream_writer(_: Any) -> None: ...


def _no_op_heartbeat() -> None: ...


class BaseUser(Protocol):
    """The person on whose behalf a server runs a graph."""

    @property
    def is_authenticated(self) -> bool:
        """Whether the person proved who they are."""
        ...

    @property
    def display_name(self) -> str:
        """The name to show."""
        ...

    @property
    def identity(self) -> str:
        """The name that is unique."""
        ...

    @property
    def permissions(self) -> Sequence[str]:
        """What the person may do."""
        ...

    def __getitem__(self, key: str) -> Any: ...

    def __iter__(self) -> Iterator[str]: ...


@dataclass(frozen=True, slots=True)
class ServerInfo:
    """Which assistant and graph of a server this run belongs to."""

    assistant_id: str
    graph_id: str
    user: BaseUser | None = None


@dataclass(frozen=True, slots=True)
class ExecutionInfo:
    """Where this task stands. `node_attempt` counts from 1; `node_first_attempt_time` is a Unix time, seconds."""

    checkpoint_id: str
    checkpoint_ns: str
    task_id: str
    thread_id: str | None = None
    run_id: str | None = None
    node_attempt: int = 1
    node_first_attempt_time: float | None = None

    def patch(self, **overrides: Any) -> ExecutionInfo:
        """Return a copy with some fields replaced."""
        return replace(self, **overrides)


class RunControl:
    """Passed as `control=` to a run, it lets another thread ask the run to stop between two supersteps."""

    __slots__ = ("_reason",)

    def __init__(self) -> None:
        self._reason: str | None = None

    def request_drain(self, reason: str = "shutdown") -> None:
        """Ask the run to stop before its next superstep with `GraphDrained(reason)`."""
        self._reason = reason

    @property
    def drain_requested(self) -> bool:
        """Whether the run was asked to stop."""
        return self._reason is not None

    @property
    def drain_reason(self) -> str | None:
        """Why, or None."""
        return self._reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Runtime(Generic[ContextT]):
    """Given to a node that has a parameter named `runtime`."""

    context: ContextT = None  # pyright: ignore[reportAssignmentType]
    store: BaseStore | None = None
    stream_writer: Callable[[Any], None] = field(default=_no_op_stream_writer)
    heartbeat: Callable[[], None] = field(default=_no_op_heartbeat)
    previous: Any = None
    execution_info: ExecutionInfo | None = None
    server_info: ServerInfo | None = None
    control: RunControl | None = None

    @property
    def drain_requested(self) -> bool:
        """Whether the run was asked to stop; a long node may end early."""
        return self.control is not None and self.control.drain_requested

    @property
    def drain_reason(self) -> str | None:
        """Why the run was asked to stop, or None."""
        return self.control.drain_reason if self.control is not None else None

    def merge(self, other: Runtime[ContextT]) -> Runtime[ContextT]:
        """Return this runtime with everything `other` sets."""
        return Runtime(
            context=other.context or self.context,
            store=other.store or self.store,
            stream_writer=other.stream_writer
            if other.stream_writer is not _no_op_stream_writer
            else self.stream_writer,
            heartbeat=other.heartbeat if other.heartbeat is not _no_op_heartbeat else self.heartbeat,
            previous=self.previous if other.previous is None else other.previous,
            execution_info=other.execution_info or self.execution_info,
            server_info=other.server_info or self.server_info,
            control=other.control or self.control,
        )

    def override(self, **overrides: Any) -> Runtime[ContextT]:
        """Return a copy with some fields replaced."""
        return replace(self, **overrides)

    def patch_execution_info(self, **overrides: Any) -> Runtime[ContextT]:
        """Return a copy with some fields of `execution_info` replaced; RuntimeError where there is none."""
        if self.execution_info is None:
            raise RuntimeError("There is no execution_info to patch: this runtime was not made for a task.")
        return replace(self, execution_info=self.execution_info.patch(**overrides))


def get_runtime(context_schema: type[ContextT] | None = None) -> Runtime[ContextT]:
    """Return the runtime of the task that runs here. `context_schema` only serves the type checker."""
    return require_task("get_runtime()").runtime
