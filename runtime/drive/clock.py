"""Time, chance and ids, all in one place that tests can replace."""

from __future__ import annotations

import random
import time
from functools import lru_cache
from typing import Protocol
from uuid import getnode

GREGORIAN_OFFSET = 0x01B21DD213814000
"""Intervals of 100 ns between 1582-10-15, where UUID time begins, and 1970-01-01."""
CLOCK_SEQUENCE_MASK = 0x3FFF
NODE = f"{getnode():012x}"


class Clock(Protocol):
    """What a driver needs of the world."""

    def stamp(self, step: int) -> tuple[str, int]:
        """Return a new checkpoint id, greater than all before, and the Unix time, nanoseconds."""
        ...

    def random(self) -> float:
        """Return a number in [0, 1)."""
        ...

    def now(self) -> float:
        """Return the Unix time, seconds."""
        ...

    def sleep(self, seconds: float, /) -> None:
        """Wait."""
        ...


class SystemClock:
    """The real clock. Ids are UUIDs of version 6: they sort by time, and hold the step as their clock sequence."""

    def stamp(self, step: int) -> tuple[str, int]:
        global _last_ticks  # noqa: PLW0603 - ids grow within the process, whoever makes them
        nanoseconds = time.time_ns()
        ticks = nanoseconds // 100 + GREGORIAN_OFFSET
        if ticks <= _last_ticks:
            ticks = _last_ticks + 1
        _last_ticks = ticks
        sequence = 0x8000 | step & CLOCK_SEQUENCE_MASK
        # In every superstep: `%` formats numbers in half the time of an f-string.
        return "%s-6%03x-%04x-%s" % (_text_of_high(ticks >> 12), ticks & 0xFFF, sequence, NODE), nanoseconds  # noqa: UP031

    def random(self) -> float:
        return random.random()  # noqa: S311 - jitter, not a secret

    def sleep(self, seconds: float, /) -> None:
        time.sleep(seconds)

    now = staticmethod(time.time)


@lru_cache(2)
def _text_of_high(ticks: int) -> str:
    return f"{ticks >> 16:08x}-{ticks & 0xFFFF:04x}"


_last_ticks = 0
SYSTEM_CLOCK: Clock = SystemClock()
