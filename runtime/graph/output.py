"""The shape in which chunks and results reach the caller, for version v1 and v2."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from runtime.constants import INTERRUPT
from runtime.types import GraphOutput

if TYPE_CHECKING:
    from collections.abc import Callable

    from runtime.drive.answering import Chunk
    from runtime.pregel.words import Outcome


def shaper(*, is_list: bool, subgraphs: bool, version: str) -> Callable[[Chunk], Any]:
    """Return what turns a chunk into what `stream` yields."""
    if version not in ("v1", "v2"):
        raise ValueError(f"version must be 'v1' or 'v2', got {version!r}.")
    if version == "v2":
        return _part
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


def result_of_run(outcome: Outcome, version: str, make: Callable[[Any], Any] | None) -> Any:
    """Return what `invoke` returns for an outcome."""
    value: Any = outcome.output if outcome.has_values else None
    if version == "v2":
        shown: Any = make(value) if make is not None and isinstance(value, dict) and value else cast("Any", value)
        return GraphOutput(shown, outcome.interrupts)
    if not outcome.interrupts:
        return value
    fields = cast("dict[str, Any]", value) if isinstance(value, dict) else {}
    return {**fields, INTERRUPT: list(outcome.interrupts)}
