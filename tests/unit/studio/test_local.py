"""The supervisor's parts that need no process."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.local import postgres
from studio.local.fleet import LEAST_RUN_WORKERS, worker_count
from studio.local.lock import FolderInUse, hold_folder
from studio.local.servers import Needs, secret_key
from studio.local.supervisor import how_it_ended, last_line
from studio.local.watch import is_source


@pytest.mark.parametrize("name", ["graph.py", "langgraph.json", "pyproject.toml", ".env", ".env.local", "prod.env"])
def test_what_can_change_a_graph_is_watched(name: str) -> None:
    assert is_source(name)


@pytest.mark.parametrize("name", ["notes.md", "tickets.csv", "graph.pyc", "graph.py~", "environment.txt"])
def test_what_cannot_is_not(name: str) -> None:
    assert not is_source(name)


def test_a_folder_is_held_once_and_free_again_after(tmp_path: Path) -> None:
    with hold_folder(tmp_path), pytest.raises(FolderInUse, match="already runs on"):
        hold_folder(tmp_path)
    hold_folder(tmp_path).close()


def test_a_secret_key_is_made_once(tmp_path: Path) -> None:
    first = secret_key(tmp_path)
    assert secret_key(tmp_path) == first
    assert len(first) >= 50


def test_a_socket_path_too_long_for_the_system_moves_to_a_short_one(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 100)
    assert len(str(postgres.socket_folder(deep))) < 80
    assert postgres.socket_folder(Path("/srv/var")) == Path("/srv/var/run")


def test_named_servers_replace_the_embedded_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.test/x")
    monkeypatch.delenv("REDIS_URL", raising=False)
    assert Needs.of_environment() == Needs(postgres=False, valkey=True)


def test_there_are_always_enough_run_workers() -> None:
    assert worker_count() >= LEAST_RUN_WORKERS


@pytest.mark.parametrize(("status", "words"), [(-9, "was ended by SIGKILL"), (3, "ended with status 3")])
def test_an_end_is_told_in_words(status: int, words: str) -> None:
    assert how_it_ended(status) == words


def test_the_last_words_of_a_program_are_found_in_its_log(tmp_path: Path) -> None:
    log = tmp_path / "runs.log"
    assert last_line(log) == ""
    log.write_text("started\n" * 2_000 + "DiskFull: No space left on device\n\n")

    assert last_line(log) == "DiskFull: No space left on device"
