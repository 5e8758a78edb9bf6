"""A real web process on the test's database: Daphne in a process of its own, and sockets to it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.test import Client
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from studio.teams.models import User
from tests.integration.site import ROOT, wait_for

Frame = dict[str, Any]


def database_url() -> str:
    """The address of the test's own database."""
    known = connection.settings_dict
    query = urlencode({"host": known["HOST"], "port": known["PORT"] or "5432"})
    return f"postgresql://{known['USER']}:{known['PASSWORD']}@/{known['NAME']}?{query}"


def cookie_of(user: User) -> str:
    """The `Cookie` header of a person who is signed in."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


def environment() -> dict[str, str]:
    """What another process needs to work on the test's database and Valkey."""
    return {**os.environ, "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "studio.settings"}


class Web:
    """A running web process."""

    def __init__(self, port: int, said: Path) -> None:
        self.port = port
        self.said = said

    def socket(self, path: str, user: User | None = None, origin: str | None = None) -> ClientConnection:
        """Open a socket as a person, or as nobody."""
        headers = {} if user is None else {"Cookie": cookie_of(user)}
        address = f"ws://127.0.0.1:{self.port}{path}"
        return connect(
            address, origin=origin or f"http://127.0.0.1:{self.port}", additional_headers=headers, proxy=None
        )


@contextmanager
def serving(**extra: str) -> Iterator[Web]:
    """Start Daphne, wait for its first answer, end it afterwards; `extra` goes into its environment."""
    listener = socket.create_server(("127.0.0.1", 0))
    argv = [sys.executable, "-m", "daphne", "--fd", str(listener.fileno()), "-v", "0", "studio.asgi:application"]
    with tempfile.NamedTemporaryFile(suffix=".said") as said:
        process = subprocess.Popen(
            argv, cwd=ROOT, env={**environment(), **extra}, pass_fds=(listener.fileno(),), stdout=said, stderr=said
        )
        web = Web(listener.getsockname()[1], Path(said.name))
        try:
            wait_for(lambda: _answers(web.port), 30, web.said.read_text)
            yield web
        finally:
            process.terminate()
            process.wait(10)
            listener.close()


def _answers(port: int) -> bool:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as found:
        found.sendall(b"GET /sign-in/ HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
        return bool(found.recv(1))


def frames_until(ws: ClientConnection, kind: str, within_s: float = 10) -> list[Frame]:
    """Read frames up to the first of a type, or of news of a kind."""
    seen: list[Frame] = []
    while not seen or kind not in (seen[-1]["type"], seen[-1].get("kind")):
        seen.append(json.loads(ws.recv(within_s)))
    return seen


def numbers(frames: list[Frame]) -> list[int]:
    """The numbers of all events in frames, as they came."""
    return [event["seq"] for frame in frames if frame["type"] == "events" for event in frame["events"]]


def close_code(ws: ClientConnection, within_s: float = 10) -> int:
    """Read until the server closes; return its code."""
    try:
        while True:
            ws.recv(within_s)
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else 0
