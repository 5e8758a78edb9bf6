"""A support desk: it answers a pile of tickets, pays small refunds at once, and asks a person about large ones.

take_ticket -> classify -> one of: answer, ask_back, escalate, draft_refund -> close_ticket -> take_ticket ... report

A refund above the limit goes through `approve_refund`, which stops the run until a person answers. Whatever amount is
in the state when `refund` starts is the amount that is paid, so a person may change it at a breakpoint before it.
"""

import time
from collections import Counter
from typing import Any, Literal

from runtime.graph import END, START, StateGraph
from runtime.types import interrupt
from shop.records import TODAY, orders, tickets
from support_triage import refunds, rules
from support_triage.replies import euros, write_reply
from support_triage.state import Closed, LedgerEntry, Refund, RefundAnswer, Report, Triage, TriageRequest

Road = Literal["answer", "ask_back", "escalate", "draft_refund"]


def open_batch(request: TriageRequest) -> Triage:
    """Put the wanted tickets on the pile."""
    waiting = [ticket_id for ticket_id in tickets() if ticket_id >= request.first_ticket]
    if not waiting:
        newest = next(reversed(tickets()))
        raise ValueError(f"No ticket at or after {request.first_ticket!r}; the newest is {newest!r}.")
    return Triage(
        queue=waiting[: request.batch_size],
        auto_refund_limit_cents=request.auto_refund_limit_cents,
        pause_ms=request.pause_ms,
    )


def take_ticket(state: Triage) -> Triage:
    """Take the next ticket from the pile."""
    time.sleep(state["pause_ms"] / 1000)
    return Triage(ticket_id=state["queue"][0], queue=state["queue"][1:], scores={}, reply="", refund=None)


def classify(state: Triage) -> dict[str, Any]:
    """Give each category its points and choose the winner."""
    scores = rules.score(tickets()[state["ticket_id"]])
    return {"scores": scores, "category": rules.choose(scores)}


def choose_road(state: Triage) -> Road:
    """Where a ticket of this category goes; a wish for money without an order number is asked back."""
    match state["category"]:
        case "legal":
            return "escalate"
        case "unclear":
            return "ask_back"
        case "refund":
            return "draft_refund" if tickets()[state["ticket_id"]].order_id else "ask_back"
        case _:
            return "answer"


def answer(state: Triage) -> Triage:
    """Answer from the book of replies."""
    reply = write_reply(state["category"], tickets()[state["ticket_id"]])
    return Triage(outcome="answered", reply=reply)


def ask_back(state: Triage) -> Triage:
    """Ask the customer what is missing; the ticket waits for them."""
    return Triage(outcome="asked back", reply=write_reply("ask_back", tickets()[state["ticket_id"]]))


def escalate(state: Triage) -> Triage:
    """Hand the ticket to a person."""
    return Triage(outcome="escalated", reply=write_reply("escalated", tickets()[state["ticket_id"]]))


def draft_refund(state: Triage) -> Triage:
    """Work out what the shop's terms give for this ticket."""
    ticket = tickets()[state["ticket_id"]]
    return Triage(refund=refunds.draft(ticket, orders()[ticket.order_id], TODAY))


def needs_approval(state: Triage) -> Literal["approve_refund", "refund", "refuse_refund"]:
    """Nothing due: refuse. A small amount: pay. Anything larger: a person decides."""
    amount_cents = refund_in_hand(state)["amount_cents"]
    if amount_cents <= 0:
        return "refuse_refund"
    return "refund" if amount_cents <= state["auto_refund_limit_cents"] else "approve_refund"


def approve_refund(state: Triage) -> Triage:
    """Wait for a person to approve, change or reject the refund."""
    drafted = refund_in_hand(state)
    ticket = tickets()[drafted["ticket_id"]]
    reply = interrupt(
        {
            "action": "refund",
            "arguments": {"order_id": drafted["order_id"], "amount_cents": drafted["amount_cents"]},
            "description": f"Refund {euros(drafted['amount_cents'])} for {drafted['order_id']}. {drafted['reason']}",
            "ticket": {"subject": ticket.subject, "body": ticket.body},
        },
        response_schema=RefundAnswer,
    )
    decided = RefundAnswer.model_validate(reply)
    if decided.kind == "reject":
        reason = decided.reason or "A colleague declined it."
        return Triage(refund=Refund(**{**drafted, "amount_cents": 0, "reason": reason}))
    amount_cents = drafted["amount_cents"] if decided.amount_cents is None else decided.amount_cents
    return Triage(refund=Refund(**{**drafted, "amount_cents": amount_cents, "approved_by": "a person"}))


def is_approved(state: Triage) -> Literal["refund", "refuse_refund"]:
    """Pay what a person approved."""
    return "refund" if refund_in_hand(state)["approved_by"] else "refuse_refund"


def refund(state: Triage) -> Triage:
    """Pay what stands in the state and write it in the ledger."""
    paid = refund_in_hand(state)
    amount_cents = paid["amount_cents"]
    entry = LedgerEntry(
        ticket_id=paid["ticket_id"],
        order_id=paid["order_id"],
        amount_cents=amount_cents,
        approved_by=paid["approved_by"] or "the limit",
    )
    reply = write_reply("refunded", tickets()[paid["ticket_id"]], amount_cents=amount_cents)
    return Triage(ledger=[entry], outcome="refunded", reply=reply)


def refuse_refund(state: Triage) -> Triage:
    """Tell the customer why no money comes back."""
    refused = refund_in_hand(state)
    reply = write_reply("refused", tickets()[refused["ticket_id"]], reason=refused["reason"])
    return Triage(outcome="refused", reply=reply)


def close_ticket(state: Triage) -> Triage:
    """File the ticket with what became of it."""
    filed = Closed(
        ticket_id=state["ticket_id"], category=state["category"], outcome=state["outcome"], reply=state["reply"]
    )
    return Triage(closed=[filed])


def is_more_waiting(state: Triage) -> Literal["take_ticket", "report"]:
    """Back to the pile until it is empty."""
    return "take_ticket" if state["queue"] else "report"


def report(state: Triage) -> Triage:
    """Sum up the batch."""
    closed = state["closed"]
    return Triage(
        report=Report(
            tickets=len(closed),
            outcomes=dict(Counter(ticket["outcome"] for ticket in closed)),
            refunded_cents=sum(entry["amount_cents"] for entry in state.get("ledger", [])),
            waiting_for_customer=[ticket["ticket_id"] for ticket in closed if ticket["outcome"] == "asked back"],
            escalated=[ticket["ticket_id"] for ticket in closed if ticket["outcome"] == "escalated"],
        )
    )


def refund_in_hand(state: Triage) -> Refund:
    """The refund being worked on; a cleared one is a mistake worth naming."""
    drafted = state.get("refund")
    if drafted is None:
        raise ValueError(f"Ticket {state['ticket_id']!r} has no refund in the state. Put one back under 'refund'.")
    return drafted


builder = StateGraph(Triage, input_schema=TriageRequest)
for node in (
    open_batch, take_ticket, classify, answer, ask_back, escalate,
    draft_refund, approve_refund, refund, refuse_refund, close_ticket, report,
):  # fmt: skip
    builder.add_node(node)
builder.add_edge(START, "open_batch")
builder.add_edge("open_batch", "take_ticket")
builder.add_edge("take_ticket", "classify")
builder.add_conditional_edges("classify", choose_road)
builder.add_conditional_edges("draft_refund", needs_approval)
builder.add_conditional_edges("approve_refund", is_approved)
for last in ("answer", "ask_back", "escalate", "refund", "refuse_refund"):
    builder.add_edge(last, "close_ticket")
builder.add_conditional_edges("close_ticket", is_more_waiting)
builder.add_edge("report", END)

graph = builder.compile(name="support_triage")
