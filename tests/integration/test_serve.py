"""`superstep serve` as a person and an unlucky machine meet it."""

from __future__ import annotations

import http.client
import itertools
import json
import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest

from tests.integration.site import Site, wait_for

STOPS_WITHIN_S = 10.0


def written_project(root: Path) -> Path:
    """A project of one graph."""
    root.mkdir()
    (root / "langgraph.json").write_text(json.dumps({"dependencies": ["."], "graphs": {"hello": "./hello.py:graph"}}))
    (root / "hello.py").write_text(
        "from typing import TypedDict\n\nfrom runtime.graph import END, START, StateGraph\n\n\n"
        "class State(TypedDict):\n    name: str\n\n\n"
        "builder = StateGraph(State)\nbuilder.add_node('greet', lambda state: {'name': 'hello ' + state['name']})\n"
        "builder.add_edge(START, 'greet')\nbuilder.add_edge('greet', END)\ngraph = builder.compile()\n"
    )
    return root


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return written_project(tmp_path / "project")


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site for the tests that leave it as it was."""
    place = tmp_path_factory.mktemp("standing")
    with Site(written_project(place / "project"), place / "var") as started:
        started.wait_until_ready()
        yield started


@pytest.fixture
def site(project: Path, tmp_path: Path) -> Iterator[Site]:
    with Site(project, tmp_path / "var") as started:
        yield started


def test_the_printed_link_signs_in_once_and_is_in_no_log(standing: Site) -> None:
    origin, link = standing.wait_until_ready()
    assert link.startswith(f"{origin}/sign-in/link/")
    first, second = get(link), get(link)
    assert (first.status, first.getheader("Location")) == (302, "/")
    assert "superstep_session" in (first.getheader("Set-Cookie") or "")
    assert "superstep_session" not in (second.getheader("Set-Cookie") or "")
    token = link.rstrip("/").rpartition("/")[2]
    assert [log.name for log in (standing.var / "log").iterdir() if token in log.read_text()] == []


def test_the_secret_key_is_for_its_owner_only(standing: Site) -> None:
    assert (standing.var / "secret_key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(("name", "words"), [("web", "daphne"), ("runs", "runs-1@"), ("valkey", "valkey-server")])
def test_a_child_that_dies_is_started_again_and_said_so(standing: Site, name: str, words: str) -> None:
    origin, _ = standing.wait_until_ready()
    standing.child(words).kill()
    standing.wait_until_it_says(f"{name} was ended by SIGKILL; starting it again in")
    standing.wait_until_it_says(f"{name} is started again")
    assert standing.child(words).is_running()
    assert get(f"{origin}/sign-in/").status == http.client.OK


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_every_process_in_time(site: Site, number: int) -> None:
    site.wait_until_ready()
    tree = site.tree()
    assert len(tree) > 6
    begun_at = time.monotonic()
    site.process.send_signal(number)
    assert site.process.wait(STOPS_WITHIN_S) == 0
    assert gone(tree) == []
    assert time.monotonic() - begun_at < STOPS_WITHIN_S


def test_a_second_serve_on_the_same_folder_refuses(standing: Site, project: Path) -> None:
    with Site(project, standing.var) as second:
        assert second.process.wait(10) == 1
        assert f"already runs on {str(standing.var)!r} (process {standing.process.pid})" in second.said


def test_a_taken_port_is_told_with_the_way_out(project: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with Site(project, tmp_path / "var", "--port", port) as refused:
            assert refused.process.wait(10) == 1
            assert f"Port {port} on 127.0.0.1 cannot be used" in refused.said
            assert "--port" in refused.said


def test_a_folder_without_graphs_is_told_what_to_add(tmp_path: Path) -> None:
    with Site(tmp_path, tmp_path / "var") as refused:
        assert refused.process.wait(10) == 1
        assert "is not a project: it has neither a langgraph.json" in refused.said


def test_a_killed_supervisor_leaves_no_process(site: Site) -> None:
    site.wait_until_ready()
    tree = site.tree()
    site.process.kill()
    assert gone(tree) == []


def test_after_a_kill_of_everything_the_next_start_is_ready_and_warm(site: Site, project: Path) -> None:
    site.wait_until_ready()
    for process in reversed(site.tree()):
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
    site.process.wait(5)
    with Site(project, site.var) as again:
        origin, _ = again.wait_until_ready()
        assert get(f"{origin}/sign-in/").status == http.client.OK
        # Made once, and not made again.
        assert "starting the database" in again.said
        assert "preparing" not in again.said


def test_a_saved_file_replaces_the_worker_that_holds_the_old_code(site: Site, project: Path) -> None:
    site.wait_until_ready()
    old = site.child("runs-1@")
    wait_for(lambda: site.child("studio.local.watch").is_running(), 10, lambda: site.said)
    saved = itertools.count()

    def save_and_look() -> bool:
        # The watcher needs a moment to open its eyes; what is saved before that is not seen.
        with (project / "hello.py").open("a") as source:
            source.write(f"# {next(saved)}\n")
        return "its workers replaced" in site.said

    wait_for(save_and_look, 60, lambda: site.said)
    assert gone([old]) == []


def get(url: str) -> http.client.HTTPResponse:
    """Answer of one GET without cookies or redirects."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    try:
        connection.request("GET", parts.path)
        response = connection.getresponse()
        response.read()
        return response
    finally:
        connection.close()


def gone(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those still there after as long as a stop may take."""
    _, alive = psutil.wait_procs(processes, timeout=STOPS_WITHIN_S)
    return alive
