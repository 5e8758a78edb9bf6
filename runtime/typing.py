"""Type variables of graphs: state, context, input and output; in `StateGraph[State]`, the last two are State too."""

from collections.abc import Callable
from typing import Any, Concatenate, Protocol

from typing_extensions import TypeVar

__all__ = ("ContextT", "InputT", "OutputT", "StateT", "StateT_co", "StateT_contra")

StateT = TypeVar("StateT")
StateT_co = TypeVar("StateT_co", covariant=True)
StateT_contra = TypeVar("StateT_contra", contravariant=True)
ContextT = TypeVar("ContextT", default=None)
InputT = TypeVar("InputT", default=StateT)
OutputT = TypeVar("OutputT", default=StateT)


class Invokable(Protocol):
    """A graph, or another Runnable."""

    @property
    def invoke(self) -> Callable[..., Any]:
        """Call it with an input and a config."""
        ...


NodeAction = Callable[Concatenate[Any, ...], Any] | Invokable
"""What a node runs: called with the state first, and by name with what else it asks for; or a Runnable."""
