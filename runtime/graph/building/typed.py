"""`compile(strict=True)`: nodes are checked against the state, as annotated now and as they return in every run."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast, get_args, get_origin, get_type_hints

from runtime.channels.base import BaseChannel
from runtime.constants import START
from runtime.drive.node.call import injected_names
from runtime.errors import ErrorCode, GraphDefinitionError, InvalidUpdateError, coded
from runtime.state.assignable import is_assignable, shown
from runtime.state.schema import ROOT, fields_of, is_pydantic_model, is_record
from runtime.state.validate import Check, check_for, check_write
from runtime.state.write_types import write_types
from runtime.types import Command

if TYPE_CHECKING:
    from runtime.graph.builder import StateGraph
    from runtime.pregel.program import Program
    from runtime.pregel.words import Write

Types = Mapping[str, Any]
NO_UPDATE = (int, float, bool, str, bytes)
"""What no node returns where the state is a record."""


def check_types(graph: StateGraph[Any, Any, Any, Any], program: Program) -> None:
    """Check the signatures and annotations of all nodes, and have what they write, and inputs, checked in every run.

    Raises:
        GraphDefinitionError: for a node that cannot be called with the state, that reads a key as another type, or is
            annotated to return a key that the state has not, or one of another type.
    """
    types = _types_of(graph)
    for name, spec in graph.nodes.items():
        _check_annotated(name, spec.action, types, program)
    by_model = is_pydantic_model(graph.state_schema)
    checks = {key: (check_for(typ, by_model=by_model), typ) for key, typ in types.items()}
    known = frozenset(program.channels)
    for name, spec in graph.nodes.items():
        may_say_more = ROOT in known or hasattr(spec.action, "invoke")
        write = _checking(f"Node {name!r}", program.nodes[name].write, checks)
        program.nodes[name].write = write if may_say_more else _knowing(name, write, known)
    if by_model:
        checks = {key: (check_for(typ, by_model=True, is_strict=False), typ) for key, typ in types.items()}
    program.nodes[START].write = _checking("The input", program.nodes[START].write, checks)


def _check_annotated(name: str, action: Any, types: Types, program: Program) -> None:
    if not hasattr(action, "invoke"):
        _check_signature(name, action)
    hint = _return_hint(action)
    if ROOT not in program.channels and (get_origin(hint) or hint) in NO_UPDATE:
        raise GraphDefinitionError(
            f"Node {name!r} is annotated to return {shown(hint)}. A node returns a mapping of state keys, a Command, "
            "or None."
        )
    for returned in _records_in(hint):
        _check_record(name, returned, types, set(program.tracked) | set(program.managed))


def _types_of(graph: StateGraph[Any, Any, Any, Any]) -> dict[str, Any]:
    """Return the type of a write to each key: as the state declares it, or what else a node or an input does."""
    types: dict[str, Any] = {}
    for source, schema in graph.schemas.items():
        for key, typ in write_types(source, schema.channels).items():
            if not is_assignable(typ, types.setdefault(key, typ)) and not is_assignable(types[key], typ):
                raise GraphDefinitionError(
                    f"Key {key!r} is {shown(typ)} in {shown(source)}, but {shown(types[key])} in "
                    f"{shown(graph.state_schema)}. Give both one type."
                )
    return types


def _check_signature(node: str, action: Any) -> None:
    try:
        signature = inspect.signature(action)
    except (TypeError, ValueError):
        return
    try:
        signature.bind(None, **dict.fromkeys(injected_names(action)))
    except TypeError as error:
        raise GraphDefinitionError(
            f"Node {node!r} cannot be called: it takes {signature}, {error}. A node takes the state first, and then "
            "any of config, runtime, writer, store and previous, by these names."
        ) from error


def _return_hint(action: Any) -> Any:
    target = action if inspect.isroutine(action) else getattr(action, "__call__", None)  # noqa: B004
    try:
        return get_type_hints(target, include_extras=True).get("return")
    except (TypeError, NameError, AttributeError):
        return None


def _records_in(hint: Any) -> list[Any]:
    """Return the record types among what an annotation allows: itself, or the parts of a union or a Command."""
    if is_record(hint) and get_origin(hint) is None:
        return [hint]
    return [record for part in get_args(hint) for record in _records_in(part)]


def _check_record(node: str, record: Any, types: Types, keys: set[str]) -> None:
    hints = get_type_hints(record, include_extras=True)
    unknown = sorted(hints.keys() - keys)
    if unknown:
        raise GraphDefinitionError(
            f"Node {node!r} is annotated to return {record.__name__}, whose keys {unknown!r} are none of the state. "
            f"The state has {sorted(keys)!r}: correct the name, or add the key to the state."
        )
    for key, hint in hints.items():
        if key in types and not _is_channel(hint) and not is_assignable(hint, types[key]):
            raise GraphDefinitionError(
                f"Node {node!r} is annotated to return {key!r} as {shown(hint)}; the state takes "
                f"{shown(types[key])}. Give both one type."
            )


def _is_channel(hint: Any) -> bool:
    """Whether an annotation names what folds the writes: then it is the state's own, told of the value."""
    extras = getattr(hint, "__metadata__", ())
    return any(callable(extra) or isinstance(extra, BaseChannel) for extra in extras)


def _checking(
    writer: str, write: Callable[[Any], list[Write]], checks: Mapping[str, tuple[Check, Any]]
) -> Callable[[Any], list[Write]]:
    def checked(result: Any) -> list[Write]:
        writes = write(result)
        for key, value in writes:
            if key in checks:
                check_write(writer, key, value, *checks[key])
        return writes

    return checked


def _knowing(node: str, write: Callable[[Any], list[Write]], known: frozenset[str]) -> Callable[[Any], list[Write]]:
    """Return `write`, refusing keys and nodes that the graph has not, which it would leave out."""

    def checked(result: Any) -> list[Write]:
        keys = sorted(key for key in _keys_in(result) if key not in known)
        writes = write(result)
        away = [key for key, _ in writes if key not in known]
        if keys:
            message = (
                f"Node {node!r} wrote to key {keys[0]!r}, which the state has not. Correct the name, or add the key."
            )
            raise InvalidUpdateError(coded(message, ErrorCode.INVALID_GRAPH_NODE_RETURN_VALUE))
        if away:
            raise InvalidUpdateError(
                f"Node {node!r} goes to {away[0].removeprefix('branch:to:')!r}, which is no node of the graph. Correct "
                "the name, or add the node."
            )
        return writes

    return checked


def _keys_in(result: Any) -> list[str]:
    if isinstance(result, Command):
        command = cast("Command[Any]", result)
        return _keys_in(command.update) if command.graph is None else []
    if isinstance(result, list | tuple):
        items = cast("list[Any]", result)
        return [key for item in items for key in ([item[0]] if _is_pair(item) else _keys_in(item))]
    return list(fields_of(result) or ())


def _is_pair(item: Any) -> bool:
    return isinstance(item, tuple) and len(cast("tuple[Any, ...]", item)) == 2  # noqa: PLR2004 - a pair is two
