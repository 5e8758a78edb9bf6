"""Live and true: whatever happens to workers, sockets and servers, the page ends up showing what happened."""

from __future__ import annotations

import json
import os
import re
import signal
from collections import Counter
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Served
from tests.integration.site import wait_for

ALL_EVENTS = """async () => {
  const found = [];
  for (;;) {
    const answer = await fetch(`${location.pathname}events/?after=${found.length}`);
    const page = await answer.json();
    found.push(...page.events);
    if (!page.has_more) return found;
  }
}"""


def start(page: Page, served: Served, graph: str, **given: object) -> None:
    """Start a run by the raw JSON of the form, and stand on its page."""
    page.goto(served.graph(graph))
    page.get_by_role("button", name="JSON", exact=True).click()
    page.get_by_label("Input, as JSON").fill(json.dumps(given))
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_url("**/runs/*/")
    expect(page.locator("[data-connection=live]")).to_be_attached()


def pill(page: Page) -> Any:
    """Where the run's status stands."""
    return page.locator("run-head .pill")


def steps_of(page: Page) -> int:
    """How many supersteps the page has heard of."""
    found = re.search(r"([\d,]+) steps", page.locator("run-head .run-facts").inner_text())
    return int(found[1].replace(",", "")) if found else 0


def kill_workers(served: Served) -> None:
    """kill -9 every process that drives runs."""
    worker = served.site.child("-Q runs")
    for process in [*worker.children(recursive=True), worker]:
        os.kill(process.pid, signal.SIGKILL)


def test_a_killed_worker_is_replaced_and_no_finished_task_runs_again(page: Page, served: Served) -> None:
    start(page, served, "long_loop", steps=120, pause_ms=40)
    wait_for(lambda: steps_of(page) > 20, 30, page.content)
    kill_workers(served)
    expect(pill(page)).to_contain_text("success", timeout=90_000)
    events = page.evaluate(ALL_EVENTS)
    finished = Counter(event["body"]["step"] for event in events if event["kind"] == "task.finished")
    kinds = [event["body"]["kind"] for event in events if event["kind"] == "attempt.started"]
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert kinds[0] == "start"
    assert kinds[1:] == ["recover"] * len(kinds[1:])
    assert len(kinds) > 1
    assert max(finished.values()) == 1
    assert sorted(finished) == list(range(1, len(finished) + 1))


def test_a_breakpoint_set_in_mid_run_stops_it(page: Page, served: Served) -> None:
    start(page, served, "long_loop", steps=2000, pause_ms=20)
    wait_for(lambda: steps_of(page) > 5, 30, page.content)
    page.locator("[data-node=anneal] .gutter[data-when=before]").click()
    expect(page.locator("run-head")).to_contain_text("Stopped before anneal")
    page.locator("[data-node=anneal] .gutter[data-when=before]").click()
    expect(page.locator("[data-node=anneal]")).not_to_have_attribute("data-before", "on")
    before = steps_of(page)
    page.keyboard.press("F10")
    wait_for(lambda: steps_of(page) == before + 1, 15, page.content)
    expect(pill(page)).to_contain_text("paused")
    page.get_by_role("button", name="Cancel run").click()
    expect(pill(page)).to_contain_text("cancelled")


def test_a_dropped_socket_catches_up(page: Page, served: Served) -> None:
    start(page, served, "long_loop", steps=250, pause_ms=30)
    wait_for(lambda: steps_of(page) > 5, 30, page.content)
    os.kill(served.site.child("daphne").pid, signal.SIGKILL)
    expect(page.locator("[data-connection=reconnecting]")).to_be_attached()
    expect(page.locator("run-status")).to_contain_text("last event")
    expect(page.locator("[data-connection=live]")).to_be_attached(timeout=30_000)
    expect(pill(page)).to_contain_text("success", timeout=60_000)
    live = page.locator("run-status .status-loaded").inner_text()
    page.reload()
    expect(page.locator("[data-connection=live]")).to_be_attached()
    assert page.locator("run-status .status-loaded").inner_text() == live
    last = page.evaluate(ALL_EVENTS)[-1]
    assert live.startswith(f"{last['seq']:,} events")


def test_tokens_stream_before_the_answer_is_there(page: Page, served: Served) -> None:
    page.goto(served.graph("research_agent"))
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_url("**/runs/*/")
    page.get_by_role("tab", name="Messages").click()
    expect(page.locator(".message.is-live").first).to_be_visible(timeout=30_000)
    expect(pill(page)).to_contain_text("success", timeout=60_000)
    expect(page.locator(".message.is-live")).to_have_count(0)
    expect(page.locator(".message.is-assistant").last).to_be_visible()


def test_an_input_that_does_not_fit_is_told_at_its_field(page: Page, served: Served) -> None:
    page.goto(served.graph("support_triage"))
    page.get_by_label("Batch size").fill("900")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator(".run-form")).to_contain_text("224")
    page.get_by_role("button", name="JSON", exact=True).click()
    page.get_by_label("Input, as JSON").fill("{nonsense")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator(".run-form")).to_contain_text("JSON")
    assert page.url == served.graph("support_triage")


def test_a_question_can_be_answered_on_a_telephone(page: Page, served: Served) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    start(page, served, "support_triage", first_ticket="T-1004", batch_size=1)
    card = page.locator("run-answers .card")
    expect(card).to_contain_text("143.90")
    card.get_by_role("button", name="Approve", exact=True).click()
    expect(pill(page)).to_contain_text("success", timeout=30_000)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_restart_of_everything_keeps_the_run(page: Page, served: Served) -> None:
    start(page, served, "support_triage", first_ticket="T-1004", batch_size=1)
    expect(page.locator("run-answers .card")).to_contain_text("143.90")
    address, events = page.url.removeprefix(served.origin), page.evaluate(ALL_EVENTS)
    served.site.kill_everything()
    served.site.start_again()
    served.sign_in()
    with served.browser.new_context(storage_state=served.state) as context:
        again = context.new_page()
        again.goto(served.origin + address)
        assert again.evaluate(ALL_EVENTS) == events
        again.locator("run-answers").get_by_role("button", name="Approve", exact=True).click()
        expect(pill(again)).to_contain_text("success", timeout=30_000)


def test_a_list_hears_of_runs_after_its_server_was_away(page: Page, context: BrowserContext, served: Served) -> None:
    page.goto(f"{served.origin}/p/examples/runs/")
    rows = page.locator("tbody tr")
    before = rows.count()
    os.kill(served.site.child("daphne").pid, signal.SIGKILL)
    other = context.new_page()
    wait_for(lambda: other.goto(served.origin), 20, lambda: "the server did not come back")
    start(other, served, "long_loop", steps=1)
    expect(rows).to_have_count(before + 1, timeout=30_000)
