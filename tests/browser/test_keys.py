"""Keys: what the documentation lists is what pages have, each does what it says, and letters can be switched off."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Served
from tests.browser.test_live import pill, start
from tests.integration.site import ROOT

NAMES = {"Ctrl K": "Ctrl+k", "Alt →": "Alt+ArrowRight", "Alt ←": "Alt+ArrowLeft"}


def listed(heading: str) -> set[str]:
    """The keys that a table of the reference lists, named as pages name them."""
    text = (ROOT / "docs/reference/keys.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.*?) \| ", text.partition(f"## {heading}\n")[2].partition("\n## ")[0], re.MULTILINE)
    return {key for row in rows for key in keys_of(row)}


def keys_of(row: str) -> list[str]:
    """The keys of one row: `j` `k` are two, `g` then `r` is one, `1` … `5` are five, `Alt` `→` is one."""
    words = re.findall(r"`([^`]+)`", row)
    if " then " in row:
        return [" ".join(words)]
    if "…" in row:
        return [str(number) for number in range(int(words[0]), int(words[1]) + 1)]
    if words[0] in {"Alt", "Ctrl"}:
        return [NAMES[f"{one} {other}"] for one, other in zip(words[::2], words[1::2], strict=True)]
    return words


def offered(page: Page) -> dict[str, set[str]]:
    """The keys that the page's own list shows, by group."""
    page.locator("body").press("?")
    groups = page.locator("dialog.dialog section").evaluate_all(
        "all => all.map(one => [one.querySelector('h3').textContent,"
        " [...one.querySelectorAll('kbd')].map(key => key.dataset.key)])"
    )
    page.get_by_role("button", name="Close", exact=True).click()
    return {name: set(keys) for name, keys in groups}


def test_the_reference_lists_every_key_and_no_other(page: Page, served: Served) -> None:
    start(page, served, "support_triage", first_ticket="T-1004", batch_size=1)
    expect(page.locator("run-answers .card")).to_be_visible()
    run = offered(page)
    page.goto(f"{served.origin}/inbox/")
    inbox = offered(page)
    assert run.pop("Everywhere") == inbox.pop("Everywhere") == listed("Everywhere")
    assert set().union(*run.values()) == listed("On a run's page")
    assert set().union(*inbox.values()) == listed("In the inbox")


def test_letters_can_be_switched_off_and_are_silent_while_one_types(page: Page, served: Served) -> None:
    page.goto(f"{served.origin}/p/examples/runs/")
    page.get_by_role("searchbox").press("?")
    expect(page.locator("dialog")).to_have_count(0)
    page.locator("h1").click()
    page.keyboard.press("?")
    page.get_by_label("Letters act as keys").uncheck()
    page.get_by_role("button", name="Close", exact=True).click()
    page.keyboard.press("?")
    expect(page.locator("dialog")).to_have_count(0)
    page.keyboard.press("g")
    page.keyboard.press("a")
    expect(page).to_have_url(re.compile("/runs/$"))


def test_two_letters_lead_to_runs_inbox_and_graphs(page: Page, served: Served) -> None:
    page.goto(f"{served.origin}/p/examples/")
    for second, place in (("r", "**/p/examples/runs/"), ("a", "**/inbox/"), ("g", "**/p/examples/")):
        page.keyboard.press("g")
        page.keyboard.press(second)
        page.wait_for_url(place)


def test_the_palette_finds_pages_and_commands(page: Page, served: Served) -> None:
    start(page, served, "long_loop", steps=300, pause_ms=30)
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Find a command or a page")
    expect(field).to_be_focused()
    field.fill("cancel")
    page.keyboard.press("Enter")
    expect(pill(page)).to_contain_text("cancelled")
    page.keyboard.press("Control+k")
    field.fill("research")
    page.keyboard.press("Enter")
    page.wait_for_url("**/graphs/research_agent/")


def test_focus_returns_to_where_it_was_after_a_dialog(page: Page, served: Served) -> None:
    page.goto(f"{served.origin}/p/examples/")
    link = page.get_by_role("link", name="Runs", exact=True)
    link.focus()
    for key in ("Control+k", "?"):
        page.keyboard.press(key)
        expect(page.locator("dialog[open]")).to_have_count(1)
        page.keyboard.press("Escape")
        expect(link).to_be_focused()
