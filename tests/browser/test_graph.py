"""The picture of a run: frames that fold, edges that say what they are, a map and a legend, also of a large graph."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Route, expect

from studio.graphs.picture.dot import dot_of
from studio.graphs.picture.layout import lay_out
from studio.graphs.picture.svg import draw
from tests.browser.conftest import Served
from tests.browser.journals import finished_run
from tests.browser.test_live import pill, start

PICTURE = re.compile(r'<svg class="graph.*?</svg>', re.DOTALL)


def large_picture(count: int) -> str:
    """A ladder of `count` nodes, each third one with an edge back."""
    nodes = [{"id": f"node_{number}", "kind": "node"} for number in range(count)]
    edges = [(number, number + 1) for number in range(count - 1)]
    edges += [(number, number - 2) for number in range(3, count, 3)]
    told = [{"source": f"node_{one}", "target": f"node_{two}", "is_conditional": two < one} for one, two in edges]
    dot, things = dot_of({"nodes": nodes, "edges": told})
    layout = lay_out(dot)
    assert layout is not None
    return draw(layout, things)


def test_a_subgraph_folds_to_one_card_and_opens_again(page: Page, served: Served) -> None:
    start(page, served, "order_fulfilment", order_id="O-5001")
    expect(pill(page)).to_contain_text("success", timeout=30_000)
    capture, head = page.locator("[data-node='payment:capture']"), page.get_by_role("button", name="Subgraph payment")
    expect(capture).to_be_visible()
    head.press("Enter")
    expect(capture).to_have_count(0)
    expect(page.locator(".node[data-node=payment]")).to_have_attribute("data-state", "succeeded")
    expect(head).to_be_focused()
    page.reload()
    expect(capture).to_have_count(0)
    page.locator("[data-fold-node=payment]").click()
    expect(capture).to_be_visible()


def test_a_breakpoint_is_set_on_a_folded_subgraph(page: Page, served: Served) -> None:
    start(page, served, "order_fulfilment", order_id="O-5001")
    page.locator("[data-fold-node=payment]").click()
    card = page.locator(".node[data-node=payment]")
    card.locator(".gutter[data-when=before]").click()
    expect(card).to_have_attribute("data-before", "on")
    page.get_by_role("button", name="Remove the breakpoint before payment").click()
    expect(card).not_to_have_attribute("data-before", "on")


def test_an_edge_says_what_the_router_said_and_how_often(page: Page, served: Served) -> None:
    start(page, served, "support_triage", first_ticket="T-1004", batch_size=1)
    expect(page.locator("run-answers .card")).to_be_visible()
    told = page.locator("[data-edge='classify->draft_refund'] .hit title")
    expect(told).to_have_text(
        re.compile('classify → draft_refund, chosen when the router says ".*refund": taken 1 time')
    )
    page.get_by_role("button", name="Graph as a table").click()
    row = page.get_by_role("table", name="Edges of the graph").get_by_role("row", name="classify draft_refund")
    expect(row.get_by_role("cell").last).to_have_text("1")


def test_a_graph_of_a_hundred_nodes_has_a_map_of_itself(page: Page, served: Served) -> None:
    address, picture = finished_run(page, served), large_picture(100)

    def with_picture(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=PICTURE.sub(lambda _: picture, answer.text()))

    page.route(address, with_picture)
    page.goto(address)
    small = page.locator(".minimap")
    expect(small).to_be_visible()
    expect(small.locator(".minimap-node")).to_have_count(100)
    canvas = page.locator(".graph-canvas")
    before = canvas.evaluate("one => one.scrollTop")
    box = small.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] - 8)
    assert canvas.evaluate("one => one.scrollTop") > before + 500


def test_the_picture_is_zoomed_by_keys_buttons_and_wheel(page: Page, served: Served) -> None:
    page.goto(finished_run(page, served))
    picture = page.locator("svg.graph")

    def width() -> int:
        return int(picture.get_attribute("width") or 0)

    widths = [width()]
    page.keyboard.press("+")
    widths.append(width())
    page.get_by_role("button", name="Larger").click()
    widths.append(width())
    page.locator(".graph-canvas").hover()
    page.keyboard.down("Control")
    page.mouse.wheel(0, -120)
    page.keyboard.up("Control")
    page.wait_for_timeout(100)
    widths.append(width())
    assert widths == sorted(set(widths))
    page.keyboard.press("f")
    assert width() == widths[0]
