"""Twelve texts read side by side, twice: first to count words, then to sum each up by what all of them taught.

The first fan-out counts words. Only when all counts are in is it known which words are rare, so `join_counts` waits for
them; the second fan-out then finds keywords and summaries by that. Each branch is one `Send` with its own small input.
"""

import operator
import time
from collections import Counter
from typing import Annotated, Any

from pydantic import BaseModel, Field
from typing_extensions import TypedDict

from document_map_reduce import text
from runtime.graph import END, START, StateGraph
from runtime.types import Send

KEYWORDS = 6


class Reading(BaseModel):
    """How many texts to read, and how closely."""

    documents: int = Field(8, ge=1, le=12, description="How many of the twelve texts to read.")
    sentences: int = Field(2, ge=1, le=5, description="Sentences in each summary.")
    pause_ms: int = Field(0, ge=0, le=3000, description="Wait this long in each branch, to watch the fan-out.")


class Counts(TypedDict):
    """The words of one text."""

    name: str
    terms: dict[str, int]


class Summary(TypedDict):
    """One text in brief."""

    name: str
    words: int
    reading_ease: float
    keywords: list[str]
    summary: list[str]
    weights: dict[str, float]


class Report(TypedDict):
    """All texts in brief."""

    documents: int
    words: int
    shared_terms: list[str]
    easiest: str
    hardest: str
    closest_pair: list[str]
    text: str


class Corpus(TypedDict, total=False):
    """What is known about the texts so far."""

    sentences: Annotated[int, Field(description="Sentences in each summary.")]
    pause_ms: Annotated[int, Field(description="Wait in each branch, in milliseconds.")]
    names: Annotated[list[str], Field(description="The texts to read.")]
    counts: Annotated[list[Counts], operator.add]
    in_documents: Annotated[dict[str, int], Field(description="In how many texts each word occurs.")]
    summaries: Annotated[list[Summary], operator.add]
    report: Annotated[Report, Field(description="All texts in brief, when all is done.")]


class CountOrder(TypedDict):
    """What a counting branch is sent."""

    name: str
    pause_ms: int


class SummaryOrder(TypedDict):
    """What a summarising branch is sent."""

    counts: Counts
    in_documents: dict[str, int]
    documents: int
    sentences: int
    pause_ms: int


def choose_texts(request: Reading) -> dict[str, Any]:
    """Take the first texts of the shelf."""
    names = list(text.names()[: request.documents])
    return {"names": names, "sentences": request.sentences, "pause_ms": request.pause_ms}


def send_to_count(state: Corpus) -> list[Send]:
    """One branch for every text."""
    return [Send("count_words", CountOrder(name=name, pause_ms=state["pause_ms"])) for name in state["names"]]


def count_words(order: CountOrder) -> dict[str, Any]:
    """Map: the words of one text."""
    time.sleep(order["pause_ms"] / 1000)
    return {"counts": [Counts(name=order["name"], terms=dict(text.terms(text.read(order["name"]))))]}


def join_counts(state: Corpus) -> dict[str, Any]:
    """Reduce: in how many texts each word occurs."""
    return {"in_documents": dict(Counter(term for counts in state["counts"] for term in counts["terms"]))}


def send_to_summarise(state: Corpus) -> list[Send]:
    """One branch for every text, with what all texts taught."""
    return [
        Send(
            "summarise",
            SummaryOrder(
                counts=counts,
                in_documents={term: state["in_documents"][term] for term in counts["terms"]},
                documents=len(state["names"]),
                sentences=state["sentences"],
                pause_ms=state["pause_ms"],
            ),
        )
        for counts in state["counts"]
    ]


def summarise(order: SummaryOrder) -> dict[str, Any]:
    """Map: keywords, reading ease and the best sentences of one text."""
    time.sleep(order["pause_ms"] / 1000)
    counts = order["counts"]
    whole = text.read(counts["name"])
    weighted = text.weights(counts["terms"], order["in_documents"], order["documents"])
    summary = Summary(
        name=counts["name"],
        words=len(whole.split()),
        reading_ease=text.reading_ease(whole),
        keywords=text.keywords(weighted, KEYWORDS),
        summary=text.summarise(whole, weighted, order["sentences"]),
        weights={term: round(weight, 3) for term, weight in weighted.items()},
    )
    return {"summaries": [summary]}


def write_report(state: Corpus) -> dict[str, Any]:
    """Reduce: one report about all texts."""
    found = state["summaries"]
    by_ease = sorted(found, key=lambda summary: summary["reading_ease"])
    shared = Counter(state["in_documents"]).most_common(KEYWORDS)
    report = Report(
        documents=len(found),
        words=sum(summary["words"] for summary in found),
        shared_terms=[term for term, count in shared if count > 1],
        easiest=by_ease[-1]["name"],
        hardest=by_ease[0]["name"],
        closest_pair=closest_pair(found),
        text="\n\n".join(paragraph(one) for one in found),
    )
    return {"report": report}


def paragraph(one: Summary) -> str:
    """One text as a paragraph of the report."""
    return f"## {one['name']} ({', '.join(one['keywords'])})\n{' '.join(one['summary'])}"


def closest_pair(found: list[Summary]) -> list[str]:
    """The two texts that speak most alike; empty when there is only one."""
    pairs = [(left, right) for place, left in enumerate(found) for right in found[place + 1 :]]
    best = max(pairs, key=lambda pair: text.likeness(pair[0]["weights"], pair[1]["weights"]), default=None)
    return [one["name"] for one in best] if best else []


builder = StateGraph(Corpus, input_schema=Reading)
for node in (choose_texts, count_words, join_counts, summarise, write_report):
    builder.add_node(node)
builder.add_edge(START, "choose_texts")
builder.add_conditional_edges("choose_texts", send_to_count, ["count_words"])
builder.add_edge("count_words", "join_counts")
builder.add_conditional_edges("join_counts", send_to_summarise, ["summarise"])
builder.add_edge("summarise", "write_report")
builder.add_edge("write_report", END)

graph = builder.compile(name="document_map_reduce")
