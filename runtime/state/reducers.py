"""Reducers that many states need; each takes the value so far and one write, and changes neither."""

from __future__ import annotations

from typing import Any, TypeVar

T = TypeVar("T")


def append(left: list[T] | None, right: T | list[T]) -> list[T]:
    """Return the list with an item, or the items of a list, at its end."""
    return [*(left or []), *right] if isinstance(right, list) else [*(left or []), right]


def merge(left: dict[str, Any] | None, right: dict[str, Any] | None) -> dict[str, Any]:
    """Return both mappings as one; the write wins."""
    return {**(left or {}), **(right or {})}


def keep_first(left: T | None, right: T) -> T:
    """Return the value that was there first."""
    return right if left is None else left
