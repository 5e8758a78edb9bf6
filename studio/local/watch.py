"""`python -m studio.local.watch ROOT`: when a file of the project is saved, have it described and its workers replaced.

The description is asked for at once: it is made in a fresh process and needs no new worker. The supervisor (our parent)
is told by SIGHUP and replaces the workers that hold the old code.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from pathlib import Path

from watchfiles import Change, DefaultFilter, watch

from studio.celery import app

DEBOUNCE_MS = 150
_NAMES = frozenset({"langgraph.json", "pyproject.toml"})

log = logging.getLogger(__name__)


class SourceFilter(DefaultFilter):
    """Lets through what changes a graph: Python files, the project's configuration, its environment files."""

    def __call__(self, change: Change, path: str) -> bool:
        """Whether this change is news."""
        return super().__call__(change, path) and is_source(Path(path).name)


def is_source(name: str) -> bool:
    """Whether a file of this name can change what a graph is."""
    return name.endswith(".py") or name in _NAMES or name == ".env" or name.startswith(".env.") or name.endswith(".env")


def main(root: str) -> None:
    """Watch until stopped."""
    ignored = [os.environ.get("SUPERSTEP_VAR") or str(Path(root) / "var")]
    seen = SourceFilter(ignore_paths=ignored)
    for changes in watch(root, watch_filter=seen, debounce=DEBOUNCE_MS, step=50, raise_interrupt=False):
        log.warning("changed: %s", ", ".join(sorted({path for _, path in changes})))
        app.send_task("ask.describe_project", args=[root], queue="ask")
        os.kill(os.getppid(), signal.SIGHUP)


if __name__ == "__main__":
    main(sys.argv[1])
