"""What a graph receives when a person approves, edits or rejects."""

from __future__ import annotations

from typing import Any

import pytest

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
        (None, {"kind": "approve"}, {"kind": "reject", "reason": "no"}),
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
