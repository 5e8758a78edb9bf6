"""Read the shop's CSV files into typed records, each file once."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
TODAY = date(2026, 3, 2)


@dataclass(frozen=True, slots=True)
class Customer:
    """A person who bought something; `tier` is standard, member or guide."""

    customer_id: str
    name: str
    email: str
    language: str
    country: str
    city: str
    postcode: str
    tier: str
    joined_on: date


@dataclass(frozen=True, slots=True)
class Product:
    """A thing on the shelf; `stock` counts pieces, `tariff_number` is empty where nobody classified it yet."""

    product_id: str
    name: str
    kind: str
    price_cents: int
    weight_g: int
    stock: int
    tariff_number: str


@dataclass(frozen=True, slots=True)
class Order:
    """One line of goods for one customer; `delivered_on` is None until it arrived."""

    order_id: str
    customer_id: str
    product_id: str
    quantity: int
    amount_cents: int
    shipping_cents: int
    payment: str
    ordered_on: date
    promised_on: date
    delivered_on: date | None
    status: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """A message from a customer; `order_id` is empty when they named none, `label` is the topic a person gave it."""

    ticket_id: str
    received_at: str
    channel: str
    language: str
    customer_id: str
    order_id: str
    subject: str
    body: str
    label: str


def rows(name: str) -> list[dict[str, str]]:
    """The rows of one CSV file, all values as text."""
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def customers() -> dict[str, Customer]:
    """Customers by id."""
    dated = ({**row, "joined_on": date.fromisoformat(row["joined_on"])} for row in rows("customers"))
    return {row["customer_id"]: Customer(**row) for row in dated}


@cache
def products() -> dict[str, Product]:
    """Products by id."""
    numbers = ("price_cents", "weight_g", "stock")
    counted = ({**row, **{key: int(row[key]) for key in numbers}} for row in rows("products"))
    return {row["product_id"]: Product(**row) for row in counted}


@cache
def orders() -> dict[str, Order]:
    """Orders by id."""
    numbers, days = ("quantity", "amount_cents", "shipping_cents"), ("ordered_on", "promised_on", "delivered_on")
    typed = (
        {
            **row,
            **{key: int(row[key]) for key in numbers},
            **{key: date.fromisoformat(row[key]) if row[key] else None for key in days},
        }
        for row in rows("orders")
    )
    return {row["order_id"]: Order(**row) for row in typed}


@cache
def tickets() -> dict[str, Ticket]:
    """Tickets by id, in the order they came in."""
    return {row["ticket_id"]: Ticket(**row) for row in rows("tickets")}
