"""Typed readers of environment variables.

Every reader names the variable in its error, so that a wrong setting is found by reading one line. `NAME_FILE` may hold
the path of a file with the value instead of `NAME` itself: secrets then stay out of the environment of child programs.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off", ""})


def read_text(name: str, default: str | None = None) -> str:
    """Return the value of `name`, or of the file that `name`_FILE points to, or `default`.

    Raises ImproperlyConfigured when there is none, when both are set, or when the file cannot be read.
    """
    value, path = os.environ.get(name), os.environ.get(f"{name}_FILE")
    if value is not None and path:
        raise ImproperlyConfigured(f"Both {name} and {name}_FILE are set. Keep one of them.")
    if path:
        return _read_file(name, path)
    if value is not None:
        return value
    if default is None:
        raise ImproperlyConfigured(f"{name} is not set. Set it, or {name}_FILE to a file that holds it.")
    return default


def read_bool(name: str, *, default: bool) -> bool:
    """Return whether `name` is switched on: 1, true, yes, on against 0, false, no, off."""
    value = read_text(name, str(default)).strip().lower()
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}. Use one of: 1, true, yes, on, 0, false, no, off.")


def read_int(name: str, default: int, *, least: int = 0) -> int:
    """Return `name` as a whole number that is at least `least`."""
    value = read_text(name, str(default)).strip()
    try:
        number = int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {value!r}. Use a whole number.") from None
    if number < least:
        raise ImproperlyConfigured(f"{name} is {number}. Use {least} or more.")
    return number


def read_list(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """Return the comma-separated parts of `name`, without blanks."""
    return [part.strip() for part in read_text(name, ",".join(default)).split(",") if part.strip()]


def read_database(name: str, default: str | None = None) -> dict[str, Any]:
    """Return Django's description of the PostgreSQL database at the URL in `name`.

    Query parameters become connection options; `host` may be the folder of a Unix socket:
    `postgresql://postgres@/superstep?host=/srv/var/run`.
    """
    parts = urlsplit(read_text(name, default))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            f"{name} begins with {parts.scheme!r}. Use a PostgreSQL URL: postgresql://user:password@host:5432/database."
        )
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or options.pop("user", "")),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": str(parts.port or options.pop("port", "")),
        "OPTIONS": options,
    }


def _read_file(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").rstrip("\n")
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE is {path!r}, which cannot be read: {error.strerror}.") from error
