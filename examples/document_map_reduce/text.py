"""Reading a text with nothing but counting: words, keywords, summary, similarity. No graph in here."""

import math
import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path

TEXTS = Path(__file__).with_name("texts")
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
WORD = re.compile(r"[A-Za-z]{2,}")
SHORTEST_PLURAL = 3
VOWELS = re.compile(r"[aeiouy]+")
COMMON_WORDS = """
the and of to in is that it as with for was on by are be at from this has have had not but they its their an or
which were his her he she we you them so than then there when where who what will would can could may more most one two
no any every each all some such into out up down over before after until while because since still now if only own too
very way yet been being do does did him how other others between these those many much us our me my your again also just
like make made makes first same another nothing everybody
"""
COMMON = frozenset(COMMON_WORDS.split())


@cache
def names() -> tuple[str, ...]:
    """The texts that can be read, in alphabetical order."""
    return tuple(sorted(path.stem for path in TEXTS.glob("*.txt")))


def read(name: str) -> str:
    """One text by name."""
    return (TEXTS / f"{name}.txt").read_text(encoding="utf-8")


def sentences(text: str) -> list[str]:
    """The sentences of a text in order."""
    return SENTENCE_END.split(" ".join(text.split()))


def terms(text: str) -> Counter[str]:
    """How often each word that carries meaning occurs; a plural counts as its singular."""
    return Counter(singular(word) for word in WORD.findall(text.lower()) if word not in COMMON)


def singular(word: str) -> str:
    """A rough singular: enough to let `clocks` and `clock` meet."""
    if len(word) <= SHORTEST_PLURAL or word.endswith(("ss", "us", "is", "lens")):
        return word
    return word.removesuffix("ies") + "y" if word.endswith("ies") else word.removesuffix("s")


def weights(counts: Mapping[str, int], in_documents: Mapping[str, int], documents: int) -> dict[str, float]:
    """TF-IDF: frequent here, rare elsewhere."""
    return {
        term: (1 + math.log(count)) * math.log((1 + documents) / in_documents.get(term, 1))
        for term, count in counts.items()
    }


def keywords(weighted: Mapping[str, float], limit: int) -> list[str]:
    """The heaviest terms; equals in alphabetical order."""
    return sorted(weighted, key=lambda term: (-weighted[term], term))[:limit]


def summarise(text: str, weighted: Mapping[str, float], limit: int) -> list[str]:
    """The sentences that carry most weight for their length, in the order they stand in the text."""

    def weight(sentence: str) -> float:
        found = terms(sentence)
        return sum(weighted.get(term, 0.0) for term in found) / math.sqrt(len(WORD.findall(sentence)) or 1)

    spoken = sentences(text)
    best = sorted(range(len(spoken)), key=lambda place: (-weight(spoken[place]), place))[:limit]
    return [spoken[place] for place in sorted(best)]


def reading_ease(text: str) -> float:
    """The Flesch reading ease: 100 is very easy, 30 is hard; syllables are counted as groups of vowels."""
    words = WORD.findall(text)
    syllables = sum(max(1, len(VOWELS.findall(word.lower()))) for word in words)
    return round(206.835 - 1.015 * len(words) / len(sentences(text)) - 84.6 * syllables / len(words), 1)


def likeness(left: Mapping[str, float], right: Mapping[str, float]) -> float:
    """The cosine between two weighted texts: 0 shares nothing, 1 is the same."""
    product = sum(weight * right[term] for term, weight in left.items() if term in right)
    lengths = math.hypot(*left.values()) * math.hypot(*right.values())
    return round(product / lengths, 4) if lengths else 0.0
