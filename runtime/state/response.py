"""The schema of an answer to an interrupt: what is shown of it, and how an answer is checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runtime.errors import INVALID_RESUME

if TYPE_CHECKING:
    from collections.abc import Callable


def _as_it_is(answer: Any) -> Any:
    return answer


def response_check(schema: Any) -> tuple[Callable[[Any], Any], dict[str, Any] | None]:
    """Return a function that validates an answer, and the JSON schema to show.

    A JSON schema is shown and not enforced; a Pydantic model, TypedDict or dataclass is both.
    """
    if schema is None or isinstance(schema, dict):
        return _as_it_is, schema  # pyright: ignore[reportUnknownVariableType]
    from pydantic import TypeAdapter, ValidationError  # noqa: PLC0415 - reason: most graphs do not use it, and it is slow to import

    adapter = TypeAdapter(schema)

    def checked(answer: Any) -> Any:
        try:
            return adapter.validate_python(answer)
        except ValidationError as error:
            setattr(error, INVALID_RESUME, True)
            raise

    return checked, adapter.json_schema()
