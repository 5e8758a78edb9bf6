"""Reads `differences.md`: which paths of which scenarios may differ, each with its reason."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("differences.md")


@cache
def known_differences() -> dict[str, list[str]]:
    """Returns by scenario the beginnings of paths that may differ. A row is `| scenario | places | reason |`."""
    found: dict[str, list[str]] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 3 and cells[0].startswith("`"):
            name, reason = cells[0].strip("`"), cells[2]
            places = re.findall("`([^`]*)`", cells[1])
            if not reason or not places or name in found:
                raise ValueError(f"Give {name!r} one row in {_FILE.name}, with its places and a reason.")
            found[name] = places
    return found
