"""Search of the text files that come with the examples, best passage first."""

import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDERS = (
    Path(__file__).parents[1] / "document_map_reduce" / "texts",
    Path(__file__).parents[2] / "docs",
)
SUFFIXES = {".txt", ".md"}
WORD = re.compile(r"[a-z]{3,}")


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph of one file; `score` says how well it fits what was looked for."""

    file: str
    text: str
    score: float


@cache
def paragraphs() -> tuple[tuple[str, str, frozenset[str]], ...]:
    """File name, text and words of every paragraph of prose."""
    return tuple(
        (path.name, " ".join(text.split()), frozenset(stems(text)))
        for folder in FOLDERS
        if folder.is_dir()
        for path in sorted(folder.rglob("*"))
        if path.suffix in SUFFIXES
        for text in path.read_text(encoding="utf-8").split("\n\n")
        if text.strip() and not text.lstrip().startswith(("#", "|", "```"))
    )


def search(words: str, limit: int = 3) -> list[Passage]:
    """The passages that share the rarest words with the query; none when nothing is shared."""
    wanted = set(stems(words))
    in_how_many = Counter(word for _, _, found in paragraphs() for word in found & wanted)
    weight = {word: math.log(1 + len(paragraphs()) / count) for word, count in in_how_many.items()}
    scored = (
        Passage(file=file, text=text, score=round(sum(weight[word] for word in found & wanted), 3))
        for file, text, found in paragraphs()
    )
    return sorted((passage for passage in scored if passage.score), key=lambda passage: -passage.score)[:limit]


def stems(text: str) -> list[str]:
    """Lower-case words without a plural s."""
    return [
        word[:-1] if word.endswith("s") and not word.endswith("ss") else word for word in WORD.findall(text.lower())
    ]
