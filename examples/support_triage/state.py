"""What the triage remembers between nodes. Amounts are euro cents, so that nothing is ever rounded."""

import operator
from typing import Annotated, Literal

from pydantic import BaseModel, Field
from typing_extensions import TypedDict

Category = Literal["refund", "delivery", "howto", "account", "invoice", "cancel", "legal", "praise", "unclear"]
Outcome = Literal["answered", "asked back", "escalated", "refunded", "refused"]


class TriageRequest(BaseModel):
    """Which tickets to work through."""

    first_ticket: str = Field("T-1001", description="Where the batch starts: T-1001 to T-1224.", pattern=r"^T-\d{4}$")
    batch_size: int = Field(6, ge=1, le=224, description="How many tickets to work through.")
    auto_refund_limit_cents: int = Field(
        2500, ge=0, description="Refunds up to this many cents are paid without asking a person."
    )
    pause_ms: int = Field(0, ge=0, le=5000, description="Wait this long at each ticket, to watch it happen.")


class Refund(TypedDict):
    """A refund on its way: drafted by the rules, maybe changed by a person, then paid."""

    ticket_id: str
    order_id: str
    amount_cents: Annotated[int, Field(ge=0, description="Euro cents to pay back.")]
    reason: str
    approved_by: str


class Closed(TypedDict):
    """What became of one ticket, and what the customer was told."""

    ticket_id: str
    category: Category
    outcome: Outcome
    reply: str


class LedgerEntry(TypedDict):
    """Money that left the shop."""

    ticket_id: str
    order_id: str
    amount_cents: int
    approved_by: str


class Report(TypedDict):
    """The batch at a glance."""

    tickets: int
    outcomes: dict[str, int]
    refunded_cents: int
    waiting_for_customer: list[str]
    escalated: list[str]


class Triage(TypedDict, total=False):
    """The desk: the pile of tickets, the one in hand, and the books."""

    auto_refund_limit_cents: Annotated[int, Field(description="Refunds up to this are paid without asking.")]
    pause_ms: Annotated[int, Field(description="Wait at each ticket, in milliseconds.")]
    queue: Annotated[list[str], Field(description="Ids of the tickets still to do.")]
    ticket_id: Annotated[str, Field(description="The ticket in hand.")]
    category: Annotated[Category, Field(description="What the ticket in hand is about.")]
    scores: Annotated[dict[str, int], Field(description="Points of each category for the ticket in hand.")]
    outcome: Annotated[Outcome, Field(description="What became of the ticket in hand.")]
    reply: Annotated[str, Field(description="What the customer is told.")]
    refund: Annotated[Refund | None, Field(description="The refund in hand; change amount_cents here.")]
    ledger: Annotated[list[LedgerEntry], operator.add]
    closed: Annotated[list[Closed], operator.add]
    report: Annotated[Report, Field(description="The batch at a glance, when all is done.")]


class RefundAnswer(BaseModel):
    """A person's answer to a refund that waits for approval."""

    kind: Literal["approve", "edit", "reject"] = Field(description="approve as drafted, edit the amount, or reject")
    amount_cents: int | None = Field(None, ge=0, description="The new amount in cents, when the kind is edit.")
    reason: str = Field("", description="Why; the customer reads it when the refund is rejected.")
