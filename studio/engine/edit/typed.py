"""JSON that a person typed, as values of the author's own types."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, get_type_hints

from pydantic import ConfigDict, PydanticUserError, TypeAdapter, ValidationError

from runtime.channels.binop import takes_loose_writes
from runtime.state.pydantic_types import portable

Problem = dict[str, str]


def typed(graph: Any, values: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """Return the values as the state's types, and `{"path", "message"}` for each place that does not fit."""
    made: dict[str, Any] = {}
    problems: list[Problem] = []
    hints = _hints(graph)
    # Channels that only carry edges and joins are no part of the state.
    known = set(graph.stream_channels_list)
    for key, value in values.items():
        if key not in known:
            problems.append({"path": key, "message": f"The state has no key {key!r}."})
            continue
        try:
            made[key] = _maker(hints.get(key, Any), graph.channels[key])(value)
        except ValidationError as error:
            problems.extend(
                {"path": "/".join([key, *map(str, found["loc"])]), "message": found["msg"]} for found in error.errors()
            )
        except Exception as error:  # noqa: BLE001 - border: a validator or reducer of the author's may raise anything
            problems.append({"path": key, "message": f"{type(error).__name__}: {error}"})
    return made, problems


def _hints(graph: Any) -> dict[str, Any]:
    builder = getattr(graph, "builder", None)
    source = getattr(builder, "state_schema", None)
    try:
        return get_type_hints(source, include_extras=True) if isinstance(source, type) else {}
    except (NameError, TypeError, AttributeError):
        # A name that exists only while types are checked: the value is taken as it was typed.
        return {}


def _maker(hint: Any, channel: Any) -> Callable[[Any], Any]:
    reducer: Any = getattr(channel, "operator", None)
    if takes_loose_writes(reducer):
        # A person writes messages as any node may: as dictionaries, pairs or text.
        return lambda value: reducer([], value)
    hint = portable(hint)
    try:
        adapter: TypeAdapter[Any] = TypeAdapter(hint, config=ConfigDict(arbitrary_types_allowed=True))
    except PydanticUserError:
        # Models and typed dicts bring a configuration of their own and take no other.
        try:
            adapter = TypeAdapter(hint)
        except PydanticUserError:
            return lambda value: value
    return adapter.validate_python
