"""Programs and their running children.

A child leads a process group of its own, so that Ctrl-C in the terminal reaches the supervisor alone and a stop reaches
everything the child started. Where the kernel can (Linux), a child also dies with its parent: `kill -9` of the
supervisor leaves nothing behind. Every child carries SUPERSTEP_VAR in its environment, by which the next start finds
what an unlucky end left running after all.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

MARK = "SUPERSTEP_VAR"
LOG_KEPT_BYTES = 5_000_000
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass(frozen=True, slots=True)
class Program:
    """How to start one child and how to end it.

    `orphan_signal` is what the kernel sends when the supervisor is gone; `account` is the user name to run as.
    """

    name: str
    argv: tuple[str, ...]
    env: dict[str, str] = field(default_factory=dict)
    stop_signal: int = signal.SIGTERM
    orphan_signal: int = signal.SIGKILL
    account: str | None = None
    cwd: Path | None = None
    pass_fds: tuple[int, ...] = ()


@dataclass(slots=True)
class Child:
    """A running program."""

    program: Program
    process: subprocess.Popen[bytes]
    started_at: float

    @property
    def is_alive(self) -> bool:
        """Whether it still runs; collects its exit status."""
        return self.process.poll() is None

    def ask_to_stop(self) -> None:
        """Send the program's stop signal to the child itself (it ends what it started)."""
        if self.is_alive:
            self.process.send_signal(self.program.stop_signal)

    def kill(self) -> None:
        """End the whole group at once."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return
        self.process.wait()


def start_child(program: Program, var: Path) -> Child:
    """Start `program`; its output is appended to `var`/log/NAME.log.

    Call from the main thread: the kernel's death signal follows the thread that started the child.
    """
    environment = {**os.environ, **program.env, MARK: str(var)}
    log_path = log_path_of(var, program.name)
    with log_path.open("ab") as log:
        process = subprocess.Popen(
            program.argv,
            env=environment,
            cwd=program.cwd,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=program.pass_fds,
            **as_account(program.account),
            preexec_fn=_die_with_parent(program.orphan_signal),  # noqa: PLW1509 - reason: one thread only
        )
    return Child(program, process, time.monotonic())


def as_account(account: str | None) -> dict[str, Any]:
    """Return subprocess arguments that drop every right but those of `account`; none for our own account."""
    if account is None:
        return {}
    import pwd  # noqa: PLC0415 - reason: exists on Unix only, and only root ever comes here

    return {"user": account, "group": pwd.getpwnam(account).pw_gid, "extra_groups": []}


def log_path_of(var: Path, name: str) -> Path:
    """Return the log of a child; one grown past LOG_KEPT_BYTES is moved to NAME.log.1 first."""
    folder = var / "log"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.log"
    if path.exists() and path.stat().st_size > LOG_KEPT_BYTES:
        path.replace(path.with_suffix(".log.1"))
    return path


def stop_children(children: Iterable[Child], within_s: float) -> list[str]:
    """Ask every child to stop, wait at most `within_s` together, then kill; return the names that had to be killed."""
    waiting = list(children)
    for child in waiting:
        child.ask_to_stop()
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline and any(child.is_alive for child in waiting):
        time.sleep(0.02)
    killed = [child.program.name for child in waiting if child.is_alive]
    for child in waiting:
        child.kill()
    return killed


def end_leftovers(var: Path, within_s: float = 3.0) -> int:
    """End the processes an earlier supervisor of this folder left running; return how many there were."""
    found = [process for process in psutil.process_iter() if _is_marked(process, str(var))]
    for process in found:
        _signal(process, signal.SIGTERM)
    _, alive = psutil.wait_procs(found, timeout=within_s)
    for process in alive:
        _signal(process, signal.SIGKILL)
    psutil.wait_procs(alive, timeout=within_s)
    return len(found)


def _is_marked(process: psutil.Process, var: str) -> bool:
    if process.pid == os.getpid():
        return False
    try:
        return process.environ().get(MARK) == var
    except (psutil.Error, OSError, ValueError):
        return False


def _signal(process: psutil.Process, number: int) -> None:
    try:
        process.send_signal(number)
    except psutil.Error:
        return


def _die_with_parent(number: int) -> Callable[[], None] | None:
    if _LIBC is None:
        return None
    parent = os.getpid()

    def ask_kernel() -> None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:
            os._exit(1)

    return ask_kernel
