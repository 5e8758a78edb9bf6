"""What a flow is: a generator of effects that is sent answers and returns a result."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

if TYPE_CHECKING:
    from runtime.pregel.words import Effect

T = TypeVar("T")
Flow: TypeAlias = Generator[Any, Any, T]


def ask(effect: Effect[T]) -> Flow[T]:
    """Return a driver's answer with its type, which a bare `yield` has not."""
    return (yield effect)
