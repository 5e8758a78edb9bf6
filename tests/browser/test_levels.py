"""Inside a subgraph: a person looks at its state, types over it, goes on, and forks from there."""

from __future__ import annotations

import json

from playwright.sync_api import Page, expect

from tests.browser.conftest import Served

EVENTS = "fetch(location.pathname + 'events/').then(answer => answer.json()).then(page => page.events)"


def stand_inside(page: Page, served: Served) -> None:
    """Start an order and stop before its payment is captured."""
    page.goto(served.graph("order_fulfilment"))
    expect(page.locator("graph-breakpoints")).to_be_attached()
    if page.locator("[data-node='payment:capture']").get_attribute("data-before") != "on":
        page.locator("[data-node='payment:capture'] .gutter[data-when=before]").click()
    expect(page.locator("[data-node='payment:capture']")).to_have_attribute("data-before", "on")
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_url("**/runs/*/")
    expect(page.locator("run-head")).to_contain_text("Stopped before payment:capture")


def look_inside(page: Page) -> None:
    """Choose the inner level of the call stack and open its editor at the authorisation."""
    page.locator("run-stack").get_by_role("button", name="payment", exact=True).click()
    expect(page.locator(".inspector-what")).to_contain_text("payment")
    expect(page.get_by_role("tabpanel")).to_contain_text("authorisation")
    page.get_by_role("button", name="Edit state").click()
    expect(page.locator("state-editor h2")).to_have_text("Edit state of payment")
    page.get_by_label("Key", exact=True).select_option("authorisation")


def type_over(page: Page, value: str) -> None:
    page.get_by_label("New value, as JSON").fill(json.dumps(value))
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".editor-preview .diff-row")).to_have_count(1)


def nodes_begun(page: Page) -> list[str]:
    return [event["body"]["node"] for event in page.evaluate(EVENTS) if event["kind"] == "task.started"]


def test_a_subgraphs_state_is_typed_over_where_the_run_stands(page: Page, served: Served) -> None:
    stand_inside(page, served)
    look_inside(page)
    type_over(page, "TYPED")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("run-timeline")).to_contain_text("State edited")
    expect(page.get_by_role("tabpanel")).to_contain_text("TYPED")
    page.get_by_role("button", name="Continue", exact=True).click()
    expect(page.locator("run-head .pill")).to_contain_text("success", timeout=30_000)
    assert page.evaluate(EVENTS)[-1]["body"]["output"]["receipt"]["reference"] == "TYPED"
    assert nodes_begun(page).count("payment:authorise") == 1


def test_a_fork_from_inside_goes_on_inside(page: Page, served: Served) -> None:
    stand_inside(page, served)
    look_inside(page)
    type_over(page, "FORKED")
    run = page.url
    page.get_by_role("button", name="Fork with this").click()
    page.wait_for_url(lambda url: "/runs/" in url and url != run)
    expect(page.locator("run-head")).to_contain_text("Stopped before")
    page.get_by_role("button", name="Continue", exact=True).click()
    expect(page.locator("run-head .pill")).to_contain_text("success", timeout=30_000)
    assert page.evaluate(EVENTS)[-1]["body"]["output"]["receipt"]["reference"] == "FORKED"
    assert "payment:authorise" not in nodes_begun(page)


def test_wrong_values_inside_are_told_and_change_nothing(page: Page, served: Served) -> None:
    stand_inside(page, served)
    look_inside(page)
    page.get_by_label("New value, as JSON").fill("{nonsense")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#edit-error")).to_contain_text("Not JSON. Line 1, column 2")
    page.get_by_label("New value, as JSON").fill("[1]")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#edit-error")).to_contain_text("authorisation")
    expect(page.get_by_role("button", name="Save")).to_be_hidden()


def test_the_fork_control_begins_at_the_level_that_is_looked_at(page: Page, served: Served) -> None:
    stand_inside(page, served)
    page.locator("run-stack").get_by_role("button", name="payment", exact=True).click()
    expect(page.locator(".inspector-what")).to_contain_text("payment · after step 2")
    run = page.url
    page.get_by_role("button", name="Fork here").click()
    page.wait_for_url(lambda url: "/runs/" in url and url.partition("?")[0] != run.partition("?")[0])
    expect(page.locator("run-head")).to_contain_text("Stopped before", timeout=30_000)
    assert nodes_begun(page) == ["payment", "payment:capture"]
