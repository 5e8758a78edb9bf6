"""What the inbox shows of a request: what will happen, why it is asked, and how it may be answered."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from studio.approvals import reviews
from studio.approvals.answers import answer_for, edit_schema, is_decision
from studio.runs.models import Interrupt
from studio.web.schema_form import Field, form_of

TITLES = ("action", "tool", "name", "title")
LEADS = ("description", "question", "message", "prompt", "why", "reason")
ARGUMENTS = ("arguments", "args", "proposal")
OPTIONS, MOST_OPTIONS = "options", 4
# What a person may say where the program tells no schema.
WORDS = {"type": "string", "title": "Answer", "maxLength": 10_000}


@dataclass(frozen=True, slots=True)
class Card:
    """One request, ready to be drawn."""

    interrupt: Interrupt
    title: str
    lead: str
    arguments: Any
    rest: dict[str, Any]
    asked_by: str
    is_decision: bool
    form: Field | None
    edited: str
    raw: str
    tells_reason: bool
    options: Sequence[tuple[str, str]] = ()
    may_reject: bool = True

    @property
    def form_kind(self) -> str:
        """What the form's answer is: an edit of what is proposed, or words of one's own."""
        return "edit" if self.is_decision and self.form and self.form.kind == "object" else "respond"


def card(interrupt: Interrupt) -> Card:
    """The card of a request."""
    if reviews.requests(interrupt.value):
        return _review(interrupt)
    value, schema = interrupt.value, interrupt.response_schema
    options = [] if schema else _options(value)
    told = value if isinstance(value, dict) else {}
    used = {name: _first(told, names) for name, names in (("title", TITLES), ("lead", LEADS), ("args", ARGUMENTS))}
    can_edit = bool(schema and edit_schema(schema)["properties"])
    return Card(
        interrupt=interrupt,
        title=str(told.get(used["title"]) or f"Answer for {interrupt.node}"),
        lead=str(told.get(used["lead"]) or "") if told or isinstance(value, list) else str(value or ""),
        arguments=value if isinstance(value, list) else told.get(used["args"]),
        rest={key: held for key, held in told.items() if key not in used.values() and not (options and key == OPTIONS)},
        asked_by=doc_of(interrupt),
        is_decision=is_decision(schema) and not options,
        form=_form(interrupt) if can_edit else None if schema else form_of(WORDS),
        edited=json.dumps(_start(interrupt) if schema else "", indent=2),
        raw=json.dumps({**_said(schema), **_start(interrupt)} if schema else True, indent=2),
        tells_reason=answer_for("reject", schema, "no") != answer_for("reject", schema),
        options=options,
    )


def _review(interrupt: Interrupt) -> Card:
    """The card of tool calls that an agent wants reviewed."""
    asked, schema = interrupt.value, interrupt.response_schema
    calls = reviews.requests(asked)
    args = calls[0].get("args") or {}
    may_approve, may_edit, may_reject = (reviews.allows(asked, kind, schema) for kind in ("approve", "edit", "reject"))
    told = args if len(calls) == 1 else [{"call": each["name"], **(each.get("args") or {})} for each in calls]
    return Card(
        interrupt=interrupt,
        title=f"Call {', '.join(each['name'] for each in calls)}?",
        lead=str(calls[0].get("description") or "").split("\n\n")[0],
        arguments=told,
        rest={},
        asked_by="this tool is not to be called before a person has seen it.",
        is_decision=may_approve,
        form=form_of(reviews.args_schema(asked), args) if may_approve and may_edit and args else None,
        edited=json.dumps(args, indent=2),
        raw=json.dumps(reviews.decisions(asked, "approve"), indent=2),
        tells_reason=True,
        may_reject=may_reject,
    )


def _options(value: Any) -> list[tuple[str, str]]:
    """The few answers that a question offers, each as JSON and as a word."""
    found = value.get(OPTIONS) if isinstance(value, dict) else None
    if not isinstance(found, list) or len(found) > MOST_OPTIONS:
        return []
    if not all(isinstance(each, str | int | float | bool) for each in found):
        return []
    return [(json.dumps(each), each if isinstance(each, str) else json.dumps(each)) for each in found]


def doc_of(interrupt: Interrupt) -> str:
    """The first paragraph of the docstring of the node that asks."""
    level: Mapping[str, Any] = interrupt.run.described
    doc = ""
    for name in interrupt.node.split(":"):
        node: Mapping[str, Any] = next((each for each in level.get("nodes", []) if each["id"] == name), {})
        doc, level = node.get("doc") or doc, node.get("graph") or level
    return str(doc).split("\n\n")[0]


def _first(told: Mapping[str, Any], names: tuple[str, ...]) -> str:
    """The first of the names that is told; texts only, but for arguments."""
    is_text = names is not ARGUMENTS
    return next((name for name in names if name in told and (isinstance(told[name], str) or not is_text)), "")


def _start(interrupt: Interrupt) -> dict[str, Any]:
    """What an edit begins with: the proposed arguments that the answer has a place for."""
    value = interrupt.value if isinstance(interrupt.value, dict) else {}
    proposed = value.get(_first(value, ARGUMENTS))
    offered = {**value, **(proposed if isinstance(proposed, dict) else {})}
    properties = edit_schema(interrupt.response_schema or {})["properties"]
    return {name: offered[name] for name in properties if name in offered and name not in LEADS}


def _form(interrupt: Interrupt) -> Field:
    """The fields of an edit, what is proposed first."""
    start = _start(interrupt)
    return form_of({**edit_schema(interrupt.response_schema or {}), "x-order": list(start)}, start)


def _said(schema: Mapping[str, Any]) -> dict[str, Any]:
    said = answer_for("approve", schema)
    return said if isinstance(said, dict) else {}
