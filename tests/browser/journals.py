"""Run pages with a journal that a test writes: as large or as strange as the test needs, without running anything.

The page is a real one of the served site; only the events it begins with are replaced, and nothing more comes.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import Page, Route, WebSocketRoute, expect

from tests.browser.conftest import Served

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
BOOTSTRAP = re.compile(r'(<script id="bootstrap" type="application/json">)(.*?)(</script>)', re.DOTALL)


class Journal:
    """Events as the studio writes them, numbered from 1, a millisecond apart."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self._saved = 0
        self.add("run.created", actor="alice", input={})
        self.add("attempt.started", attempt=1, kind="start", worker="w")

    def add(self, kind: str, /, **body: Any) -> None:
        """One more event."""
        at = NOON + timedelta(milliseconds=len(self.events))
        stamp = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        self.events.append({"seq": len(self.events) + 1, "at": stamp, "kind": kind, "body": body})

    def saved(self, step: int, change: dict[str, Any], *, source: str = "loop") -> None:
        """A checkpoint of the root graph."""
        before, self._saved = self._saved, self._saved + 1
        patch = {"from": "parent" if before else "nothing", "set": change, "append": {}, "remove": []}
        self.add(
            "checkpoint.saved", ns=[], checkpoint_id=f"c{self._saved}", parent_id=f"c{before}" if before else None,
            step=step, source=source, next=[], patch=patch,
        )  # fmt: skip

    def superstep(self, step: int, node: str, count: int = 1, /, **change: Any) -> None:
        """A superstep of `count` tasks of one node, from plan to checkpoint."""
        tasks = [{"id": f"s{step}t{number}", "node": node, "name": node} for number in range(count)]
        self.add("superstep.planned", ns=[], step=step, tasks=tasks)
        for task in tasks:
            self.add("task.started", ns=[], step=step, input={}, attempt=1, **task)
        for task in tasks:
            self.add("task.finished", ns=[], step=step, result=change, duration_ms=1, is_cached=False, **task)
        self.saved(step, change)

    def finish(self) -> Journal:
        """The run ends well."""
        self.add("run.finished", status="success", output={}, error=None, duration_ms=1000)
        return self


def show(page: Page, served: Served, journal: Journal) -> WebSocketRoute:
    """Open the page of a run that has this journal; return its socket, to say what happens next."""
    address = finished_run(page, served)

    def with_journal(route: Route) -> None:
        answer = route.fetch()
        found = BOOTSTRAP.search(text := answer.text())
        assert found is not None
        boot = {**json.loads(found[2]), "events": journal.events, "has_more": False}
        told = json.dumps(boot).replace("<", "\\u003c").replace("&", "\\u0026")
        route.fulfill(response=answer, body=f"{text[: found.start(2)]}{told}{text[found.end(2) :]}")

    ready = json.dumps({"type": "ready", "last_seq": len(journal.events)})
    lines: list[WebSocketRoute] = []

    def greet(line: WebSocketRoute) -> None:
        lines.append(line)
        line.send(ready)

    page.route_web_socket(re.compile("/ws/runs/"), greet)
    page.route(address, with_journal)
    page.goto(address)
    expect(page.locator("[data-connection=live]")).to_be_attached()
    return lines[-1]


def finished_run(page: Page, served: Served) -> str:
    """The address of some run that is over."""
    page.goto(served.graph("long_loop"))
    page.get_by_role("button", name="JSON", exact=True).click()
    page.get_by_label("Input, as JSON").fill('{"steps": 2, "pause_ms": 0}')
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_url("**/runs/*/")
    expect(page.locator("run-head .pill")).to_contain_text("success")
    return page.url
