"""A real Celery worker on the test's database, in a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from tests.integration.site import ROOT, wait_for
from tests.integration.web import environment

QUIET = ("--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "INFO")


class Worker:
    """A running worker and what it says."""

    def __init__(self, queue: str, processes: int, said: Path, extra: dict[str, str]) -> None:
        self.said = said
        argv = [sys.executable, "-m", "celery", "-A", "studio.celery", "worker", "-Q", queue, "-c", str(processes)]
        with said.open("wb") as log:
            self.process = subprocess.Popen(
                [*argv, "-n", f"{queue}-{uuid4().hex[:6]}@%h", *QUIET],
                cwd=ROOT,
                env={**environment(), **extra},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_for(lambda: " ready." in said.read_text(), 30, said.read_text)

    def drain(self) -> None:
        """Ask it to finish its superstep and leave."""
        self.process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it and its children at once, as a lost machine does."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        self.process.wait(10)


@contextmanager
def working(queue: str, processes: int = 1, **extra: str) -> Iterator[Worker]:
    """Start a worker of a queue and wait until it is ready; end it afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        worker = Worker(queue, processes, Path(folder) / "said", extra)
        try:
            yield worker
        finally:
            worker.kill()
