"""The shop's rows agree with each other."""

import json
from importlib import import_module
from pathlib import Path

import pytest

from shop import make_shop
from shop.records import customers, orders, products, tickets

EXAMPLES = Path(make_shop.__file__).parents[1]


def test_there_are_more_than_two_hundred_tickets_in_four_languages():
    assert len(tickets()) > 200
    assert {ticket.language for ticket in tickets().values()} == {"en", "de", "fr", "es"}


def test_every_ticket_names_an_order_of_its_sender():
    for ticket in tickets().values():
        assert not ticket.order_id or orders()[ticket.order_id].customer_id == ticket.customer_id


def test_every_order_names_rows_that_exist_and_costs_what_it_holds():
    for order in orders().values():
        assert order.customer_id in customers()
        assert order.amount_cents == products()[order.product_id].price_cents * order.quantity


def test_the_texts_of_the_tickets_are_hardly_ever_the_same():
    assert len({ticket.body for ticket in tickets().values()}) > 0.95 * len(tickets())


def test_the_generator_writes_the_files_that_are_kept(tmp_path, monkeypatch):
    kept = {path.name: path.read_text(encoding="utf-8") for path in make_shop.HERE.glob("*.csv")}
    for name in ("products.csv", "phrases.toml"):
        (tmp_path / name).write_text((make_shop.HERE / name).read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(make_shop, "HERE", tmp_path)
    make_shop.main()
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.glob("*.csv")} == kept


@pytest.mark.parametrize(
    "name", ["support_triage", "document_map_reduce", "research_agent", "order_fulfilment", "long_loop"]
)
def test_the_project_file_names_a_variable_that_exists(name):
    file, variable = json.loads((EXAMPLES / "langgraph.json").read_text())["graphs"][name].split(":")
    module = import_module(f"{name}.graph")
    assert Path(module.__file__) == (EXAMPLES / file).resolve()
    assert hasattr(getattr(module, variable), "nodes")
