"""A graph's description as a picture: told in DOT, laid out by Graphviz, drawn as SVG, coloured by the style sheet.

Each picture is laid out once and kept by the digest of its DOT text and of its names, which DOT does not tell. Every
node of the SVG carries its path in `data-node`, every edge its ends in `data-edge`, so that a page can mark what a run
does without laying out again.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from studio.graphs.models import Picture
from studio.graphs.picture.dot import dot_of
from studio.graphs.picture.layout import lay_out
from studio.graphs.picture.svg import draw

# Changes with how pictures are drawn, so that kept ones of an older drawing are not shown.
DRAWING = "8"


def render(description: dict[str, Any]) -> str:
    """The SVG of a described graph. Empty when there is nothing to draw, or Graphviz failed on it."""
    if not description.get("nodes"):
        return ""
    dot, things = dot_of(description)
    digest = sha256(f"{DRAWING}\n{dot}\n{things!r}".encode()).hexdigest()
    kept = Picture.objects.filter(pk=digest).first()
    if kept is None:
        layout = lay_out(dot)
        # A failure is kept too: it took the whole time limit, and no page shall pay that again.
        kept = Picture(digest=digest, svg=draw(layout, things) if layout else "")
        Picture.objects.bulk_create([kept], ignore_conflicts=True)
    return kept.svg
