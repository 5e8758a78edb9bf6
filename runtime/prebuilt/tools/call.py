"""One call of one tool: what is injected, what is called, what becomes of the result."""

from __future__ import annotations

import itertools
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

from typing_extensions import TypedDict

from runtime.prebuilt.tools.injection import Injection, ToolRuntime, injection_of, state_part
from runtime.types import Command

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

CONTENT_BLOCKS = ("text", "image_url", "image", "json", "search_result", "custom_tool_call_output", "document", "file")


@dataclass
class ToolCallRequest:
    """What `wrap_tool_call` gets: the call, its tool (None where there is none of that name), state and runtime."""

    tool_call: dict[str, Any]
    tool: Any
    state: Any
    runtime: ToolRuntime[Any, Any]

    def override(self, **overrides: Any) -> ToolCallRequest:
        """Return a request with some fields replaced."""
        return replace(self, **overrides)


ToolCallWrapper: TypeAlias = Callable[[ToolCallRequest, Callable[[ToolCallRequest], Any]], Any]
"""What `wrap_tool_call` is: it gets a request and what carries one out, and returns a message or a command."""
AsyncToolCallWrapper: TypeAlias = Callable[[ToolCallRequest, Callable[[ToolCallRequest], Any]], Awaitable[Any]]
"""The same, as a coroutine function."""


class ToolCallWithContext(TypedDict):
    """What an agent sends to its tools: one call, and the state it was made in."""

    tool_call: dict[str, Any]
    __type: Literal["tool_call_with_context"]
    state: Any


def call_with_context(call: Any, state: Any) -> dict[str, Any]:
    """Return a `ToolCallWithContext`."""
    return {"__type": "tool_call_with_context", "tool_call": call, "state": state}


def is_with_context(value: Any) -> bool:
    """Whether a node's input is a `ToolCallWithContext`."""
    return isinstance(value, dict) and cast("Any", value).get("__type") == "tool_call_with_context"


def injection_for(tool: Any) -> Injection:
    """Return what a tool asks to be given."""
    schema: Any = getattr(tool, "args_schema", None)
    called = [getattr(tool, name, None) for name in ("func", "coroutine")]
    own_run = None if any(called) else getattr(tool, "_run", None)
    return injection_of(schema if isinstance(schema, type) else None, own_run, *called)


def injected_args(request: ToolCallRequest, injection: Injection, messages_key: str) -> dict[str, Any]:
    """Return the arguments a tool gets from the graph."""
    runtime = request.runtime
    if injection.stores and runtime.store is None:
        raise ValueError(
            f"The tool {request.tool.name!r} asks for the store, but the graph has none: compile it with store=..."
        )
    given: dict[str, Any] = {
        name: state_part(request.state, field, messages_key) for name, field in injection.states.items()
    }
    given |= dict.fromkeys(injection.stores, runtime.store)
    given |= dict.fromkeys(injection.call_ids, request.tool_call["id"])
    given |= dict.fromkeys(injection.runtimes, runtime)
    return given


def msg_content_output(output: Any) -> Any:
    """Return a tool's output as the content of a message: text and lists of content blocks as they are, else JSON."""
    if isinstance(output, str):
        return output
    if isinstance(output, list) and all(_is_block(item) for item in cast("list[Any]", output)):
        return cast("Any", output)
    try:
        return json.dumps(output, ensure_ascii=False)
    except (TypeError, ValueError):
        return str(cast("Any", output))


def _is_block(item: Any) -> bool:
    return isinstance(item, dict) and cast("Any", item).get("type") in CONTENT_BLOCKS


def message_of(result: Any, call: dict[str, Any], family: Any) -> Any:
    """Return what a tool returned as a tool message; a message stays what it is, with its content made fit."""
    if hasattr(result, "tool_call_id"):
        result.content = msg_content_output(result.content)
        return result
    return family.ToolMessage(content=msg_content_output(result), name=call["name"], tool_call_id=call["id"])


def checked_command(command: Command[Any], call: dict[str, Any], messages_key: str) -> Command[Any]:
    """Return a tool's command; ValueError where it leaves the call without an answer in this graph."""
    update: Any = command.update
    if command.graph is not None and not update:
        return command
    held: Any = cast("Any", update).get(messages_key) if isinstance(update, dict) else update
    messages: list[Any] = list(held or ())
    answers = [item for item in messages if getattr(item, "tool_call_id", None) == call["id"]]
    clears = any(getattr(item, "type", "") == "remove" for item in messages)
    if not answers and not clears and command.graph is None:
        raise ValueError(
            f"The tool {call['name']!r} returned a Command whose update holds no ToolMessage for its call "
            f"{call['id']!r}. Every call needs an answer: add ToolMessage(..., tool_call_id={call['id']!r}) to "
            f"{messages_key!r}."
        )
    for answer in answers:
        answer.name = answer.name or call["name"]
        answer.content = msg_content_output(answer.content)
    return command


def only_sends_up(command: Any) -> bool:
    """Whether a command does nothing but send tasks to the graph around."""
    return command.graph == Command.PARENT and isinstance(command.goto, list) and not command.update


def joined(outputs: Sequence[Any], is_list: bool, messages_key: str) -> Any:
    """Return what the node returns: the messages, and beside them the commands if there are any."""
    commands: list[Any] = []
    upward: list[Any] = []
    messages: list[Any] = []
    lists: list[list[Any]] = [output if isinstance(output, list) else [output] for output in outputs]
    flat: Iterable[Any] = itertools.chain.from_iterable(lists)
    for item in flat:
        if not isinstance(item, Command):
            messages.append(item)
        elif only_sends_up(item):
            upward.extend(cast("Any", item).goto)
        else:
            commands.append(item)
    shown: Any = messages if is_list else {messages_key: messages}
    if upward:
        commands.append(Command(graph=Command.PARENT, goto=upward))
    if not commands:
        return shown
    return [*commands, shown] if messages else commands
