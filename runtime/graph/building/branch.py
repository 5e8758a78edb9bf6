"""Conditional edges: a function that looks at the state and names where to go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast, get_args, get_origin, get_type_hints

from runtime.constants import END, TASKS
from runtime.errors import InvalidUpdateError
from runtime.types import Command, Send

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from runtime.pregel.words import Write


@dataclass(frozen=True, slots=True)
class BranchSpec:
    """A conditional edge as its author wrote it; `ends` maps answers to nodes, None meaning any node.

    `schema` is what the function says it reads; None leaves it to the node the branch follows.
    """

    path: Any
    ends: Mapping[Any, str] | None
    name: str
    schema: Any = None


def return_hint(func: Any) -> Any:
    """Return the return annotation of a function or callable object, or None."""
    for candidate in (func, getattr(func, "__call__", None)):  # noqa: B004 - the method itself is looked at
        try:
            hint = get_type_hints(candidate).get("return")
        except (TypeError, NameError, AttributeError):
            continue
        if hint is not None:
            return hint
    return None


def literal_names(hint: Any) -> tuple[str, ...]:
    """Return the names in `Literal[...]`, or in `Command[Literal[...]]`."""
    if get_origin(hint) is Literal:
        return get_args(hint)
    return ()


def destinations_of(func: Any) -> tuple[str, ...]:
    """Return where a node's annotated return type says its commands go."""
    hint = return_hint(func)
    options = (hint, *get_args(hint))
    commands = [option for option in options if get_origin(option) is Command]
    return tuple(name for command in commands for arg in get_args(command) for name in literal_names(arg))


def make_branch(path: Any, path_map: Mapping[Hashable, str] | Sequence[str] | None, schema: Any = None) -> BranchSpec:
    """Return a branch; without a map its ends are those the return annotation lists."""
    if isinstance(path_map, dict):
        ends: Mapping[Any, str] | None = dict(cast("dict[Any, str]", path_map))
    elif path_map is not None:
        ends = {name: name for name in cast("Sequence[str]", path_map)}
    else:
        names = literal_names(return_hint(path))
        ends = {name: name for name in names} or None
    name = getattr(path, "__name__", None) or getattr(path, "name", None) or "condition"
    return BranchSpec(path, ends, name, schema)


def targets_of(command: Command[Any]) -> list[Any]:
    """Return where a command goes, as a list."""
    goto: Any = command.goto
    return list(cast("list[Any]", goto)) if isinstance(goto, list | tuple) else [goto]


def goto_writes(targets: Sequence[Any]) -> list[Write]:
    """Return the writes that lead to nodes or push tasks."""
    writes: list[Write] = []
    for target in targets:
        if isinstance(target, Send):
            writes.append((TASKS, target))
        elif target != END:
            writes.append((f"branch:to:{target}", None))
    return writes


def make_route(branch: BranchSpec, source: str) -> Callable[[Any], list[Write]]:
    """Return what turns the branch's answer into writes."""

    def route(answer: Any) -> list[Write]:
        answers = cast("list[Any]", answer) if isinstance(answer, list | tuple) else [answer]
        if branch.ends is not None:
            unknown = [item for item in answers if not isinstance(item, Send) and item not in branch.ends]
            if unknown:
                raise KeyError(
                    f"Branch {branch.name!r} of node {source!r} answered {unknown[0]!r}, which is none of "
                    f"{list(branch.ends)!r}."
                )
            answers = [item if isinstance(item, Send) else branch.ends[item] for item in answers]
        if any(item is None for item in answers):
            raise ValueError(f"Branch {branch.name!r} of node {source!r} named no place to go; END is one.")
        if any(isinstance(item, Send) and item.node == END for item in answers):
            raise InvalidUpdateError("Cannot send a packet to the END node.")
        return goto_writes(answers)

    return route
