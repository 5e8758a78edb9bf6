"""The time limits of one attempt: how long it may run, and how long it may be silent."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import TYPE_CHECKING, Any

from runtime.errors import NodeTimeoutError

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from runtime.drive.node.scope import TaskContext
    from runtime.types import TimeoutPolicy


class StepLimit:
    """How long each superstep may take, if that is limited; `begin` starts a new one, `lift` lets this one end."""

    __slots__ = ("_ends_at", "_seconds")

    def __init__(self, seconds: float | None) -> None:
        self._seconds = seconds
        self._ends_at: float | None = None

    @classmethod
    def of(cls, seconds: float | None) -> StepLimit:
        """Return a new limit; where there is none, the same one for all, for it never begins."""
        return NO_LIMIT if seconds is None else cls(seconds)

    @property
    def is_set(self) -> bool:
        """Whether there is a limit at all."""
        return self._seconds is not None

    def lift(self) -> None:
        """Limit no more what runs now."""
        self._ends_at = None

    def begin(self) -> None:
        """Start counting anew."""
        self._ends_at = None if self._seconds is None else monotonic() + self._seconds

    @property
    def left_s(self) -> float | None:
        """The seconds that are left, 0 when there are none; None without a limit."""
        return None if self._ends_at is None else max(self._ends_at - monotonic(), 0.0)


NO_LIMIT = StepLimit(None)


async def within_limits(context: TaskContext, attempt: Coroutine[Any, Any, None], policy: TimeoutPolicy) -> None:
    """Await an attempt; cancel it and raise NodeTimeoutError when it passes a limit of its policy."""
    loop = asyncio.get_running_loop()
    started_at = last_beat_at = loop.time()

    def beat() -> None:
        nonlocal last_beat_at
        last_beat_at = loop.time()

    context.beats = beat
    running = asyncio.ensure_future(attempt)
    run_limit: Any = policy.run_timeout
    idle_limit: Any = policy.idle_timeout
    try:
        while not running.done():
            now = loop.time()
            ends = [started_at + run_limit] if run_limit is not None else []
            if idle_limit is not None:
                ends.append(last_beat_at + idle_limit)
            if now >= min(ends):
                kind = "run" if run_limit is not None and now >= started_at + run_limit else "idle"
                raise NodeTimeoutError(
                    context.task.name, now - started_at, kind=kind, run_timeout=run_limit, idle_timeout=idle_limit
                )
            await asyncio.wait([running], timeout=min(ends) - now)
    finally:
        if not running.done():
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
    running.result()
