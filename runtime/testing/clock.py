"""A clock that moves only when told, and ids that count."""

from __future__ import annotations


class FakeClock:
    """Ids are `00000001-...` and up, time starts at 0 and moves by what is slept; `random` is always 0.5."""

    def __init__(self) -> None:
        self.ids = 0
        self.seconds = 0.0
        self.slept: list[float] = []

    def stamp(self, step: int) -> tuple[str, int]:
        """Return the next id and the time, nanoseconds."""
        self.ids += 1
        return f"{self.ids:08x}-0000-6000-8000-000000000000", int(self.seconds * 1e9)

    def random(self) -> float:
        """Return 0.5."""
        return 0.5

    def now(self) -> float:
        """Return the seconds slept so far."""
        return self.seconds

    def sleep(self, seconds: float) -> None:
        """Move the clock."""
        self.slept.append(seconds)
        self.seconds += seconds
