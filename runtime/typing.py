"""Types of graphs: type variables, what a node may be, and one signature for two faces.

In `StateGraph[State]`, input and output are State too.
"""

import inspect
from collections.abc import Callable
from typing import Any, ParamSpec, Protocol

from typing_extensions import TypeVar

__all__ = ("ContextT", "InputT", "OutputT", "StateT", "StateT_co", "StateT_contra")

StateT = TypeVar("StateT")
StateT_co = TypeVar("StateT_co", covariant=True)
StateT_contra = TypeVar("StateT_contra", contravariant=True)
ContextT = TypeVar("ContextT", default=None)
InputT = TypeVar("InputT", default=StateT)
OutputT = TypeVar("OutputT", default=StateT)
P = ParamSpec("P")
R = TypeVar("R")


class Invokable(Protocol):
    """A graph, or another Runnable."""

    @property
    def invoke(self) -> Callable[..., Any]:
        """Call it with an input and a config."""
        ...


class NodeFunction(Protocol):
    """A function whose first parameter takes the state; mypy finds no type for a lambda where `Concatenate` stands."""

    def __call__(self, state: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Return what is written to the state, a `Command`, or None."""
        ...


NodeAction = NodeFunction | Invokable
"""What a node runs: called with the state first, and by name with what else it asks for; or a Runnable."""


def takes(asked: Callable[P, Any]) -> Callable[[Callable[..., R]], Callable[P, R]]:
    """Give a function the parameters of `asked`, for type checkers and for `inspect`; its result stays its own.

    A thing with two faces, one that waits and one that is awaited, says so once what both take: the faces hand their
    arguments to `asked` as they come, and `asked` makes of them what the rest of the code reads.
    """
    parameters = tuple(inspect.signature(asked).parameters.values())

    def with_parameters(face: Callable[..., R]) -> Callable[P, R]:
        shown = inspect.signature(face).replace(parameters=parameters)
        vars(face)["__signature__"] = shown
        return face

    return with_parameters
