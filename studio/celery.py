"""The Celery application: two queues, JSON only, and a broker that is never the truth.

`runs` carries the ids of runs to drive; `ask` carries short questions of the web process with a deadline. A message may
be lost or delivered twice: a run row has a lease and a fence, and the sweeper enqueues again what nobody holds.
"""

from __future__ import annotations

import gc
import os

from celery import Celery
from celery.signals import task_postrun, worker_process_init
from django.conf import settings
from django.db import close_old_connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")

SWEEP_EVERY_S = 2.0
TASKS_A_CONNECTION = 1_000

app = Celery("superstep")
app.conf.update(
    broker_url=settings.CELERY_BROKER_URL,
    # Nobody reads results: what came of a run is in its row, and `live.ask` answers by itself. Celery would otherwise
    # open a result backend in each thread that sends, which is each request.
    result_backend=None,
    task_ignore_result=True,
    accept_content=["json"],
    task_serializer="json",
    timezone="UTC",
    task_default_queue="runs",
    task_routes={"studio.engine.*": {"queue": "ask"}, "ask.*": {"queue": "ask"}},
    # A killed worker's message goes back; the claim of the run keeps two workers off one run.
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    worker_send_task_events=False,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    # Celery would close the pool of connections before and after each task; a task gives its connection back below.
    CELERY_DB_REUSE_MAX=TASKS_A_CONNECTION,
    broker_connection_retry_on_startup=True,
    # Redis gives a lost message back only after these sweeps: 10 s instead of 100 s.
    broker_transport_options=(
        {"visibility_timeout": 3600, "unacked_restore_interval": 1, "unacked_restore_throttle": 1}
        if settings.CELERY_BROKER_URL.startswith(("redis", "rediss", "redis+socket"))
        else {}
    ),
    beat_schedule={
        "sweep": {
            "task": "runs.sweep",
            "schedule": SWEEP_EVERY_S,
            # A sweep nobody took in time is worthless: the next one does its work.
            "options": {"queue": "ask", "expires": SWEEP_EVERY_S},
        }
    },
)
app.autodiscover_tasks()


@worker_process_init.connect
def leave_imports_alone(**_: object) -> None:
    """Keep the garbage collector from visiting, in the middle of a run, what was imported and stays."""
    gc.collect()
    gc.freeze()


@task_postrun.connect
def give_connection_back(**_: object) -> None:
    """Return the task's database connection to the process's pool, which looks at it before it lends it again."""
    close_old_connections()
