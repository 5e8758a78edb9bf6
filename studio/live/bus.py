"""The kept connections of a process to Redis: for news, for what is waited for, for what is counted."""

from __future__ import annotations

from functools import lru_cache

import redis
from django.conf import settings


@lru_cache(maxsize=1)
def connection() -> redis.Redis:
    """A client with a pool: one connection a thread that uses it at the time."""
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=5, health_check_interval=30)
