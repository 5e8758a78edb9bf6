"""Shapes of what `stream` yields: the payload of each mode, and the `version="v2"` part around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, Literal, NotRequired, TypedDict

from typing_extensions import TypeAliasType, TypeVar

if TYPE_CHECKING:
    from runtime.config import RunnableConfig

State = TypeVar("State")
Out = TypeVar("Out", default=State)


class TaskPayload(TypedDict):
    """A task about to run, in `tasks` mode."""

    id: str
    name: str
    input: Any
    triggers: list[str]
    metadata: NotRequired[dict[str, Any]]


class TaskResultPayload(TypedDict):
    """A task that ended, in `tasks` mode."""

    id: str
    name: str
    error: str | None
    interrupts: list[dict[str, Any]]
    result: dict[str, Any]


class CheckpointTask(TypedDict):
    """A task of a checkpoint, in `checkpoints` mode."""

    id: str
    name: str
    error: NotRequired[str]
    result: NotRequired[Any]
    interrupts: NotRequired[list[dict[str, Any]]]
    state: Any


class CheckpointPayload(TypedDict, Generic[State]):
    """A checkpoint that was made, in `checkpoints` mode."""

    config: RunnableConfig | None
    metadata: Any
    values: State
    next: list[str]
    parent_config: RunnableConfig | None
    tasks: list[CheckpointTask]


class CheckpointDebug(TypedDict, Generic[State]):
    """A checkpoint, in `debug` mode."""

    step: int
    timestamp: str
    type: Literal["checkpoint"]
    payload: CheckpointPayload[State]


class TaskDebug(TypedDict):
    """A task about to run, in `debug` mode."""

    step: int
    timestamp: str
    type: Literal["task"]
    payload: TaskPayload


class TaskResultDebug(TypedDict):
    """A task that ended, in `debug` mode."""

    step: int
    timestamp: str
    type: Literal["task_result"]
    payload: TaskResultPayload


DebugPayload = TypeAliasType("DebugPayload", CheckpointDebug[State] | TaskDebug | TaskResultDebug, type_params=(State,))


class ValuesStreamPart(TypedDict, Generic[State]):
    """`values` in version v2."""

    type: Literal["values"]
    ns: tuple[str, ...]
    data: State
    interrupts: tuple[Any, ...]


class UpdatesStreamPart(TypedDict):
    """`updates` in version v2."""

    type: Literal["updates"]
    ns: tuple[str, ...]
    data: dict[str, Any]


class MessagesStreamPart(TypedDict):
    """`messages` in version v2: a message or chunk, and where it came from."""

    type: Literal["messages"]
    ns: tuple[str, ...]
    data: tuple[Any, dict[str, Any]]


class CustomStreamPart(TypedDict):
    """`custom` in version v2: whatever a node wrote."""

    type: Literal["custom"]
    ns: tuple[str, ...]
    data: Any


class CheckpointStreamPart(TypedDict, Generic[State]):
    """`checkpoints` in version v2."""

    type: Literal["checkpoints"]
    ns: tuple[str, ...]
    data: CheckpointPayload[State]


class TasksStreamPart(TypedDict):
    """`tasks` in version v2."""

    type: Literal["tasks"]
    ns: tuple[str, ...]
    data: TaskPayload | TaskResultPayload


class DebugStreamPart(TypedDict, Generic[State]):
    """`debug` in version v2."""

    type: Literal["debug"]
    ns: tuple[str, ...]
    data: DebugPayload[State]


StreamPart = TypeAliasType(
    "StreamPart",
    ValuesStreamPart[Out]
    | UpdatesStreamPart
    | MessagesStreamPart
    | CustomStreamPart
    | CheckpointStreamPart[State]
    | TasksStreamPart
    | DebugStreamPart[State],
    type_params=(State, Out),
)
