"""The two engines behind one set of names, and what makes their results comparable."""

from __future__ import annotations

import builtins
import importlib
import re
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_HEX = re.compile(r"\b[0-9a-f]{32}\b")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(\+00:00)?")

_PUBLIC_ERRORS = {
    *(name for name in vars(builtins) if isinstance(getattr(builtins, name), type)),
    *vars(importlib.import_module("langgraph.errors")),
}
_NAMES = {
    "graph": ("START", "END", "StateGraph", "add_messages"),
    "types": ("Command", "Send", "interrupt", "Interrupt", "RetryPolicy", "CachePolicy", "Overwrite"),
    "func": ("entrypoint", "task"),
    "checkpoint.memory": ("InMemorySaver",),
    "store.memory": ("InMemoryStore",),
    "cache.memory": ("InMemoryCache",),
    "config": ("get_stream_writer", "get_config"),
    "managed": ("IsLastStep", "RemainingSteps"),
    "runtime": ("Runtime",),
}


def engine(root: str) -> SimpleNamespace:
    """Returns the public names of one engine; `root` is `langgraph` or `runtime`. What is missing raises when used."""
    names: dict[str, Any] = {"root": root}
    for module, wanted in _NAMES.items():
        try:
            found = importlib.import_module(f"{root}.{module}")
        except ImportError:
            continue
        names |= {name: getattr(found, name) for name in wanted if hasattr(found, name)}
    return SimpleNamespace(**names)


def normalised(value: Any) -> Any:  # noqa: PLR0911  one line for each kind of value
    """Returns a value with ids and times masked, tuples and lists kept apart, and engine objects as their fields."""
    if isinstance(value, str):
        return _TIME.sub("<time>", _HEX.sub("<hex>", _UUID.sub("<uuid>", value)))
    if isinstance(value, Mapping):
        return {normalised(key): normalised(item) for key, item in value.items()}
    if type(value).__name__ in ("Interrupt", "PregelTask", "StateSnapshot", "GraphOutput", "Send"):
        names = getattr(value, "_fields", None) or getattr(value, "__dataclass_fields__", None) or ("node", "arg")
        return (type(value).__name__, {name: normalised(getattr(value, name)) for name in names})
    if isinstance(value, tuple):
        return tuple(normalised(item) for item in value)
    if isinstance(value, list):
        return [normalised(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted(map(repr, value))
    if isinstance(value, BaseException):
        return failure(value)
    if value is None or isinstance(value, bool | int | float | bytes):
        return value
    return repr(type(value).__name__)


def failure(error: BaseException) -> tuple[str, str]:
    """Returns what both engines must agree on about an error: its public name, and the code if it has one."""
    code = re.search(r"\b(GRAPH_RECURSION_LIMIT|INVALID_[A-Z_]+)\b", str(error))
    public = next(cls.__name__ for cls in type(error).__mro__ if cls.__name__ in _PUBLIC_ERRORS)
    return public, code.group(1) if code else ""


def differences(ours: Any, theirs: Any, path: str = "") -> list[str]:
    """Returns where two normalised values differ, one line a place."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        keys = [*theirs, *(key for key in ours if key not in theirs)]
        pairs = [(f"{path}.{key}", ours.get(key, "<nothing>"), theirs.get(key, "<nothing>")) for key in keys]
    elif type(ours) is type(theirs) and isinstance(ours, list | tuple) and len(ours) == len(theirs):
        pairs = [(f"{path}[{at}]", *pair) for at, pair in enumerate(zip(ours, theirs, strict=True))]
    else:
        return [] if ours == theirs and type(ours) is type(theirs) else [f"{path}: ours {ours!r}, theirs {theirs!r}"]
    return [line for place, mine, other in pairs for line in differences(mine, other, place)]


def attempt(act: Callable[[], Any]) -> Any:
    """Returns the result of `act`, or what failed."""
    try:
        return act()
    except Exception as error:  # border: errors are results here
        return ("raised", failure(error))


def story(graph: Any, config: dict[str, Any]) -> dict[str, Any]:
    """Returns what a thread looks like afterwards: its state and its whole history."""

    def shown(snapshot: Any) -> dict[str, Any]:
        return {
            "values": snapshot.values,
            "next": snapshot.next,
            "metadata": snapshot.metadata,
            "has_parent": snapshot.parent_config is not None,
            "tasks": [
                (task.name, task.path, task.error, task.interrupts, task.result, task.state is not None)
                for task in snapshot.tasks
            ],
            "interrupts": snapshot.interrupts,
        }

    state = graph.get_state(config)
    return normalised({"state": shown(state), "history": [shown(item) for item in graph.get_state_history(config)]})
