"""How much a customer gets back, by the shop's terms.

| what happened | what is paid |
|---|---|
| damaged, defective or the wrong item, told within 30 days of delivery | the goods and the shipping |
| returned unused within 14 days of delivery | the goods less 4.90 for the return label |
| charged twice | the amount charged once too often |
| delivered more than 2 days late | the shipping and 5 % of the goods, at most 40.00 |
| anything else | nothing: the reply says why |
"""

import re
from datetime import date

from shop.records import Order, Ticket
from support_triage.state import Refund

RETURN_LABEL_CENTS = 490
LATE_PERCENT, LATE_LIMIT_CENTS, LATE_GRACE_DAYS = 5, 4000, 2
DEFECT_DAYS, RETURN_DAYS = 30, 14

# The order matters: "the duplicate charge" is not a return, a torn parcel that came late is damaged first.
GROUNDS = {
    "charged twice": r"twice|two charges|duplicate|double|doppelt|abbuchung"
    r"|deux fois|double prélèvement|dos veces|duplicado",
    "defect": r"damaged|defective|broken|wrong (?:item|size)|instead of the|somebody else|beschädigt|defekt|kaputt"
    r"|falscher|endommagé|défectueux|mauvais article|dañado|defectuoso|equivocado",
    "late": r"days late|was late|off by \d+ days|zu spät|verspätet|retard|retraso",
    "return": r"return|changed my mind|zurücksend|widerruf|retour|devol",
}


def ground_of(ticket: Ticket) -> str:
    """Why the customer wants money: a key of GROUNDS, or `none`."""
    text = f"{ticket.subject} {ticket.body}"
    return next((ground for ground, words in GROUNDS.items() if re.search(words, text, re.IGNORECASE)), "none")


def amount_due(ground: str, order: Order, today: date) -> tuple[int, str]:
    """Cents to pay back and the sentence that explains them; 0 when nothing is due."""
    if ground == "charged twice":
        return order.amount_cents, "The order was charged twice; one of the payments goes back."
    if order.delivered_on is None:
        return 0, "The order has not been delivered yet."
    days_since = (today - order.delivered_on).days
    if ground == "defect" and days_since <= DEFECT_DAYS:
        return order.amount_cents + order.shipping_cents, f"Reported {days_since} days after delivery: paid in full."
    if ground == "return" and days_since <= RETURN_DAYS:
        return order.amount_cents - RETURN_LABEL_CENTS, f"Returned {days_since} days after delivery, less the label."
    days_late = (order.delivered_on - order.promised_on).days
    if ground == "late" and days_late > LATE_GRACE_DAYS:
        share = order.amount_cents * LATE_PERCENT // 100
        return min(order.shipping_cents + share, LATE_LIMIT_CENTS), f"Delivered {days_late} days late."
    return 0, f"Reason {ground!r}, {days_since} days after delivery: outside the terms."


def draft(ticket: Ticket, order: Order, today: date) -> Refund:
    """The refund the terms give for this ticket, not yet approved by anyone."""
    amount_cents, reason = amount_due(ground_of(ticket), order, today)
    return Refund(
        ticket_id=ticket.ticket_id, order_id=order.order_id, amount_cents=amount_cents, reason=reason, approved_by=""
    )
