"""Values to be written: fields and JSON side by side, each showing what is changed in the other."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Served
from tests.browser.test_live import pill, start


def test_the_run_form_has_fields_and_json_side_by_side(page: Page, served: Served) -> None:
    page.goto(served.graph("order_fulfilment"))
    field, text = page.get_by_label("Order id"), page.get_by_label("Input, as JSON")
    expect(text).to_be_visible()
    field.fill("O-5002")
    assert json.loads(text.input_value())["order_id"] == "O-5002"
    text.fill('{"order_id": "O-5003"}')
    expect(field).to_have_value("O-5003")


def test_what_is_not_json_is_told_by_line_and_column_and_kept(page: Page, served: Served) -> None:
    page.goto(served.graph("order_fulfilment"))
    text, typed = page.get_by_label("Input, as JSON"), '{\n  "order_id": "O-5003",\n  oops\n}'
    text.fill(typed)
    expect(page.locator("[data-json-error]")).to_contain_text("Line 3, column 3")
    expect(text).to_have_value(typed)
    expect(text).to_have_attribute("aria-invalid", "true")
    text.fill('{"order_id": "O-5003"}')
    expect(page.locator("[data-json-error]")).to_have_text("")


@pytest.mark.parametrize("width", [390, 1100])
def test_where_there_is_less_room_one_is_shown_at_a_time(page: Page, served: Served, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(served.graph("order_fulfilment"))
    field, text = page.get_by_label("Order id"), page.get_by_label("Input, as JSON")
    expect(field).to_be_visible()
    expect(text).to_be_hidden()
    page.get_by_role("button", name="JSON", exact=True).click()
    expect(field).to_be_hidden()
    text.fill('{"order_id": "O-5004"}')
    page.get_by_role("button", name="Form", exact=True).click()
    expect(field).to_have_value("O-5004")


def test_a_state_is_edited_by_fields_or_json(page: Page, served: Served) -> None:
    start(page, served, "order_fulfilment", order_id="O-5001")
    expect(pill(page)).to_contain_text("success", timeout=30_000)
    page.get_by_role("button", name="Edit state").click()
    page.get_by_label("Key", exact=True).select_option("order")
    text = page.get_by_label("New value, as JSON")
    before = json.loads(text.input_value())
    page.get_by_label("Quantity").fill("41")
    assert json.loads(text.input_value()) == {**before, "quantity": 41}
    text.fill(json.dumps({**before, "quantity": 42, "unheard_of": True}))
    expect(page.get_by_label("Quantity")).to_have_value("42")
    page.get_by_label("Quantity").fill("43")
    assert json.loads(text.input_value()) == {**before, "quantity": 43, "unheard_of": True}
    text.fill("[1,")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#edit-error")).to_contain_text("Line 1, column 4")


def test_an_answer_is_written_by_fields_or_json(page: Page, served: Served) -> None:
    start(page, served, "support_triage", first_ticket="T-1004", batch_size=1)
    expect(page.locator("run-answers .card")).to_be_visible()
    page.goto(f"{served.origin}/inbox/")
    card = page.locator(".request").first
    card.locator("summary", has_text="Edit").click()
    form = card.locator("schema-form").first
    expect(form.locator("[data-json]")).to_be_visible()
    number = form.locator("input[type=number]").first
    number.fill("1234")
    assert "1234" in form.locator("[data-json]").input_value()
