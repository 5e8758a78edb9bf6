"""A question of the web process to a worker, with a deadline; the answer comes over Redis.

A question is a Celery message on the queue `ask` that nobody reads any more once its time is over. The answer is
pushed on a list of its own, which the asker pops: nothing is kept that nobody waits for.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any
from uuid import uuid4

import msgspec
import redis
from celery import current_task
from django.conf import settings
from kombu.exceptions import OperationalError

from studio.celery import app
from studio.live.bus import connection

QUEUE = "ask"
ANSWER_KEPT_S = 30
POP_WITHIN_S = 2.0


class Unanswered(Exception):
    """No worker answered in time, or the broker cannot be reached."""


class WorkerFailed(Exception):
    """A worker tried and raised; the message is what it said."""


def ask(question: str, *args: Any, within_s: float | None = None) -> Any:
    """Send the Celery task `question` and return what it answers, as JSON. Raises Unanswered or WorkerFailed."""
    within_s = settings.ASK_TIME_LIMIT_S if within_s is None else within_s
    place, deadline = f"live:answer:{uuid4()}", time.monotonic() + within_s
    try:
        app.send_task(question, args=[place, *args], queue=QUEUE, expires=within_s, ignore_result=True, retry=False)
        while (left_s := deadline - time.monotonic()) > 0:
            found: Any = connection().blpop([place], timeout=max(0.01, min(left_s, POP_WITHIN_S)))
            if found is not None:
                return _read(found[1])
    except (OperationalError, redis.RedisError) as error:
        raise Unanswered(f"The workers cannot be reached: {error}") from error
    raise Unanswered(f"No worker answered within {within_s:g} s.")


def answers(work: Callable[..., Any]) -> Callable[..., None]:
    """Make a Celery task of a function that answers `ask`: its first argument is the place of the answer."""

    @wraps(work)
    def worked(place: str, *args: Any) -> None:
        try:
            answer = {"answer": work(*args)}
        except Exception as error:  # noqa: BLE001 - border: an author's module may raise anything; the asker is told
            answer = {"error": f"{type(error).__name__}: {error}"}
        with connection().pipeline() as pipe:
            pipe.rpush(place, msgspec.json.encode(answer))
            pipe.expire(place, ANSWER_KEPT_S)
            pipe.execute()

    return worked


def check_in_time() -> None:
    """Raise WorkerFailed when whoever asked the question being answered waits no more: nothing may change then."""
    expires: Any = current_task.request.expires if current_task else None
    if isinstance(expires, str):
        expires = datetime.fromisoformat(expires)
    if expires is not None and expires < datetime.now(UTC):
        raise WorkerFailed("The answer would come too late, so nothing was changed.")


def _read(encoded: bytes) -> Any:
    found = msgspec.json.decode(encoded)
    if "error" in found:
        raise WorkerFailed(found["error"])
    return found["answer"]
