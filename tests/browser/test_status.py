"""What a run's page says of itself: live or not, how fast and how late; and what it says to who does not see it."""

from __future__ import annotations

import json
import re

from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.conftest import Served
from tests.browser.journals import Journal, show
from tests.browser.test_live import start

SAYINGS = """() => {
  window.said = [];
  const watch = new MutationObserver((changes) => {
    for (const change of changes) {
      const region = change.target.closest?.('[data-polite], [data-assertive]');
      if (region?.textContent) window.said.push([region.role, region.textContent]);
    }
  });
  watch.observe(document.querySelector('run-status'), {subtree: true, childList: true});
}"""


def test_the_status_bar_tells_rate_lag_and_counts(page: Page, served: Served) -> None:
    start(page, served, "long_loop", steps=150, pause_ms=30)
    expect(page.locator(".status-word")).to_have_text("live")
    expect(page.locator(".status-rate")).to_have_text(re.compile(r"^[1-9]\d* events/s$"))
    expect(page.locator(".status-lag")).to_have_text(re.compile(r"^lag \d+ ms$"))
    expect(page.locator(".status-loaded")).to_have_text(re.compile(r"^\d+ events · \d+ tasks?$"))


def test_a_question_is_said_at_once_and_steps_are_not_said(page: Page, served: Served) -> None:
    journal = Journal()
    journal.superstep(1, "anneal", a=1)
    line, known = show(page, served, journal), len(journal.events)
    page.evaluate(SAYINGS)
    for step in range(2, 12):
        journal.superstep(step, "anneal", a=step)
    line.send(json.dumps({"type": "events", "events": journal.events[known:]}))
    page.wait_for_timeout(1200)
    asked = {"id": "q", "kind": "request", "node": "anneal", "value": "?"}
    journal.add(
        "run.interrupted", reason="interrupt", next=["anneal"], at=["anneal"], ns=[], hits=[], interrupts=[asked]
    )
    line.send(json.dumps({"type": "events", "events": journal.events[-1:]}))
    page.wait_for_timeout(1200)
    assert page.evaluate("window.said") == [["alert", "Run waiting. anneal asks a question"]]


def test_a_failed_run_opens_where_it_failed(page: Page, served: Served) -> None:
    journal = Journal()
    journal.superstep(1, "anneal", a=1)
    task = {"id": "bad", "node": "anneal", "name": "anneal", "ns": [], "step": 2, "attempt": 1}
    error = {"type": "ValueError", "message": "no such city", "traceback": "Traceback: no such city"}
    journal.add("superstep.planned", ns=[], step=2, tasks=[task])
    journal.add("task.started", input={}, **task)
    journal.add("task.failed", error=error, retry_in_s=None, duration_ms=2, **task)
    journal.add("run.finished", status="error", output=None, error=error, duration_ms=9)
    show(page, served, journal)
    expect(page.get_by_role("tab", name="Error")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("tabpanel")).to_contain_text("no such city")
    expect(page.locator("run-timeline [aria-selected=true]")).to_contain_text("ValueError")


HIDDEN = """() => {
  Object.defineProperty(document, 'hidden', {get: () => window.isHidden, configurable: true});
  window.isHidden = true;
  window.frames_asked = window.requestAnimationFrame;
  window.requestAnimationFrame = () => 0;
}"""
SHOWN = """() => {
  window.isHidden = false;
  window.requestAnimationFrame = window.frames_asked;
  document.dispatchEvent(new Event('visibilitychange'));
}"""


def test_a_page_in_a_hidden_tab_does_not_fall_behind(page: Page, served: Served) -> None:
    start(page, served, "long_loop", steps=120, pause_ms=20)
    page.evaluate(HIDDEN)
    expect(page.locator("run-head .pill")).to_contain_text("success", timeout=60_000)
    page.evaluate(SHOWN)
    rows = int(page.locator(".timeline-rows").get_attribute("aria-rowcount") or 0)
    page.reload()
    expect(page.locator(".timeline-rows")).to_have_attribute("aria-rowcount", str(rows))


def test_a_page_whose_line_breaks_says_so_and_goes_on_where_it_was(page: Page, served: Served) -> None:
    lines: list[WebSocketRoute] = []

    def pass_on(line: WebSocketRoute) -> None:
        lines.append(line)
        line.connect_to_server()

    page.route_web_socket(re.compile("/ws/runs/"), pass_on)
    start(page, served, "long_loop", steps=200, pause_ms=30)
    page.route("**/ws/runs/**", lambda route: route.abort())
    lines[-1].close(code=1012)
    expect(page.locator("[data-connection=reconnecting]")).to_be_attached()
    expect(page.locator(".status-word")).to_have_text(re.compile(r"^reconnecting… last event \d+ s ago$"))
    expect(page.locator("[data-connection=live]")).to_be_attached(timeout=20_000)
    expect(page.locator("run-head .pill")).to_contain_text("success", timeout=60_000)
    numbers = re.findall(r"[\d,]+", page.locator(".status-loaded").inner_text())
    page.reload()
    expect(page.locator(".status-loaded")).to_contain_text(numbers[0])
