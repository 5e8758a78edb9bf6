"""A project written for langgraph, served as it stands: described, stopped, edited inside, answered, finished."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Served
from tests.integration.site import ROOT, Site

EVENTS = "fetch(location.pathname + 'events/').then(answer => answer.json()).then(page => page.events)"
NAMES = ("awaited", "desk", "made", "plain")


@pytest.fixture(scope="module")
def served(browser: Browser) -> Iterator[Served]:
    with TemporaryDirectory(prefix="superstep-browser-", ignore_cleanup_errors=True) as place:
        project = Path(place).resolve() / "trip_desk"
        shutil.copytree(ROOT / "tests" / "projects" / "trip_desk", project)
        with Site(project, Path(place).resolve() / "var", "--no-reload") as site:
            yield Served(site, browser, waits_for="desk")


def start(page: Page, served: Served, graph: str, **given: object) -> None:
    page.goto(f"{served.origin}/p/trip_desk/graphs/{graph}/")
    page.get_by_role("button", name="JSON", exact=True).click()
    page.get_by_label("Input, as JSON").fill(json.dumps(given))
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_url("**/runs/*/")


def output(page: Page) -> dict:
    expect(page.locator("run-head .pill")).to_contain_text("success", timeout=30_000)
    return page.evaluate(EVENTS)[-1]["body"]["output"]


def test_every_form_of_a_graph_is_described(page: Page, served: Served) -> None:
    page.goto(f"{served.origin}/p/trip_desk/")
    for name in NAMES:
        page.goto(f"{served.origin}/p/trip_desk/graphs/{name}/")
        expect(page.locator("[data-node]").first).to_be_visible(timeout=30_000)


@pytest.mark.parametrize("graph", ["plain", "made", "awaited"])
def test_every_form_of_a_graph_runs_in_a_worker(page: Page, served: Served, graph: str) -> None:
    start(page, served, graph, said="you")
    assert output(page) == {"said": "hello you"}


def test_a_langgraph_program_is_debugged_to_its_end(page: Page, served: Served) -> None:
    page.goto(f"{served.origin}/p/trip_desk/graphs/desk/")
    page.locator("[data-node='pricing:discount'] .gutter[data-when=before]").click()
    expect(page.locator("[data-node='pricing:discount']")).to_have_attribute("data-before", "on")
    start(page, served, "desk", messages=[{"role": "user", "content": "A ticket to Kiruna."}])
    expect(page.locator("run-head")).to_contain_text("Stopped before pricing:discount", timeout=30_000)
    page.locator("run-stack").get_by_role("button", name="pricing", exact=True).click()
    page.get_by_role("button", name="Edit state").click()
    page.get_by_label("Key", exact=True).select_option("price")
    page.get_by_label("New value, as JSON").fill("2000")
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("run-timeline")).to_contain_text("State edited")
    page.get_by_role("button", name="Continue", exact=True).click()
    expect(page.locator("run-answers")).to_contain_text("Offer Kiruna for 1800?", timeout=30_000)
    page.locator("run-answers").get_by_role("button", name="Approve", exact=True).click()
    found = output(page)
    assert (found["price"], found["notes"]) == (1800, ["fare of Kiruna", "discount"])
    assert [message["content"] for message in found["messages"]] == ["A ticket to Kiruna.", "1800 SEK to Kiruna"]
    page.get_by_role("tab", name="Messages").click()
    expect(page.locator(".message.is-assistant").last).to_contain_text("1800 SEK to Kiruna")
