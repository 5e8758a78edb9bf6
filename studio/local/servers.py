"""The two embedded servers together: what `superstep serve`, `superstep servers` and the tests all start."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from studio.local import postgres, valkey
from studio.local.children import Child, start_child, stop_children

STOP_WITHIN_S = 5.0


@dataclass(frozen=True, slots=True)
class Needs:
    """Which embedded servers are wanted: none where the environment already names a real one."""

    postgres: bool
    valkey: bool

    @classmethod
    def of_environment(cls) -> Needs:
        """Read the environment: DATABASE_URL and REDIS_URL replace the embedded servers."""
        return cls(
            postgres=not (os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE")),
            valkey=not (os.environ.get("REDIS_URL") or os.environ.get("REDIS_URL_FILE")),
        )


def start_servers(var: Path, needs: Needs, *, is_durable: bool = True) -> list[Child]:
    """Start the wanted servers and return once they answer; on failure nothing is left running."""
    children: list[Child] = []
    try:
        if needs.postgres:
            postgres.prepare(var)
            children.append(start_child(postgres.program(var, is_durable=is_durable), var))
        if needs.valkey:
            valkey.prepare(var)
            children.append(start_child(valkey.program(var), var))
        if needs.postgres:
            postgres.wait_until_ready(var)
        if needs.valkey:
            valkey.wait_until_ready(var)
    except BaseException:  # border: also Ctrl-C must leave no server running; raised again
        stop_children(children, STOP_WITHIN_S)
        raise
    return children


def addresses(var: Path, needs: Needs) -> dict[str, str]:
    """Return the environment by which other programs find the started servers."""
    found: dict[str, str] = {}
    if needs.postgres:
        found["DATABASE_URL"] = postgres.url(var)
    if needs.valkey:
        found["REDIS_URL"] = valkey.url(var)
    return found


def secret_key(var: Path) -> str:
    """Return the secret key of this folder; the first time one is made, readable by its owner only."""
    path = var / "secret_key"
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
            new.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text()
