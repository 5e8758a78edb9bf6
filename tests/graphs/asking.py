"""Nodes that stop and ask."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def asks(e: Any, *questions: Any) -> Callable[[Any], dict[str, Any]]:
    """Returns a node that logs the answers to its questions, asked one after the other."""

    def ask(state: Any) -> dict[str, Any]:
        return {"log": [e.interrupt(question) for question in questions]}

    return ask
