"""How a person wants the pages to look: two cookies, set by a form that works without scripts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

CHOICES = {"theme": ("", "light", "dark"), "nav": ("wide", "narrow")}
A_YEAR_S = 31_536_000


@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Keep the chosen `theme` or `nav` and go back to `next`; a script gets 204 instead."""
    answer = HttpResponse(status=204) if request.headers.get("Accept") == "*/*" else redirect(_next(request))
    for name, choices in CHOICES.items():
        wanted = request.POST.get(name)
        if wanted in choices:
            answer.set_cookie(name, wanted, max_age=A_YEAR_S, samesite="Lax", secure=request.is_secure())
    return answer


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else "/"
