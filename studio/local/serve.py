"""`superstep serve`: take the folder, start the servers, hand over to the supervisor."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from pathlib import Path

from studio.local import fleet
from studio.local.children import end_leftovers
from studio.local.console import Console
from studio.local.lock import hold_folder
from studio.local.servers import Needs, addresses, secret_key, start_servers
from studio.local.supervisor import Supervisor

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


class PortTaken(Exception):
    """Another program listens there."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line asked for."""

    project: Path
    var: Path
    host: str = "127.0.0.1"
    port: int = 8700
    watches_files: bool = True
    is_verbose: bool = False
    run_workers: int = 0


def serve(wishes: Wishes) -> None:
    """Serve until a signal asks for the end.

    Raises FolderInUse, PortTaken, PostgresFailed, ValkeyFailed or StartFailed: each says what to do.
    """
    var = wishes.var
    var.mkdir(parents=True, exist_ok=True)
    with hold_folder(var), open_listener(wishes.host, wishes.port) as listener:
        console = Console(var, is_verbose=wishes.is_verbose)
        leftovers = end_leftovers(var)
        if leftovers:
            console.say(f"ended {leftovers} processes that an earlier start left running")
        is_first = not (var / "secret_key").exists()
        console.say("preparing the database" if is_first else "starting the database")
        needs = Needs.of_environment()
        servers = start_servers(var, needs)
        site = fleet.Site(
            project=wishes.project,
            var=var,
            env=environment(wishes, needs),
            listener=listener,
            run_workers=wishes.run_workers or fleet.worker_count(),
        )
        Supervisor(site, console, servers, watches_files=wishes.watches_files).run()


def environment(wishes: Wishes, needs: Needs) -> dict[str, str]:
    """Return what every program of the site needs to know, on top of our own environment."""
    given = dict(os.environ)
    given.update(addresses(wishes.var, needs))
    given["DJANGO_SETTINGS_MODULE"] = "studio.settings"
    given["SUPERSTEP_PROJECT"] = str(wishes.project)
    given["PYTHONUNBUFFERED"] = "1"
    if "SECRET_KEY" not in given and "SECRET_KEY_FILE" not in given:
        secret_key(wishes.var)
        given["SECRET_KEY_FILE"] = str(wishes.var / "secret_key")
    given.setdefault("STATIC_ROOT", str(wishes.var / "static"))
    if wishes.host not in LOOPBACK:
        given.setdefault("ALLOWED_HOSTS", ",".join(dict.fromkeys((*LOOPBACK, wishes.host, socket.gethostname()))))
    return given


def open_listener(host: str, port: int) -> socket.socket:
    """Bind the site's socket; port 0 takes a free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(1024)
    except OSError as error:
        listener.close()
        raise PortTaken(
            f"Port {port} on {host} cannot be used ({error.strerror}). Give another with --port, or --port 0 for any."
        ) from error
    return listener
