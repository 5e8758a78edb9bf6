"""An order on its way: two checks side by side, payment as a subgraph, customs, and a carrier that is often busy.

The carrier is busy now and then, so `book_carrier` is retried. A parcel that leaves the single market needs a customs
declaration, and for one product that declaration fails: the run ends in an error until the state is put right.
"""

from typing import Any, Literal

from order_fulfilment import carrier, checks
from order_fulfilment.payment import payment
from order_fulfilment.state import Fulfilment, OrderRequest, OrderSheet
from runtime.graph import END, START, StateGraph
from runtime.runtime import Runtime
from runtime.types import RetryPolicy
from shop.records import customers, orders, products

CALLS = RetryPolicy(initial_interval=0.3, max_attempts=4, jitter=False, retry_on=carrier.CarrierBusyError)


def load_order(request: OrderRequest) -> dict[str, Any]:
    """Look the order up and write the sheet the warehouse works from."""
    order = orders().get(request.order_id)
    if order is None:
        first, last = min(orders()), max(orders())
        raise ValueError(f"There is no order {request.order_id!r}. Orders go from {first!r} to {last!r}.")
    product, customer = products()[order.product_id], customers()[order.customer_id]
    sheet = OrderSheet(
        product_id=product.product_id,
        product=f"{product.name} {product.kind}",
        quantity=order.quantity,
        amount_cents=order.amount_cents,
        payment=order.payment,
        weight_g=product.weight_g,
        tariff_number=product.tariff_number,
        customer_id=customer.customer_id,
        country=customer.country,
        postcode=customer.postcode,
    )
    line = f"{order.quantity} x {sheet['product']} for {customer.name}, {customer.city}"
    return {"order_id": order.order_id, "order": sheet, "log": [line]}


def check_stock(state: Fulfilment) -> dict[str, Any]:
    """Is it on the shelf?"""
    found = checks.is_in_stock(state.order)
    return {"stock": found, "log": [f"stock: {found['reason']}"]}


def check_fraud(state: Fulfilment) -> dict[str, Any]:
    """Does the order look honest?"""
    found = checks.is_trustworthy(state.order_id, state.order)
    return {"fraud": found, "log": [f"fraud: {found['reason']}"]}


def decide(state: Fulfilment) -> dict[str, Any]:
    """Both checks are in; put on hold what failed one."""
    failed = [f"{name}: {check['reason']}" for name, check in (("stock", state.stock), ("fraud", state.fraud))
              if not check["is_passed"]]  # fmt: skip
    return {"outcome": f"on hold, {'; '.join(failed)}" if failed else ""}


def after_checks(state: Fulfilment) -> Literal["payment", "hold"]:
    """Charge only what can be sent."""
    return "hold" if state.outcome else "payment"


def after_payment(state: Fulfilment) -> Literal["declare_customs", "book_carrier", "hold"]:
    """Parcels that leave the single market are declared first."""
    if state.receipt is None or state.receipt["status"] == "declined":
        return "hold"
    return "book_carrier" if state.order["country"] in carrier.HOME_MARKET else "declare_customs"


def declare_customs(state: Fulfilment) -> dict[str, Any]:
    """Write the customs declaration."""
    declared = carrier.declare(state.order_id, state.order)
    return {"customs": declared, "log": [f"customs: {declared['tariff_number']} to {declared['to']}"]}


def book_carrier(state: Fulfilment, runtime: Runtime) -> dict[str, Any]:
    """Book the parcel; the desk is busy now and then, so this is tried up to four times."""
    info = runtime.execution_info
    parcel = carrier.book(state.order_id, state.order, info.node_attempt if info else 1)
    return {"parcel": parcel, "log": [f"carrier: {parcel['tracking']} after {parcel['calls']} call(s)"]}


def dispatch(state: Fulfilment) -> dict[str, Any]:
    """Hand the parcel over."""
    return {"outcome": "dispatched", "log": ["dispatched"]}


def hold(state: Fulfilment) -> dict[str, Any]:
    """Set the order aside for a person."""
    outcome = state.outcome or f"on hold, payment: {state.receipt['reason'] if state.receipt else 'missing'}"
    return {"outcome": outcome, "log": [outcome]}


builder = StateGraph(Fulfilment, input_schema=OrderRequest)
for node in (load_order, check_stock, check_fraud, decide, declare_customs, dispatch, hold):
    builder.add_node(node)
builder.add_node("payment", payment)
builder.add_node(book_carrier, retry_policy=CALLS)
builder.add_edge(START, "load_order")
builder.add_edge("load_order", "check_stock")
builder.add_edge("load_order", "check_fraud")
builder.add_edge(["check_stock", "check_fraud"], "decide")
builder.add_conditional_edges("decide", after_checks)
builder.add_conditional_edges("payment", after_payment)
builder.add_edge("declare_customs", "book_carrier")
builder.add_edge("book_carrier", "dispatch")
builder.add_edge("dispatch", END)
builder.add_edge("hold", END)

graph = builder.compile(name="order_fulfilment")
