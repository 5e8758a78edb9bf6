"""What the customer is told, in their language."""

import tomllib
from functools import cache
from pathlib import Path

from shop.records import Ticket, customers

REPLIES_FILE = Path(__file__).with_name("replies.toml")


@cache
def texts(language: str) -> dict[str, str]:
    """The replies of one language by kind."""
    return tomllib.loads(REPLIES_FILE.read_text(encoding="utf-8"))[language]


def write_reply(kind: str, ticket: Ticket, *, amount_cents: int = 0, reason: str = "") -> str:
    """The reply of this kind to the sender of the ticket."""
    return texts(ticket.language)[kind].format(
        name=customers()[ticket.customer_id].name, order=ticket.order_id, amount=euros(amount_cents), reason=reason
    )


def euros(cents: int) -> str:
    """Cents as euros: 2590 -> '€25.90'."""
    return f"€{cents // 100}.{cents % 100:02d}"
