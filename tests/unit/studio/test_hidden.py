"""Secrets of the environment in what an author's code raises."""

from __future__ import annotations

from typing import Any

import pytest

from runtime.graph import START, StateGraph
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


def test_the_traceback_of_a_node_begins_in_the_node() -> None:
    def bang(state: dict[str, Any]) -> dict[str, Any]:
        raise ValueError("too dear")

    builder = StateGraph(dict)
    builder.add_node(bang)
    builder.add_edge(START, "bang")
    with pytest.raises(ValueError, match="too dear") as caught:
        builder.compile().invoke({"a": 1})
    error = caught.value
    # What called the engine lies above its frames here; a worker calls it from our own code.
    own = error.__traceback__
    told = error_body(error.with_traceback(own.tb_next if own else None))["traceback"]

    assert "in bang" in told
    assert "/runtime/drive/" not in told


def test_what_is_not_called_a_secret_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGION", "eu-central-1")
    monkeypatch.setenv("API_KEY", "none")

    assert hide("none in eu-central-1") == "none in eu-central-1"
