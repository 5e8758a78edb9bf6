"""From a question to tool calls, and from their results to an answer.

A question is cut into clauses. Each clause becomes one step by the first rule that fits: a share of an earlier figure,
arithmetic, a figure of the shop, or a search of the files. A step may build on the number the step before it found.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

COUNTRIES = {
    "germany": "DE", "austria": "AT", "switzerland": "CH", "france": "FR", "spain": "ES", "ireland": "IE",
    "britain": "GB", "united kingdom": "GB", "norway": "NO",
}  # fmt: skip
# what is asked for -> (SQL expression, unit)
FIGURES = {
    r"average order": ("ROUND(AVG(o.amount_cents) / 100.0, 2)", "€"),
    r"revenue|turnover|sales": ("ROUND(SUM(o.amount_cents) / 100.0, 2)", "€"),
    r"late": ("SUM(o.delivered_on > o.promised_on)", "late deliveries"),
    r"how many customers|number of customers": ("COUNT(DISTINCT c.customer_id)", "customers"),
    r"how many orders|number of orders": ("COUNT(*)", "orders"),
    r"best.?sell|most sold|top products?": ("SUM(o.quantity)", "pieces"),
}
GROUPS = {
    r"(?:per|by|each|which) country": "c.country",
    r"(?:per|by|each|which) product|best.?sell|most sold|top products?": "p.name || ' ' || p.kind",
    r"(?:per|by|each|which) tier": "c.tier",
    r"(?:per|by|each|which) month": "SUBSTR(o.ordered_on, 1, 7)",
}
JOINED = "orders o JOIN customers c USING (customer_id) JOIN products p USING (product_id)"
ARITHMETIC = re.compile(r"\(*-?\d[\d.]*(?:\s*(?:\*\*|//|[-+*/%])\s*\(*-?\d[\d.]*\)*)+")
SHARE = re.compile(r"(\d+(?:\.\d+)?)\s*(?:%|percent) of (it|that|this|the result|(?P<number>\d[\d.]*))", re.IGNORECASE)
CLAUSE_END = re.compile(r"[?;]\s*|\.\s+|,? and then ", re.IGNORECASE)
FILLER_WORDS = """
and what who where when why how is are was were do does did say says tell about the texts files documents docs find look
for of in on you your know please can could there
"""
FILLER = frozenset(FILLER_WORDS.split())


@dataclass(frozen=True, slots=True)
class Step:
    """One tool call: what is said before it, the tool, and its arguments."""

    thought: str
    tool: str
    arguments: dict[str, Any]
    clause: str


def plan(question: str, numbers: list[float | None]) -> list[Step]:
    """The steps of a question; `numbers` holds the figure each finished step found, None where it found text."""
    clauses = [clause.strip() for clause in CLAUSE_END.split(question) if clause.strip(" .!?")]
    return [step_for(clause, numbers[:place]) for place, clause in enumerate(clauses)]


def step_for(clause: str, numbers: list[float | None]) -> Step:
    """The first rule that fits this clause."""
    if share := SHARE.search(clause):
        earlier = next((number for number in reversed(numbers) if number is not None), 0)
        whole = share["number"] or repr(earlier)
        return Step(f"I take {share[1]} % of it. ", "calculate", {"expression": f"{share[1]} / 100 * {whole}"}, clause)
    if sum_ := ARITHMETIC.search(clause):
        return Step("Let me reckon. ", "calculate", {"expression": sum_.group().strip()}, clause)
    if figure := figure_of(clause):
        return Step("I ask the shop's books. ", "query_shop", {"sql": select(clause, figure[0])}, clause)
    words = [word for word in re.findall(r"[a-z][\w-]+", clause.lower()) if word not in FILLER]
    return Step("I look through the files. ", "search_files", {"words": " ".join(words)}, clause)


def figure_of(clause: str) -> tuple[str, str] | None:
    """The SQL expression and the unit of the figure a clause asks for."""
    return next((found for words, found in FIGURES.items() if re.search(words, clause, re.IGNORECASE)), None)


def select(clause: str, expression: str) -> str:
    """The SELECT for a figure, narrowed to the countries named and grouped as asked."""
    group = next((column for words, column in GROUPS.items() if re.search(words, clause, re.IGNORECASE)), None)
    named = sorted({f"'{code}'" for name, code in COUNTRIES.items() if name in clause.lower()})
    where = f" WHERE c.country IN ({', '.join(named)})" if named else ""
    if group is None:
        return f"SELECT {expression} AS value FROM {JOINED}{where}"  # noqa: S608 - every part is from the tables above
    limit = 1 if re.search(r"\bwhich\b", clause, re.IGNORECASE) else 5
    return (
        f"SELECT {group} AS name, {expression} AS value FROM {JOINED}{where} "  # noqa: S608 - as above
        f"GROUP BY 1 ORDER BY 2 DESC LIMIT {limit}"
    )


def number_in(result: str) -> float | None:
    """The figure a tool found, None when it found text or failed."""
    try:
        found = json.loads(result)
    except ValueError:
        return None
    if isinstance(found, list):
        found = found[0].get("value") if found else None
    return found if isinstance(found, int | float) else None


def compose(steps: list[Step], results: list[str]) -> str:
    """The answer: one sentence for every step."""
    return " ".join(sentence(step, result) for step, result in zip(steps, results, strict=False))


def sentence(step: Step, result: str) -> str:
    """What one result says."""
    try:
        found = json.loads(result)
    except ValueError:
        return f"I could not answer {step.clause!r}: {result}"
    if step.tool == "calculate":
        return f"{step.arguments['expression']} = {round(found, 2):,}."
    if not found:
        return f"I found nothing about {step.clause!r}."
    if step.tool == "search_files":
        return f"On {step.arguments['words']!r}, {found[0]['file']} says: {found[0]['text']}"
    unit = (figure_of(step.clause) or ("", ""))[1]
    shown = [f"{row.get('name', '')} {money(row['value'], unit)}".strip() for row in found if row["value"] is not None]
    return f"{step.clause}: {', '.join(shown) or 'no orders'}."


def money(value: float, unit: str) -> str:
    """A figure with its unit: €1,234.50 or 17 orders."""
    return f"€{value:,.2f}" if unit == "€" else f"{value:,} {unit}"
