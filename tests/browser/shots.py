"""`scripts/shots`: pictures of every page of a running site, in both themes and two widths.

It starts a site of its own on the examples, signs in by the printed link, runs the ticket desk and waits until it asks
a person, so that lists, inbox and run page have something to show.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.integration.site import ROOT, Site, wait_for

WIDTHS = {"wide": (1440, 900), "narrow": (390, 844)}
THEMES = ("light", "dark")
README_PICTURES = ("run-wide-light",)
# What fills the screen is taken as the screen; other pages in their full length.
SCREENS = frozenset({"run", "run-failed"})
STILL_MS = 400
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
    """Sign in once, make a few runs, then walk over the pages in every look."""
    signed_out = {"sign-in": f"{origin}/sign-in/", "link-expired": f"{origin}/sign-in/link/used-up/"}
    with browser.new_context() as context:
        page = context.new_page()
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
        page.wait_for_timeout(STILL_MS)
        page.screenshot(path=folder / f"{name}-{look}.png", full_page=name not in SCREENS)


def find_pages(page: Page, origin: str) -> dict[str, str]:
    """Return the address of every kind of page; starts runs so that there is something to show."""
    project = f"{origin}/p/examples/"
    graph = f"{project}graphs/support_triage/"
    wait_for(lambda: page.goto(graph) and page.locator("#run-form").count(), 60, page.content)
    for name in ("long_loop", "order_fulfilment", "support_triage"):
        page.goto(f"{project}graphs/{name}/")
        page.get_by_role("button", name="Run", exact=True).click()
        page.wait_for_url("**/runs/*/")
    run = page.url
    wait_for(lambda: page.goto(f"{origin}/inbox/") and page.locator(".request").count(), 60, page.content)
    request = page.locator(".request a[href^='/interrupts/'], .request copy-button").first.get_attribute("text")
    page.goto(run)
    thread = page.locator("a[href^='/threads/']").first.get_attribute("href")
    failed = fail(page, f"{project}graphs/order_fulfilment/")
    page.goto(project)
    team = page.get_by_role("link", name="Team", exact=True).first.get_attribute("href")
    return {
        "graphs": project,
        "graph": graph,
        "graph-frames": f"{project}graphs/order_fulfilment/",
        "runs": f"{project}runs/",
        "runs-none": f"{project}runs/?q=nothing+like+it",
        "thread": f"{origin}{thread}",
        "inbox": f"{origin}/inbox/",
        "inbox-done": f"{origin}/inbox/?shown=done",
        "request": f"{origin}{request}",
        "team": f"{origin}{team}",
        "password": f"{origin}/password/",
        "not-found": f"{origin}/nothing-here/",
        "run": run,
        "run-failed": failed,
    }


def fail(page: Page, graph: str) -> str:
    """Run an order whose product cannot be declared; return the address of the failed run."""
    page.goto(graph)
    page.get_by_label("Order id").fill("O-5059")
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_url("**/runs/*/")
    wait_for(page.locator("run-head .pill.is-failed").count, 60, page.content)
    return page.url


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
