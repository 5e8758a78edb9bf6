"""Wait until a run ends or stops, woken by its news and not by asking the database again and again."""

from __future__ import annotations

import time

import redis
from django.db import close_old_connections

from studio.live import groups
from studio.live.listen import listening
from studio.runs.models import Run

# The last one stands for an event that is too large for a frame.
ENDS = ("run.finished", "run.interrupted", '"type":"ready"')
LOOK_EVERY_S = 5.0


def wait_for_end(run: Run, within_s: float) -> Run:
    """Return the run as it stands once no worker has it, or when the time is over."""
    deadline = time.monotonic() + within_s
    try:
        with listening(groups.of_run(run.pk)) as next_frame:
            run = _again(run)
            while run.is_active and (left_s := deadline - time.monotonic()) > 0:
                # Whoever waits keeps no connection from the others.
                close_old_connections()
                frame = next_frame(min(left_s, LOOK_EVERY_S))
                # Silence is no proof: a frame may be lost, and then the row tells.
                if frame is None or any(kind in frame for kind in ENDS):
                    run = _again(run)
    except redis.RedisError:
        return _again(run)
    return run


def _again(run: Run) -> Run:
    return Run.objects.get(pk=run.pk)
