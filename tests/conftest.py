"""What every test shares: real servers, started once; a database and a Valkey number per worker; the cast.

With DATABASE_URL and REDIS_URL in the environment those servers are used. Otherwise one PostgreSQL and one Valkey are
started before the first test, by the main process when pytest-xdist runs several, and ended after the last.
Warnings are errors (pyproject.toml).
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import django
from django.conf import settings

from studio.local.children import Child, stop_children
from studio.local.servers import Needs, addresses, start_servers

pytest_plugins = ["tests.cast"]

_started: list[Child] = []
_var: Path | None = None


def _start_servers_once() -> None:
    """Start what the environment does not name; workers of pytest-xdist inherit the names from the main process."""
    global _var  # noqa: PLW0603 - reason: one pair of servers a test session, ended by pytest_unconfigure
    needs = Needs.of_environment()
    if needs.postgres or needs.valkey:
        _var = Path(tempfile.mkdtemp(prefix="superstep-tests-")).resolve()
        _started.extend(start_servers(_var, needs, is_durable=False))
        os.environ.update(addresses(_var, needs))


def _take_own_valkey_number() -> None:
    """Give each worker of pytest-xdist its own numbered database, so that no test hears another's news."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    number = int(worker.removeprefix("gw")) + 1 if worker.startswith("gw") else 0
    base = os.environ["REDIS_URL"].partition("?")[0]
    if base.startswith("unix://"):
        os.environ["REDIS_URL"] = f"{base}?db={number}"


def pytest_unconfigure() -> None:
    """End what was started here."""
    stop_children(_started, 5.0)
    _started.clear()
    if _var is not None:
        shutil.rmtree(_var, ignore_errors=True)


_start_servers_once()
_take_own_valkey_number()
# Settings read the addresses above, so Django may wake up only now; pytest-django finds it set up.
os.environ["DJANGO_SETTINGS_MODULE"] = "studio.settings"
django.setup()
# A password is hashed in microseconds; how slow a real one is, is Django's own matter.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Workers of pytest-xdist inherit this environment; named there, the settings would be read before they take a number.
del os.environ["DJANGO_SETTINGS_MODULE"]
