"""Managed values: state keys that the engine computes for each task and no one writes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from inspect import isclass
from typing import Any, Generic, Protocol, TypeAlias, TypeGuard, TypeVar

__all__ = ("ManagedValue", "ManagedValueMapping", "ManagedValueSpec", "StepCount", "is_managed_value")

V = TypeVar("V")


class StepCount(Protocol):
    """How far the run is: the superstep a task is in, and the last one allowed."""

    step: int
    stop: int


class ManagedValue(ABC, Generic[V]):
    """A computed state key; annotate the key with the class."""

    @staticmethod
    @abstractmethod
    def get(scratchpad: Any) -> Any:
        """Return the value for a task standing at `scratchpad.step` of `scratchpad.stop`."""


ManagedValueSpec: TypeAlias = type[ManagedValue[Any]]
ManagedValueMapping: TypeAlias = dict[str, ManagedValueSpec]


def is_managed_value(value: Any) -> TypeGuard[ManagedValueSpec]:
    """Whether an annotation is a managed value."""
    return isclass(value) and issubclass(value, ManagedValue)
