"""Nodes that yield: a generator is run to its end, and what it yielded is what the node returns."""

from __future__ import annotations

import inspect
from functools import wraps
from typing import Any


def as_function(action: Any) -> Any:
    """Return a function that returns what a generator function yields: its values added up, or the last of them."""
    if inspect.isgeneratorfunction(action):

        @wraps(action)
        def drained(*args: Any, **kwargs: Any) -> Any:
            result: Any = None
            for value in action(*args, **kwargs):
                result = _with(result, value)
            return result

        return drained
    if inspect.isasyncgenfunction(action):

        @wraps(action)
        async def adrained(*args: Any, **kwargs: Any) -> Any:
            result: Any = None
            async for value in action(*args, **kwargs):
                result = _with(result, value)
            return result

        return adrained
    return action


def _with(result: Any, value: Any) -> Any:
    if result is None:
        return value
    try:
        return result + value
    except TypeError:
        return value
