"""The shape in which chunks and results reach the caller, for version v1 and v2, and what is printed on the way."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from runtime.constants import INTERRUPT, START
from runtime.types import GraphOutput

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from runtime.drive.answering import Chunk
    from runtime.pregel.words import Outcome
    from runtime.types import StreamMode

MODES = frozenset({"values", "updates", "checkpoints", "tasks", "debug", "messages", "custom", "tools"})
EVENTS = frozenset({"message_events"})
"""Modes that only a run read by its events asks for."""
SHOWN_BY_DEBUG = ("updates", "values")
Make: TypeAlias = "Callable[[Any], Any] | None"
"""What turns a mapping of values into an object, where there is one to make."""
Makers: TypeAlias = "Callable[[tuple[str, ...]], tuple[Make, Make]]"
"""What makes the objects of the graph at a namespace: of its output, and of its state."""


def modes_of(wanted: str | Sequence[str]) -> tuple[str, ...]:
    """Return the stream modes a caller named; ValueError where there is no such mode."""
    modes = (wanted,) if isinstance(wanted, str) else tuple(wanted)
    for mode in modes:
        if mode not in MODES and mode not in EVENTS:
            raise ValueError(f"Unknown stream mode {mode!r}. Use one of {sorted(MODES)!r}.")
    return modes


@dataclass(slots=True)
class Wanted:
    """What a caller wants to read of a run: keyword arguments of `stream`. Made once a run, so not frozen."""

    stream_mode: StreamMode | Sequence[StreamMode] | None
    print_mode: StreamMode | Sequence[StreamMode]
    version: str
    subgraphs: bool = False
    debug: bool | None = None


class Reader:
    """What a caller reads of a run: chunks of some modes in its shape, and chunks of some modes on the screen."""

    __slots__ = ("_printed", "_shape", "_wanted", "modes")

    def __init__(
        self,
        wanted: str | Sequence[str],
        printed: str | Sequence[str],
        *,
        version: str,
        ns: bool,
        makers: Makers | None = None,
    ) -> None:
        self._wanted = modes_of(wanted)
        self._printed = modes_of(printed)
        self._shape = shaper(is_list=not isinstance(wanted, str), subgraphs=ns, version=version, makers=makers)
        self.modes = frozenset((*self._wanted, *self._printed))

    def read(self, chunks: Iterable[Chunk]) -> Iterator[Any]:
        """Print what is to be printed; yield what is wanted, in the caller's shape."""
        for chunk in chunks:
            if chunk[1] in self._printed:
                print_chunk(chunk)
            if chunk[1] in self._wanted:
                yield self._shape(chunk)


def print_chunk(chunk: Chunk) -> None:
    """Print a chunk on one line: its mode in bold, the graph it came from if that is a nested one, its payload."""
    ns, mode, payload = chunk
    place = f"\033[1;30;33m[graph={ns}]\033[0m " if ns else ""
    print(f"\033[1m[{mode}]\033[0m {place}{payload!r}")  # noqa: T201 - the caller asked for it to be printed


def shaper(*, is_list: bool, subgraphs: bool, version: str, makers: Makers | None = None) -> Callable[[Chunk], Any]:
    """Return what turns a chunk into what `stream` yields; in v2, `makers` turn values and states into objects."""
    if version not in ("v1", "v2"):
        raise ValueError(f"version must be 'v1' or 'v2', got {version!r}.")
    if version == "v2":
        return _part if makers is None else partial(_made_part, makers)
    if subgraphs:
        return _with_ns_and_mode if is_list else _with_ns
    return _with_mode if is_list else _payload


def _payload(chunk: Chunk) -> Any:
    return chunk[2]


def _with_mode(chunk: Chunk) -> Any:
    return chunk[1:]


def _with_ns(chunk: Chunk) -> Any:
    return chunk[0], chunk[2]


def _with_ns_and_mode(chunk: Chunk) -> Any:
    return chunk


def _part(chunk: Chunk) -> Any:
    ns, mode = chunk[:2]
    payload: Any = chunk[2]
    if mode != "values":
        return {"type": mode, "ns": ns, "data": payload}
    interrupts: Any = ()
    if isinstance(payload, dict) and INTERRUPT in payload:
        fields = cast("dict[str, Any]", payload)
        interrupts = fields[INTERRUPT]
        payload = {key: value for key, value in fields.items() if key != INTERRUPT}
    return {"type": mode, "ns": ns, "data": cast("Any", payload), "interrupts": interrupts}


def _made_part(makers: Makers, chunk: Chunk) -> Any:
    part = _part(chunk)
    make, make_state = makers(part["ns"])
    mode, data = part["type"], part["data"]
    if mode == "values" and make is not None and data:
        part["data"] = make(data)
    elif mode == "checkpoints" and make_state is not None:
        part["data"] = _with_state(make_state, data)
    elif mode == "debug" and make_state is not None and data["type"] == "checkpoint":
        part["data"] = {**data, "payload": _with_state(make_state, data["payload"])}
    return part


def _with_state(make_state: Callable[[Any], Any], payload: dict[str, Any]) -> dict[str, Any]:
    """Return what shows a checkpoint with its state as an object; an input not yet taken in is none."""
    return payload if START in payload["next"] else {**payload, "values": make_state(payload["values"])}


def result_of_run(outcome: Outcome, version: str, make: Make) -> Any:
    """Return what `invoke` returns for an outcome."""
    value: Any = outcome.output if outcome.has_values else None
    if version == "v2":
        shown: Any = make(value) if make is not None and isinstance(value, dict) and value else cast("Any", value)
        return GraphOutput(shown, outcome.interrupts)
    if not outcome.interrupts:
        return value
    fields = cast("dict[str, Any]", value) if isinstance(value, dict) else {}
    return {**fields, INTERRUPT: list(outcome.interrupts)}
