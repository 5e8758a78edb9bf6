"""What a random program is: a graph, and what its caller does with it turn after turn.

A plan is plain values, so that Hypothesis can shrink it and a failing one can be pasted into a test. Edges lead forward
only, so that every run ends. The first of each choice is the dullest: plans shrink to it.
"""

from __future__ import annotations

from dataclasses import dataclass

PLAIN = ("say", "see", "none", "custom")
ASKS = ("ask", "ask twice")
MOVES = ("go", "list", "send", "send state", "send and go", "branch")
WRITES = ("overwrite", "last", "any", "fading", "unkept", "topic")
CHILDREN = ("child", "child in a call", "two children")
FAILING = ("fail", "fail twice", "fail always")
KINDS = (*PLAIN, *ASKS, *MOVES, *WRITES, *CHILDREN, *FAILING)
INNER = ("say", "ask", "see", "parent", "up and away", "send", "fail", "go", "child", "last")
EXTRAS = ("", "deferred", "retried", "rescued", "rescued elsewhere", "cached")
STATES = ("keys", "dataclass", "model", "deltas")
ACTS = (
    "go on", "answer one", "answer", "input", "edit", "edit as", "end", "edits", "replay", "fork",
    "answer there", "goto", "command", "edit inside", "input there", "replay inside", "no answer",
)  # fmt: skip
ANSWERS = ("answer", "answer there")
DURABILITIES = ("sync", "async", "exit")
MODES = ("values", "updates", "tasks", "checkpoints", "debug", "custom")


@dataclass(frozen=True)
class Spot:
    """A node: what it does, where its edges lead, what is around it, and the nodes of its graph if it has one."""

    kind: str = "say"
    to: tuple[int, ...] = ()
    extra: str = ""
    inner: tuple[str, ...] = ("say",)
    is_async: bool = False


@dataclass(frozen=True)
class Turn:
    """What the caller does once; `at` picks a checkpoint, a node or a question. Without modes it invokes."""

    act: str = "go on"
    at: int = 0
    durability: str = "sync"
    modes: tuple[str, ...] = ()
    version: str = "v1"
    subgraphs: bool = False


@dataclass(frozen=True)
class Plan:
    """A graph and its caller's turns."""

    spots: tuple[Spot, ...]
    starts: tuple[int, ...] = (0,)
    joins: tuple[tuple[int, int, int], ...] = ()
    state: str = "keys"
    keeps: bool | None = None
    stops_before: frozenset[int] = frozenset()
    stops_after: frozenset[int] = frozenset()
    one_by_one: bool = False
    recursion_limit: int = 50
    turns: tuple[Turn, ...] = (Turn(),)
