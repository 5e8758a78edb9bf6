"""Accessibility: axe-core finds nothing on any page, light and dark; and what no rule can check."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import WIDE, Served
from tests.browser.test_live import pill, start
from tests.integration.site import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async (rules) => {
  const found = await axe.run(document, {runOnly: rules, resultTypes: ['violations']});
  const place = ({html}) => html.slice(0, 200);
  return found.violations.map(({id, impact, nodes}) => `${impact} ${id}: ${nodes.slice(0, 3).map(place).join(' | ')}`);
}"""


@pytest.fixture(params=["light", "dark"])
def looked(request: pytest.FixtureRequest, served: Served) -> Iterator[Page]:
    """A signed-in person's page, in each theme."""
    with served.browser.new_context(storage_state=served.state, viewport=WIDE, color_scheme=request.param) as context:
        context.set_default_timeout(15_000)
        yield context.new_page()


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it stands."""
    # Evaluated, not added as a script: the pages' content policy lets in no script but the site's own.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(RUN, RULES)
    return found


def test_pages_of_a_project_have_no_violation(looked: Page, served: Served) -> None:
    start(looked, served, "support_triage", first_ticket="T-1004", batch_size=1)
    expect(looked.locator("run-answers .card")).to_be_visible()
    thread = looked.locator("a[href^='/threads/']").first.get_attribute("href")
    project = f"{served.origin}/p/examples/"
    places = [project, served.graph("order_fulfilment"), f"{project}runs/", f"{project}runs/?q=none+such", thread or ""]
    places += ["/inbox/", "/inbox/?shown=mine", "/inbox/?shown=done", "/password/", "/nothing-here/"]
    places += [link.get_attribute("href") or "" for link in looked.locator(".nav a[href^='/team']").all()]
    found = {}
    for place in places:
        looked.goto(place if place.startswith("http") else served.origin + place)
        found[place] = violations(looked)
    assert {place: told for place, told in found.items() if told} == {}


def test_signing_in_has_no_violation(served: Served, browser_theme: BrowserContext) -> None:
    page = browser_theme.new_page()
    for place in ("/sign-in/", "/sign-in/link/used-up/"):
        page.goto(served.origin + place)
        assert violations(page) == []


@pytest.fixture(params=["light", "dark"])
def browser_theme(request: pytest.FixtureRequest, served: Served) -> Iterator[BrowserContext]:
    """A stranger's browser, in each theme."""
    with served.browser.new_context(viewport=WIDE, color_scheme=request.param) as context:
        yield context


def test_a_run_that_asks_has_no_violation_in_any_tab(looked: Page, served: Served) -> None:
    start(looked, served, "support_triage", first_ticket="T-1004", batch_size=1)
    expect(looked.locator("run-answers .card")).to_be_visible()
    for _ in range(4):
        looked.keyboard.press("k")
    found = {}
    for tab in looked.get_by_role("tab").all():
        tab.click()
        found[tab.inner_text()] = violations(looked)
    looked.get_by_role("button", name="Edit state").click()
    found["editor"] = violations(looked)
    assert {place: told for place, told in found.items() if told} == {}


def test_a_run_under_way_and_its_dialogs_have_no_violation(looked: Page, served: Served) -> None:
    start(looked, served, "long_loop", steps=2000, pause_ms=40)
    found = {"running": violations(looked)}
    looked.keyboard.press("?")
    found["keys"] = violations(looked)
    looked.keyboard.press("Escape")
    looked.keyboard.press("Control+k")
    found["palette"] = violations(looked)
    looked.keyboard.press("Escape")
    looked.keyboard.press("/")
    found["search"] = violations(looked)
    looked.get_by_role("button", name="Graph as a table").click()
    found["table"] = violations(looked)
    looked.get_by_role("button", name="Cancel run").click()
    expect(pill(looked)).to_contain_text("cancelled")
    found["cancelled"] = violations(looked)
    assert {place: told for place, told in found.items() if told} == {}


def test_a_narrow_run_page_has_no_violation(looked: Page, served: Served) -> None:
    start(looked, served, "order_fulfilment", order_id="O-5001")
    for width in (800, 390):
        looked.set_viewport_size({"width": width, "height": 800})
        looked.reload()
        expect(pill(looked)).to_contain_text("success", timeout=30_000)
        assert violations(looked) == []


def test_every_target_is_large_enough_to_hit(page: Page, served: Served) -> None:
    start(page, served, "support_triage", first_ticket="T-1004", batch_size=1)
    expect(page.locator("run-answers .card")).to_be_visible()
    small = page.locator("main :is(button, summary, input, select, [role=tab], [role=row])").evaluate_all(
        "all => all.map(one => [one, one.getBoundingClientRect()])"
        ".filter(([, box]) => box.width > 0 && (box.width < 24 || box.height < 24))"
        ".map(([one]) => one.outerHTML.slice(0, 120))"
    )
    # The summaries of folded JSON are rows of text: their neighbours leave them 24 pixels (WCAG 2.5.8, spacing).
    assert [told for told in small if not told.startswith('<summary><span class="json-line')] == []


def test_nothing_moves_for_who_wants_no_motion(served: Served) -> None:
    with served.browser.new_context(storage_state=served.state, reduced_motion="reduce", viewport=WIDE) as context:
        page = context.new_page()
        start(page, served, "long_loop", steps=100, pause_ms=40)
        expect(page.locator("[data-state=running]").first).to_be_attached()
        assert page.evaluate("document.getAnimations().filter(one => one.playState === 'running').length") == 0


def test_forced_colours_keep_outlines_and_marks(served: Served) -> None:
    with served.browser.new_context(storage_state=served.state, forced_colors="active", viewport=WIDE) as context:
        page = context.new_page()
        start(page, served, "order_fulfilment", order_id="O-5001")
        expect(pill(page)).to_contain_text("success", timeout=30_000)
        width = page.locator(".node[data-state=succeeded] .card").first.evaluate(
            "one => getComputedStyle(one).strokeWidth"
        )
        assert width == "3px"
        assert page.locator("run-head .pill .icon").is_visible()
