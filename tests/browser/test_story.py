"""The five-minute story of the tutorial, followed literally; then a second browser, a reload, and a restart."""

from __future__ import annotations

import json
import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import WIDE, Served
from tests.browser.story import Story

JOURNAL = "fetch(location.pathname + 'events/').then(answer => answer.json())"


def seen(page: Page) -> dict[str, object]:
    """What a person reads of a run: its status, its state, its timeline and its nodes."""
    page.get_by_role("tab", name="State").click()
    # Only rows in sight exist: both look from the top.
    page.locator(".timeline-rows").evaluate("rows => { rows.scrollTop = 0; }")
    expect(page.locator("run-timeline [data-row='0']")).to_be_attached()
    page.wait_for_timeout(100)
    return {
        "head": page.locator("run-head .run-where").inner_text(),
        "pill": page.locator("run-head .pill").inner_text(),
        "state": page.get_by_role("tabpanel").inner_text(),
        "rows": page.locator("run-timeline [role=row]").all_inner_texts(),
        "nodes": page.locator("graph-view [data-node]").evaluate_all(
            "all => all.map(one => [one.dataset.node, one.dataset.state, one.querySelector('.visits')?.textContent])"
        ),
    }


def test_the_tutorial_holds_word_by_word(page: Page, served: Served) -> None:
    story = Story()
    page.goto(served.origin)
    page.get_by_role("link", name=story.told(2, "support_triage"), exact=False).first.click()
    page.locator(f"[data-node={story.told(3, 'refund')}] .gutter[data-when=before]").click()
    expect(page.locator("[data-node=refund]")).to_have_attribute("data-before", "on")
    page.get_by_role("button", name=story.told(4, "Run"), exact=True).click()
    page.wait_for_url("**/runs/*/")
    expect(page.locator("run-head")).to_contain_text("Stopped before refund")
    page.get_by_role("tab", name=story.told(5, "State")).click()
    story.says(5, "amount_cents", "1635")
    expect(page.get_by_role("tabpanel")).to_contain_text(re.compile(r"amount_cents\W+1635"))
    with page.context.browser.new_context(storage_state=served.state, viewport=WIDE) as other:  # type: ignore[union-attr]
        second = other.new_page()
        second.goto(page.url)
        edit_and_pay(page, story)
        approve_and_finish(page, story)
        expect(second.locator("run-head .pill")).to_contain_text("success")
        assert story.is_told()
        live, elsewhere = seen(page), seen(second)
    assert live == elsewhere
    page.reload()
    expect(page.locator("[data-connection=live]")).to_be_attached()
    assert seen(page) == live


def edit_and_pay(page: Page, story: Story) -> None:
    """Step 6: the edit."""
    page.get_by_role("button", name=story.told(6, "Edit state")).click()
    expect(page.get_by_label("Key", exact=True)).to_have_value("refund")
    field = page.get_by_label("New value, as JSON")
    refund = json.loads(field.input_value())
    assert refund["amount_cents"] == 1635
    field.fill(json.dumps({**refund, "amount_cents": 1000}))
    page.get_by_role("button", name=story.told(6, "Preview")).click()
    expect(page.locator(".editor-preview .diff-row")).to_have_count(1)
    page.get_by_role("button", name=story.told(6, "Save")).click()
    expect(page.locator("run-timeline")).to_contain_text("State edited")


def approve_and_finish(page: Page, story: Story) -> None:
    """Steps 7 to 9."""
    page.get_by_role("button", name=story.told(7, "Continue"), exact=True).click()
    expect(page.locator("run-answers")).to_contain_text("143.90")
    page.locator("run-answers").get_by_role("button", name=story.told(7, "Approve"), exact=True).click()
    expect(page.locator("run-head")).to_contain_text("Stopped before refund")
    page.get_by_role("button", name=story.told(8, "Continue"), exact=True).click()
    expect(page.locator("run-head .pill")).to_contain_text("success")
    page.get_by_role("tab", name=story.told(9, "State")).click()
    story.says(9, "1000", "14390", "15390")
    values = final_state(page)
    assert [entry["amount_cents"] for entry in values["ledger"]] == [1000, 14390]
    assert values["report"]["refunded_cents"] == 15390


def final_state(page: Page) -> dict[str, object]:
    """The output told by the run's last event."""
    events = page.evaluate(JOURNAL)["events"]
    return events[-1]["body"]["output"]
