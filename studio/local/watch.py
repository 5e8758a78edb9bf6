"""`python -m studio.local.watch ROOT`: when a file of the project is saved, describe it and have its workers replaced.

The supervisor (our parent) is told twice. SIGHUP: the code changed, so workers that hold the old one begin nothing new.
Then the project is described here, in fresh processes that have the machine for themselves, and open pages show the new
version. SIGUSR1: it is described, so the new workers may start, which costs more than describing does.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
from django.db import DatabaseError, close_old_connections
from watchfiles import Change, DefaultFilter, watch

if TYPE_CHECKING:
    from celery import Task

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
    django.setup()
    # Imported before the first change, so that it does not wait for it.
    from studio.graphs.tasks import describe_project  # noqa: PLC0415 - reason: models exist only after setup()

    ignored = [os.environ.get("SUPERSTEP_VAR") or str(Path(root) / "var")]
    seen = SourceFilter(ignore_paths=ignored)
    for changes in watch(root, watch_filter=seen, debounce=DEBOUNCE_MS, step=50, raise_interrupt=False):
        log.warning("changed: %s", ", ".join(sorted({path for _, path in changes})))
        os.kill(os.getppid(), signal.SIGHUP)
        describe(describe_project, root)
        os.kill(os.getppid(), signal.SIGUSR1)


def describe(describe_project: Task[Any, Any], root: str) -> None:
    """Describe the project here and now; without a database that is left to a worker."""
    try:
        describe_project(root)
    except DatabaseError as error:
        log.warning("not described yet: %s", error)
        describe_project.apply_async(args=[root], queue="ask")
    finally:
        close_old_connections()


if __name__ == "__main__":
    main(sys.argv[1])
