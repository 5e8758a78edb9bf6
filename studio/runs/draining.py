"""Whether this worker was asked to leave: its runs then stop at the end of their superstep and go to the next worker.

Celery tells the parent of a prefork pool, and only it. One byte of shared memory, made before the children are forked,
tells them; looking at it costs a running graph nothing.
"""

from __future__ import annotations

import mmap

from celery.signals import worker_shutting_down

_flag = mmap.mmap(-1, 1)


def is_draining() -> bool:
    """Whether the worker is shutting down."""
    return _flag[0] != 0


@worker_shutting_down.connect
def drain(**_: object) -> None:
    """Ask every run of this worker to stop at its next superstep."""
    _flag[0] = 1
