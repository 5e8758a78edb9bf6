"""From example states to a schema: a TypedDict, or its JSON schema.

A key that some example lacks may be left out; a key that holds values of several types has a union; whole and broken
numbers together are `float`; mappings with text keys become records of their own, and the items of all lists under one
key are looked at together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, Union, cast

from typing_extensions import TypedDict

from runtime.state.json_schema import type_schema

__all__ = ("infer_json_schema", "infer_schema")


def infer_schema(examples: Iterable[Mapping[str, Any]], name: str = "State") -> type[dict[str, Any]]:
    """Return a TypedDict that every example fits; its nested records are named after their keys.

    Raises:
        ValueError: when there is no example, or one is no mapping from names to values.

    Example:
        >>> State = infer_schema([{"n": 1, "tags": ["a"]}, {"n": 2.5, "tags": [], "by": None}])
        >>> State.__annotations__["n"], State.__annotations__["tags"]
        (<class 'float'>, list[str])
        >>> sorted(State.__optional_keys__)
        ['by']
    """
    states = list(examples)
    if not states:
        raise ValueError("There is no example to infer a schema from: give at least one state.")
    for state in states:
        if not _is_record(state):
            raise ValueError(f"An example state is a mapping from names to values, got {state!r}.")
    return _record(states, name)


def infer_json_schema(examples: Iterable[Mapping[str, Any]], name: str = "State") -> dict[str, Any]:
    """Return the JSON schema of `infer_schema`.

    Example:
        >>> infer_json_schema([{"n": 1}])["properties"]
        {'n': {'title': 'N', 'type': 'integer'}}
    """
    return type_schema(infer_schema(examples, name), name)


def _is_record(value: Any) -> bool:
    if not isinstance(value, Mapping):
        return False
    return all(isinstance(key, str) and key.isidentifier() for key in cast("Mapping[Any, Any]", value))


def _record(states: list[Any], name: str) -> Any:
    keys = dict.fromkeys(key for state in states for key in state)
    fields: dict[str, Any] = {}
    for key in keys:
        values = [state[key] for state in states if key in state]
        typ = _type_of(values, f"{name}{key.title().replace('_', '')}")
        fields[key] = typ if len(values) == len(states) else NotRequired[typ]
    return TypedDict(name, fields)  # pyright: ignore[reportGeneralTypeIssues, reportArgumentType, reportUnknownVariableType]


def _type_of(values: list[Any], name: str) -> Any:
    """Return the type that all values have; with none to look at, anything."""
    records = [value for value in values if _is_record(value) and value]
    mappings = cast("list[Mapping[Any, Any]]", [value for value in values if isinstance(value, Mapping)])
    lists = cast("list[list[Any]]", [value for value in values if isinstance(value, list)])
    others: set[type] = {type(value) for value in values if not isinstance(value, Mapping | list)}
    if {int, float} <= others:
        others.discard(int)
    found: list[Any] = [None if kind is type(None) else kind for kind in sorted(others, key=_by_name)]
    if lists:
        found.append(list[_type_of(_flat(lists), f"{name}Item")])
    if len(mappings) > len(records):
        keys, inner = _flat(map(_keys, mappings)), _flat(map(_values, mappings))
        found.append(dict[_type_of(keys, name), _type_of(inner, name)])
    elif records:
        found.append(_record(records, name))
    return cast("Any", Union)[tuple(found)] if found else Any


def _flat(parts: Iterable[Iterable[Any]]) -> list[Any]:
    return [item for part in parts for item in part]


def _keys(mapping: Mapping[Any, Any]) -> Iterable[Any]:
    return mapping.keys()


def _values(mapping: Mapping[Any, Any]) -> Iterable[Any]:
    return mapping.values()


def _by_name(kind: type) -> tuple[bool, str]:
    return kind is type(None), kind.__name__
