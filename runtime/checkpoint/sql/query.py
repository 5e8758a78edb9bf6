"""One statement, and what an operation is: a generator of batches of them."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

import msgspec

from runtime.checkpoint.serde.base import UnstorableValueError

Row: TypeAlias = tuple[Any, ...]
T = TypeVar("T")


@dataclass(slots=True)
class Query:
    """One statement. `rows`: its parameters, once for each time it runs. `has_result`: rows are wanted back."""

    text: str
    rows: Sequence[Sequence[Any]]
    has_result: bool = False


@dataclass(frozen=True, slots=True)
class PageStart:
    """Where a page begins: only checkpoints older than `before`; after the (thread, namespace, id) last seen."""

    before: str | None = None
    after: tuple[str, str, str] | None = None


Steps: TypeAlias = Generator[Sequence[Query], list[list[Row]], T]


def json_text(what: str, value: Any) -> str:
    """Returns a value as JSON; `what` names it in the error if it has no such form."""
    try:
        return msgspec.json.encode(value).decode()
    except (TypeError, ValueError, NotImplementedError) as error:
        raise UnstorableValueError(f"The {what} cannot be stored as JSON: {error}. Keep plain values there.") from error


def loaded(stored: Any) -> dict[str, Any]:
    """Returns a JSON column, which some drivers decode themselves."""
    return stored if isinstance(stored, dict) else msgspec.json.decode(stored)  # pyright: ignore[reportUnknownVariableType]
