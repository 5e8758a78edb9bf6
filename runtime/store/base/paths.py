"""Finding the text of an item by paths such as `title`, `sections[*].text`, `meta.{name,city}` or `$`."""

from __future__ import annotations

import json
import re
from typing import Any, cast

_TOKEN = re.compile(r"\{[^}]*\}|\[[^\]]*\]|[^.\[\]{}]+")


def tokenize_path(path: str) -> list[str]:
    """Returns the steps of a path: names, `*`, `[0]`, `[*]`, `{a,b}`."""
    return _TOKEN.findall(path)


def get_text_at_path(obj: Any, path: str | list[str]) -> list[str]:
    """Returns the texts found at `path`; mappings and lists as JSON, `$` and the empty path everything as one text."""
    tokens = tokenize_path(path) if isinstance(path, str) else path
    if not tokens or tokens == ["$"]:
        return [json.dumps(obj, sort_keys=True, ensure_ascii=False)]
    found: list[Any] = [obj]
    for token in tokens:
        found = [below for item in found for below in _step(item, token)]
    return [text for item in found for text in _text(item)]


def _step(item: Any, step: str) -> list[Any]:
    if step.startswith("["):
        return _element(cast("list[Any]", item), step[1:-1].strip()) if isinstance(item, list) else []
    if not isinstance(item, dict):
        return list(cast("list[Any]", item)) if step == "*" and isinstance(item, list) else []
    fields = cast("dict[str, Any]", item)
    if step == "*":
        return list(fields.values())
    names = [name.strip() for name in step[1:-1].split(",")] if step.startswith("{") else [step]
    return [fields[name] for name in names if name in fields]


def _element(items: list[Any], place: str) -> list[Any]:
    if place == "*":
        return list(items)
    try:
        return [items[int(place)]]
    except (ValueError, IndexError):
        return []


def _text(item: Any) -> list[str]:
    if item is None:
        return []
    if isinstance(item, dict | list):
        return [json.dumps(item, sort_keys=True, ensure_ascii=False)]
    return [str(item)]
