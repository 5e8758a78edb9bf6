"""Readers of environment variables: what they take, and what they say to what they do not."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from studio import env


def test_a_variable_without_value_or_default_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WANTED", raising=False)
    with pytest.raises(ImproperlyConfigured, match="WANTED is not set"):
        env.read_text("WANTED")


def test_a_secret_is_read_from_the_file_its_variable_points_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "key").write_text("s3cret\n")
    monkeypatch.setenv("KEY_FILE", str(tmp_path / "key"))
    assert env.read_text("KEY") == "s3cret"


def test_a_value_and_a_file_together_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEY", "a")
    monkeypatch.setenv("KEY_FILE", "/b")
    with pytest.raises(ImproperlyConfigured, match="Both KEY and KEY_FILE"):
        env.read_text("KEY")


def test_a_file_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEY_FILE", "/nowhere/key")
    with pytest.raises(ImproperlyConfigured, match="KEY_FILE is '/nowhere/key'"):
        env.read_text("KEY")


@pytest.mark.parametrize(("text", "value"), [("1", True), ("Yes", True), ("on", True), ("0", False), ("", False)])
def test_a_switch_reads_the_usual_words(text: str, value: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SWITCH", text)
    assert env.read_bool("SWITCH", default=not value) is value


def test_a_switch_refuses_other_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SWITCH", "maybe")
    with pytest.raises(ImproperlyConfigured, match="SWITCH is 'maybe'"):
        env.read_bool("SWITCH", default=False)


@pytest.mark.parametrize("text", ["ten", "1.5", "-1"])
def test_a_count_refuses_what_is_no_count(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNT", text)
    with pytest.raises(ImproperlyConfigured, match="COUNT is"):
        env.read_int("COUNT", 1)


def test_a_list_drops_blanks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOSTS", " a.test, ,b.test,")
    assert env.read_list("HOSTS") == ["a.test", "b.test"]


def test_a_database_url_is_taken_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DB", "postgresql://me:p%40ss@db.test:6543/main?sslmode=require")
    read = env.read_database("DB")
    assert (read["USER"], read["PASSWORD"], read["HOST"], read["PORT"], read["NAME"]) == (
        "me", "p@ss", "db.test", "6543", "main",
    )  # fmt: skip
    assert read["OPTIONS"] == {"sslmode": "require"}


def test_a_database_on_a_socket_has_its_folder_as_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DB", "postgresql://postgres@/superstep?host=/srv/run")
    assert env.read_database("DB")["HOST"] == "/srv/run"


def test_another_database_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DB", "mysql://localhost/x")
    with pytest.raises(ImproperlyConfigured, match="Use a PostgreSQL URL"):
        env.read_database("DB")
