"""Graphviz's layout of a DOT text, in a process of its own with a time limit, as plain numbers in CSS pixels."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

LIMIT_S = 10
BY_BINDING = """import pygraphviz, sys
sys.stdout.buffer.write(pygraphviz.AGraph(sys.stdin.read()).draw(format='json0', prog='dot'))"""
PER_INCH = 72

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """Where a node or frame stands: its top left corner and its size."""

    key: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Curve:
    """An edge: the points of its Bezier curve, the tip it points at, and the middle of its label if it has one."""

    key: str
    points: tuple[Point, ...]
    tip: Point
    label: Point | None


@dataclass(frozen=True, slots=True)
class Layout:
    """A whole picture; frames come before the nodes that stand in them."""

    width: float
    height: float
    frames: tuple[Box, ...]
    nodes: tuple[Box, ...]
    curves: tuple[Curve, ...]


def lay_out(dot: str) -> Layout | None:
    """The layout, by `dot` on PATH or by pygraphviz. None when it fails or takes too long."""
    found = shutil.which("dot")
    command = [found, "-Tjson0"] if found else [sys.executable, "-c", BY_BINDING]
    try:
        done = subprocess.run(command, input=dot, capture_output=True, text=True, timeout=LIMIT_S, check=False)
    except subprocess.TimeoutExpired:
        return None
    return read(json.loads(done.stdout)) if done.returncode == 0 else None


def read(told: dict[str, Any]) -> Layout:
    """Graphviz's `json0` answer as a layout; its y axis points up, ours down."""
    _, _, width, height = _numbers(told["bb"])
    objects = told.get("objects", [])
    return Layout(
        width=width,
        height=height,
        frames=tuple(_frame(each, height) for each in objects if "bb" in each),
        nodes=tuple(_node(each, height) for each in objects if "pos" in each),
        curves=tuple(_curve(each, height) for each in told.get("edges", []) if each.get("pos")),
    )


def _frame(told: dict[str, Any], height: float) -> Box:
    left, low, right, high = _numbers(told["bb"])
    return Box(told["name"], left, height - high, right - left, high - low)


def _node(told: dict[str, Any], height: float) -> Box:
    x, y = _numbers(told["pos"])
    wide, high = float(told["width"]) * PER_INCH, float(told["height"]) * PER_INCH
    return Box(told["name"], x - wide / 2, height - y - high / 2, wide, high)


def _curve(told: dict[str, Any], height: float) -> Curve:
    points: list[Point] = []
    tip: Point | None = None
    for part in told["pos"].split(" "):
        x, y = _numbers(part.removeprefix("e,").removeprefix("s,"))
        if part.startswith("e,"):
            tip = (x, height - y)
        elif not part.startswith("s,"):
            points.append((x, height - y))
    label = _numbers(told["lp"]) if told.get("lp") else None
    return Curve(told["id"], tuple(points), tip or points[-1], (label[0], height - label[1]) if label else None)


def _numbers(text: str) -> list[float]:
    return [float(part) for part in text.split(",")]
