"""What a site on one's own machine needs before its first page: an owner, a team, the served project, a way in."""

from __future__ import annotations

import getpass
import secrets
from datetime import timedelta
from hashlib import sha256

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from studio.teams.models import Member, Project, Role, SignInLink, Team, User

LINK_LIVES_FOR = timedelta(hours=12)


@transaction.atomic
def prepare_first_start(root: str, name: str) -> str:
    """Make what is missing of owner, team and the project at `root`; return a fresh one-time sign-in token.

    Links printed by earlier starts stop working: only the newest line in the terminal signs in.
    """
    owner = _owner()
    team = Team.objects.filter(members__user=owner, members__role=Role.OWNER).first() or _new_team(owner)
    if not Project.objects.filter(root=root).exists():
        Project.objects.create(team=team, name=name, slug=_free_slug(name), root=root)
    return _link_for(owner)


def new_link(username: str = "") -> str:
    """Return a fresh one-time sign-in token for a person, or for the first owner. Raises LookupError."""
    found = User.objects.filter(username=username, is_active=True).first() if username else _first_owner()
    if found is None:
        raise LookupError(f"There is no active person {username!r} on this site.")
    return _link_for(found)


def _link_for(person: User) -> str:
    SignInLink.objects.filter(user=person, used_at=None).delete()
    token = secrets.token_urlsafe(24)
    expires_at = timezone.now() + LINK_LIVES_FOR
    SignInLink.objects.create(digest=sha256(token.encode()).hexdigest(), user=person, expires_at=expires_at)
    return token


def _owner() -> User:
    return _first_owner() or User.objects.create_superuser(username=_account_name(), password=None)


def _first_owner() -> User | None:
    return User.objects.filter(is_superuser=True, is_active=True).order_by("date_joined").first()


def _account_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "owner"


def _new_team(owner: User) -> Team:
    team = Team.objects.create(name="Home", slug="home")
    Member.objects.create(team=team, user=owner, role=Role.OWNER)
    return team


def _free_slug(name: str) -> str:
    wanted = slugify(name)[:50] or "project"
    taken = set(Project.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    return next(slug for slug in (wanted, *(f"{wanted}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)
