"""How often a wrong password may be tried: counted in Redis, so that every web process sees the same number.

A person's name may be tried a few times from one address, and more often from all addresses together, within a window
that begins with the first failure. Where Redis does not answer nobody is shut out; the failure is logged.
"""

from __future__ import annotations

import logging
from hashlib import sha256
from typing import cast

import redis

from studio.live.bus import connection

WINDOW_S = 900
MOST_FROM_ONE_ADDRESS = 8
MOST_FOR_ONE_NAME = 60

log = logging.getLogger(__name__)


def wait_s(name: str, address: str) -> int:
    """Seconds until the next try is taken; 0 when one is taken now."""
    return max((_rest_s(key, most) for key, most in _keys(name, address).items()), default=0)


def count_failure(name: str, address: str) -> None:
    """Remember a wrong password."""
    try:
        for key in _keys(name, address):
            if connection().incr(key) == 1:
                connection().expire(key, WINDOW_S)
    except redis.RedisError as error:
        log.warning("A failed sign-in was not counted: %s", error)


def forget_failures(name: str, address: str) -> None:
    """Begin anew after the right password."""
    try:
        connection().delete(*_keys(name, address))
    except redis.RedisError as error:
        log.warning("Failed sign-ins were not forgotten: %s", error)


def _keys(name: str, address: str) -> dict[str, int]:
    who = sha256(name.strip().lower().encode()).hexdigest()[:32]
    return {f"sign-in:{who}:{address}": MOST_FROM_ONE_ADDRESS, f"sign-in:{who}": MOST_FOR_ONE_NAME}


def _rest_s(key: str, most: int) -> int:
    try:
        tried = cast("bytes | None", connection().get(key))
        if int(tried or 0) < most:
            return 0
        return max(1, connection().ttl(key))
    except redis.RedisError as error:
        log.warning("Failed sign-ins cannot be counted: %s", error)
        return 0
