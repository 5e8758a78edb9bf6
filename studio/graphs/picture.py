"""A graph's description as a picture: DOT by us, layout by Graphviz, colours by the page's style sheet.

Graphviz runs in a process of its own with a time limit, once for each topology. Every node of the SVG carries its path
in `data-node`, every edge its ends in `data-edge`, so that a page can mark what a run does.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from html import escape
from typing import Any

from studio.graphs.models import Picture

LIMIT_S = 10
NODE = 'shape=box, width=2.5, height=0.72, fixedsize=false, style=rounded, fontname="sans-serif", fontsize=13'
EDGE = 'fontname="sans-serif", fontsize=11, arrowsize=0.7'
BY_BINDING = """import pygraphviz, sys
sys.stdout.buffer.write(pygraphviz.AGraph(sys.stdin.read()).draw(format='svg', prog='dot'))"""
PAINT = re.compile(r' (?:fill|stroke)="[^"]*"| font-family="[^"]*"')
SIZE = re.compile(r'<svg width="[^"]*" height="[^"]*"')
TITLED = re.compile(r'<g id="([^"]+)" class="(node|edge|cluster)">\s*<title>([^<]*)</title>')


def render(description: dict[str, Any]) -> str:
    """The SVG of a described graph, laid out once for each topology. Empty when Graphviz failed on it."""
    dot, names = dot_of(description)
    digest = sha256(dot.encode()).hexdigest()
    kept = Picture.objects.filter(pk=digest).first()
    if kept is None:
        kept = Picture(digest=digest, svg=marked(lay_out(dot), names))
        Picture.objects.bulk_create([kept], ignore_conflicts=True)
    return kept.svg


def lay_out(dot: str) -> str:
    """Graphviz's SVG of a DOT text, by `dot` on PATH or by pygraphviz. Empty when it fails or takes too long."""
    found = shutil.which("dot")
    command = [found, "-Tsvg"] if found else [sys.executable, "-c", BY_BINDING]
    try:
        done = subprocess.run(command, input=dot, capture_output=True, text=True, timeout=LIMIT_S, check=False)
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout if done.returncode == 0 else ""


def dot_of(description: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """The DOT text, and what each of its ids stands for: a node's path, or `source->target`."""
    names: dict[str, str] = {}
    ends: dict[str, tuple[str, str]] = {}
    body = list(_level(description, "", names, ends))
    lines = [f"graph [rankdir=TB, nodesep=0.4, ranksep=0.5, compound=true]; node [{NODE}]; edge [{EDGE}];", *body]
    return "digraph {\n" + "\n".join(lines) + "\n}\n", names


def _level(level: dict[str, Any], above: str, names: dict[str, str], ends: dict[str, tuple[str, str]]) -> Iterator[str]:
    for node in level.get("nodes", []):
        path = f"{above}{node['id']}"
        if node.get("graph"):
            yield from _frame(node, path, names, ends)
        else:
            key = f"n{len(names)}"
            names[key], ends[path] = path, (key, key)
            yield f"{key} [id={key}, label={_quoted(_label(node))}];"
    for edge in level.get("edges", []):
        source, target = f"{above}{edge['source']}", f"{above}{edge['target']}"
        key = f"e{len(names)}"
        names[key] = f"{source}->{target}"
        style = ", style=dashed" if edge["is_conditional"] else ""
        label = f", label={_quoted(edge['label'])}" if edge.get("label") else ""
        yield f"{ends[source][1]} -> {ends[target][0]} [id={key}{style}{label}];"


def _frame(node: dict[str, Any], path: str, names: dict[str, str], ends: dict[str, tuple[str, str]]) -> Iterator[str]:
    key = f"cluster_{len(names)}"
    names[key] = path
    yield f'subgraph {key} {{ id={key}; label={_quoted(node["id"])}; style=rounded; fontname="sans-serif"; fontsize=12;'
    yield from _level(node["graph"], f"{path}:", names, ends)
    yield "}"
    ends[path] = (ends[f"{path}:__start__"][0], ends[f"{path}:__end__"][1])


def _label(node: dict[str, Any]) -> str:
    return {"start": "start", "end": "end"}.get(node["kind"], node["id"])


def _quoted(text: str) -> str:
    return '"' + str(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


def marked(svg: str, names: dict[str, str]) -> str:
    """The SVG without Graphviz's header and paint, with the names of what is drawn."""
    start = svg.find("<svg")
    if start < 0:
        return ""
    text = PAINT.sub("", svg[start:])
    text = re.sub(
        r'<svg width="[^"]*" height="[^"]*"', '<svg class="graph" role="group" aria-label="Graph"', text, count=1
    )
    return TITLED.sub(lambda found: _named(found, names), text)


def _named(found: re.Match[str], names: dict[str, str]) -> str:
    key, kind, _ = found.groups()
    name = escape(names.get(key, key))
    if kind == "edge":
        return f'<g class="edge" data-edge="{name}">'
    return f'<g class="{kind}" data-node="{name}" role="img" aria-label="{name}">'
