"""Every example runs in the browser from its form to its end, with a person who approves what it asks."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Served
from tests.integration.site import ROOT

NAMES = sorted(json.loads((ROOT / "examples" / "langgraph.json").read_text())["graphs"])
# What the run's end tells, and how often a person is asked on the way.
ENDS: dict[str, tuple[Callable[[dict[str, Any]], bool], int]] = {
    "support_triage": (lambda output: output["report"]["refunded_cents"] == 16025, 1),
    "document_map_reduce": (lambda output: "## paper" in str(output["report"]), 0),
    "research_agent": (lambda output: "1,040.44" in output["messages"][-1]["content"], 0),
    "order_fulfilment": (lambda output: output["outcome"] == "dispatched", 0),
    "long_loop": (lambda output: len(output["answer"]["cities"]) == 40, 0),
}
WITHIN_S = 90


@pytest.mark.parametrize("name", NAMES)
def test_an_example_runs_to_its_end(page: Page, served: Served, name: str) -> None:
    tells_the_end, questions = ENDS[name]
    page.goto(served.graph(name))
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_url("**/runs/*/")

    assert approve_until_it_ends(page) == questions

    expect(page.locator("run-head .pill")).to_contain_text("success")
    ending = last_event(page)
    assert ending["kind"] == "run.finished"
    assert tells_the_end(ending["body"]["output"])
    page.get_by_role("tab", name="State").click()
    expect(page.get_by_role("tabpanel")).not_to_be_empty()
    expect(page.locator("graph-view [data-node][data-state=failed]")).to_have_count(0)
    keep_picture(page, name)


def approve_until_it_ends(page: Page) -> int:
    """Approve every question; return how many there were once the run is over."""
    questions, deadline = 0, time.monotonic() + WITHIN_S
    approve = page.locator("run-answers").get_by_role("button", name="Approve", exact=True)
    over = page.locator("run-head .pill:is(.is-succeeded, .is-failed, .is-cancelled)")
    while not over.count():
        assert time.monotonic() < deadline, page.locator("main").inner_text()
        if approve.count():
            approve.first.click()
            expect(approve).to_have_count(0)
            questions += 1
        page.wait_for_timeout(100)
    return questions


def last_event(page: Page) -> dict[str, Any]:
    """The newest event of the run's journal, whichever page of it that is on."""
    script = """async () => {
      let after = 0, last = null;
      for (;;) {
        const found = await (await fetch(`${location.pathname}events/?after=${after}`)).json();
        if (found.events.length === 0) return last;
        last = found.events.at(-1);
        after = last.seq;
      }
    }"""
    return dict(page.evaluate(script))


def keep_picture(page: Page, name: str) -> None:
    """Where SUPERSTEP_PICTURES names a folder, keep what the finished run looks like."""
    folder = os.environ.get("SUPERSTEP_PICTURES")
    if folder:
        page.wait_for_timeout(300)
        page.screenshot(path=Path(folder) / f"{name}.png")
