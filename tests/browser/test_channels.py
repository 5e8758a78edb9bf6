"""A state with every kind of channel: a page tells it, edits keep it, errors name it, versions migrate it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Served
from tests.integration.site import ROOT, Site, wait_for

PROJECT = ROOT / "tests" / "projects" / "stock_desk"
RENAMED = {
    "    note: str\n": "    remark: str\n",
    'state["note"]': 'state["remark"]',
    '{"note": interrupt': '{"remark": interrupt',
    "Migrations({})": 'Migrations({1: lambda old: {"counted": 40, "remark": "", **old}})',
}
SHOWN = {
    "note": "last value",
    "db": "context",
    "counted": "total; takes int; commutes",
    "recent": "the last 3 items; inside: deduplicated",
    "readings": "windowed",
    "votes": "for each name: reducer (add)",
    "journal": "stored as what was added",
}


@pytest.fixture(scope="module")
def served(browser: Browser) -> Iterator[Served]:
    """The desk, in a folder of its own, with its files watched."""
    with TemporaryDirectory(prefix="superstep-desk-", ignore_cleanup_errors=True) as place:
        folder = Path(place).resolve() / "desk"
        shutil.copytree(PROJECT, folder, ignore=shutil.ignore_patterns("__pycache__"))
        with Site(folder, folder.with_name("var")) as site:
            yield Served(site, browser, waits_for="stock")


@pytest.fixture
def stock(served: Served) -> str:
    """The address of the graph's page."""
    return f"{served.origin}/p/desk/graphs/stock/"


def begin(page: Page, stock: str) -> None:
    """Run until a person is asked."""
    page.goto(stock)
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_url("**/runs/*/")
    expect(page.locator("run-answers")).to_contain_text("What is to be written?")
    page.get_by_role("tab", name="State").click()


def answer(page: Page, text: str) -> None:
    """Answer with text, as JSON."""
    page.locator("run-answers summary", has_text="Raw JSON").click()
    form = page.locator("run-answers details[open] form")
    form.locator("textarea").fill(text)
    form.get_by_role("button").click()


def type_over(page: Page, key: str, text: str) -> None:
    """Type over a key as far as the preview."""
    page.get_by_role("button", name="Edit state").click()
    page.get_by_label("Key", exact=True).select_option(key)
    page.get_by_label("New value, as JSON").fill(text)
    page.get_by_role("button", name="Preview").click()


def test_the_page_of_a_graph_tells_its_state(page: Page, stock: str) -> None:
    page.goto(stock)
    for key, told in SHOWN.items():
        row = page.locator(".state-rows > li").filter(has=page.locator("code", has_text=key))
        expect(row).to_contain_text(told)
    expect(page.locator("#state-keys")).to_contain_text("schema version 1")


def test_an_env_file_that_is_not_there_is_told(page: Page, stock: str) -> None:
    for address in (stock, stock.split("graphs/", maxsplit=1)[0]):
        page.goto(address)
        expect(page.locator(".notice")).to_contain_text("gone.env, which env in langgraph.json names, does not exist")


@pytest.mark.parametrize(
    ("key", "text", "shown"),
    [("recent", '["q", "q", "w", "e", "r"]', "r"), ("votes", '{"zoe": 4}', "zoe"), ("journal", '["typed"]', "typed")],
)
def test_a_key_of_every_kind_is_typed_over(page: Page, stock: str, key: str, text: str, shown: str) -> None:
    begin(page, stock)
    type_over(page, key, text)
    rows = page.locator(".editor-preview .diff-row")
    expect(rows.first).to_be_visible()
    assert [row for row in rows.all_inner_texts() if key not in row] == []
    page.get_by_role("button", name="Save").click()
    expect(page.locator("run-timeline")).to_contain_text(f"State edited by root: {key}")
    expect(page.get_by_role("tabpanel")).to_contain_text(shown)


@pytest.mark.parametrize(
    ("key", "text", "told"),
    [
        ("lines", '[{"sku": "tent", "count": "x"}]', "lines/0/count: 'x' is not of type 'integer'"),
        ("votes", '{"zoe": "x"}', "votes/zoe: 'x' is not of type 'integer'"),
        ("tags", '[["a"]]', "tags/0: "),
        ("mood", '"angry"', "mood: 'angry' is not one of"),
    ],
)
def test_a_value_that_does_not_fit_is_told_beside_its_field(
    page: Page, stock: str, key: str, text: str, told: str
) -> None:
    begin(page, stock)
    type_over(page, key, text)
    expect(page.locator("state-editor")).to_contain_text(told)
    expect(page.get_by_role("button", name="Save")).to_be_hidden()


def test_a_wrong_update_names_node_key_expected_and_got(page: Page, stock: str) -> None:
    begin(page, stock)
    answer(page, '"wrong"')
    expect(page.locator("run-head .pill")).to_contain_text("failed")
    panel = page.get_by_role("tabpanel")
    expect(panel).to_contain_text("Node 'book' wrote [{'count': 'three', 'sku': 'tent'}] (list) to key 'lines', which")
    expect(panel).to_contain_text("takes list[Line]: 0.count: Input should be a valid integer, got 'three' (str).")


def test_a_thread_of_one_version_goes_on_under_the_next(page: Page, served: Served, stock: str) -> None:
    begin(page, stock)
    run = page.url
    file = Path(served.site.var).with_name("desk") / "stock.py"
    source = file.read_text()
    for old, new in RENAMED.items():
        assert old in source
        source = source.replace(old, new)
    file.write_text(source)
    served.site.wait_until_it_says("its workers replaced", 30)
    wait_for(lambda: page.goto(stock) and page.get_by_text("schema version 2").count(), 60, page.content)
    page.goto(run)
    answer(page, '"kept"')
    # The workers with the new code may still be on their way.
    expect(page.locator("run-head .pill")).to_contain_text("success", timeout=30_000)
    page.get_by_role("tab", name="State").click()
    for told in ('remark: "kept"', "counted: 2", '"booked"'):
        expect(page.get_by_role("tabpanel")).to_contain_text(told)
    expect(page.get_by_role("tabpanel")).not_to_contain_text("note:")
