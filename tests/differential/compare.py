"""What makes two stories comparable: values copied as plain ones, ids numbered, and differences shown as paths.

Compared: every value, its type (tuple or list), keys, order, and which id equals which: ids, interrupt ids and
namespaces are replaced by the number of their first appearance, so a parent must be the same checkpoint in both
engines, and a task in a stream the same task as in the history. Not compared: the ids themselves, times, versions
beyond their count, and the sentences of errors (their class and code are).
"""

from __future__ import annotations

import builtins
import importlib
import re
from collections.abc import Callable, Mapping
from typing import Any

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{32}\b")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(\+00:00)?")
_VERSION = re.compile(r"\b(\d{32})\.[\d.e-]+")
_CODE = re.compile(r"\b(GRAPH_RECURSION_LIMIT|INVALID_[A-Z_]+|MULTIPLE_SUBGRAPHS)\b")
_SENTENCE = re.compile(r"\b(GraphRecursionError|InvalidUpdateError)\(.*\)", re.DOTALL)
_LEAKED = "__pregel_checkpointer"
_FIELDS = ("Interrupt", "PregelTask", "StateSnapshot", "GraphOutput", "Send", "Overwrite", "NodeError")

_PUBLIC_ERRORS = {
    *(name for name in vars(builtins) if isinstance(getattr(builtins, name), type)),
    *vars(importlib.import_module("langgraph.errors")),
    "ValidationError",
}


def plain(value: Any) -> Any:  # noqa: PLR0911  one line for each kind of value
    """Returns a copy of plain values, with times and versions masked and objects of the engine as their fields."""
    if isinstance(value, str):
        told = _SENTENCE.sub(r"\1(...)", _TIME.sub("<time>", str(value)))
        return _VERSION.sub(lambda found: f"v{int(found.group(1))}", told)
    if isinstance(value, Mapping):
        return {plain(key): plain(item) for key, item in value.items() if key != _LEAKED}
    if type(value).__name__ in _FIELDS:
        names = getattr(value, "_fields", None) or getattr(value, "__dataclass_fields__", None) or ("node", "arg")
        return (type(value).__name__, {name: plain(getattr(value, name)) for name in names})
    if isinstance(value, tuple):
        return tuple(plain(item) for item in value)
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted(repr(plain(item)) for item in value)
    if isinstance(value, BaseException):
        return failure(value)
    if value is None or isinstance(value, bool | int | float | bytes):
        return value
    if hasattr(value, "model_dump"):
        return (type(value).__name__, plain(value.model_dump()))
    if hasattr(value, "__dataclass_fields__"):
        return (type(value).__name__, {name: plain(getattr(value, name)) for name in value.__dataclass_fields__})
    return repr(type(value).__name__)


def failure(error: BaseException) -> tuple[str, str]:
    """Returns what both engines must agree on about an error: its public name, and the code if it has one."""
    code = _CODE.search(str(error))
    public = next(cls.__name__ for cls in type(error).__mro__ if cls.__name__ in _PUBLIC_ERRORS)
    return public, code.group(1) if code else ""


def attempt(act: Callable[[], Any]) -> Any:
    """Returns the result of `act`, or what failed."""
    try:
        return act()
    except Exception as error:  # border: errors are results here
        return ("raised", failure(error))


def masked(value: Any) -> str:
    """Returns a text of the value that depends on no ids and no order of keys: a key to sort by."""
    return _ID.sub("<id>", repr(numbered(plain(value))))


def in_any_order(items: Any) -> list[Any]:
    """Returns items sorted: tasks of one superstep finish in whatever order their threads do."""
    return sorted(plain(list(items)), key=masked)


def numbered(value: Any, seen: dict[str, int] | None = None) -> Any:
    """Returns a plain value with each id replaced by the number of its first appearance."""
    seen = {} if seen is None else seen
    if isinstance(value, str):
        return _ID.sub(lambda found: f"<{seen.setdefault(found.group(), len(seen))}>", value)
    if isinstance(value, dict):
        return {numbered(key, seen): numbered(value[key], seen) for key in sorted(value, key=masked)}
    if isinstance(value, tuple):
        return tuple(numbered(item, seen) for item in value)
    return [numbered(item, seen) for item in value] if isinstance(value, list) else value


def differences(ours: Any, theirs: Any, path: str = "") -> list[str]:
    """Returns where two plain values differ, one line a place: `path: ours ..., theirs ...`."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        keys = [*theirs, *(key for key in ours if key not in theirs)]
        pairs = [(f"{path}.{key}", ours.get(key, "<nothing>"), theirs.get(key, "<nothing>")) for key in keys]
    elif type(ours) is type(theirs) and isinstance(ours, list | tuple) and len(ours) == len(theirs):
        pairs = [(f"{path}[{at}]", *pair) for at, pair in enumerate(zip(ours, theirs, strict=True))]
    else:
        return [] if ours == theirs and type(ours) is type(theirs) else [f"{path}: ours {ours!r}, theirs {theirs!r}"]
    return [line for place, mine, other in pairs for line in differences(mine, other, place)]
