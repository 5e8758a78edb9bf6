"""Ids that sort by the time they were made: UUID version 6 (RFC 9562).

The 60-bit clock of a version 1 UUID, most significant bits first, so that comparing two ids as text compares their
times. `clock_seq` is free for the caller: checkpoints put their step there.
"""

from __future__ import annotations

import time
import uuid
from datetime import UTC, datetime
from functools import lru_cache
from random import getrandbits
from threading import Lock

_GREGORIAN_OFFSET = 0x01B21DD213814000  # 100 ns intervals from 1582-10-15 to 1970-01-01
_CLOCK_SEQ_MASK = 0x3FFF
_VERSION_TIMED = 6

_lock = Lock()
_newest = 0


class UUID(uuid.UUID):
    """A UUID that knows where version 6 keeps its time."""

    __slots__ = ()

    @property
    def subsec(self) -> int:
        """The low 12 bits of the clock."""
        return self.int >> 64 & 0x0FFF

    @property
    def time(self) -> int:
        """100 ns intervals since 1582-10-15."""
        if self.version != _VERSION_TIMED:
            return super().time
        return (self.int >> 80 << 12) | self.subsec


def uuid6(node: int | None = None, clock_seq: int | None = None) -> UUID:
    """Returns a new id, greater than every id this process made before.

    `node`: 48 bits, random if None. `clock_seq`: 14 bits, taken modulo; random if None.
    """
    return UUID(int=_number(node, clock_seq))


def uuid6_text(clock_seq: int) -> str:
    """Returns a new id as text, without building the object. For checkpoints."""
    digits = f"{_number(None, clock_seq):032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def time_text(nanoseconds: int) -> str:
    """Returns a Unix time as ISO 8601 text in UTC, to the microsecond."""
    seconds, rest = divmod(nanoseconds, 1_000_000_000)
    return f"{_second_text(seconds)}.{rest // 1000:06d}+00:00"


@lru_cache(2)
def _second_text(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _number(node: int | None, clock_seq: int | None) -> int:
    global _newest  # noqa: PLW0603  the clock of this process
    now = time.time_ns() // 100 + _GREGORIAN_OFFSET
    with _lock:
        _newest = now = max(now, _newest + 1)
    if node is None:
        node = getrandbits(48)
    if clock_seq is None:
        clock_seq = getrandbits(14)
    low = (clock_seq & _CLOCK_SEQ_MASK) << 48 | node
    return (now >> 12) << 80 | _VERSION_TIMED << 76 | (now & 0x0FFF) << 64 | 1 << 63 | low
