"""The carrier and the customs desk, each with the way it fails."""

from hashlib import sha256
from typing import Any

from order_fulfilment.state import OrderSheet

HOME_MARKET = {"IE", "DE", "AT", "FR", "ES"}
STALLS_AT_MOST = 3
RATES_CENTS = ((500, 490), (2000, 690), (10_000, 1290))


class CarrierBusyError(ConnectionError):
    """The carrier's booking desk did not answer; asking again helps."""


class CustomsDeclarationError(ValueError):
    """The declaration lacks something only the author of the catalogue can give; asking again does not help."""


def book(order_id: str, order: OrderSheet, attempt: int) -> dict[str, Any]:
    """Book a parcel. Each order meets a desk that is busy for its first 0 to 2 calls, always the same number."""
    busy_calls = sha256(f"carrier {order_id}".encode()).digest()[0] % STALLS_AT_MOST
    if attempt <= busy_calls:
        raise CarrierBusyError(f"The carrier did not answer for order {order_id!r} (call {attempt}). Call again.")
    weight_g = order["weight_g"] * order["quantity"]
    price_cents = next((price for limit, price in RATES_CENTS if weight_g <= limit), RATES_CENTS[-1][1])
    tracking = f"FH{int(sha256(order_id.encode()).hexdigest()[:10], 16) % 10**9:09d}"
    return {"tracking": tracking, "weight_g": weight_g, "price_cents": price_cents, "calls": attempt}


def declare(order_id: str, order: OrderSheet) -> dict[str, Any]:
    """The customs declaration of a parcel that leaves the single market."""
    if not order["tariff_number"]:
        raise CustomsDeclarationError(
            f"Order {order_id!r} to {order['country']!r} cannot be declared: product {order['product_id']!r} "
            f"({order['product']}) has no tariff number. Put one into the state under order.tariff_number and retry."
        )
    return {"tariff_number": order["tariff_number"], "value_cents": order["amount_cents"], "to": order["country"]}
