"""Which category a ticket belongs to: points for the words it uses, in the four languages of the shop.

A category wins when it has points and no other has as many. A draw, or no points at all, is `unclear`: the customer is
asked back rather than guessed at. Anger beats everything, because a person should read it first.
"""

import re
import tomllib
from functools import cache
from pathlib import Path

from shop.records import Ticket

WORDS_FILE = Path(__file__).with_name("keywords.toml")
SUBJECT_WEIGHT = 2
ENOUGH_FOR_LEGAL = 3


@cache
def patterns(language: str) -> dict[str, list[tuple[re.Pattern[str], int]]]:
    """The compiled word patterns of a language: category -> (pattern, points)."""
    table = tomllib.loads(WORDS_FILE.read_text(encoding="utf-8"))[language]
    return {
        category: [(re.compile(rf"\b(?:{words})", re.IGNORECASE), int(points)) for points, words in weighted.items()]
        for category, weighted in table.items()
    }


def score(ticket: Ticket) -> dict[str, int]:
    """Points of each category that got any; a word in the subject counts twice."""
    points: dict[str, int] = {}
    for category, weighted in patterns(ticket.language).items():
        found = sum(
            weight * (SUBJECT_WEIGHT * bool(pattern.search(ticket.subject)) + bool(pattern.search(ticket.body)))
            for pattern, weight in weighted
        )
        if found:
            points[category] = found
    return points


def choose(points: dict[str, int]) -> str:
    """The winning category, or `unclear`."""
    if points.get("legal", 0) >= ENOUGH_FOR_LEGAL:
        return "legal"
    ranked = sorted(points.items(), key=lambda item: -item[1])
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return "unclear"
    return ranked[0][0]
