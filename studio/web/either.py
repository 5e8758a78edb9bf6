"""One address for people and programs: a form that leads to a page, or JSON that is answered with JSON.

A program sends `Content-Type: application/json`, or accepts JSON and not HTML; everybody else is a browser with a form.
`read` makes the same struct of both, `answer` says the same thing to both, so a view knows one of each only.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import msgspec
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from studio.engine.render import to_json
from studio.web.errors import BadRequest, NotSignedIn
from studio.web.json import parse, read_body

T = TypeVar("T")
P = ParamSpec("P")
UNCHECKED = frozenset({"", "0", "false", "off"})


def wants_json(request: HttpRequest) -> bool:
    """Whether the caller is a program: it sent JSON, or accepts JSON and did not ask for HTML."""
    accept = request.headers.get("Accept", "")
    return request.content_type == "application/json" or ("application/json" in accept and "text/html" not in accept)


def read(request: HttpRequest, shape: type[T]) -> T:
    """What was sent, as a msgspec Struct: the JSON body, or the form's fields.

    Of a form, a field typed `Any` holds JSON a person wrote, and a bool is true when its box was checked. Raises
    BadRequest with the field in `detail`.
    """
    found = _read(request, shape)
    given = msgspec.to_builtins(found)
    if to_json(given) != given:
        raise BadRequest("What was sent holds a NUL character, half a surrogate pair, or is nested beyond 40 levels.")
    return found


def _read(request: HttpRequest, shape: type[T]) -> T:
    if request.content_type == "application/json":
        return read_body(request, shape) if request.body else msgspec.convert({}, shape)
    fields = {field.encode_name: field for field in msgspec.structs.fields(shape)}  # type: ignore[arg-type]
    given = {name: _typed(fields[name], str(text)) for name, text in request.POST.items() if name in fields}
    try:
        return msgspec.convert(given, shape, strict=False)
    except msgspec.ValidationError as error:
        what, _, path = str(error).partition(" - at ")
        raise BadRequest(
            f"The form does not fit: {error}", {"path": path.strip("`") or "$", "problem": what}
        ) from error


def answer(request: HttpRequest, body: Any, *, to: Any, status: int = 200) -> HttpResponse:
    """Say `body` to a program, with `status`; send a person to the page `to` (anything `redirect` takes)."""
    return JsonResponse(body, status=status, safe=False) if wants_json(request) else redirect(to)


def signed_in(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let nobody unknown pass: a person is sent to the sign-in page, a program is told (401)."""

    @wraps(view)
    def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if wants_json(request):
            raise NotSignedIn("Sign in first: this address is for members of a team.")
        return redirect_to_login(request.get_full_path())

    return checked


def _typed(field: msgspec.structs.FieldInfo, text: str) -> Any:
    if field.type is Any:
        return parse(text, what=f"The {field.encode_name}") if text.strip() else None
    if field.type is bool:
        return text.lower() not in UNCHECKED
    return text
