"""A layout as SVG: cards, frames and arrows with the slots that a run's page fills. Colours are the style sheet's.

A node is `g.node[data-node][data-kind][data-state]` and holds, in this order: `.card`, `.bar`, two `.gutter` each
followed by its mark (`.mark-before`, `.mark-after`), `.kind`, `.name`, `.line2`, `.state`, `.visits`. A frame of a
subgraph is `g.cluster` with `.frame` and the same slots in its head. An edge is `g.edge[data-edge][data-kind]` with
`.line`, `.tip`, `.label`, `.visits`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from math import hypot

from studio.graphs.picture.dot import Thing
from studio.graphs.picture.layout import Box, Curve, Layout, Point

MARGIN = 8
HEAD_HEIGHT = 30
# A phone scrolls a picture wider than this instead of making its text too small to read.
WIDE = 520
TIP_LENGTH = 8
EAR = 22
TIP_HALF = 3.6
ICONS = {"node": "box", "router": "split", "subgraph": "layers"}


def draw(layout: Layout, things: Mapping[str, Thing]) -> str:
    """The picture; its size in pixels is its natural size."""
    boxes = {things[box.key].name: box for box in layout.nodes}
    width, height = round(layout.width + 2 * MARGIN), round(layout.height + 2 * MARGIN)
    parts = [
        f'<svg class="graph{" is-wide" if width > WIDE else ""}" role="group" aria-label="Graph" '
        f'width="{width}" height="{height}" viewBox="{-MARGIN} {-MARGIN} {width} {height}">',
        *(_frame(box, things[box.key]) for box in layout.frames),
        *(_edge(_looped(curve, things[curve.key], boxes), things[curve.key]) for curve in layout.curves),
        *(_node(box, things[box.key]) for box in layout.nodes),
        "</svg>",
    ]
    return "".join(parts)


def _frame(box: Box, thing: Thing) -> str:
    inside = "".join(
        [
            f'<rect class="frame" width="{box.width:.1f}" height="{box.height:.1f}" rx="8"/>',
            *_gutters(HEAD_HEIGHT),
            _icon("kind", ICONS["subgraph"], 26, 8),
            f'<text class="name frame-name" x="46" y="20">{escape(thing.text)}</text>',
            f'<g class="state">{_icon("", "", box.width - 24, 8)}</g>',
            f'<text class="visits" x="{box.width - 30:.1f}" y="19" text-anchor="end"></text>',
        ]
    )
    return _group("cluster", box, thing, inside)


def _node(box: Box, thing: Thing) -> str:
    if thing.kind in ("start", "end"):
        middle = f'x="{box.width / 2:.1f}" y="17.5" text-anchor="middle"'
        rect = f'<rect class="card" width="{box.width:.1f}" height="{box.height:.1f}" rx="{box.height / 2:.1f}"/>'
        return _group("node", box, thing, f'{rect}<text class="name" {middle}>{thing.text}</text>')
    right = box.width - 24
    inside = "".join(
        [
            f'<rect class="card" width="{box.width:.1f}" height="{box.height:.1f}" rx="6"/>',
            f'<rect class="bar" width="3" height="{box.height - 12:.1f}" x="0" y="6" rx="1.5"/>',
            *_gutters(box.height),
            _icon("kind", ICONS[thing.kind], 26, 19),
            f'<text class="name" x="48" y="{box.height / 2 + 4.5:.1f}">{escape(thing.text)}</text>',
            '<text class="line2" x="48" y="41"></text>',
            f'<g class="state">{_icon("", "", right, 19)}</g>',
            f'<text class="visits" x="{box.width - 8:.1f}" y="13" text-anchor="end"></text>',
        ]
    )
    return _group("node", box, thing, inside)


def _group(cls: str, box: Box, thing: Thing, inside: str) -> str:
    kind = "node" if thing.kind == "router" else thing.kind
    title = f"<title>{escape(thing.text)}{escape(': ' + thing.doc) if thing.doc else ''}</title>"
    return (
        f'<g class="{cls}" data-node="{escape(thing.name)}" data-kind="{kind}" data-state="idle" role="img" '
        f'aria-label="{escape(thing.text)}" transform="translate({box.x:.1f} {box.y:.1f})">{title}{inside}</g>'
    )


def _gutters(height: float) -> Iterator[str]:
    for number, when in enumerate(("before", "after")):
        top = number * height / 2
        y = height * (0.27 + 0.46 * number)
        yield f'<rect class="gutter" data-when="{when}" x="2" y="{top:.1f}" width="24" height="{height / 2:.1f}"/>'
        yield f'<circle class="mark-{when}" cx="14" cy="{y:.1f}" r="5"/>'


def _icon(cls: str, name: str, x: float, y: float) -> str:
    return (
        f'<use class="{cls}" href="{f"#icon-{name}" if name else ""}" x="{x:.1f}" y="{y:.1f}" width="14" height="14"/>'
    )


def _edge(curve: Curve, thing: Thing) -> str:
    path, tip = _path(curve)
    text = ""
    if curve.label and thing.text:
        x, y = curve.label
        text = f'<text class="label" x="{x:.1f}" y="{y + 4:.1f}" text-anchor="middle">{escape(thing.text)}</text>'
    x, y = _middle(curve.points)
    label = f' data-label="{escape(thing.text)}"' if thing.text else ""
    return (
        f'<g class="edge" data-edge="{escape(thing.name)}" data-kind="{thing.kind}"{label}>'
        f'<path class="line" d="{path}"/><polygon class="tip" points="{tip}"/>{text}'
        f'<text class="visits" x="{x + 6:.1f}" y="{y + 4:.1f}"></text></g>'
    )


def _middle(points: tuple[Point, ...]) -> Point:
    """A point half way along a Bezier curve, on the curve itself: its other points pull at it from afar."""
    parts = (len(points) - 1) // 3
    if parts % 2 == 0:
        return points[3 * (parts // 2)]
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = points[3 * (parts // 2) : 3 * (parts // 2) + 4]
    return (x0 + 3 * x1 + 3 * x2 + x3) / 8, (y0 + 3 * y1 + 3 * y2 + y3) / 8


def _looped(curve: Curve, thing: Thing, boxes: Mapping[str, Box]) -> Curve:
    """A node's edge to itself as an ear at its top right corner, out of the way of what else arrives at its side."""
    source, _, target = thing.name.partition("->")
    box = boxes.get(source)
    if source != target or box is None:
        return curve
    right, top = box.x + box.width, box.y
    foot = (right + TIP_LENGTH, top + 14)
    ear = ((right - 28, top), (right - 28, top - EAR), (right + EAR * 1.6, top - EAR * 0.6), foot)
    return Curve(curve.key, ear, (right, top + 14), curve.label)


def _path(curve: Curve) -> tuple[str, str]:
    """The curve's `d`, cut where the tip begins, and the tip's corners."""
    first, *rest = curve.points
    last = curve.points[-1]
    x, y = curve.tip
    length = hypot(x - last[0], y - last[1])
    if length < 1:
        back = curve.points[-2]
        length = hypot(x - back[0], y - back[1]) or 1
        last = back
    along = ((x - last[0]) / length, (y - last[1]) / length)
    foot = (x - along[0] * TIP_LENGTH, y - along[1] * TIP_LENGTH)
    side = (-along[1] * TIP_HALF, along[0] * TIP_HALF)
    corners = ((x, y), (foot[0] + side[0], foot[1] + side[1]), (foot[0] - side[0], foot[1] - side[1]))
    return f"M{_at(first)}C{' '.join(_at(point) for point in rest)}L{_at(foot)}", " ".join(map(_at, corners))


def _at(point: Point) -> str:
    return f"{point[0]:.1f},{point[1]:.1f}"
