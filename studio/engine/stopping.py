"""Which breakpoints a superstep hits: a pure question about names.

A breakpoint names a node by its path through subgraphs, `shipping:book`; a task is named by its namespace and its own
name. A run that continues passes what it stopped at: the engine sees to that, this module compares names only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

When = Literal["before", "after"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What people want of a run just now: the enabled breakpoints as two sets of node paths, and their wishes."""

    before: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()
    is_pause_requested: bool = False
    is_cancel_requested: bool = False
    is_timed_out: bool = False


def node_path(ns: Sequence[str], name: str) -> str:
    """Return the path of a node in the picture: the names of the subgraphs around it, then its own."""
    return ":".join([*(segment.partition(":")[0] for segment in ns), name])


def hits(wanted: Wanted, when: When, ns: Sequence[str], names: Iterable[str]) -> list[str]:
    """Return the paths of nodes that have a breakpoint on this side, each once, in the order of `names`."""
    nodes = wanted.before if when == "before" else wanted.after
    if not nodes:
        return []
    return [path for path in dict.fromkeys(node_path(ns, name) for name in names) if path in nodes]
