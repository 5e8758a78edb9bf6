"""Three middlewares: refusals become pages or JSON, every answer carries the security headers, connections go back.

The pages run no inline script and no inline style, so the content security policy can forbid both.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import close_old_connections
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from studio.web.either import wants_json
from studio.web.errors import BadRequest, NotAllowed, StudioError
from studio.web.views import error_page

GetResponse = Callable[[HttpRequest], HttpResponse]

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)

log = logging.getLogger(__name__)


class ConnectionsGivenBack:
    """Returns a request's database connection to the pool, from the thread that borrowed it.

    Django returns it when the answer was sent. A browser that leaves earlier ends the request while its view still
    runs, and what the view borrows after that nobody would return.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        finally:
            close_old_connections()


class SecurityHeaders:
    """Adds the content security policy to every answer that has none of its own."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response


class ErrorPages:
    """Turns what a view raised into a page, or into JSON for callers that ask for it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer refusals; anything unforeseen as JSON gets a plain 500, as HTML Django's own path."""
        if isinstance(error, StudioError):
            return _json(error) if wants_json(request) else error_page(request, error)
        if not wants_json(request):
            return None
        return _json_of_other(request, error)


def _json(error: StudioError) -> JsonResponse:
    return JsonResponse(error.as_json(), status=error.status)


def _json_of_other(request: HttpRequest, error: Exception) -> JsonResponse:
    if isinstance(error, Http404):
        return _plain(404, "not_found", str(error) or "There is nothing at this address")
    if isinstance(error, PermissionDenied):
        return _json(NotAllowed(str(error) or "You may not do this"))
    if isinstance(error, RequestDataTooBig):
        return _plain(413, "too_large", "The body is larger than this server takes. Send less, or raise the limit.")
    if isinstance(error, SuspiciousOperation):
        return _json(BadRequest(str(error)))
    log.error("%s %s failed", request.method, request.path, exc_info=error)
    return _plain(500, "server_error", "The server failed on this request; its log says why. Nothing was changed.")


def _plain(status: int, code: str, message: str) -> JsonResponse:
    return JsonResponse({"error": {"code": code, "message": message, "detail": {}}}, status=status)
