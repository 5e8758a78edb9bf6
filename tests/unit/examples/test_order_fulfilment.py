"""Orders: the checks, the payment, the carrier, and the roads through the graph."""

import pytest

from order_fulfilment import carrier
from order_fulfilment.graph import CALLS, builder
from order_fulfilment.payment import payment
from runtime.checkpoint.memory import InMemorySaver

CONFIG = {"configurable": {"thread_id": "order"}}


@pytest.fixture
def desk(monkeypatch):
    monkeypatch.setattr("order_fulfilment.graph.CALLS", CALLS._replace(initial_interval=0.0))
    return builder.compile(checkpointer=InMemorySaver())


def test_the_default_order_takes_every_road(desk):
    done = desk.invoke({}, CONFIG)
    assert done["outcome"] == "dispatched"
    assert done["receipt"]["reference"].endswith("-SCA")
    assert done["customs"]["to"] == done["order"]["country"]
    assert done["parcel"]["calls"] == 3


def test_both_checks_run_in_one_superstep_and_are_joined(desk):
    steps = [set(chunk) for chunk in desk.stream({"order_id": "O-5008"}, CONFIG, stream_mode="updates")]
    assert [name for step in steps[1:3] for name in sorted(step)] in (
        ["check_fraud", "check_stock"], ["check_stock", "check_fraud"],
    )  # fmt: skip
    assert steps[3] == {"decide"}


@pytest.mark.parametrize(
    ("order_id", "because"),
    [("O-5029", "0 on the shelf"), ("O-5043", "80 points"), ("O-5034", "on invoice")],
)
def test_an_order_that_fails_a_check_is_put_on_hold(desk, order_id, because):
    done = desk.invoke({"order_id": order_id}, CONFIG)
    assert done["outcome"].startswith("on hold")
    assert because in done["outcome"]


def test_a_missing_tariff_number_fails_the_run_and_an_edit_of_the_state_mends_it(desk):
    with pytest.raises(carrier.CustomsDeclarationError, match=r"order\.tariff_number"):
        desk.invoke({"order_id": "O-5059"}, CONFIG)
    stopped = desk.get_state(CONFIG)
    assert stopped.next == ("declare_customs",)
    mended = {**stopped.values["order"], "tariff_number": "9014.10"}
    desk.update_state(CONFIG, {"order": mended})
    assert desk.invoke(None, CONFIG)["customs"]["tariff_number"] == "9014.10"


def test_a_held_order_goes_on_when_a_person_clears_the_outcome(desk):
    desk.invoke({"order_id": "O-5043"}, CONFIG, interrupt_before=["hold"])
    desk.update_state(CONFIG, {"outcome": ""})
    assert desk.invoke(None, CONFIG)["outcome"] == "dispatched"


def test_an_order_that_does_not_exist_is_refused(desk):
    with pytest.raises(ValueError, match="There is no order 'O-9999'"):
        desk.invoke({"order_id": "O-9999"}, CONFIG)


def test_the_carrier_is_busy_the_same_number_of_times_for_an_order():
    with pytest.raises(carrier.CarrierBusyError):
        carrier.book("O-5039", {"weight_g": 100, "quantity": 1}, 2)
    assert carrier.book("O-5039", {"weight_g": 100, "quantity": 1}, 3)["price_cents"] == 490


def test_the_payment_is_a_graph_of_its_own():
    order = {"customer_id": "C-001", "amount_cents": 26_000, "payment": "card"}
    assert payment.invoke({"order_id": "O-1", "order": order})["receipt"]["status"] == "captured"


def test_only_the_payment_is_a_graph_inside() -> None:
    # `load_order` reads an attribute of the same name.
    assert [name for name, _ in builder.compile().get_subgraphs()] == ["payment"]
