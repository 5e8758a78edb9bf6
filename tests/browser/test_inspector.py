"""The inspector: who wrote what, two checkpoints compared, values watched, and states too large to read at once."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Served
from tests.browser.journals import Journal, show

BLOCKED = """() => {
  window.longest = 0;
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) window.longest = Math.max(window.longest, task.duration);
  }).observe({type: 'longtask'});
}"""


def counted(page: Page, served: Served) -> None:
    """A run of three steps that count."""
    journal = Journal()
    for step in (1, 2, 3):
        journal.superstep(step, "anneal", n=step, log=["x"] * step)
    show(page, served, journal.finish())


def test_each_key_tells_who_wrote_it(page: Page, served: Served) -> None:
    counted(page, served)
    page.get_by_role("tab", name="Writes").click()
    row = page.locator(".writes > li", has_text="log")
    expect(row.locator(":scope > .write")).to_contain_text("anneal")
    row.locator("summary").click()
    row.locator("details button", has_text="anneal").last.click()
    expect(page.get_by_role("tab", name="Diff")).to_have_attribute("aria-selected", "true")
    expect(page.locator("run-timeline [aria-selected=true] .timeline-step")).to_have_text("1")


def test_two_checkpoints_are_compared_and_the_address_says_which(page: Page, served: Served) -> None:
    counted(page, served)
    page.keyboard.press("Alt+ArrowLeft")
    page.keyboard.press("Alt+ArrowLeft")
    page.get_by_role("tab", name="Diff").click()
    page.get_by_role("button", name="Compare others with this one").click()
    page.keyboard.press("Alt+ArrowRight")
    page.keyboard.press("Alt+ArrowRight")
    panel = page.get_by_role("tabpanel")
    expect(panel).to_contain_text("From step 1 to step 3")
    expect(panel.locator(".diff-row")).to_have_count(3)
    assert "base=c1" in page.url
    page.get_by_role("button", name="Each with the one before").click()
    expect(panel.locator(".diff-row")).to_have_count(2)


def test_a_watched_value_stays_in_sight(page: Page, served: Served) -> None:
    counted(page, served)
    page.get_by_label("Path of a value to watch").fill("log[-1]")
    page.keyboard.press("Enter")
    watched = page.locator("watch-list li")
    expect(watched).to_contain_text("log[-1]: x")
    page.reload()
    expect(watched).to_contain_text("log[-1]: x")
    page.get_by_role("button", name="Watch log[-1] no more").click()
    expect(watched).not_to_contain_text("log[-1]")


def test_ids_and_places_stand_under_details(page: Page, served: Served) -> None:
    counted(page, served)
    page.locator("run-timeline [role=row]", has_text="anneal ×2").click()
    page.keyboard.press("6")
    panel = page.get_by_role("tabpanel")
    for told in ("s2t0", "c2", "superstep", "thread"):
        expect(panel).to_contain_text(told)


def test_a_state_of_five_megabytes_does_not_freeze_the_page(page: Page, served: Served) -> None:
    journal = Journal()
    for step in range(1, 6):
        rows = [{"id": number, "text": "word " * 20} for number in range(8000)]
        journal.superstep(step, "anneal", **{f"rows_{step}": rows})
    show(page, served, journal.finish())
    page.evaluate(BLOCKED)
    for tab in ("Diff", "In/Out", "Messages", "Writes", "State"):
        page.get_by_role("tab", name=tab).click()
        page.wait_for_timeout(100)
    page.keyboard.press("Alt+ArrowLeft")
    expect(page.get_by_role("tabpanel")).to_contain_text("8,000 items")
    assert page.evaluate("window.longest") < 1000


def test_a_long_text_is_cut_until_it_is_asked_for(page: Page, served: Served) -> None:
    journal = Journal()
    journal.superstep(1, "anneal", text="x" * 200_000)
    show(page, served, journal.finish())
    panel = page.get_by_role("tabpanel")
    assert len(panel.inner_text()) < 4000
    panel.get_by_role("button", name="Show all 200,000 characters").click()
    assert len(panel.inner_text()) > 200_000
