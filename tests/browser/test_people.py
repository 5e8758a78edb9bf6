"""People beside each other: an invitation, a late answer on a phone, a conversation, and servers that fall."""

from __future__ import annotations

import re
from collections.abc import Iterator

import psutil
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Served

PHONE = {"width": 390, "height": 844}


def start(page: Page, served: Served, graph: str, **inputs: str) -> None:
    """Fill in the form of a graph and run it."""
    page.goto(served.graph(graph))
    for label, value in inputs.items():
        page.get_by_label(label).first.fill(value)
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_url("**/runs/*/")


@pytest.fixture
def phone(page: Page, served: Served) -> Iterator[BrowserContext]:
    """The phone of an approver whom the owner invites by a link."""
    page.goto(served.origin)
    page.get_by_role("link", name="Team").click()
    page.get_by_label("User name").fill("dana")
    page.get_by_label("Role", exact=True).select_option("approver")
    page.get_by_role("button", name="Invite").click()
    link = page.get_by_role("textbox", name="Sign-in link").input_value()
    with served.browser.new_context(viewport=PHONE) as made:
        made.set_default_timeout(15_000)
        opened = made.new_page()
        opened.goto(link)
        opened.get_by_role("link", name="Not now").click()
        opened.close()
        yield made


def test_who_answers_too_late_sees_the_answer_that_counts(page: Page, served: Served, phone: BrowserContext) -> None:
    start(page, served, "support_triage")
    expect(page.locator("run-answers")).to_contain_text("143.90")
    late = phone.new_page()
    late.goto(f"{served.origin}/inbox/")
    late.get_by_text("Raw JSON").click()
    late.get_by_label("Answer, as JSON").last.fill('{"kind": oops')
    late.get_by_role("button", name="Send answer").click()
    expect(late.locator(".field-error", has_text="not JSON")).to_be_visible()
    late.goto(f"{served.origin}{late.locator('.request copy-button').get_attribute('text')}")
    late.get_by_text("Reject", exact=True).click()
    late.get_by_label(re.compile("Reason")).last.fill("Photos are missing.")
    page.locator("run-answers").get_by_role("button", name="Approve", exact=True).click()
    expect(page.locator("run-head .pill")).to_contain_text("success", timeout=30_000)

    late.get_by_role("button", name="Reject with this reason").click()

    expect(late.get_by_role("heading", name="This was answered")).to_be_visible()
    expect(late.locator("toast-region")).to_contain_text("The first answer counts.")


def test_a_conversation_goes_on_where_it_stopped(page: Page, served: Served) -> None:
    start(page, served, "research_agent", Question="(3 + 4) * 2?")
    expect(page.locator("run-head .pill")).to_contain_text("success", timeout=30_000)
    page.get_by_role("link", name="Thread").click()
    page.get_by_label("Question").fill("How many orders were late by country?")
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_url("**/runs/*/")

    expect(page.locator("run-head .pill")).to_contain_text("success", timeout=30_000)
    page.get_by_role("tab", name="Messages").click()
    expect(page.get_by_role("tabpanel")).to_contain_text("(3 + 4) * 2")
    expect(page.get_by_role("tabpanel")).to_contain_text("late deliveries")


@pytest.mark.parametrize("fallen", ["valkey", "postgres", "daphne"])
def test_a_page_hears_on_after_a_server_fell(page: Page, served: Served, fallen: str) -> None:
    page.set_default_timeout(60_000)
    start(page, served, "long_loop", Steps="150", **{"Pause ms": "60"})
    expect(page.locator("run-head .run-facts")).to_contain_text(re.compile(r"[1-9]\d steps"), timeout=60_000)
    children = psutil.Process(served.site.process.pid).children()
    next(child for child in children if fallen in " ".join(child.cmdline())).kill()

    expect(page.locator("run-head .pill")).to_contain_text("success", timeout=60_000)
    expect(page.locator("[data-connection=live]")).to_be_attached()
    numbers = page.evaluate("fetch(location.pathname + 'events/').then(answer => answer.json())")["events"]
    assert [event["seq"] for event in numbers] == list(range(1, len(numbers) + 1))
