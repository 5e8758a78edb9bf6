"""What a graph receives when a person approves, edits or rejects."""

from __future__ import annotations

from typing import Any

import pytest

from studio.approvals import reviews
from studio.approvals.answers import answer_for, decision_key, edit_schema, is_decision

WORDS = {
    "type": "object",
    "properties": {
        "kind": {"enum": ["approve", "edit", "reject"]},
        "amount": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
        "reason": {"type": "string"},
    },
    "required": ["kind"],
}
PAST = {
    "type": "object",
    "properties": {"decision": {"$ref": "#/$defs/D"}},
    "$defs": {"D": {"enum": ["approved", "rejected"]}},
}
TRUTH = {"type": "object", "properties": {"approved": {"type": "boolean"}, "comment": {"type": "string"}}}


@pytest.mark.parametrize(
    ("schema", "approval", "rejection"),
    [
        (None, True, False),
        ({"type": "boolean"}, True, False),
        (WORDS, {"kind": "approve"}, {"kind": "reject", "reason": "no"}),
        (PAST, {"decision": "approved"}, {"decision": "rejected"}),
        (TRUTH, {"approved": True}, {"approved": False, "comment": "no"}),
        ({"enum": ["approve", "reject"]}, "approve", "reject"),
    ],
)
def test_the_answer_is_the_one_the_schema_expects(schema: Any, approval: Any, rejection: Any) -> None:
    assert answer_for("approve", schema) == approval
    assert answer_for("reject", schema, "no") == rejection
    assert is_decision(schema)


def test_an_edit_says_so_where_the_schema_has_a_word_for_it() -> None:
    assert answer_for("edit", WORDS) == {"kind": "edit"}
    assert answer_for("edit", PAST) == {"decision": "approved"}


def test_a_question_is_no_decision() -> None:
    question = {"type": "object", "properties": {"name": {"type": "string"}}}

    assert not is_decision(question)
    assert decision_key(question) is None


def test_an_edit_leaves_out_the_word_of_the_decision() -> None:
    assert list(edit_schema(WORDS)["properties"]) == ["amount", "reason"]
    assert edit_schema(WORDS)["required"] == []


MAIL = {"name": "send_mail", "args": {"to": "ada", "urgent": True, "count": 2, "cc": []}, "description": "Look."}
ALL = {"action_name": "send_mail", "allowed_decisions": ["approve", "edit", "reject"]}


def test_a_review_of_calls_takes_a_decision_for_each() -> None:
    asked = {"action_requests": [MAIL, MAIL], "review_configs": [ALL]}

    assert reviews.requests(asked) == [MAIL, MAIL]
    assert reviews.decisions(asked, "approve") == {"decisions": [{"type": "approve"}] * 2}
    assert reviews.decisions(asked, "reject", reason="no") == {"decisions": [{"type": "reject", "message": "no"}] * 2}
    assert reviews.allows(asked, "reject")
    assert not reviews.allows(asked, "edit")


def test_the_only_call_of_a_review_may_be_changed() -> None:
    asked = {"action_requests": [MAIL], "review_configs": [ALL]}
    edited = {"type": "edit", "edited_action": {"name": "send_mail", "args": {"to": "bob"}}}

    assert reviews.allows(asked, "edit")
    assert reviews.decisions(asked, "edit", args={"to": "bob"}) == {"decisions": [edited]}
    kinds = {"to": {"type": "string"}, "urgent": {"type": "boolean"}, "count": {"type": "integer"}, "cc": {}}
    assert reviews.args_schema(asked)["properties"] == kinds


def test_a_call_asked_about_alone_takes_one_decision_that_its_schema_allows() -> None:
    asked = {"type": "tool_approval", **MAIL}
    schema = {"properties": {"type": {"enum": ["approve", "edit"]}}}

    assert reviews.requests(asked) == [asked]
    assert reviews.decisions(asked, "approve") == {"type": "approve"}
    assert [reviews.allows(asked, kind, schema) for kind in ("approve", "edit", "reject")] == [True, True, False]


@pytest.mark.parametrize("asked", [None, "Really?", {"action_requests": "x", "review_configs": []}, [1]])
def test_what_else_is_asked_is_no_review(asked: Any) -> None:
    assert reviews.requests(asked) == []
