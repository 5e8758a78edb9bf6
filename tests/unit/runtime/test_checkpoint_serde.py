"""Values survive the way to bytes and back, and nothing is built that was not allowed."""

from __future__ import annotations

import datetime as dt
import decimal
import enum
import ipaddress
import pathlib
import re
import sys
import types
import uuid
import zoneinfo
from collections import deque
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pytest
from pydantic import BaseModel, SecretStr

from runtime.checkpoint.serde.base import UnstorableValueError, dump_channel
from runtime.checkpoint.serde.encrypted import EncryptedSerializer
from runtime.checkpoint.serde.jsonplus import InvalidModuleError, JsonPlusSerializer
from runtime.messages import AIMessage, HumanMessage, RemoveMessage
from runtime.store.base import Item
from runtime.types import Command, Interrupt, Overwrite, Send


class Colour(enum.Enum):
    RED = "red"


class Level(str, enum.Enum):  # noqa: UP042 - authors write it so, and it must be storable
    HIGH = "high"


class Pair(NamedTuple):
    left: int
    right: int


@dataclass
class Note:
    text: str
    tags: set[str] = field(default_factory=set[str])
    length: int = field(init=False, default=0)


class Order(BaseModel):
    number: int
    shape: tuple[int, ...] = (1, 2)
    note: Note | None = None
    level: Level = Level.HIGH


def note_of(text: str, length: int) -> Note:
    note = Note(text, {"a"})
    note.length = length
    return note


UTC_NOON = dt.datetime(2026, 1, 2, 12, tzinfo=dt.UTC)
SURVIVORS: list[Any] = [
    None,
    b"bytes",
    bytearray(b"array"),
    2**70,
    -0.5,
    "text \U0001f600",
    {1: "int key", (1, 2): "tuple key"},
    {1, 2},
    frozenset({3}),
    deque([1, 2], maxlen=3),
    1 + 2j,
    UTC_NOON,
    dt.datetime(2026, 1, 2),  # noqa: DTZ001  naive ones are stored too
    dt.date(2026, 1, 2),
    dt.time(1, 2, 3),
    dt.timedelta(days=1, microseconds=5),
    dt.UTC,
    zoneinfo.ZoneInfo("Europe/Paris"),
    uuid.UUID(int=7),
    decimal.Decimal("1.50"),
    pathlib.PurePosixPath("/a/b"),
    ipaddress.ip_address("::1"),
    ipaddress.ip_network("10.0.0.0/8"),
    re.compile("x+", re.IGNORECASE),
    Send("node", {"i": 1}),
    Send("node", 1, timeout=3),
    Interrupt(value={"q": 1}, id="i1"),
    Command(update={"a": 1}, goto=[Send("b", 2)]),
    Overwrite([1]),
    Colour.RED,
    Level.HIGH,
    Pair(1, 2),
    note_of("hello", 5),
    Order(number=1, note=note_of("inner", 3)),
    HumanMessage("hi", id="1"),
    AIMessage("", tool_calls=[{"name": "f", "args": {}, "id": "c", "type": "tool_call"}], id="2"),
    RemoveMessage(id="3"),
    Item(value={"a": 1}, key="k", namespace=("n",), created_at=UTC_NOON, updated_at=UTC_NOON),
]


@pytest.mark.parametrize("value", SURVIVORS, ids=lambda value: type(value).__name__)
def test_a_value_comes_back_equal_and_of_its_type(value: Any) -> None:
    serde = JsonPlusSerializer(allowed_msgpack_modules=[Colour, Level, Pair, Note, Order])
    back = serde.loads_typed(serde.dumps_typed({"nested": [value]}))["nested"][0]
    assert back == (bytes(value) if isinstance(value, bytearray) else value)
    assert type(back) is (bytes if isinstance(value, bytearray) else type(value))


def test_a_secret_is_stored_with_its_value() -> None:
    serde = JsonPlusSerializer()
    assert serde.loads_typed(serde.dumps_typed(SecretStr("s"))).get_secret_value() == "s"


def test_tuples_come_back_as_lists() -> None:
    serde = JsonPlusSerializer()
    assert serde.loads_typed(serde.dumps_typed({"t": (1, (2,))})) == {"t": [1, [2]]}


def test_an_exception_is_stored_as_its_repr() -> None:
    serde = JsonPlusSerializer()
    assert serde.loads_typed(serde.dumps_typed([ValueError("x")])) == ["ValueError('x')"]


@pytest.mark.parametrize("allowed", [None, [], [("elsewhere", "Note")]])
def test_a_class_that_is_not_allowed_comes_back_as_its_fields(allowed: Any) -> None:
    serde = JsonPlusSerializer(allowed_msgpack_modules=allowed)
    stored = serde.dumps_typed(note_of("hello", 5))
    assert serde.loads_typed(stored) == {"text": "hello", "tags": {"a"}, "length": 5}
    assert serde.with_msgpack_allowlist([Note]).loads_typed(stored) == note_of("hello", 5)


def test_by_default_records_are_built_and_announced_once(caplog: pytest.LogCaptureFixture) -> None:
    module = types.ModuleType("some_author")
    sys.modules["some_author"] = module
    exec("from dataclasses import dataclass\n@dataclass\nclass Mine:\n    a: int", module.__dict__)  # noqa: S102
    try:
        serde = JsonPlusSerializer()
        stored = serde.dumps_typed(module.Mine(1))
        assert [serde.loads_typed(stored) for _ in range(2)] == [module.Mine(1)] * 2
        assert sum("some_author.Mine" in line.getMessage() for line in caplog.records) == 1
    finally:
        del sys.modules["some_author"]


def test_the_environment_can_forbid_what_nobody_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGGRAPH_STRICT_MSGPACK", "true")
    serde = JsonPlusSerializer()
    assert serde.loads_typed(serde.dumps_typed(Pair(1, 2))) == {"left": 1, "right": 2}


def test_stored_bytes_cannot_call_what_is_no_record() -> None:
    import ormsgpack  # noqa: PLC0415

    payload = ormsgpack.packb(["subprocess", "Popen", ["touch", "/tmp/never"]])
    hostile = ormsgpack.packb(ormsgpack.Ext(1, payload))
    assert JsonPlusSerializer().loads_typed(("msgpack", hostile)) == ["touch", "/tmp/never"]


@pytest.mark.parametrize(
    "value", [object(), len, lambda: 1, int, range(3)], ids=["object", "builtin", "lambda", "class", "range"]
)
def test_what_cannot_be_stored_is_named_with_its_channel(value: Any) -> None:
    with pytest.raises(UnstorableValueError, match=r"Channel 'notes' .* cannot be stored") as caught:
        dump_channel(JsonPlusSerializer(), "notes", {"deep": [value]})
    assert type(value).__name__ in str(caught.value)


def test_a_pickle_is_neither_written_nor_read_unless_asked_for() -> None:
    asked = JsonPlusSerializer(pickle_fallback=True)
    stored = asked.dumps_typed(range(3))
    assert asked.loads_typed(stored) == range(3)
    with pytest.raises(NotImplementedError):
        JsonPlusSerializer().loads_typed(stored)


def test_a_constructor_in_json_is_refused_unless_allowed() -> None:
    stored = ("json", b'{"lc": 2, "type": "constructor", "id": ["decimal", "Decimal"], "args": ["1.5"]}')
    with pytest.raises(InvalidModuleError, match=r"decimal\.Decimal"):
        JsonPlusSerializer().loads_typed(stored)
    allowing = JsonPlusSerializer(allowed_json_modules=[("decimal", "Decimal")])
    assert allowing.loads_typed(stored) == decimal.Decimal("1.5")


def test_encryption_hides_the_value_and_reads_plain_ones_from_before() -> None:
    serde = EncryptedSerializer.from_aes_gcm(key=b"k" * 32)
    tag, encrypted = serde.dumps_typed({"secret": "attack at dawn"})
    assert tag == "msgpack+aesgcm"
    assert b"dawn" not in encrypted
    assert serde.loads_typed((tag, encrypted)) == {"secret": "attack at dawn"}
    assert serde.loads_typed(JsonPlusSerializer().dumps_typed([1])) == [1]


def test_a_key_of_the_wrong_size_is_refused() -> None:
    with pytest.raises(ValueError, match="16, 24 or 32 bytes, this one has 3"):
        EncryptedSerializer.from_aes_gcm(key=b"abc")
