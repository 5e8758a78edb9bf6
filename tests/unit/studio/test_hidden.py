"""Secrets of the environment in what an author's code raises."""

from __future__ import annotations

import pytest

from studio.engine.events import error_body
from studio.engine.hidden import hide


def test_an_error_tells_the_name_of_a_secret_and_not_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret-1")
    try:
        raise PermissionError("401 for sk-very-secret-1")
    except PermissionError as error:
        body = error_body(error)

    assert body["message"] == "401 for <OPENAI_API_KEY>"
    assert "sk-very" not in body["traceback"]


def test_what_is_not_called_a_secret_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGION", "eu-central-1")
    monkeypatch.setenv("API_KEY", "none")

    assert hide("none in eu-central-1") == "none in eu-central-1"
