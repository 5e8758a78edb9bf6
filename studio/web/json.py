"""Reading JSON bodies into typed structs, and checking JSON a person typed into a form."""

from __future__ import annotations

import json
from typing import Any, TypeVar

import msgspec
from django.http import HttpRequest

from studio.web.errors import BadRequest

T = TypeVar("T")


def read_body(request: HttpRequest, shape: type[T]) -> T:
    """The request's JSON body as `shape` (a msgspec Struct or any type it knows).

    Raises BadRequest (400): not JSON with line and column in `detail`; a wrong type with its `path`.
    """
    try:
        return msgspec.json.decode(request.body, type=shape)
    except msgspec.ValidationError as error:
        what, _, path = str(error).partition(" - at ")
        raise BadRequest(
            f"The body does not fit: {error}", {"path": path.strip("`") or "$", "problem": what}
        ) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        parse(request.body.decode("utf-8", "replace"), what="The body")
        raise BadRequest(f"The body is not JSON: {error}") from error


def parse(text: str, *, what: str = "The text") -> Any:
    """JSON from text a person wrote. Raises BadRequest with `line`, `column` and `position` in `detail`."""
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        place = {"line": error.lineno, "column": error.colno, "position": error.pos}
        message = f"{what} is not JSON: {error.msg} at line {error.lineno}, column {error.colno}."
        raise BadRequest(message, place) from error
    except RecursionError as error:
        raise BadRequest(f"{what} is nested too deeply to be read.") from error
    except ValueError as error:
        raise BadRequest(f"{what} is not JSON: {error}.") from error


def _refuse_constant(name: str) -> float:
    msg = f"{name} is not a JSON number; use null or a string"
    raise ValueError(msg)
