"""`scripts/shots`: pictures of every page of a running site, in both themes and two widths.

It starts a site of its own on the examples, signs in by the printed link, runs the ticket desk and waits until it asks
a person, so that the run page has something to show.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import Browser, Page, sync_playwright

from tests.integration.site import ROOT, Site, wait_for

WIDTHS = {"wide": (1440, 900), "narrow": (390, 844)}
THEMES = ("light", "dark")
README_PICTURES = ("run-wide-light",)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


def main(folder: Path) -> None:
    """Take every picture into `folder`, and copy the README's to docs/images."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="superstep-shots-") as place, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=FLAGS)
        with Site(ROOT / "examples", Path(place).resolve() / "var", "--no-reload") as site:
            origin, link = site.wait_until_ready()
            take_all(browser, origin, link, folder)
        browser.close()
    images = ROOT / "docs" / "images"
    images.mkdir(parents=True, exist_ok=True)
    for name in README_PICTURES:
        shutil.copy(folder / f"{name}.png", images / f"{name}.png")


def take_all(browser: Browser, origin: str, link: str, folder: Path) -> None:
    """Sign in once, make one run, then walk over the pages in every look."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{origin}/sign-in/")
        signed_out = {"sign-in": page.url}
        page.goto(link)
        pages = find_pages(page, origin)
        cookies = context.storage_state()
    for theme in THEMES:
        for width, (x, y) in WIDTHS.items():
            look = {"color_scheme": theme, "viewport": {"width": x, "height": y}}
            for state, addresses in ((None, signed_out), (cookies, pages)):
                with browser.new_context(storage_state=state, **look) as context:
                    take(context.new_page(), addresses, folder, f"{width}-{theme}")


def take(page: Page, addresses: dict[str, str], folder: Path, look: str) -> None:
    """Take one picture of each page."""
    for name, address in addresses.items():
        page.goto(address, wait_until="load")
        page.screenshot(path=folder / f"{name}-{look}.png", full_page=True)


def find_pages(page: Page, origin: str) -> dict[str, str]:
    """Return the address of every kind of page; starts a run so that there is one to show."""

    def first_graph() -> str | None:
        page.goto(f"{origin}/", wait_until="load")
        return page.evaluate(
            "document.querySelector('a[href*=\"/graphs/support_triage\"]')?.getAttribute('href') ?? null"
        )

    graph = urljoin(origin, wait_for(first_graph, 60, page.content) or "")
    pages = {"graphs": page.url, "graph": graph, "inbox": f"{origin}/inbox/"}
    page.goto(graph)
    page.get_by_role("button", name="Run", exact=True).first.click()
    page.wait_for_url("**/runs/*/")

    def stands_still() -> str | None:
        page.reload()
        return page.url if page.get_by_text("waits for an answer").count() else None

    wait_for(stands_still, 60, page.content)
    return {**pages, "run": page.url}


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
