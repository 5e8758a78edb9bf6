"""Waits that take no time: what a policy asks for is noted instead of slept."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

SHORTEST_NOTED = 0.01


@contextmanager
def noted_waits(chance: float = 0.25) -> Iterator[list[float]]:
    """Yields the seconds slept in here, by either face, as they are asked for; every random number is `chance`."""
    waits: list[float] = []
    pause = asyncio.sleep

    def note(seconds: float) -> None:
        if seconds >= SHORTEST_NOTED:
            waits.append(round(seconds, 6))

    async def sleep(seconds: float) -> None:
        note(seconds)
        await pause(0)

    with (
        patch.object(asyncio, "sleep", sleep),
        patch.object(time, "sleep", note),
        patch.object(random, "random", lambda: chance),
        patch.object(random, "uniform", lambda low, high: low + chance * (high - low)),
    ):
        yield waits
