"""A team's page: who is in it, in which role, and what was done to it. An owner changes it here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from studio.teams import actions
from studio.teams.access import actor_of, fetch, rights_over, visible
from studio.teams.models import Member, Role, Team
from studio.web.either import read, signed_in
from studio.web.errors import NotReady

MOST_LINES = 20
MEANING = {
    Role.OWNER: "all of it, and the team itself",
    Role.EDITOR: "runs graphs, edits state, answers",
    Role.APPROVER: "looks, and answers what graphs ask",
    Role.VIEWER: "looks",
}
MEMBERS = Member.objects.select_related("team", "user")


class Invitation(msgspec.Struct):
    """Who is to join, and as what."""

    username: str = ""
    role: str = Role.VIEWER


class NewRole(msgspec.Struct):
    """What a member becomes."""

    role: str = ""


@login_required
@require_safe
def team_page(request: HttpRequest, team: str) -> HttpResponse:
    """The members, the form that invites one, and the newest lines of the audit."""
    found = fetch(Team.objects.all(), request.user, "view", slug=team)
    return _page(request, found)


@signed_in
@require_POST
def invitation(request: HttpRequest, team: str) -> HttpResponse:
    """Invite somebody; a new person's link is shown once, on the page that follows."""
    found = fetch(Team.objects.all(), request.user, "administer", slug=team)
    given = read(request, Invitation)
    try:
        member = actions.invite(actor_of(request), found, username=given.username, role=given.role)
    except NotReady as refused:
        return _page(request, found, given, refused)
    if member.user.last_login is None and actions.may_link(actor_of(request), member):
        _show_link(request, member)
    else:
        messages.success(request, f"{member.user.shown_name} is a member now, and signs in as before.")
    return redirect("team_page", found.slug)


@signed_in
@require_POST
def role(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """Change a member's role."""
    member = fetch(MEMBERS, request.user, "administer", pk=member_id)
    actions.change_role(actor_of(request), member, role=read(request, NewRole).role)
    messages.success(request, f"{member.user.shown_name} is {member.get_role_display().lower()} now.")
    return redirect("team_page", member.team.slug)


@signed_in
@require_POST
def removal(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """Take a member out of the team."""
    member = fetch(MEMBERS, request.user, "administer", pk=member_id)
    actions.remove(actor_of(request), member)
    messages.success(request, f"{member.user.shown_name} is no member any more.")
    return redirect("home" if member.user_id == request.user.pk else reverse("team_page", args=[member.team.slug]))


@signed_in
@require_POST
def link(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """Make a one-time sign-in link for a member, shown once on the page that follows."""
    member = fetch(MEMBERS, request.user, "administer", pk=member_id)
    _show_link(request, member)
    return redirect("team_page", member.team.slug)


def _show_link(request: HttpRequest, member: Member) -> None:
    token = actions.link_for(actor_of(request), member)
    where = request.build_absolute_uri(reverse("sign_in_by_link", args=[token]))
    request.session["link_once"] = {"team": member.team.slug, "name": member.user.shown_name, "link": where}


def _page(
    request: HttpRequest, team: Team, given: Invitation | None = None, refused: NotReady | None = None
) -> HttpResponse:
    actor = actor_of(request)
    members = MEMBERS.filter(team=team).order_by("created_at")
    rights = rights_over(actor, team)
    once = request.session.get("link_once")
    shows_link = bool(once and once["team"] == team.slug and request.method == "GET")
    context: dict[str, Any] = {
        "team": team,
        "teams": visible(Team.objects.all(), actor),
        "members": [(each, "administer" in rights and actions.may_link(actor, each)) for each in members],
        "roles": [(value, label, MEANING[Role(value)]) for value, label in Role.choices],
        "rights": rights,
        "given": given or Invitation(),
        "errors": {each["path"]: each["message"] for each in refused.detail["errors"]} if refused else {},
        "once": request.session.pop("link_once") if shows_link else None,
        "lines": team.audit_entries.select_related("actor").order_by("-at")[:MOST_LINES],
        "projects": team.projects.order_by("name"),
    }
    return render(request, "teams/team_page.html", context, status=refused.status if refused else 200)
