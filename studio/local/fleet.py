"""The programs of one site: the web process, the two kinds of workers, beat and the watcher of an author's files."""

from __future__ import annotations

import os
import signal
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

from studio.local.children import Program

LEAST_RUN_WORKERS = 2
ASK_PROCESSES = 2


@dataclass(frozen=True, slots=True)
class Site:
    """What one `superstep serve` serves: `env` is given to every program, `listener` is the bound socket."""

    project: Path
    var: Path
    env: dict[str, str]
    listener: socket.socket
    run_workers: int

    @property
    def origin(self) -> str:
        """The address for a browser on this machine."""
        host, port = self.listener.getsockname()[:2]
        shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
        return f"http://{shown}:{port}"


def worker_count() -> int:
    """Return how many runs one machine drives at a time: one a core, but never fewer than two."""
    return max(LEAST_RUN_WORKERS, os.cpu_count() or LEAST_RUN_WORKERS)


def web(site: Site) -> Program:
    """Daphne on the supervisor's own socket: callers wait, and are not refused, while it starts anew."""
    number = site.listener.fileno()
    # Verbosity 0 writes no access log: a one-time sign-in link is a secret in a path.
    argv = _python("daphne", "--fd", str(number), "--no-server-name", "-v", "0", "studio.asgi:application")
    return Program("web", argv, site.env, pass_fds=(number,))


def runs_worker(site: Site, generation: int) -> Program:
    """The worker that drives runs. SIGTERM drains it; each reload starts the next generation."""
    return _worker(site, "runs", site.run_workers, generation)


def ask_worker(site: Site, generation: int) -> Program:
    """The worker that answers short questions of the web process, also while it describes a graph."""
    return _worker(site, "ask", ASK_PROCESSES, generation)


def beat(site: Site) -> Program:
    """The clock of the sweeper."""
    argv = _python("celery", "-A", "studio.celery", "beat", "-s", str(site.var / "beat"), "--pidfile=", "-l", "WARNING")
    return Program("beat", argv, site.env)


def watcher(site: Site) -> Program:
    """Sees saved files of the project and tells the supervisor by SIGHUP."""
    return Program("watch", _python("studio.local.watch", str(site.project)), site.env, stop_signal=signal.SIGINT)


def _worker(site: Site, queue: str, processes: int, generation: int) -> Program:
    quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "WARNING")
    name = f"{queue}-{generation}@%h"
    argv = _python("celery", "-A", "studio.celery", "worker", "-Q", queue, "-c", str(processes), "-n", name, *quiet)
    # Django's checks import every page's code, which a worker never runs.
    return Program(queue, argv, {**site.env, "CELERY_SKIP_CHECKS": "1"})


def _python(module: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", module, *arguments)
