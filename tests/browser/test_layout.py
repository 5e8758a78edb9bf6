"""A run's page at every width: all panes, drawers, one pane at a time; nothing is lost, nothing runs over the side."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Served
from tests.browser.journals import finished_run
from tests.browser.test_live import start

SIZES = [(1440, 900), (1100, 800), (1024, 768), (800, 900), (390, 844), (320, 640)]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_no_page_runs_over_the_side(page: Page, served: Served, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    run = finished_run(page, served)
    for address in (
        run,
        served.graph("order_fulfilment"),
        f"{served.origin}/p/examples/runs/",
        f"{served.origin}/inbox/",
    ):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_who_is_not_signed_in_finds_a_form_of_full_width(served: Served, width: int, height: int) -> None:
    with served.browser.new_context(viewport={"width": width, "height": height}) as stranger:
        page = stranger.new_page()
        for address, what in (("/sign-in/", "input[name=username]"), ("/sign-in/link/used-up/", "h1")):
            page.goto(f"{served.origin}{address}")
            box = page.locator(what).bounding_box()
            assert box is not None
            assert box["width"] >= 220, address
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_the_inspector_is_a_drawer_where_there_is_less_room(page: Page, served: Served) -> None:
    page.set_viewport_size({"width": 800, "height": 900})
    page.goto(finished_run(page, served))
    side, button = page.locator(".run-side"), page.get_by_role("button", name="Inspector")
    expect(side).to_be_hidden()
    button.click()
    expect(page.get_by_role("tab", name="State")).to_be_focused()
    page.keyboard.press("Escape")
    expect(side).to_be_hidden()
    expect(button).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("k")
    expect(side).to_be_visible()
    page.get_by_role("button", name="Stack and breakpoints").click()
    expect(page.get_by_role("heading", name="Breakpoints")).to_be_visible()
    expect(side).to_be_hidden()


def test_a_telephone_shows_one_pane_with_the_controls_below(page: Page, served: Served) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    start(page, served, "support_triage", first_ticket="T-1004", batch_size=1)
    expect(page.locator("run-answers .card")).to_be_visible()
    page.get_by_role("button", name="Timeline", exact=True).click()
    expect(page.locator("run-timeline")).to_be_visible()
    expect(page.locator(".run-side")).to_be_hidden()
    controls = page.locator("run-controls").bounding_box()
    assert controls is not None
    assert controls["y"] > 700
    assert controls["height"] < 60


@pytest.mark.parametrize(
    ("name", "pane", "key", "side"),
    [
        ("Height of the timeline", "run-timeline", "ArrowUp", "height"),
        ("Width of the inspector", ".run-side", "ArrowLeft", "width"),
    ],
)
def test_panes_are_resized_by_keys_and_the_size_is_kept(
    page: Page, served: Served, name: str, pane: str, key: str, side: str
) -> None:
    def size() -> float:
        box = page.locator(pane).bounding_box()
        assert box is not None
        return float(box[side])  # type: ignore[literal-required]

    page.goto(finished_run(page, served))
    before = size()
    page.get_by_role("separator", name=name).press(key)
    assert size() == pytest.approx(before + 24, abs=1)
    page.reload()
    assert size() == pytest.approx(before + 24, abs=1)
    page.get_by_role("separator", name=name).press("Delete")
    assert size() == pytest.approx(before, abs=1)
