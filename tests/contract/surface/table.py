"""The table of names the engine promises, `table.txt`, and how a package is held against it.

One section a module, in it one line a name: what it is, its parameters and defaults; under a class its members, each
after a dot. A name another section describes says `see` and which.
"""

from __future__ import annotations

import inspect
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.contract.surface.reading import line_of, lookup, members_of, public_names

TABLE = Path(__file__).with_name("table.txt")
Section = dict[str, str]


def read_table() -> dict[str, Section]:
    """Return the promised lines by module and name; members are named `Class.member`."""
    sections: dict[str, Section] = {}
    section: Section = {}
    owner = ""
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = sections.setdefault(line.strip("[]"), {})
        elif line.startswith("."):
            name, _, rest = line.partition(" ")
            section[f"{owner}{name}"] = rest
        elif line:
            owner, _, rest = line.partition(" ")
            section[owner] = rest
    return sections


def write_section(package: str, module: str, known: dict[int, str]) -> list[str]:
    """Return the lines that describe a module as it is; `known` maps what was described before to where."""
    lines = [f"[{module}]"]
    found = import_module(f"{package}.{module}")
    for name in public_names(found):
        value = getattr(found, name)
        if id(value) in known and inspect.isclass(value):
            lines.append(f"{name} see {known[id(value)]}")
            continue
        known[id(value)] = module
        lines.append(f"{name} {line_of(value)}")
        if inspect.isclass(value) and line_of(value).split()[0] in ("class", "exception"):
            lines += [f".{member} {text}" for member, text in members_of(value).items()]
    return lines


def _as_it_is(package: str, module: str, name: str) -> str | None:
    found: Any = import_module(f"{package}.{module}")
    owner, _, member = name.partition(".")
    value = getattr(found, owner, None)
    if value is None:
        return None
    return lookup(value, member) if member else line_of(value)


OURS = {"StateGraph.compile": ", migrations=None, strict=None"}
"""Keywords that only our callable has, by member: each may be left out."""


def owed(package: str, module: str, section: Section) -> list[str]:
    """Return what a module of `package` lacks, or has otherwise, of its section."""
    missing: list[str] = []
    for name, promised in section.items():
        found = _as_it_is(package, module, name)
        if found is not None and name in OURS:
            found = found.replace(OURS[name], "")
        is_loose = promised.startswith("see ") or (promised == "attribute" and found == "property")
        if found is None:
            missing.append(f"{name}: missing")
        elif not is_loose and found != promised:
            missing.append(f"{name}: is {found}, not {promised}")
    return missing
