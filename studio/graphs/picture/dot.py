"""The DOT text of a described graph: what Graphviz is told, and what each of its ids stands for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

CARD_HEIGHT = 52
CARD_WIDTH = 180
END_HEIGHT = 26
END_WIDTH = 64
# Beside its name a card holds the breakpoint gutter and the kind's icon on the left, the state's icon on the right.
BESIDE_NAME = 78
PER_INCH = 72
# Past this many nodes and edges Graphviz is told to settle for a good layout instead of seeking the best.
MANY = 600
QUICK = "graph [nslimit=0.5, nslimit1=0.5, mclimit=0.05, splines=line];"
LATIN = 0x24F

NARROW = frozenset("iIjlrtf.,:;'|!()[]{} ")
WIDE = frozenset("mwMW@%")

Level = dict[str, Any]


@dataclass(slots=True)
class Thing:
    """A node, frame or edge of the picture: its name in the page, its text, and its kind."""

    name: str
    text: str
    kind: str
    doc: str = ""


@dataclass(slots=True)
class _Writing:
    """What is known while the levels of a graph are written."""

    things: dict[str, Thing] = field(default_factory=dict)
    entry: dict[str, str] = field(default_factory=dict)
    leave: dict[str, str] = field(default_factory=dict)

    def add(self, prefix: str, thing: Thing) -> str:
        key = f"{prefix}{len(self.things)}"
        self.things[key] = thing
        return key


def dot_of(description: Level) -> tuple[str, dict[str, Thing]]:
    """The DOT text, and the things its ids stand for."""
    writing = _Writing()
    body = list(_level(description, "", writing))
    look = 'graph [rankdir=TB, nodesep=0.36, ranksep=0.5, margin=0]; node [shape=box, fixedsize=true, label=""];'
    edge = 'edge [fontname="Helvetica", fontsize=11, arrowsize=0.7];'
    quick = QUICK if len(writing.things) > MANY else ""
    return "\n".join(["digraph {", look, quick, edge, *body, "}"]), writing.things


def text_width(text: str, size: float = 13.0) -> float:
    """About how wide semi-bold text is in the widest of the usual system fonts, in CSS pixels at `size`."""
    return size * sum(_em(letter) for letter in text)


def _em(letter: str) -> float:
    if letter in NARROW:
        return 0.42
    if letter in WIDE:
        return 1.04
    return 0.78 if letter.isupper() or ord(letter) > LATIN else 0.7


def _level(level: Level, above: str, writing: _Writing) -> Iterator[str]:
    edges = level.get("edges", [])
    routers = {edge["source"] for edge in edges if edge["is_conditional"]}
    for node in level.get("nodes", []):
        path = f"{above}{node['id']}"
        if node.get("graph"):
            yield from _frame(node, path, writing)
        else:
            yield _card(node, path, node["id"] in routers, writing)
    back = _back_edges(level)
    for number, edge in enumerate(edges):
        yield _edge(edge, above, number in back, writing)


def _card(node: Level, path: str, is_router: bool, writing: _Writing) -> str:
    is_end = node["kind"] in ("start", "end")
    text = node["kind"] if is_end else node["id"]
    kind = "router" if is_router and node["kind"] == "node" else node["kind"]
    width = END_WIDTH if is_end else max(CARD_WIDTH, round(BESIDE_NAME + text_width(text)))
    height = END_HEIGHT if is_end else CARD_HEIGHT
    key = writing.add("n", Thing(path, text, kind, node.get("doc") or ""))
    writing.entry[path] = writing.leave[path] = key
    return f"{key} [width={width / PER_INCH:.4f}, height={height / PER_INCH:.4f}];"


def _frame(node: Level, path: str, writing: _Writing) -> Iterator[str]:
    key = writing.add("cluster_", Thing(path, node["id"], "subgraph"))
    room = " " * round(text_width(node["id"], 12) / 3.4)
    yield f'subgraph {key} {{ label="{room}                 "; labeljust=l; fontsize=16; margin=14;'
    yield from _level(node["graph"], f"{path}:", writing)
    yield "}"
    writing.entry[path] = writing.entry.get(f"{path}:__start__", "")
    writing.leave[path] = writing.leave.get(f"{path}:__end__", "")


def _edge(edge: Level, above: str, is_back: bool, writing: _Writing) -> str:
    source, target = f"{above}{edge['source']}", f"{above}{edge['target']}"
    tail, head = writing.leave.get(source), writing.entry.get(target)
    if not tail or not head:
        return ""
    label = edge.get("label") or ""
    key = writing.add("e", Thing(f"{source}->{target}", label, "conditional" if edge["is_conditional"] else "plain"))
    told = [f"id={key}"]
    if label:
        told.append(f"label={json.dumps(label, ensure_ascii=False)}")
    if is_back and source != target:
        told.append("tailport=e, headport=e")
    return f"{tail} -> {head} [{', '.join(told)}];"


def _back_edges(level: Level) -> set[int]:
    """Numbers of the edges that close a loop, as a walk from the start meets them; they are routed at the side."""
    leaving: dict[str, list[tuple[int, str]]] = {}
    for number, edge in enumerate(level.get("edges", [])):
        leaving.setdefault(edge["source"], []).append((number, edge["target"]))
    found: set[int] = set()
    done: set[str] = set()
    for first in [node["id"] for node in level.get("nodes", [])]:
        _walk(first, leaving, found, done)
    return found


def _walk(first: str, leaving: dict[str, list[tuple[int, str]]], found: set[int], done: set[str]) -> None:
    if first in done:
        return
    open_now = {first}
    trail = [(first, iter(leaving.get(first, ())))]
    while trail:
        here, rest = trail[-1]
        number, target = next(rest, (-1, ""))
        if number < 0:
            trail.pop()
            open_now.discard(here)
            done.add(here)
        elif target in open_now:
            found.add(number)
        elif target not in done:
            open_now.add(target)
            trail.append((target, iter(leaving.get(target, ()))))
