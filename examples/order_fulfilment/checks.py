"""The two checks before anything is charged."""

from order_fulfilment.state import Check, OrderSheet
from shop.records import TODAY, customers, orders, products

RISK_LIMIT = 60
NEW_CUSTOMER_DAYS = 60
LARGE_AMOUNT_CENTS = 40_000


def is_in_stock(order: OrderSheet) -> Check:
    """Are there enough pieces on the shelf?"""
    stock = products()[order["product_id"]].stock
    return Check(is_passed=stock >= order["quantity"], reason=f"{order['quantity']} wanted, {stock} on the shelf")


def is_trustworthy(order_id: str, order: OrderSheet) -> Check:
    """Points for what fraud often looks like; at RISK_LIMIT a person has to look."""
    customer = customers()[order["customer_id"]]
    earlier = [
        other for other in orders().values() if other.customer_id == customer.customer_id and other.order_id != order_id
    ]
    signs = {
        "new customer": 30 * ((TODAY - customer.joined_on).days < NEW_CUSTOMER_DAYS),
        "first order": 20 * (not earlier),
        "large amount": 30 * (order["amount_cents"] >= LARGE_AMOUNT_CENTS),
        "several pieces": 15 * (order["quantity"] > 1),
        "paid by wallet": 15 * (order["payment"] == "wallet"),
        "known guide": -40 * (customer.tier == "guide"),
    }
    points = sum(signs.values())
    found = ", ".join(sign for sign, weight in signs.items() if weight) or "nothing unusual"
    return Check(is_passed=points < RISK_LIMIT, reason=f"{points} points: {found}")
