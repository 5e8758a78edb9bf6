"""`scripts/bench live`: from the engine to the eye, and from a request to its result.

It serves a project of its own with everything a person has (daphne, Celery, PostgreSQL, Valkey, Chromium) and measures:

- *to paint*: a node tells an event every few milliseconds; the page says after each paint which event is on the screen.
  The time is from the event's own clock in the worker to the end of that frame, both on this machine's clock.
- *no-op run*: `POST .../runs/` and then `GET .../result/?wait_s=` over one kept connection, until the result is there.
- *flood*: how many events a second come through one run into one open page.
- *saved*: a file of a project is saved, and its open page shows the new version, by the clock of the page.
- *warm start*: everything is killed at once, and `superstep serve` started again on the same folder.

`--write` renews the table in docs/explanation/performance.md.
"""

import argparse
import http.client
import json
import platform
import sys
import tempfile
import time
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

from studio.local.supervisor import answers
from tests.bench.page import renew
from tests.browser.author import writing
from tests.browser.chromium import launch
from tests.integration.site import Site, wait_for

PROJECT = Path(__file__).with_name("live_project")
REST_S = 3.0
PAINTED = """
globalThis.painted = [];
document.addEventListener('superstep:painted', (event) => {
  painted.push([event.detail.seq, performance.timeOrigin + performance.now()]);
});
"""


@dataclass(frozen=True)
class Caller:
    """A signed-in person's program: one kept connection, and the project it works in."""

    connection: http.client.HTTPConnection
    headers: dict[str, str]
    project: str

    @classmethod
    def of(cls, page: Page, origin: str) -> "Caller":
        """The same person as in the browser."""
        project = wait_for(lambda: page.evaluate(FIND_PROJECT) or (page.reload() and None), 60, page.content)
        cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
        address = urlsplit(origin)
        connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=60)
        headers = {
            "Accept": "application/json",
            "Content-Type": "application/json",
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "X-CSRFToken": cookies["superstep_csrf"],
        }
        return cls(connection, headers, project)

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Send a request and return the JSON answer; raises on a refusal."""
        self.connection.request(method, path, body=None if body is None else json.dumps(body), headers=self.headers)
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status >= http.HTTPStatus.BAD_REQUEST:
            raise RuntimeError(f"{method} {path} answered {answer.status}: {text[:500]!r}")
        return json.loads(text)

    def start(self, graph: str, *, is_stopped: bool = False, **given: float) -> str:
        """Start a run; returns its id."""
        body = {"input": {"count": 0, "pause_ms": 0, **given}, "stop_on_entry": is_stopped}
        return str(self.ask("POST", f"/p/{self.project}/graphs/{graph}/runs/", body)["id"])

    def result(self, run: str) -> dict[str, Any]:
        """Wait until the run rests, and return its status and output."""
        answer: dict[str, Any] = self.ask("GET", f"/runs/{run}/result/?wait_s=60")
        return answer

    def events(self, run: str) -> list[dict[str, Any]]:
        """The whole journal of a run."""
        found: list[dict[str, Any]] = []
        while True:
            answer = self.ask("GET", f"/runs/{run}/events/?after={len(found)}")
            found += answer["events"]
            if not answer["has_more"]:
                return found


FIND_PROJECT = "document.querySelector('a[href$=\"/graphs/nothing/\"]')?.pathname.split('/')[2] ?? null"


def no_op_ms(caller: Caller, rounds: int) -> list[float]:
    """Milliseconds from the request to the result of each of `rounds` runs that do nothing."""
    taken: list[float] = []
    for _ in range(rounds):
        begin = time.perf_counter()
        answer = caller.result(caller.start("nothing"))
        taken.append((time.perf_counter() - begin) * 1000)
        assert answer["status"] == "success", answer
    return taken


def watch(page: Page, caller: Caller, origin: str, graph: str, **given: float) -> tuple[list[Any], list[Any]]:
    """Open a run at its entry, let it go, and return its emitted events and the page's paints [seq, ms]."""
    run = caller.start(graph, is_stopped=True, **given)
    assert caller.result(run)["status"] == "interrupted"
    page.goto(f"{origin}/runs/{run}/")
    page.wait_for_selector("[data-connection='live']", state="attached")
    page.evaluate("painted.length = 0")
    caller.ask("POST", f"/runs/{run}/resumption/", {"how": "continue"})
    assert caller.result(run)["status"] == "success"
    events = caller.events(run)
    page.wait_for_function(f"painted.length && painted.at(-1)[0] >= {events[-1]['seq']}", timeout=60_000)
    return [event for event in events if event["kind"] == "custom.emitted"], page.evaluate("painted")


def to_paint_ms(events: Sequence[dict[str, Any]], paints: Sequence[Any]) -> list[float]:
    """For each event, milliseconds until the end of the first frame that showed it."""
    seqs = [seq for seq, _ in paints]
    shown = [(event, paints[bisect_left(seqs, event["seq"])][1]) for event in events]
    return [painted - datetime.fromisoformat(event["at"]).timestamp() * 1000 for event, painted in shown]


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that `percent` of them do not exceed, by nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def rows(page: Page, caller: Caller, origin: str, options: argparse.Namespace) -> Iterator[str]:
    """The table, a line at a time."""
    yield "| measure | p50 | p99 | target |"
    yield "|---|--:|--:|---|"
    no_op_ms(caller, 10)
    taken = no_op_ms(caller, options.rounds)
    yield f"| no-op run, request to result, ms | {percentile(taken, 50):.1f} | {percentile(taken, 99):.1f} | p50 < 30 |"
    watch(page, caller, origin, "pulse", count=20, pause_ms=20)
    waited = to_paint_ms(*watch(page, caller, origin, "pulse", count=options.events, pause_ms=20))
    yield f"| event to paint, ms | {percentile(waited, 50):.1f} | {percentile(waited, 99):.1f} | p99 < 50 |"
    events, paints = watch(page, caller, origin, "flood", count=options.flood)
    begin = datetime.fromisoformat(events[0]["at"]).timestamp() * 1000
    rate = len(events) / (paints[-1][1] - begin) * 1000
    yield f"| events/s through one run to one page ({options.flood:,} events) | {rate:,.0f} | | ≥ 5,000 |"


def saved_row(browser: Browser, rounds: int) -> str:
    """The row of a saved file; each time the workers with the new code come up before the next is saved."""
    taken: list[float] = []
    with writing(browser) as author:
        for number in range(rounds):
            taken.append(author.save(f"step_{number}"))
            author.wait_for_workers(number + 2)
            time.sleep(REST_S)
    return f"| file saved to page, s | {percentile(taken, 50):.1f} | {percentile(taken, 99):.1f} | p99 < 3 |"


def warm_start_row(site: Site, rounds: int) -> str:
    """The row of a start on a folder that was in use when everything was killed."""
    taken: list[float] = []
    for _ in range(rounds):
        time.sleep(REST_S)
        site.kill_everything()
        begun_at = time.perf_counter()
        site.start_again()
        wait_for(lambda: answers(site.wait_until_ready()[0]), 60, lambda: site.said)
        taken.append(time.perf_counter() - begun_at)
    return f"| warm start to first page, s | {percentile(taken, 50):.1f} | {percentile(taken, 99):.1f} | p99 < 8 |"


def told(line: str) -> str:
    """The line, which is on the screen now."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
    return line


def main() -> None:
    """Serve, measure, print each row as it comes, and renew the page when asked."""
    parser = argparse.ArgumentParser(prog="scripts/bench live", description=__doc__)
    parser.add_argument("--rounds", type=int, default=200, help="no-op runs (default 200)")
    parser.add_argument("--events", type=int, default=500, help="events of the pulse (default 500)")
    parser.add_argument("--flood", type=int, default=20_000, help="events of the flood (default 20000)")
    parser.add_argument("--saves", type=int, default=20, help="saved files (default 20)")
    parser.add_argument("--starts", type=int, default=10, help="warm starts (default 10)")
    parser.add_argument("--write", action="store_true", help="renew docs/explanation/performance.md")
    options = parser.parse_args()
    where = f"CPython {platform.python_version()} on {platform.machine()}"
    lines = [f"Measured with {where}, everything (servers, worker, Chromium) on the same machine.", ""]
    with tempfile.TemporaryDirectory(prefix="superstep-bench-") as place, sync_playwright() as playwright:
        browser = launch(playwright)
        with Site(PROJECT, Path(place).resolve() / "var", "--no-reload") as site, browser.new_context() as context:
            origin, link = site.wait_until_ready()
            context.add_init_script(PAINTED)
            page = context.new_page()
            page.goto(link)
            lines.extend(told(line) for line in rows(page, Caller.of(page, origin), origin, options))
            lines.append(told(warm_start_row(site, options.starts)))
        lines.append(told(saved_row(browser, options.saves)))
        browser.close()
    if options.write:
        renew("live", lines)


if __name__ == "__main__":
    main()
