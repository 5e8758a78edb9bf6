"""The state most tiny graphs share, and the node that says one word."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Annotated, Any

from typing_extensions import TypedDict


class State(TypedDict, total=False):
    """A plain value and a log that grows."""

    x: int
    log: Annotated[list[Any], operator.add]


def says(word: str, **update: Any) -> Callable[[Any], dict[str, Any]]:
    """Returns a node of that name which logs it, and writes `update`."""

    def node(state: Any) -> dict[str, Any]:
        return {"log": [word], **update}

    node.__name__ = word
    return node


def fails(error: Exception) -> Callable[[Any], Any]:
    """Returns a node that raises."""

    def node(state: Any) -> Any:
        raise error

    return node
