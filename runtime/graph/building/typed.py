"""`compile(strict=True)`: nodes are checked against the state, as annotated now and as they return in every run."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

from runtime.errors import GraphDefinitionError
from runtime.state.schema import is_record
from runtime.state.validate import Check, check_for, check_writes, key_types

if TYPE_CHECKING:
    from runtime.graph.builder import StateGraph
    from runtime.pregel.program import Program
    from runtime.pregel.words import Write


def check_types(graph: StateGraph[Any, Any, Any, Any], program: Program) -> None:
    """Check the return annotations of all nodes, and have their writes checked in every run.

    Raises:
        GraphDefinitionError: when a node is annotated to return a key that the state has not, or one of another type.
    """
    types: dict[str, Any] = {}
    for schema in graph.schemas:
        types |= key_types(schema)
    for name, spec in graph.nodes.items():
        for returned in _records_in(_return_hint(spec.action)):
            _check_record(name, returned, types, set(program.tracked) | set(program.managed))
    checks = {key: check_for(typ) for key, typ in types.items()}
    for name in graph.nodes:
        program.nodes[name].write = _checking(name, program.nodes[name].write, checks)


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


def _check_record(node: str, record: Any, types: dict[str, Any], keys: set[str]) -> None:
    hints = get_type_hints(record, include_extras=True)
    unknown = sorted(hints.keys() - keys)
    if unknown:
        raise GraphDefinitionError(
            f"Node {node!r} is annotated to return {record.__name__}, whose keys {unknown!r} are none of the state. "
            f"The state has {sorted(keys)!r}: correct the name, or add the key to the state."
        )
    for key, hint in key_types(record).items():
        if key in types and hint != types[key] and Any not in (hint, types[key]):
            raise GraphDefinitionError(
                f"Node {node!r} is annotated to return {key!r} as {_shown(hint)}; the state holds "
                f"{_shown(types[key])}. Give both one type."
            )


def _shown(hint: Any) -> str:
    return hint.__name__ if isinstance(hint, type) and not get_args(hint) else str(hint)


def _checking(node: str, write: Callable[[Any], list[Write]], checks: dict[str, Check]) -> Callable[[Any], list[Write]]:
    def checked(result: Any) -> list[Write]:
        writes = write(result)
        check_writes(node, writes, checks)
        return writes

    return checked
