"""From what a node returns to the writes it stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from runtime.errors import ErrorCode, InvalidUpdateError, ParentCommand, coded
from runtime.graph.building.branch import goto_writes, targets_of
from runtime.state.schema import ROOT, fields_of
from runtime.types import Command

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from runtime.pregel.words import Write


def make_write(name: str, keys: frozenset[str], edges: Sequence[Write]) -> Callable[[Any], list[Write]]:
    """Return what turns a result of node `name` into state updates, moves of commands, and its static edges."""
    after = tuple(edges)

    def write(result: Any) -> list[Write]:
        if type(result) is dict:
            fields = cast("dict[str, Any]", result)
            writes = [(key, value) for key, value in fields.items() if key in keys]
            writes += after
            return writes
        return [*result_writes(name, keys, result), *after]

    def write_root(result: Any) -> list[Write]:
        return [*root_writes(result), *after]

    return write_root if keys == frozenset({ROOT}) else write


def result_writes(name: str, keys: frozenset[str], result: Any) -> list[Write]:
    """Return the writes of a result that is no plain dict."""
    if result is None:
        return []
    if isinstance(result, Command):
        return _command_writes(name, keys, cast("Command[Any]", result))
    if isinstance(result, list | tuple) and any(isinstance(item, Command) for item in cast("list[Any]", result)):
        return [write for item in cast("list[Any]", result) for write in result_writes(name, keys, item)]
    fields = fields_of(result)
    if fields is None:
        message = f"Expected dict, got {result!r} from node {name!r}. Return a mapping of state keys, or a Command."
        raise InvalidUpdateError(coded(message, ErrorCode.INVALID_GRAPH_NODE_RETURN_VALUE))
    return [(key, value) for key, value in fields.items() if key in keys]


def _command_writes(name: str, keys: frozenset[str], command: Command[Any]) -> list[Write]:
    if command.graph is not None:
        raise ParentCommand(command)
    goto = targets_of(command)
    update = command.update
    if isinstance(update, list | tuple) and all(isinstance(item, tuple) for item in cast("list[Any]", update)):
        writes = [(key, value) for key, value in cast("list[Write]", update) if key in keys]
    else:
        writes = result_writes(name, keys, update)
    return [*writes, *goto_writes(goto)]


def root_writes(result: Any) -> list[Write]:
    """Return the writes of a result in a graph whose state is one value."""
    if isinstance(result, Command):
        command = cast("Command[Any]", result)
        if command.graph is not None:
            raise ParentCommand(command)
        goto = targets_of(command)
        update: list[Write] = [] if command.update is None else [(ROOT, command.update)]
        return [*update, *goto_writes(goto)]
    if isinstance(result, list) and any(isinstance(item, Command) for item in cast("list[Any]", result)):
        items = cast("list[Any]", result)
        return [write for item in items for write in root_writes(item)]
    return [] if result is None else [(ROOT, result)]
