"""Triage: the rules, the terms, and the whole desk."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from runtime.checkpoint.memory import InMemorySaver
from runtime.types import Command
from shop.records import TODAY, orders, tickets
from support_triage import refunds, rules
from support_triage.graph import builder
from support_triage.state import RefundAnswer

TOPIC_CATEGORY = {
    "damaged": "refund", "wrong_item": "refund", "changed_mind": "refund", "charged_twice": "refund", "late": "refund",
    "where": "delivery", "vague": "unclear",
}  # fmt: skip
CONFIG = {"configurable": {"thread_id": "desk"}}


@pytest.fixture
def desk():
    return builder.compile(checkpointer=InMemorySaver())


def paid(state) -> dict[str, int]:
    return {entry["ticket_id"]: entry["amount_cents"] for entry in state["ledger"]}


def test_the_rules_agree_with_the_people_on_nearly_every_ticket():
    agreed = [
        rules.choose(rules.score(ticket)) == TOPIC_CATEGORY.get(ticket.label, ticket.label)
        for ticket in tickets().values()
    ]
    assert sum(agreed) / len(agreed) >= 0.97


def test_a_draw_between_categories_is_asked_back():
    assert rules.choose({"invoice": 3, "cancel": 3}) == "unclear"
    assert rules.choose({}) == "unclear"


def test_anger_beats_every_other_category():
    assert rules.choose({"refund": 9, "legal": 3}) == "legal"


@pytest.mark.parametrize(
    ("ground", "days", "cents"), [("defect", 30, 14390), ("defect", 31, 0), ("return", 14, 13410), ("return", 15, 0)]
)
def test_a_refund_ends_with_its_term(ground, days, cents):
    order = orders()["O-5052"]
    assert order.delivered_on
    assert refunds.amount_due(ground, order, order.delivered_on + timedelta(days=days))[0] == cents


def test_a_late_delivery_pays_the_shipping_and_a_share():
    assert refunds.amount_due("late", orders()["O-5093"], TODAY)[0] == 690 + 18900 * 5 // 100


def test_the_default_batch_waits_for_one_approval_and_then_finishes(desk):
    waiting = desk.invoke({}, CONFIG)["__interrupt__"]
    assert [stop.value["arguments"] for stop in waiting] == [{"order_id": "O-5052", "amount_cents": 14390}]
    done = desk.invoke(Command(resume={"kind": "approve"}), CONFIG)
    assert paid(done) == {"T-1002": 1635, "T-1004": 14390}
    assert done["report"]["outcomes"] == {"answered": 2, "refunded": 2, "asked back": 1, "escalated": 1}


def test_an_amount_changed_before_the_refund_is_the_amount_that_is_paid(desk):
    desk.invoke({}, CONFIG, interrupt_before=["refund"])
    stopped = desk.get_state(CONFIG)
    assert stopped.next == ("refund",)
    desk.update_state(CONFIG, {"refund": {**stopped.values["refund"], "amount_cents": 1200}})
    desk.invoke(None, CONFIG)
    done = desk.invoke(Command(resume={"kind": "approve"}), CONFIG)
    assert paid(done) == {"T-1002": 1200, "T-1004": 14390}
    assert done["report"]["refunded_cents"] == 15590


def test_an_amount_changed_after_the_approval_is_the_amount_that_is_paid(desk):
    desk.invoke({"first_ticket": "T-1004"}, CONFIG)
    desk.invoke(Command(resume={"kind": "approve"}), CONFIG, interrupt_before=["refund"])
    stopped = desk.get_state(CONFIG)
    desk.update_state(CONFIG, {"refund": {**stopped.values["refund"], "amount_cents": 77}})
    desk.invoke(None, CONFIG)
    assert paid(desk.get_state(CONFIG).values)["T-1004"] == 77


def test_an_amount_raised_above_the_limit_needs_a_person(desk):
    desk.invoke({"batch_size": 2}, CONFIG, interrupt_before=["refund"])
    stopped = desk.get_state(CONFIG)
    desk.update_state(CONFIG, {"refund": {**stopped.values["refund"], "amount_cents": 5000}})
    assert desk.get_state(CONFIG).next == ("approve_refund",)


def test_a_category_changed_by_a_person_sends_the_ticket_another_way(desk):
    desk.invoke({"batch_size": 1}, CONFIG, interrupt_before=["answer"])
    desk.update_state(CONFIG, {"category": "legal"})
    assert desk.invoke(None, CONFIG)["report"]["escalated"] == ["T-1001"]


def test_a_person_may_change_the_amount_in_the_answer(desk):
    desk.invoke({}, CONFIG)
    done = desk.invoke(Command(resume={"kind": "edit", "amount_cents": 9900}), CONFIG)
    assert paid(done)["T-1004"] == 9900


def test_a_rejected_refund_is_not_paid_and_the_customer_reads_why(desk):
    desk.invoke({}, CONFIG)
    done = desk.invoke(Command(resume={"kind": "reject", "reason": "Photos are missing."}), CONFIG)
    assert "T-1004" not in paid(done)
    assert next(one for one in done["closed"] if one["ticket_id"] == "T-1004")["reply"].endswith("Photos are missing.")


def test_all_tickets_together_go_through(desk):
    done = desk.invoke({"batch_size": 224, "auto_refund_limit_cents": 10**6}, CONFIG)
    assert len(done["closed"]) == len(tickets()) == done["report"]["tickets"]


def test_a_batch_after_the_last_ticket_is_refused(desk):
    with pytest.raises(ValueError, match="newest is 'T-1224'"):
        desk.invoke({"first_ticket": "T-9999"}, CONFIG)


def test_an_answer_of_an_unknown_kind_is_refused():
    with pytest.raises(ValidationError):
        RefundAnswer.model_validate({"kind": "perhaps"})
