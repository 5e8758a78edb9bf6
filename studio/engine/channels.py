"""A graph's state as its page tells it: each key, its type, and what becomes of the writes to it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import Any, cast, get_type_hints

from runtime.channels import (
    AnyValue,
    BinaryOperatorAggregate,
    Bounded,
    ChannelMap,
    Context,
    Deduplicated,
    DeltaChannel,
    EphemeralValue,
    LastValue,
    Topic,
    UntrackedValue,
    Windowed,
)
from runtime.constants import END, PREVIOUS
from runtime.state.assignable import shown
from runtime.state.schema import ROOT

Told = tuple[str, str]
"""What kind of channel it is, and the rest of the sentence."""
ONE_VALUE: dict[type[Any], Told] = {
    LastValue: ("last value", ""),
    AnyValue: ("any value", "of those written in the superstep before"),
    EphemeralValue: ("ephemeral", "kept for one superstep"),
    UntrackedValue: ("untracked", "the last value of a run; not stored"),
}
LONGEST = 160
UNNAMED = frozenset({ROOT, END, PREVIOUS})
"""Keys that the engine gives to the one value of a state or a function."""


def describe_state(graph: Any) -> dict[str, Any]:
    """Return the version of a graph's schema, where it has steps between them, and a row for each key of its state."""
    program = getattr(graph, "program", None)
    if program is None:
        return {"version": None, "keys": []}
    types = _types(graph)
    found: dict[str, Told] = {key: told(program.channels[key]) for key in program.tracked if key not in UNNAMED}
    found |= {key: ("managed", _name(each)) for key, each in program.managed.items()}
    order = [*(key for key in types if key in found), *(key for key in found if key not in types)]
    rows = [{"key": key, "type": types.get(key, ""), "kind": found[key][0], "detail": found[key][1]} for key in order]
    return {"version": getattr(program.migrations, "version", None), "keys": rows}


def _types(graph: Any) -> dict[str, str]:
    """Return each key's type as its author wrote it, in the order of the schemas."""
    types: dict[str, str] = {}
    for source in getattr(getattr(graph, "builder", None), "schemas", ()):
        try:
            hints = get_type_hints(source, include_extras=True)
        except (TypeError, NameError, AttributeError):
            # A name that exists only while types are checked, or no record at all.
            continue
        types |= {key: _short(_shown(hint)) for key, hint in hints.items() if key not in types}
    return types


def _shown(hint: Any) -> str:
    """Return a type as text; the union of all LangChain's messages by the name its authors write."""
    union = getattr(sys.modules.get("langchain_core.messages"), "AnyMessage", None)
    return shown(hint) if union is None else shown(hint).replace(shown(union), "AnyMessage")


def told(channel: Any) -> Told:
    """Return what a channel is, in words."""
    for kind, tell in TOLD.items():
        if isinstance(channel, kind):
            return tell(channel)
    return ONE_VALUE.get(cast("type[Any]", type(channel)), (type(channel).__name__, ""))


def _sentence(channel: Any) -> str:
    kind, detail = told(channel)
    return f"{kind} ({detail})" if detail else kind


def _shape(kind: str, detail: str, inner: Any) -> Told:
    return kind, detail if isinstance(inner, Topic) else f"{detail}; inside: {_sentence(inner)}"


def _bounded(channel: Any) -> Told:
    return _shape("bounded", f"the last {channel.limit} items", channel.inner)


def _deduplicated(channel: Any) -> Told:
    by = "value" if channel.by is None else f"result of {_name(channel.by)}"
    return _shape("deduplicated", f"one item for each {by}, the {channel.keep} written", channel.inner)


def _windowed(channel: Any) -> Told:
    count = "" if channel.count is None else f", {channel.count} of them at most"
    detail = f"items younger than {_short(repr(channel.span))} by {_name(channel.time_of)}{count}"
    return _shape("windowed", detail, channel.inner)


def _reducer(channel: Any) -> Told:
    reducer = channel.operator
    takes: Any = getattr(reducer, "takes", None)
    commutes = getattr(reducer, "commutes", False)
    kinds = () if takes is None else cast("tuple[Any, ...]", takes if isinstance(takes, tuple) else (takes,))
    parts = [_name(reducer), "takes " + " or ".join(map(shown, kinds)) if kinds else "", "commutes" if commutes else ""]
    return "reducer", "; ".join(filter(None, parts))


def _name(found: Any) -> str:
    while isinstance(found, partial):
        found = cast("partial[Any]", found).func
    return _short(getattr(found, "__name__", None) or type(found).__name__)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


TOLD: dict[type[Any], Callable[[Any], Told]] = {
    Bounded: _bounded,
    Deduplicated: _deduplicated,
    Windowed: _windowed,
    ChannelMap: lambda channel: ("map", f"for each name: {_sentence(channel.each)}"),
    Context: lambda channel: ("context", f"opened by {_name(channel.make or channel.amake)} for a run; not stored"),
    DeltaChannel: lambda channel: ("delta", f"{_name(channel.reducer)}; stored as what was added"),
    BinaryOperatorAggregate: _reducer,
    Topic: lambda channel: ("topic", "all values" if channel.accumulate else "the values of the superstep before"),
}
