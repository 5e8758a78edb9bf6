"""A whole site in a folder of its own, started by the same command as a person's."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Self, TypeVar
from uuid import uuid4

import psutil

ROOT = Path(__file__).resolve().parents[2]
T = TypeVar("T")
READY = re.compile(r"ready at (?P<origin>http://[^ ]+)/ - sign in once with (?P<link>http://\S+)")


class Site:
    """`superstep serve` on a free port, with what it says in `lines`."""

    def __init__(self, project: Path, var: Path, *arguments: str) -> None:
        self.var = var
        # Another one on the same folder says its own.
        self._said = var.with_name(f"{var.name}-{uuid4().hex[:8]}.said")
        self._argv = [
            sys.executable, "-m", "studio.cli", "serve", str(project), "--var", str(var), "--port", "0", *arguments
        ]  # fmt: skip
        self.start_again()

    def start_again(self) -> None:
        """Start it on the same folder; what an earlier start said is forgotten."""
        # Its own servers, whatever the tests themselves use.
        kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
        with self._said.open("wb") as said:
            self.process = subprocess.Popen(
                self._argv, cwd=ROOT, env=kept, stdin=subprocess.DEVNULL, stdout=said, stderr=said,
                start_new_session=True,
            )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        tree = self.tree()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
        for process in tree:
            if process.is_running():
                process.kill()
        self.process.wait(5)

    @property
    def said(self) -> str:
        """Everything it wrote to the terminal so far."""
        return self._said.read_text()

    def wait_until_ready(self, within_s: float = 60.0) -> tuple[str, str]:
        """Return its address and its one-time link."""
        found = wait_for(lambda: READY.search(self.said) or self._ended(), within_s, lambda: self.said)
        assert isinstance(found, re.Match), self.said
        return found["origin"], found["link"]

    def wait_until_it_says(self, words: str, within_s: float = 20.0) -> None:
        """Return once the words were written."""
        wait_for(lambda: words in self.said, within_s, lambda: f"{words!r} not in:\n{self.said}")

    def tree(self) -> list[psutil.Process]:
        """The supervisor and everything below it."""
        try:
            supervisor = psutil.Process(self.process.pid)
            return [supervisor, *supervisor.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def kill_everything(self) -> None:
        """kill -9 the supervisor and everything below it, as a power cut does."""
        tree = self.tree()
        for process in tree:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(tree, timeout=10)
        self.process.wait(5)

    def child(self, words: str) -> psutil.Process:
        """The supervisor's own child whose command line holds `words`."""
        children = psutil.Process(self.process.pid).children()
        return next(child for child in children if words in " ".join(child.cmdline()))

    def _ended(self) -> bool:
        return self.process.poll() is not None


def wait_for(look: Callable[[], T], within_s: float, tell: Callable[[], str]) -> T:
    """Return what `look` returns once it is true; fail with `tell()` when it is not in time."""
    deadline = time.monotonic() + within_s
    while not (seen := look()):
        assert time.monotonic() < deadline, tell()
        time.sleep(0.05)
    return seen
