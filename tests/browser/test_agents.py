"""Agents as LangChain's packages build them, and a function of LangGraph's: run, watched, asked and answered."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Served
from tests.integration.site import ROOT, Site, wait_for


@pytest.fixture(scope="module")
def served(browser: Browser) -> Iterator[Served]:
    """The desk, all its graphs described."""
    with TemporaryDirectory(prefix="superstep-mail-", ignore_cleanup_errors=True) as place:
        folder = Path(place).resolve() / "desk"
        shutil.copytree(ROOT / "tests" / "projects" / "mail_desk", folder)
        with Site(folder, folder.with_name("var"), "--no-reload") as site:
            yield Served(site, browser, waits_for="team")


def run(page: Page, served: Served, graph: str, label: str, text: str) -> None:
    """Fill in the one field and run."""
    page.goto(f"{served.origin}/p/desk/graphs/{graph}/")
    field = page.get_by_label(label, exact=True)
    wait_for(lambda: field.count() or page.reload(), 30, page.content)
    field.fill(text)
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_url("**/runs/*/")


def ends(page: Page) -> None:
    expect(page.locator("run-head .pill")).to_contain_text("success", timeout=30_000)


@pytest.mark.parametrize("graph", ["mail", "alone"])
def test_a_call_is_seen_changed_and_made_and_the_answer_is_read_as_it_comes(
    page: Page, served: Served, graph: str
) -> None:
    run(page, served, graph, "Content", "Write to Ada.")
    card = page.locator("run-answers .request")
    expect(card).to_contain_text("Call send_mail?", timeout=30_000)
    expect(card).to_contain_text("ada@example.org")
    page.get_by_role("tab", name="Messages").click()
    card.locator("summary", has_text="Edit & approve").click()
    card.get_by_label("Subject").fill("Coffee")
    card.get_by_role("button", name="Approve with these values").click()
    expect(page.locator(".message.is-live")).to_contain_text("I have written to Ada")
    ends(page)
    expect(page.locator(".message.is-tool")).to_contain_text("Sent 'Coffee' to ada@example.org.")
    expect(page.locator("run-timeline")).to_contain_text("assistant: send_mail()")


@pytest.mark.parametrize("graph", ["mail", "alone"])
def test_a_call_is_rejected_with_a_reason_the_model_hears(page: Page, served: Served, graph: str) -> None:
    run(page, served, graph, "Content", "Write to Ada.")
    card = page.locator("run-answers .request")
    card.locator("summary", has_text="Reject").click()
    card.get_by_label("Reason").fill("She is away.")
    card.get_by_role("button", name="Reject with this reason").click()
    ends(page)
    page.get_by_role("tab", name="Messages").click()
    expect(page.locator(".message.is-tool")).to_contain_text("She is away.")


def test_who_hands_over_to_another_agent_is_done(page: Page, served: Served) -> None:
    run(page, served, "team", "Content", "2 + 3, in a poem")
    ends(page)
    nodes = page.locator("graph-view [data-node]:not([data-node$=__])")
    states = dict(nodes.evaluate_all("all => all.map(one => [one.dataset.node, one.dataset.state])"))
    assert states["supervisor:tools"] == "succeeded"
    assert set(states.values()) == {"succeeded"}
    page.get_by_role("tab", name="Messages").click()
    expect(page.locator(".message.is-assistant").last).to_contain_text("Done: five, in a poem.")


@pytest.mark.parametrize(("says", "told"), [("Approve", "said True"), ("Answer", "said 84?"), ("Reject", "refused")])
def test_a_question_without_a_schema_is_answered_in_plain_values(
    page: Page, served: Served, says: str, told: str
) -> None:
    run(page, served, "sums", "Input", "42")
    card = page.locator("run-answers .request")
    expect(card).to_contain_text("Is it 84?", timeout=30_000)
    card.locator(f"button:text-is('{says}'), summary:text-is('{says}')").first.click()
    if says == "Answer":
        card.get_by_label("Answer", exact=True).fill("84?")
        card.get_by_role("button", name="Send answer").first.click()
    elif says == "Reject":
        card.get_by_label("Reason").fill("No.")
        card.get_by_role("button", name="Reject with this reason").click()
    ends(page)
    expect(page.locator("run-timeline")).to_contain_text(told)
