"""`superstep sign-in-link`: print a fresh one-time link to a site that is running."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from studio.local.servers import Needs, addresses

WITHIN_S = 60
MAKE = """
import sys, django
django.setup()
from studio.teams.first_start import new_link
sys.stdout.write(new_link(sys.argv[1]))
"""


class NoLink(Exception):
    """No link can be made: nothing runs there, or there is no such person."""


def print_link(var: Path, who: str) -> None:
    """Print a link for `who`, or for the owner of the site when empty. Raises NoLink."""
    place = var / "origin"
    if not place.exists():
        raise NoLink(f"No site runs in {str(var)!r}. Start it with `superstep serve`, or name its folder with --var.")
    origin = place.read_text()
    env = {**os.environ, **addresses(var, Needs.of_environment()), "DJANGO_SETTINGS_MODULE": "studio.settings"}
    if "SECRET_KEY" not in env and "SECRET_KEY_FILE" not in env:
        env["SECRET_KEY_FILE"] = str(var / "secret_key")
    argv = [sys.executable, "-c", MAKE, who]
    done = subprocess.run(argv, env=env, capture_output=True, text=True, timeout=WITHIN_S, check=False)
    if done.returncode:
        raise NoLink(done.stderr.strip().rpartition("\n")[2].removeprefix("LookupError: "))
    sys.stdout.write(f"{origin}/sign-in/link/{done.stdout.strip()}/\n")
