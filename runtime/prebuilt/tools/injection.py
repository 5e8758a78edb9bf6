"""Arguments that a tool is given by the graph and not by the model: state, store, call id, and all of it at once."""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar, cast, get_args, get_origin, get_type_hints

from runtime.prebuilt.border import DirectlyInjected, InjectedToolArg, InjectedToolCallId
from runtime.prebuilt.tools.events import tell

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

StateT = TypeVar("StateT")
ContextT = TypeVar("ContextT")


class InjectedState(InjectedToolArg):
    """Marks an argument of a tool that gets the graph's state, or one `field` of it."""

    def __init__(self, field: str | None = None) -> None:
        self.field = field


class InjectedStore(InjectedToolArg):
    """Marks an argument of a tool that gets the graph's store."""


@dataclass
class ToolRuntime(DirectlyInjected, Generic[ContextT, StateT]):
    """Given to a tool that has a parameter of this type: everything it may know of its run.

    Attributes:
        state: the state the calling node saw.
        tools: all tools of the node.
    """

    state: Any
    context: Any
    config: Any
    stream_writer: Any
    tool_call_id: str | None
    store: Any
    tools: list[Any] = field(default_factory=list[Any])
    execution_info: Any = None
    server_info: Any = None

    def emit_output_delta(self, delta: Any) -> None:
        """Stream a piece of the tool's output in `tools` mode while it runs."""
        tell("tool-output-delta", self.tool_call_id, delta=delta)


@dataclass(frozen=True, slots=True)
class Injection:
    """Which parameters of a tool get what."""

    states: Mapping[str, str | None]
    stores: tuple[str, ...]
    call_ids: tuple[str, ...]
    runtimes: tuple[str, ...]

    @property
    def names(self) -> frozenset[str]:
        """Every parameter the model does not give."""
        return frozenset((*self.states, *self.stores, *self.call_ids, *self.runtimes))


def injection_of(*sources: Callable[..., Any] | type[Any] | None) -> Injection:
    """Return what the parameters of functions, or the fields of an argument schema, ask to be given."""
    hints: dict[str, Any] = {}
    for source in sources:
        if source is not None:
            hints |= _hints(source)
    states: dict[str, str | None] = {}
    stores: list[str] = []
    call_ids: list[str] = []
    runtimes: list[str] = []
    for name, hint in hints.items():
        mark = _mark(hint)
        if isinstance(mark, InjectedState) or mark is InjectedState:
            states[name] = getattr(mark, "field", None)
        elif _is(mark, InjectedStore):
            stores.append(name)
        elif _is(mark, InjectedToolCallId):
            call_ids.append(name)
        elif _is_runtime(hint):
            runtimes.append(name)
    return Injection(states, tuple(stores), tuple(call_ids), tuple(runtimes))


def _is(mark: Any, kind: type[Any]) -> bool:
    return isinstance(mark, kind) or (inspect.isclass(mark) and issubclass(mark, kind))


def _is_runtime(hint: Any) -> bool:
    bare = get_origin(hint) or hint
    return inspect.isclass(bare) and issubclass(bare, ToolRuntime)


def _mark(hint: Any) -> Any:
    if get_origin(hint) is not Annotated:
        return None
    marks = [mark for mark in get_args(hint)[1:] if _is(mark, InjectedToolArg)]
    return marks[0] if marks else None


def _hints(source: Any) -> dict[str, Any]:
    try:
        return get_type_hints(source, include_extras=True)
    except (NameError, TypeError):
        return dict(cast("dict[str, Any]", getattr(source, "__annotations__", {})))


def state_part(state: Any, name: str | None, messages_key: str) -> Any:
    """Return the state, or one field of it, as a tool is to get it; a bare list of messages is their field."""
    held: Any = state
    if isinstance(held, list):
        if name is None or name == messages_key:
            return cast("Any", {messages_key: held} if name is None else held)
        raise ValueError(f"A tool asks for the field {name!r} of the state, but the state is a list of messages.")
    if name is None:
        return state
    return cast("Any", held[name] if isinstance(held, dict) else getattr(held, name))
