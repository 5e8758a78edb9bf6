"""Signing in and out, and the way to one's projects."""

from __future__ import annotations

from hashlib import sha256

from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from studio.teams.access import visible
from studio.teams.models import Project, SignInLink

sign_in = LoginView.as_view(template_name="teams/sign_in.html", redirect_authenticated_user=True)


@require_safe
def sign_in_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in the person a fresh one-time link was made for; a link works once."""
    now = timezone.now()
    fresh = SignInLink.objects.filter(digest=sha256(token.encode()).hexdigest(), used_at=None, expires_at__gt=now)
    link = fresh.select_related("user").first()
    if link is None or not fresh.filter(user__is_active=True).update(used_at=now):
        return render(request, "teams/link_expired.html", status=410)
    login(request, link.user)
    return redirect("home")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("sign_in")


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The person's only project, or a list of them."""
    projects = list(visible(Project.objects.all(), request.user))
    if len(projects) == 1:
        return redirect("project_page", projects[0].slug)
    return render(request, "teams/home.html", {"projects": projects})
