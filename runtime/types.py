"""Public values: what authors return from nodes, pass to a run, and read back from a thread."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Final, Generic, Literal, NamedTuple, TypeAlias, TypeVar, cast, final

from xxhash import xxh3_128_hexdigest

from runtime.current import SaverLike, require_task
from runtime.errors import NodeTimeoutError
from runtime.parts import (
    CheckpointPayload,
    CheckpointStreamPart,
    CheckpointTask,
    CustomStreamPart,
    DebugPayload,
    DebugStreamPart,
    MessagesStreamPart,
    StreamPart,
    TaskPayload,
    TaskResultPayload,
    TasksStreamPart,
    UpdatesStreamPart,
    ValuesStreamPart,
)
from runtime.warnings import LangGraphDeprecatedSinceV11, kept_for_old_programs

if TYPE_CHECKING:
    from runtime.config import RunnableConfig

__all__ = (
    "All",
    "CachePolicy",
    "CheckpointPayload",
    "CheckpointStreamPart",
    "CheckpointTask",
    "Checkpointer",
    "Command",
    "CustomStreamPart",
    "DebugPayload",
    "DebugStreamPart",
    "Durability",
    "GraphOutput",
    "Interrupt",
    "MessagesStreamPart",
    "Overwrite",
    "PregelExecutableTask",
    "PregelTask",
    "RetryPolicy",
    "Send",
    "StateSnapshot",
    "StateUpdate",
    "StreamMode",
    "StreamPart",
    "StreamWriter",
    "TaskPayload",
    "TaskResultPayload",
    "TasksStreamPart",
    "TimeoutPolicy",
    "TracePolicy",
    "UpdatesStreamPart",
    "ValuesStreamPart",
    "ensure_valid_checkpointer",
    "interrupt",
    "omit_payload",
)

N = TypeVar("N")
T = TypeVar("T")
KeyFunction = TypeVar("KeyFunction", bound=Callable[..., str | bytes])

All: TypeAlias = Literal["*"]
"""Every node, where a list of node names may stand."""
Durability = Literal["sync", "async", "exit"]
"""When checkpoints are written: before the next superstep, beside it, or once at the end of the run."""
StreamMode = Literal["values", "updates", "checkpoints", "tasks", "debug", "messages", "custom"]
"""What `stream` yields: whole states, updates, checkpoints, task starts and ends, tokens, or a node's own."""
StreamWriter = Callable[[Any], None]
"""Passed to a node that asks for `writer`; what it is given comes out in `custom` mode."""

Checkpointer: TypeAlias = SaverLike | bool | None
"""A saver; True: the parent's saver under a name that lasts; False: none, ever; None: the parent's, if it has one."""

DEFAULT_INTERRUPT_ID: Final = "placeholder-id"


def interrupt_id(ns: str, answered: int) -> str:
    """Return the id of the interrupt a task raises in namespace `ns` after `answered` answers."""
    return xxh3_128_hexdigest((f"{ns}|{answered}" if answered else ns).encode())


def default_retry_on(exc: BaseException) -> bool:
    """Whether `exc` may pass by itself: connections, 5xx answers and unknown kinds yes, mistakes in code no."""
    if isinstance(exc, ConnectionError | NodeTimeoutError):
        return True
    status = getattr(getattr(exc, "response", None), "status_code", None)
    if isinstance(status, int):
        return 500 <= status < 600  # noqa: PLR2004 - the HTTP class of server errors
    return not isinstance(
        exc,
        ValueError
        | TypeError
        | ArithmeticError
        | ImportError
        | LookupError
        | NameError
        | SyntaxError
        | RuntimeError
        | ReferenceError
        | StopIteration
        | StopAsyncIteration
        | OSError,
    )


class RetryPolicy(NamedTuple):
    """When and how often a failed task is tried again.

    Intervals are seconds; `max_attempts` counts the first one. `retry_on` is an exception class, a sequence of
    them, or a predicate.
    """

    initial_interval: float = 0.5
    backoff_factor: float = 2.0
    max_interval: float = 128.0
    max_attempts: int = 3
    jitter: bool = True
    retry_on: type[Exception] | Sequence[type[Exception]] | Callable[[Exception], bool] = default_retry_on


def _hashable(value: Any, depth: int = 10) -> Any:
    """Return `value` with every container made immutable beside its type, and every mapping put in order."""
    if depth <= 0 or isinstance(value, str | bytes):
        return value
    kind = type(value).__name__
    if isinstance(value, Mapping):
        items = cast("Mapping[Any, Any]", value)
        return kind, tuple((key, _hashable(items[key], depth - 1)) for key in sorted(items, key=str))
    if isinstance(value, Sequence):
        return kind, tuple(_hashable(item, depth - 1) for item in cast("Sequence[Any]", value))
    if isinstance(value, set | frozenset):
        return kind, frozenset(_hashable(item, depth - 1) for item in cast("frozenset[Any]", value))
    return value


def default_cache_key(*args: Any, **kwargs: Any) -> str | bytes:
    """Return a key that is equal for equal input. The bytes are only compared, never loaded."""
    return pickle.dumps((_hashable(args), _hashable(kwargs)), protocol=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class CachePolicy(Generic[KeyFunction]):
    """How results of a node are kept: by the key of its input, for `ttl` seconds (None: for good)."""

    key_func: KeyFunction = default_cache_key  # pyright: ignore[reportAssignmentType]
    ttl: int | None = None


def _positive_seconds(value: float | timedelta | None, name: str) -> float | None:
    if value is None:
        return None
    seconds = value.total_seconds() if isinstance(value, timedelta) else float(value)
    if seconds <= 0:
        raise ValueError(f"{name} must be greater than 0 seconds, got {value!r}.")
    return seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeoutPolicy:
    """How long one attempt of an async node may take, and how long it may be silent; seconds or timedelta."""

    run_timeout: float | timedelta | None = None
    idle_timeout: float | timedelta | None = None
    refresh_on: Literal["auto", "heartbeat"] = "auto"

    @classmethod
    def coerce(cls, value: float | timedelta | TimeoutPolicy | None) -> TimeoutPolicy | None:
        """Return a policy in float seconds, or None where `value` sets no limit."""
        if value is None:
            return None
        policy = value if isinstance(value, TimeoutPolicy) else cls(run_timeout=value)
        if policy.refresh_on not in ("auto", "heartbeat"):
            raise ValueError(f"refresh_on must be 'auto' or 'heartbeat', got {policy.refresh_on!r}.")
        run_seconds = _positive_seconds(policy.run_timeout, "run_timeout")
        idle_seconds = _positive_seconds(policy.idle_timeout, "idle_timeout")
        if run_seconds is None and idle_seconds is None:
            return None
        return cls(run_timeout=run_seconds, idle_timeout=idle_seconds, refresh_on=policy.refresh_on)


def omit_payload(_value: Any) -> dict[str, Any]:
    """A `TracePolicy` function that keeps a payload out of traces altogether."""
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class TracePolicy:
    """What tracers may see of a node's input and output. Streams and checkpoints are not touched."""

    process_inputs: Callable[[Any], Any] | None = None
    process_outputs: Callable[[Any], Any] | None = None


@final
@dataclass(init=False, slots=True)
class Interrupt(Generic[T]):
    """A stop that waits for an answer: the value shown, the id to answer to, the schema of the answer."""

    value: Any
    id: str
    response_schema: type[T] | dict[str, Any] | None = None

    def __init__(
        self,
        value: Any,
        id: str = DEFAULT_INTERRUPT_ID,
        *,
        response_schema: type[T] | dict[str, Any] | None = None,
        **deprecated: Any,
    ) -> None:
        ns = deprecated.get("ns")
        self.value = value
        self.id = interrupt_id("|".join(ns), 0) if id == DEFAULT_INTERRUPT_ID and ns else id
        self.response_schema = response_schema

    @classmethod
    def from_ns(cls, value: Any, ns: str, *, response_schema: type[T] | dict[str, Any] | None = None) -> Interrupt[T]:
        """Return the first interrupt of the task whose namespace is `ns`."""
        return cls(value, interrupt_id(ns, 0), response_schema=response_schema)

    @property
    def interrupt_id(self) -> str:
        """The id, under its old name."""
        kept_for_old_programs("`interrupt_id`", "`id`")
        return self.id


class StateUpdate(NamedTuple):
    """One write of `bulk_update_state`: the values, and the node (and task) they are to come from."""

    values: dict[str, Any] | None
    as_node: str | None = None
    task_id: str | None = None


class PregelTask(NamedTuple):
    """A task as a snapshot shows it."""

    id: str
    name: str
    path: tuple[str | int | tuple[Any, ...], ...]
    error: Any = None
    interrupts: tuple[Interrupt[Any], ...] = ()
    state: RunnableConfig | StateSnapshot | None = None
    result: Any = None


@dataclass(frozen=True, slots=True)
class PregelExecutableTask:
    """A task ready to run, in the shape LangGraph's tools know."""

    name: str
    input: Any
    proc: Any
    writes: Any
    config: RunnableConfig
    triggers: Sequence[str]
    retry_policy: Sequence[RetryPolicy]
    cache_key: Any
    id: str
    path: tuple[str | int | tuple[Any, ...], ...]
    writers: Sequence[Any] = ()
    subgraphs: Sequence[Any] = ()
    timeout: TimeoutPolicy | None = None


class StateSnapshot(NamedTuple):
    """A thread at one checkpoint.

    `values` are the state keys, with the writes of tasks that finished since applied; `next` names the tasks still
    to run; `interrupts` wait for an answer.
    """

    values: dict[str, Any] | Any
    next: tuple[str, ...]
    config: RunnableConfig
    metadata: Any
    created_at: str | None
    parent_config: RunnableConfig | None
    tasks: tuple[PregelTask, ...]
    interrupts: tuple[Interrupt[Any], ...]


class Send:
    """Run `node` in the next superstep with `arg` as its input, once for each `Send`.

    `timeout` overrides the node's own policy for this task.
    """

    __slots__ = ("arg", "node", "timeout")

    node: str
    arg: Any
    timeout: TimeoutPolicy | None

    def __init__(self, /, node: str, arg: Any, *, timeout: float | timedelta | TimeoutPolicy | None = None) -> None:
        self.node = node
        self.arg = arg
        self.timeout = None if timeout is None else TimeoutPolicy.coerce(timeout)

    def __hash__(self) -> int:
        return hash((self.node, self.arg, self.timeout))

    def __repr__(self) -> str:
        timeout = f", timeout={self.timeout!r}" if self.timeout is not None else ""
        return f"Send(node={self.node!r}, arg={self.arg!r}{timeout})"

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Send)
            and self.node == other.node
            and self.arg == other.arg
            and self.timeout == other.timeout
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Command(Generic[N]):
    """What a node returns to write and steer at once, or a caller passes as input to answer and steer.

    Attributes:
        graph: None for this graph, `Command.PARENT` for the closest one around it.
        update: state update (mapping, list of pairs, or an object of the state's class).
        resume: the answer to the waiting interrupt, or a mapping from interrupt id to answer.
        goto: a node's name, a `Send`, or a sequence of them, to run next.
    """

    graph: str | None = None
    update: Any | None = None
    resume: dict[str, Any] | Any | None = None
    goto: Send | Sequence[Send | N] | N = ()

    PARENT: ClassVar[Literal["__parent__"]] = "__parent__"

    def __repr__(self) -> str:
        parts = ((name, getattr(self, name)) for name in ("graph", "update", "resume", "goto"))
        return f"Command({', '.join(f'{name}={value!r}' for name, value in parts if value)})"


@dataclass(slots=True)
class Overwrite:
    """Wraps a written value so that it replaces the channel's value instead of going through its reducer."""

    value: Any
    type: Literal["__overwrite__"] = "__overwrite__"


@dataclass(frozen=True)
class GraphOutput(Generic[T]):
    """What `invoke(version="v2")` returns: the output, and the interrupts it waits on."""

    value: T
    interrupts: tuple[Interrupt[Any], ...] = ()

    def __getitem__(self, key: str) -> Any:
        kept_for_old_programs("Reading a `GraphOutput` by key", "`.value`, `.interrupts`", LangGraphDeprecatedSinceV11)
        if key == "__interrupt__":
            return self.interrupts
        value = cast("Any", self.value)
        if isinstance(value, Mapping):
            return cast("Mapping[str, Any]", value)[key]
        try:
            return getattr(value, key)
        except AttributeError:
            raise KeyError(key) from None

    def __contains__(self, key: object) -> bool:
        kept_for_old_programs("Reading a `GraphOutput` by key", "`.value`, `.interrupts`", LangGraphDeprecatedSinceV11)
        if key == "__interrupt__":
            return bool(self.interrupts)
        value = cast("Any", self.value)
        if isinstance(value, Mapping):
            return key in cast("Mapping[Any, Any]", value)
        return hasattr(value, str(key))


def ensure_valid_checkpointer(checkpointer: Any) -> Checkpointer:
    """Return `checkpointer` if `compile` can take it; raise TypeError otherwise."""
    if checkpointer is None or isinstance(checkpointer, bool):
        return checkpointer
    if hasattr(checkpointer, "get_tuple") and not isinstance(checkpointer, type):
        return checkpointer
    raise TypeError(
        "Invalid checkpointer provided. Expected an instance of `BaseCheckpointSaver`, `True`, `False`, or `None`. "
        f"Received {type(checkpointer).__name__}. Pass a saver, such as `InMemorySaver()`."
    )


def interrupt(value: Any, *, response_schema: Any = None) -> Any:
    """Stop the task here until it is answered, and return the answer.

    The first time, the run stops and shows `value`. When the thread is resumed with `Command(resume=...)` the node
    runs again from its top and this call returns the answer; several calls in one task are answered in call order.

    Args:
        value: what the person who answers gets to see; it is saved, so it must be storable.
        response_schema: JSON schema of the answer, or a Pydantic model, TypedDict or dataclass; the latter three
            also validate, and the validated object is what is returned.

    Raises:
        GraphInterrupt: always, the first time. Let it pass.
    """
    return require_task("interrupt()").answers.ask(value, response_schema)
