"""The page that measurements are written into, each table between its two marks."""

from collections.abc import Sequence
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "performance.md"


def renew(name: str, lines: Sequence[str]) -> None:
    """Put `lines` between the marks `<!-- NAME table -->` and `<!-- end of NAME table -->` of the page."""
    first, last = f"<!-- {name} table -->", f"<!-- end of {name} table -->"
    head, rest = PAGE.read_text().split(first)
    tail = rest.split(last)[1]
    PAGE.write_text(f"{head}{first}\n\n" + "\n".join(lines) + f"\n\n{last}{tail}")
