"""The difference between two states as a patch, and a patch applied: pure, and inverse to each other.

A patch is `{"set": {key: value}, "append": {key: [items]}, "remove": [key]}`. A list that only grew is told by the
items it gained, so that the journal of a long conversation does not hold it once per step.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

Patch = dict[str, Any]


def diff(before: Mapping[str, Any], after: Mapping[str, Any]) -> Patch:
    """The patch that makes `after` of `before`."""
    changed: dict[str, Any] = {}
    grown: dict[str, list[Any]] = {}
    for key, value in after.items():
        if key in before and before[key] == value:
            continue
        gained = _gained(before.get(key), value)
        if gained:
            grown[key] = gained
        else:
            changed[key] = value
    return {"set": changed, "append": grown, "remove": [key for key in before if key not in after]}


def apply(before: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    """The state that a patch makes of `before`, which is left as it is."""
    after = {key: value for key, value in before.items() if key not in patch["remove"]}
    after.update(patch["set"])
    for key, items in patch["append"].items():
        after[key] = [*after.get(key, ()), *items]
    return after


def is_empty(patch: Mapping[str, Any]) -> bool:
    """Whether a patch changes nothing."""
    return not (patch["set"] or patch["append"] or patch["remove"])


def _gained(before: Any, after: Any) -> list[Any] | None:
    if not isinstance(before, list) or not isinstance(after, list):
        return None
    old, new = cast("list[Any]", before), cast("list[Any]", after)
    return new[len(old) :] if old and len(new) > len(old) and new[: len(old)] == old else None
