"""Signing in and out, a password of one's own, and the way to one's projects."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm
from django.contrib.auth.views import LoginView
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from studio.teams import throttle
from studio.teams.access import actor_of, visible
from studio.teams.models import Project, SignInLink


class SignIn(LoginView):
    """Sign in by name and password; too many wrong ones and the next is not even looked at."""

    template_name = "teams/sign_in.html"
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Check the password unless too many were wrong."""
        rest_s = throttle.wait_s(*self._who())
        if not rest_s:
            return super().post(request, *args, **kwargs)
        shown = self.get_context_data(form=AuthenticationForm(request), wait_min=-(-rest_s // 60))
        answer = self.render_to_response(shown, status=429)
        answer.headers["Retry-After"] = str(rest_s)
        return answer

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Begin the session."""
        throttle.forget_failures(*self._who())
        return super().form_valid(form)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Count the failure and show the form again."""
        throttle.count_failure(*self._who())
        return super().form_invalid(form)

    def _who(self) -> tuple[str, str]:
        return self.request.POST.get("username", ""), self.request.META.get("REMOTE_ADDR", "")


@require_safe
def sign_in_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in the person a fresh one-time link was made for; a link works once."""
    now = timezone.now()
    fresh = SignInLink.objects.filter(digest=sha256(token.encode()).hexdigest(), used_at=None, expires_at__gt=now)
    link = fresh.select_related("user").first()
    if link is None or not fresh.filter(user__is_active=True).update(used_at=now):
        return render(request, "teams/link_expired.html", status=410)
    login(request, link.user)
    # Who was invited has nothing else to come back with; who runs the server prints another link.
    has_way_back = link.user.has_usable_password() or link.user.is_superuser
    return redirect("home" if has_way_back else "password")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("sign_in")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Set a password, or change it with the old one; who came by a link has none yet."""
    person = actor_of(request)
    kind = PasswordChangeForm if person.has_usable_password() else SetPasswordForm
    form: SetPasswordForm[Any] = kind(person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        update_session_auth_hash(request, form.save())
        messages.success(request, f"Your password is set. Sign in as {person.get_username()} from now on.")
        return redirect("home")
    return render(request, "teams/password.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The person's only project, or a list of them."""
    projects = list(
        visible(Project.objects.select_related("team"), request.user)
        .annotate(graph_count=Count("graphs", filter=Q(graphs__is_present=True)))
        .order_by("name")
    )
    if len(projects) == 1:
        return redirect("project_page", projects[0].slug)
    return render(request, "teams/home.html", {"projects": projects})
