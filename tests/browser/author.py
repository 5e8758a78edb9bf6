"""A person who writes a graph while its page is open."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
from playwright.sync_api import Browser, Page

from tests.integration.site import Site, wait_for

SOURCE = '''
from typing import TypedDict

from runtime.graph import START, StateGraph


class State(TypedDict):
    name: str


def {node}(state: State) -> State:
    """Return the state as it is."""
    return state


graph = StateGraph(State).add_node({node}).add_edge(START, "{node}").compile()
'''
NOTE_SHOWN = """name => {
  window.shownAt = null;
  const looking = setInterval(() => {
    if (document.querySelector('#graph-head .tag') && document.querySelector('#node-list').innerText.includes(name)
        && document.querySelector('#graph-picture').innerHTML.includes(name)) {
      window.shownAt = performance.timeOrigin + performance.now();
      clearInterval(looking);
    }
  }, 5);
}"""


class Author:
    """Saves `flow.py` with a node of a new name, and looks at the open page."""

    def __init__(self, site: Site, page: Page, file: Path) -> None:
        self.site = site
        self.page = page
        self._file = file

    def save(self, node: str) -> float:
        """Save a new version; return the seconds until the page shows it, without a reload."""
        self.page.evaluate(NOTE_SHOWN, node)
        saved_at = time.time()
        self._file.write_text(SOURCE.format(node=node))
        shown_at = wait_for(lambda: self.page.evaluate("() => window.shownAt"), 30, lambda: self.site.said)
        return float(shown_at) / 1000 - saved_at

    def wait_for_workers(self, generation: int) -> None:
        """Return once the workers with the new code are up and those with the old code are gone."""
        self.site.wait_until_it_says("its workers replaced", 30)
        wait_for(lambda: len(self._workers(generation)) == 2 == len(self._workers()), 60, lambda: self.site.said)

    def _workers(self, generation: int | None = None) -> list[str]:
        number = "" if generation is None else f"{generation}@"
        lines = [_line(each) for each in self.site.tree()[0].children()]
        return [line for line in lines if f"-n runs-{number}" in line or f"-n ask-{number}" in line]


def _line(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


@contextmanager
def writing(browser: Browser) -> Iterator[Author]:
    """Serve a project of one graph `flow`, watch its files, and open its page."""
    with TemporaryDirectory(prefix="superstep-author-", ignore_cleanup_errors=True) as place:
        project = Path(place).resolve() / "project"
        project.mkdir()
        (project / "langgraph.json").write_text('{"graphs": {"flow": "./flow.py:graph"}}')
        (project / "flow.py").write_text(SOURCE.format(node="first"))
        with Site(project, project.with_name("var")) as site, browser.new_context() as context:
            origin, link = site.wait_until_ready()
            page = context.new_page()
            page.goto(link)
            address = f"{origin}/p/project/graphs/flow/"
            wait_for(lambda: page.goto(address) and page.locator("#node-list").count(), 60, page.content)
            wait_for((site.var / "log" / "watch.log").exists, 30, lambda: site.said)
            time.sleep(3)  # the watcher opens its eyes
            yield Author(site, page, project / "flow.py")
