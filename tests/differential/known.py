"""Reads `differences.md`: which paths of which scenarios may differ, each with its reason."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("differences.md")


@cache
def known_differences() -> dict[str, list[str]]:
    """Returns by scenario the beginnings of paths that may differ. A row is `| scenario | path | reason |`."""
    found: dict[str, list[str]] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 3 and cells[0].startswith("`"):
            name, path, reason = (cell.strip("`") for cell in cells)
            if not reason:
                raise ValueError(f"No reason is given for {name!r} {path!r} in {_FILE.name}.")
            found.setdefault(name, []).append(path)
    return found
