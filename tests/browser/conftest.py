"""A served site and a browser, shared by the tests of one file; each test has a signed-in person in a new context."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.chromium import launch
from tests.integration.site import ROOT, Site, wait_for

WIDE = {"width": 1440, "height": 900}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for all tests."""
    with sync_playwright() as playwright:
        started = launch(playwright)
        yield started
        started.close()


class Served:
    """A project, served as a person serves it; `state` is the signed-in owner's browser storage."""

    def __init__(self, site: Site, browser: Browser, *, waits_for: str = "long_loop") -> None:
        self.site = site
        self.waits_for = waits_for
        self.browser = browser
        self.sign_in()

    def sign_in(self) -> None:
        """Follow the printed link, and wait until the graphs are described."""
        self.origin, link = self.site.wait_until_ready()
        with self.browser.new_context() as context:
            page = context.new_page()
            page.goto(link)
            graph = page.locator(f"a[href*='/graphs/{self.waits_for}/']")
            wait_for(lambda: page.reload() and graph.count(), 60, page.content)
            self.state = context.storage_state()

    def graph(self, name: str) -> str:
        """The address of an example's page."""
        return f"{self.origin}/p/examples/graphs/{name}/"


@pytest.fixture(scope="module")
def served(browser: Browser) -> Iterator[Served]:
    """The examples on a site of this file's own."""
    # Not under pytest's own folder: another session of tests would shut it to PostgreSQL's account.
    with (
        TemporaryDirectory(prefix="superstep-browser-", ignore_cleanup_errors=True) as place,
        Site(ROOT / "examples", Path(place).resolve() / "var", "--no-reload") as site,
    ):
        yield Served(site, browser)


@pytest.fixture
def context(served: Served) -> Iterator[BrowserContext]:
    """A signed-in person with a wide window."""
    with served.browser.new_context(storage_state=served.state, viewport=WIDE) as made:
        made.set_default_timeout(15_000)
        yield made


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page on which no script may fail."""
    made = context.new_page()
    failures: list[str] = []
    made.on("pageerror", lambda error: failures.append(str(error)))
    yield made
    assert failures == []
