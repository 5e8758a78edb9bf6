"""Error pages, one template for all; wired in `studio.urls` as handlers 400, 403, 404 and 500."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from studio.web.either import wants_json
from studio.web.errors import BadRequest, NotAllowed, StaleForm, StudioError


def error_page(request: HttpRequest, error: StudioError) -> HttpResponse:
    """A refusal as a page: what happened and what to do, with the detail for whoever asks."""
    shown = {"status": error.status, "title": error.title, "message": error.message, "detail": error.detail}
    return render(request, "web/error.html", shown, status=error.status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Status 400."""
    return error_page(request, BadRequest("The server could not make sense of this request. Go back and try again."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Status 403."""
    return error_page(request, NotAllowed(str(exception) or "You may not see this page."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Status 403 when the form's token is missing or stale."""
    message = (
        "You signed in or out in another tab, or cookies are blocked. Nothing was done. "
        "Go back, reload the page and send it again."
    )
    refusal = StaleForm(message)
    if wants_json(request):
        return JsonResponse(refusal.as_json(), status=refusal.status)
    return error_page(request, refusal)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Status 404: also what a stranger gets for things that exist."""
    if wants_json(request):
        # An address that no view has: ErrorPages answers for those a view refused.
        body = {"code": "not_found", "message": "There is nothing at this address", "detail": {}}
        return JsonResponse({"error": body}, status=404)
    shown = {
        "status": 404,
        "title": "There is nothing here",
        "message": "The address is mistyped, the thing was removed, or it belongs to a team you are not in.",
    }
    return render(request, "web/error.html", shown, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Status 500; needs no database and no signed-in person."""
    return render(request, "web/server_error.html", status=500)
