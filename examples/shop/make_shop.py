"""Write customers.csv, orders.csv and tickets.csv: run `python examples/shop/make_shop.py`.

The same seed always writes the same files, so the numbers the tutorials quote stay true. Each ticket tells of a real
row: its sender exists, its order is theirs, and what it claims (late, unpaid, shipped) agrees with that order. The
column `label` is the topic the ticket was written about; rules are measured against it and never see it.
"""

import csv
import random
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
TODAY = date(2026, 3, 2)
CUSTOMERS, ORDERS, TICKETS = 64, 180, 224

# country: (shop language, postcode pattern, cities)
COUNTRIES = {
    "GB": ("en", "?## #??", ("Leeds", "Bristol", "Glasgow", "Cardiff")),
    "IE": ("en", "?## ?###", ("Dublin", "Cork", "Galway")),
    "DE": ("de", "#####", ("Hamburg", "Leipzig", "Freiburg", "Köln")),
    "AT": ("de", "####", ("Wien", "Graz", "Innsbruck")),
    "FR": ("fr", "#####", ("Lyon", "Grenoble", "Nantes")),
    "ES": ("es", "#####", ("Bilbao", "Zaragoza", "Granada")),
    "CH": ("de", "####", ("Bern", "Chur")),
    "NO": ("en", "####", ("Bergen", "Tromsø")),
}
COUNTRY_WEIGHTS = (22, 8, 18, 6, 10, 9, 4, 3)
GIVEN_NAMES = {
    "en": ("Amara", "Callum", "Edith", "Farah", "Gwen", "Harvey", "Isla", "Niamh", "Owen", "Priya", "Rory", "Tess"),
    "de": ("Anke", "Bastian", "Cem", "Dörte", "Frieda", "Jonas", "Leyla", "Matthias", "Silke", "Uwe"),
    "fr": ("Aurélie", "Bastien", "Chloé", "Étienne", "Inès", "Mathis", "Solène"),
    "es": ("Aitana", "Iker", "Lucía", "Marcos", "Nerea", "Pablo", "Rocío"),
}
FAMILY_NAMES = {
    "en": ("Ashworth", "Byrne", "Campbell", "Doyle", "Fletcher", "Hughes", "Kaur", "MacLeod", "Okafor", "Walsh"),
    "de": ("Albrecht", "Brandt", "Demir", "Fuchs", "Hofmann", "Keller", "Lindner", "Schubert", "Yilmaz"),
    "fr": ("Blanchard", "Caron", "Dumont", "Lefèvre", "Marchand", "Roussel"),
    "es": ("Aguirre", "Campos", "Ibáñez", "Molina", "Navarro", "Serrano"),
}
# topic: how often it comes up
TOPICS = {
    "damaged": 16, "wrong_item": 8, "changed_mind": 11, "charged_twice": 6, "late": 12, "where": 14, "howto": 13,
    "account": 8, "invoice": 8, "cancel": 6, "legal": 5, "praise": 5, "vague": 7,
}  # fmt: skip
# The first tickets are chosen, so that the default batch of the triage example shows every road through it.
OPENING_DAY = (("howto", "en"), ("late", "en"), ("vague", "en"), ("damaged", "de"), ("legal", "en"), ("praise", "fr"))
NEEDS_DELIVERY = {"damaged", "wrong_item", "changed_mind", "late", "howto", "praise", "legal"}
NAMES_NO_ORDER = {"account", "vague"}

Row = dict[str, Any]


def main() -> None:
    """Write the three files beside this one."""
    dice = random.Random(2026)
    products = read("products.csv")
    customers = [make_customer(dice, number) for number in range(CUSTOMERS)]
    orders = [make_order(dice, number, customers, products) for number in range(ORDERS)]
    tickets = list(make_tickets(dice, customers, orders, products))
    for name, rows in {"customers.csv": customers, "orders.csv": orders, "tickets.csv": tickets}.items():
        write(name, rows)


def make_customer(dice: random.Random, number: int) -> Row:
    """A customer whose name, town and postcode fit the country."""
    country = dice.choices(list(COUNTRIES), COUNTRY_WEIGHTS)[0]
    language, pattern, cities = COUNTRIES[country]
    name = f"{dice.choice(GIVEN_NAMES[language])} {dice.choice(FAMILY_NAMES[language])}"
    letters = {"#": "0123456789", "?": "ABCDEFGHKLMNPRSTWXY"}
    return {
        "customer_id": f"C-{number + 1:03d}",
        "name": name,
        "email": f"customer{number + 1:03d}@example.org",
        "language": language,
        "country": country,
        "city": dice.choice(cities),
        "postcode": "".join(dice.choice(letters.get(sign) or sign) for sign in pattern),
        "tier": dice.choices(("standard", "member", "guide"), (70, 22, 8))[0],
        "joined_on": TODAY - timedelta(days=dice.randint(40, 2200)),
    }


def make_order(dice: random.Random, number: int, customers: list[Row], products: list[Row]) -> Row:
    """An order placed in the last four months; older ones are delivered, some of them late."""
    customer, product = dice.choice(customers), dice.choice(products)
    quantity = dice.choices((1, 2, 3), (82, 14, 4))[0]
    ordered_on = max(TODAY - timedelta(days=dice.randint(0, 120)), customer["joined_on"])
    promised_on = ordered_on + timedelta(days=dice.choice((2, 4, 6)))
    delay = dice.choices((0, -1, 3, 6, 9), (55, 20, 9, 9, 7))[0]
    delivered_on = promised_on + timedelta(days=delay)
    age = (TODAY - ordered_on).days
    status = "delivered" if delivered_on < TODAY else ("shipped" if age > 1 else "paid")
    return {
        "order_id": f"O-{number + 5001}",
        "customer_id": customer["customer_id"],
        "product_id": product["product_id"],
        "quantity": quantity,
        "amount_cents": quantity * int(product["price_cents"]),
        "shipping_cents": dice.choice((490, 690, 1290)),
        "payment": dice.choice(("card", "card", "invoice", "wallet")),
        "ordered_on": ordered_on,
        "promised_on": promised_on,
        "delivered_on": delivered_on if status == "delivered" else "",
        "status": status,
    }


def make_tickets(dice: random.Random, customers: list[Row], orders: list[Row], products: list[Row]) -> Iterable[Row]:
    """Tickets in the order they came in; the first ones follow OPENING_DAY."""
    phrases = tomllib.loads((HERE / "phrases.toml").read_text(encoding="utf-8"))
    senders = {row["customer_id"]: row for row in customers}
    names = {row["product_id"]: row for row in products}
    received_at = datetime.combine(TODAY, time(7, 40))
    for number in range(TICKETS):
        drawn = (dice.choices(list(TOPICS), list(TOPICS.values()))[0], None)
        topic, language = OPENING_DAY[number] if number < len(OPENING_DAY) else drawn
        order = choose_order(dice, topic, language, orders, senders)
        sender = senders[order["customer_id"]]
        received_at += timedelta(minutes=dice.randint(2, 14))
        texts = phrases[sender["language"]]
        filled = fill(sender, order, names[order["product_id"]])
        words = {key: dice.choice(texts[topic][key]).format_map(filled) for key in ("subjects", "bodies")}
        frame = [dice.choice(texts[key]).format_map(filled) for key in ("openings", "closings")]
        yield {
            "ticket_id": f"T-{number + 1001}",
            "received_at": received_at.isoformat(timespec="minutes"),
            "channel": dice.choices(("email", "form", "chat"), (5, 4, 2))[0],
            "language": sender["language"],
            "customer_id": sender["customer_id"],
            "order_id": "" if topic in NAMES_NO_ORDER else order["order_id"],
            "subject": words["subjects"],
            "body": f"{frame[0]} {words['bodies']} {frame[1]}",
            "label": topic,
        }


def choose_order(
    dice: random.Random, topic: str, language: str | None, orders: list[Row], senders: Mapping[str, Row]
) -> Row:
    """An order about which someone may write on this topic: a late one for `late`, an unsent one for `cancel`."""

    def fits(order: Row) -> bool:
        spoken = senders[order["customer_id"]]["language"]
        if language not in {None, spoken}:
            return False
        if topic == "late":
            return order["status"] == "delivered" and order["delivered_on"] > order["promised_on"] + timedelta(days=2)
        if topic in NEEDS_DELIVERY:
            return order["status"] == "delivered"
        return order["status"] != "delivered" if topic in {"where", "cancel"} else True

    return dice.choice([order for order in orders if fits(order)])


def fill(sender: Row, order: Row, product: Row) -> dict[str, str]:
    """The values behind {name}, {order}, {product}, {amount} and {days}."""
    delay = (order["delivered_on"] - order["promised_on"]).days if order["delivered_on"] else 0
    english = sender["language"] == "en"
    amount = f"{order['amount_cents'] / 100:.2f}"
    return {
        "name": sender["name"],
        "order": order["order_id"],
        "product": f"{product['name']} {product['kind']}" if english else product["name"],
        "amount": f"€{amount}" if english else f"{amount.replace('.', ',')} €",
        "days": str(delay),
    }


def read(name: str) -> list[Row]:
    """The rows of a CSV file beside this one."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(name: str, rows: list[Row]) -> None:
    """Replace a CSV file beside this one."""
    with (HERE / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
