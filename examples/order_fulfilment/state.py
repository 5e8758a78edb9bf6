"""What is known about one order on its way out of the door. Amounts are euro cents."""

import operator
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import Field
from typing_extensions import TypedDict


@dataclass
class OrderRequest:
    """Which order to send."""

    order_id: Annotated[str, Field(description="An order of the shop: O-5001 to O-5180.", pattern=r"^O-\d{4}$")] = (
        "O-5039"
    )


class OrderSheet(TypedDict):
    """The order as the warehouse sees it."""

    product_id: str
    product: str
    quantity: int
    amount_cents: int
    payment: str
    weight_g: int
    tariff_number: str
    customer_id: str
    country: str
    postcode: str


class Check(TypedDict):
    """The answer of one check."""

    is_passed: bool
    reason: str


class Receipt(TypedDict):
    """What the payment subgraph hands back."""

    status: Literal["captured", "declined"]
    reference: str
    reason: str


@dataclass
class Fulfilment:
    """One order from desk to doorstep."""

    order_id: str
    order: OrderSheet
    stock: Check = field(default_factory=lambda: Check(is_passed=False, reason=""))
    fraud: Check = field(default_factory=lambda: Check(is_passed=False, reason=""))
    receipt: Receipt | None = None
    customs: dict[str, Any] | None = None
    parcel: dict[str, Any] | None = None
    outcome: Annotated[str, Field(description="dispatched, or why the order is on hold.")] = ""
    log: Annotated[list[str], operator.add] = field(default_factory=list)


class PaymentRequest(TypedDict):
    """What the payment subgraph is given."""

    order_id: str
    order: OrderSheet


class PaymentResult(TypedDict):
    """What it gives back; its other keys stay inside."""

    receipt: Receipt


class Payment(PaymentRequest, PaymentResult, total=False):
    """One payment: authorised, perhaps challenged, captured."""

    authorisation: Annotated[str, Field(description="The code of the bank, empty when it declined.")]
    is_challenged: Annotated[bool, Field(description="True once the customer confirmed in their banking app.")]
    declined_because: str
