"""What a flow is: a generator of effects that is sent answers and returns a result.

A storage effect asked through these functions has the type of its answer, which a bare `yield` has not.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from runtime.pregel.words import FetchCached, Load, LoadDeltas, MayGoOn, MayStart, NextEvent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from runtime.config import RunnableConfig
    from runtime.debugger import Stop
    from runtime.pregel.task import Task
    from runtime.pregel.words import Write

T = TypeVar("T")
Flow: TypeAlias = Generator[Any, Any, T]

NEXT_EVENT = NextEvent()


def load(config: RunnableConfig, before: str | None = None) -> Flow[Any]:
    """Return the checkpoint tuple at `config`, or None."""
    return (yield Load(config, before))


def load_deltas(config: RunnableConfig, channels: Sequence[str]) -> Flow[Mapping[str, Any]]:
    """Return the histories that these delta channels are rebuilt from."""
    return (yield LoadDeltas(config, channels))


def fetch_cached(tasks: Sequence[Task]) -> Flow[Mapping[Task, Sequence[Write]]]:
    """Return kept results of tasks that have a cache key."""
    return (yield FetchCached(tasks))


def may_start(step: int, tasks: Sequence[Task], values: Mapping[str, Any]) -> Flow[Sequence[Stop]]:
    """Return the debugger's stops before these tasks."""
    return (yield MayStart(step, tasks, values))


def may_go_on(step: int, tasks: Sequence[Task], values: Mapping[str, Any]) -> Flow[Sequence[Stop]]:
    """Return the debugger's stops after these tasks."""
    return (yield MayGoOn(step, tasks, values))
