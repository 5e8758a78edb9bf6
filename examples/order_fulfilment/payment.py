"""The payment subgraph: authorise -> (challenge) -> capture, or decline.

Strong customer authentication is asked for above 250 euros, as European card rules do; an invoice has a credit limit
that grows with the customer's tier.
"""

from hashlib import sha256
from typing import Any, Literal

from order_fulfilment.state import Payment, PaymentRequest, PaymentResult, Receipt
from runtime.graph import END, START, StateGraph
from shop.records import customers

CHALLENGE_ABOVE_CENTS = 25_000
INVOICE_LIMIT_CENTS = {"standard": 20_000, "member": 40_000, "guide": 100_000}


def authorise(state: PaymentRequest) -> dict[str, Any]:
    """Ask for the money; an invoice must stay within the customer's limit."""
    order = state["order"]
    limit_cents = INVOICE_LIMIT_CENTS[customers()[order["customer_id"]].tier]
    if order["payment"] == "invoice" and order["amount_cents"] > limit_cents:
        because = f"{order['amount_cents']} cents on invoice, the limit is {limit_cents}"
        return {"authorisation": "", "declined_because": because}
    return {"authorisation": sha256(state["order_id"].encode()).hexdigest()[:8].upper()}


def after_authorisation(state: Payment) -> Literal["challenge", "capture", "decline"]:
    """Large card payments are confirmed in the banking app first."""
    if not state.get("authorisation"):
        return "decline"
    order = state["order"]
    is_large = order["payment"] != "invoice" and order["amount_cents"] > CHALLENGE_ABOVE_CENTS
    return "challenge" if is_large else "capture"


def challenge(state: Payment) -> dict[str, Any]:
    """The customer confirms in their banking app."""
    return {"is_challenged": True, "authorisation": f"{state.get('authorisation')}-SCA"}


def capture(state: Payment) -> dict[str, Any]:
    """Take the money that was authorised."""
    return {"receipt": Receipt(status="captured", reference=state.get("authorisation", ""), reason="")}


def decline(state: Payment) -> dict[str, Any]:
    """No money, no parcel."""
    return {"receipt": Receipt(status="declined", reference="", reason=state.get("declined_because", ""))}


builder = StateGraph(Payment, input_schema=PaymentRequest, output_schema=PaymentResult)
for node in (authorise, challenge, capture, decline):
    builder.add_node(node)
builder.add_edge(START, "authorise")
builder.add_conditional_edges("authorise", after_authorisation)
builder.add_edge("challenge", "capture")
builder.add_edge("capture", END)
builder.add_edge("decline", END)

payment = builder.compile(name="payment")
