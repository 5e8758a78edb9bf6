"""Whatever an author keeps in a state can be shown."""

import json
import math
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum

from pydantic import BaseModel

from runtime.messages import AIMessage
from studio.engine.events import error_body
from studio.engine.render import MAX_DEPTH, to_json, within_limit


@dataclass
class Order:
    number: int
    total: Decimal


class Ticket(BaseModel):
    text: str
    order: Order


class Colour(Enum):
    RED = "red"


class Rude:
    def __repr__(self) -> str:
        raise ValueError("no")


def test_models_and_dataclasses_become_objects() -> None:
    assert to_json(Ticket(text="late", order=Order(7, Decimal("3.50")))) == {
        "text": "late",
        "order": {"number": 7, "total": "3.50"},
    }


def test_enums_and_times_become_text() -> None:
    assert to_json([Colour.RED, datetime(2026, 1, 2, tzinfo=UTC)]) == ["red", "2026-01-02 00:00:00+00:00"]


def test_numbers_json_does_not_know_are_told_by_name() -> None:
    assert to_json([math.inf, math.nan, 1.5]) == ["inf", "nan", 1.5]


def test_what_contains_itself_is_marked() -> None:
    loop: list = []
    loop.append(loop)

    assert to_json(loop) == [{"__cycle__": "list"}]


def test_depth_has_an_end() -> None:
    deep: dict = {}
    for _ in range(MAX_DEPTH * 3):
        deep = {"in": deep}

    assert "__too_deep__" in json.dumps(to_json(deep))


def test_a_repr_that_raises_does_not_stop_the_page() -> None:
    assert to_json(Rude())["repr"] == "<Rude whose repr raised ValueError>"


def test_a_key_that_is_no_text_is_shown_by_its_repr() -> None:
    assert to_json({(1, 2): "x"}) == {"(1, 2)": "x"}


def test_a_large_value_becomes_an_excerpt_with_its_size() -> None:
    shown = within_limit("x" * 1000, limit_bytes=100)

    assert shown["__truncated__"]
    assert shown["size_bytes"] == 1002


def test_a_small_value_stays_as_it_is() -> None:
    assert within_limit({"a": 1}) == {"a": 1}


def test_a_message_says_who_speaks() -> None:
    assert to_json(AIMessage("Hello", id="1"))["type"] == "ai"


def test_text_that_no_database_keeps_is_replaced() -> None:
    found = to_json({"a\x00": ["x\ud800y", {"deep": "\x00"}], "fine": "ä😀"})

    assert found == {"a\ufffd": ["x\ufffdy", {"deep": "\ufffd"}], "fine": "ä😀"}


def test_an_error_whose_text_cannot_be_had_is_told_all_the_same() -> None:
    class Mute(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    assert "str raised RuntimeError" in error_body(Mute())["message"]


def test_a_set_is_in_one_order_in_every_process() -> None:
    assert to_json({"tags": {"b", "a", "c"}, "mixed": frozenset([2, "a", None])}) == {
        "tags": ["a", "b", "c"],
        "mixed": ["a", 2, None],
    }
