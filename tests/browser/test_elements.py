"""Elements by themselves, on a page of nothing else: what they read and write, without a site behind them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.integration.site import ROOT


class Quiet(SimpleHTTPRequestHandler):
    """Serves the static files and says nothing of it."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    """Where the static files are served."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(ROOT / "static")))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def blank(browser: Browser, origin: str) -> Iterator[Page]:
    """A page of that origin with nothing on it."""
    with browser.new_context(viewport={"width": 1000, "height": 700}) as context:
        page = context.new_page()
        page.route(
            f"{origin}/", lambda route: route.fulfill(body="<!doctype html><body></body>", content_type="text/html")
        )
        page.goto(f"{origin}/")
        yield page


def put(page: Page, html: str, *modules: str) -> None:
    """The page shows this, and knows these elements."""
    page.evaluate("html => { document.body.innerHTML = html; }", html)
    for module in modules:
        page.evaluate("path => import(path)", f"/js/elements/site/{module}.js")


def field(key: str, kind: str, control: str, *marks: str) -> str:
    """A field as the server draws it."""
    told = " ".join(marks)
    error = "<p data-error></p>"
    return f'<div class="schema-field" data-key="{key}" data-kind="{kind}" {told}>{control}{error}</div>'


TEXT = '<input data-control aria-label="name">'
NUMBER = '<input type="number" data-control aria-label="count">'
REMOVE = '<button type="button" data-remove>Remove</button>'
TAG = f"<div data-item>{field('', 'text', TEXT.replace('name', 'tag'))}{REMOVE}</div>"
TAGS = (
    '<fieldset class="schema-field" data-key="tags" data-kind="list"><div data-children></div>'
    f'<template>{TAG}</template><p data-error></p><button type="button" data-add>Add</button></fieldset>'
)
FORM = f"""<style>schema-form {{ display: block }}</style>
<schema-form><div data-pane="fields"><fieldset class="schema-field" data-key="" data-kind="object">
<div data-children>{field("name", "text", TEXT)}{field("count", "integer", NUMBER, "data-optional")}
{field("note", "text", TEXT.replace("name", "note"), "data-optional", "data-nullable")}{TAGS}</div></fieldset></div>
<div data-pane="json"><textarea data-json aria-label="json">{{}}</textarea><p data-json-error></p></div>
</schema-form>"""


def value(page: Page) -> object:
    """What the form holds."""
    return json.loads(page.get_by_label("json").input_value())


def test_fields_are_read_to_json_without_what_is_left_empty(blank: Page) -> None:
    put(blank, FORM, "schema-form")
    blank.get_by_label("name").fill("Ada")
    assert value(blank) == {"name": "Ada", "tags": []}
    blank.get_by_label("count").fill("3")
    blank.get_by_role("button", name="Add").click()
    blank.get_by_label("tag").fill("first")
    assert value(blank) == {"name": "Ada", "count": 3, "tags": ["first"]}
    blank.get_by_role("button", name="Remove").click()
    assert value(blank) == {"name": "Ada", "count": 3, "tags": []}


def test_json_is_written_into_fields_and_keys_without_a_field_stay(blank: Page) -> None:
    put(blank, FORM, "schema-form")
    blank.get_by_label("json").fill('{"name": "Bob", "tags": ["a", "b"], "extra": {"deep": 1}}')
    expect(blank.get_by_label("tag")).to_have_count(2)
    blank.get_by_label("tag").last.fill("c")
    assert value(blank) == {"name": "Bob", "tags": ["a", "c"], "extra": {"deep": 1}}


def test_a_refusal_stands_at_its_field(blank: Page) -> None:
    put(blank, FORM, "schema-form")
    blank.get_by_label("json").fill('{"name": "Bob", "tags": ["a", "b"]}')
    errors = [{"path": "tags/1", "message": "too short"}, {"path": "gone", "message": "odd"}]
    blank.locator("schema-form").evaluate(
        "(form, detail) => form.dispatchEvent(new CustomEvent('refused', {detail}))", errors
    )
    expect(blank.get_by_label("tag").last).to_have_attribute("aria-invalid", "true")
    expect(blank.locator("[data-item] [data-error]").last).to_have_text("too short")


def part(page: Page, origin: str, body: str) -> None:
    """What the page will be the next time it is fetched."""
    html = f"<!doctype html><body>{body}</body>"
    page.unroute_all()
    page.route(f"{origin}/", lambda route: route.fulfill(body=html, content_type="text/html"))


NEWS = "kind => document.dispatchEvent(new CustomEvent('news', {detail: {kind, body: {}}}))"


def test_a_part_is_fetched_anew_by_its_news_and_by_no_other(blank: Page, origin: str) -> None:
    put(blank, '<live-part id="one" news="run.changed">old</live-part>', "live-part")
    part(blank, origin, '<live-part id="one">new</live-part>')
    blank.evaluate(NEWS, "inbox.changed")
    blank.wait_for_timeout(400)
    expect(blank.locator("#one")).to_have_text("old")
    blank.evaluate(NEWS, "run.changed")
    expect(blank.locator("#one")).to_have_text("new")


def test_a_part_in_which_a_person_types_waits_until_he_is_done(blank: Page, origin: str) -> None:
    put(blank, '<live-part id="one" news="run.changed"><input></live-part><button>elsewhere</button>', "live-part")
    part(blank, origin, '<live-part id="one">new</live-part>')
    blank.locator("input").fill("half a th")
    blank.evaluate(NEWS, "run.changed")
    blank.wait_for_timeout(500)
    expect(blank.locator("input")).to_have_value("half a th")
    blank.get_by_role("button").focus()
    expect(blank.locator("#one")).to_have_text("new")


def test_parts_of_a_page_share_one_fetch(blank: Page, origin: str) -> None:
    put(blank, "".join(f'<live-part id="p{n}" news="run.changed">old</live-part>' for n in range(5)), "live-part")
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        parts = "".join(f'<live-part id="p{n}">new</live-part>' for n in range(5))
        route.fulfill(body=f"<!doctype html><body>{parts}</body>", content_type="text/html")

    blank.unroute_all()
    blank.route(f"{origin}/", answer)
    for _ in range(20):
        blank.evaluate(NEWS, "run.changed")
    expect(blank.locator("live-part", has_text="new")).to_have_count(5)
    assert len(asked) == 1


PICTURE = "".join(
    f'<g data-node="{name}"><rect class="gutter" data-when="before" width="20" height="20" y="{y}"></rect>'
    f'<rect class="gutter" data-when="after" width="20" height="20" y="{y + 20}"></rect></g>'
    for name, y in (("load", 0), ("pay", 60))
)
MARKS = (
    '<script type="application/json" id="points">[{"node": "pay", "when": "after", "is_enabled": true}]</script>'
    '<graph-breakpoints url="/points/__node__/__when__/" points="points" graph="shop">'
    f"<svg>{PICTURE}</svg></graph-breakpoints>"
)


def test_gutters_are_buttons_that_set_and_remove_breakpoints(blank: Page, origin: str) -> None:
    put(blank, MARKS, "graph-breakpoints")
    posted: list[tuple[str, str | None]] = []

    def answer(route: Route) -> None:
        posted.append((route.request.url.removeprefix(origin), route.request.post_data))
        route.fulfill(json={"breakpoints": [{"node": "load", "when": "before", "is_enabled": True}]})

    blank.route("**/points/**", answer)
    blank.get_by_role("button", name="Breakpoint before load").press("Enter")
    expect(blank.locator("[data-node=load]")).to_have_attribute("data-before", "on")
    expect(blank.locator("[data-node=pay]")).not_to_have_attribute("data-after", "on")
    expect(blank.get_by_role("button", name="Breakpoint before load")).to_have_attribute("aria-pressed", "true")
    assert posted == [("/points/load/before/", "{}")]


def test_one_gutter_is_in_the_order_of_tabs_and_arrows_move_on(blank: Page) -> None:
    put(blank, MARKS, "graph-breakpoints")
    assert blank.locator(".gutter[tabindex='0']").count() == 1
    blank.locator(".gutter[tabindex='0']").focus()
    blank.keyboard.press("ArrowRight")
    expect(blank.get_by_role("button", name="Breakpoint before pay")).to_be_focused()
    blank.keyboard.press("ArrowDown")
    expect(blank.get_by_role("button", name="Breakpoint after pay")).to_be_focused()
    assert blank.locator(".gutter[tabindex='0']").count() == 1


def test_a_breakpoint_that_was_refused_goes_away_again(blank: Page) -> None:
    put(blank, MARKS + "<toast-region></toast-region>", "graph-breakpoints", "toast-region")
    error = {"error": {"code": "not_allowed", "message": "You may only look.", "detail": {}}}
    blank.route("**/points/**", lambda route: route.fulfill(status=403, json=error))
    blank.get_by_role("button", name="Breakpoint after load").click()
    expect(blank.get_by_role("alert")).to_contain_text("You may only look.")
    expect(blank.locator("[data-node=load]")).not_to_have_attribute("data-after", "on")


def test_news_of_another_graph_changes_no_mark(blank: Page) -> None:
    put(blank, MARKS, "graph-breakpoints")
    tell = """graph => document.dispatchEvent(new CustomEvent('news', {
      detail: {kind: 'breakpoints.changed', body: {graph, breakpoints: []}},
    }))"""
    blank.evaluate(tell, "other")
    expect(blank.locator("[data-node=pay]")).to_have_attribute("data-after", "on")
    blank.evaluate(tell, "shop")
    expect(blank.locator("[data-node=pay]")).not_to_have_attribute("data-after", "on")
