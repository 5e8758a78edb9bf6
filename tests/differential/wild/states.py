"""The states random graphs have: keys of every channel, a dataclass, a model, and a log kept as deltas."""

from __future__ import annotations

import operator
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import BaseModel
from typing_extensions import TypedDict


@dataclass
class Fields:
    """The state as a dataclass."""

    log: Annotated[list[Any], operator.add] = field(default_factory=list)
    x: Any = None


class Model(BaseModel):
    """The state as a Pydantic model."""

    log: Annotated[list[Any], operator.add] = []
    x: Any = None


def state_of(e: Any, kind: str) -> Any:
    """Returns the schema of a plan's state."""
    if kind in ("dataclass", "model"):
        return Fields if kind == "dataclass" else Model
    log = e.DeltaChannel(extended, list, snapshot_frequency=3) if kind == "deltas" else operator.add
    keys = {
        "log": Annotated[list[Any], log],
        "x": Any,
        "any": Annotated[Any, e.AnyValue(Any)],
        "fading": Annotated[Any, e.EphemeralValue(Any, guard=False)],
        "unkept": Annotated[Any, e.UntrackedValue(Any, guard=False)],
        "topic": Annotated[list[Any], e.Topic(str)],
        "all": Annotated[list[Any], e.Topic(str, accumulate=True)],
    }
    return TypedDict("Keys", keys, total=False)


def extended(old: Any, new: Any) -> Any:
    """Returns a list with all that was added to it in one superstep."""
    return [*(old or []), *(item for one in new for item in one)]


def seen(state: Any) -> Any:
    """Returns what a node sees of its state, in words."""
    found = state if isinstance(state, dict) else vars(state)
    return sorted((key, repr(value)) for key, value in found.items())


def logged(state: Any) -> Any:
    """Returns the log of a state of any kind."""
    return state.get("log", ()) if isinstance(state, dict) else state.log
