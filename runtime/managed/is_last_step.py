"""How many supersteps a run has left before its recursion limit."""

from typing import Annotated

from runtime.managed.base import ManagedValue, StepCount

__all__ = ("IsLastStep", "RemainingStepsManager")


class IsLastStepManager(ManagedValue[bool]):
    """Whether this superstep is the last one allowed."""

    @staticmethod
    def get(scratchpad: StepCount) -> bool:
        return scratchpad.step == scratchpad.stop - 1


class RemainingStepsManager(ManagedValue[int]):
    """Supersteps left, this one included."""

    @staticmethod
    def get(scratchpad: StepCount) -> int:
        return scratchpad.stop - scratchpad.step


IsLastStep = Annotated[bool, IsLastStepManager]
RemainingSteps = Annotated[int, RemainingStepsManager]
