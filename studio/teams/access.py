"""Fetch-with-permission: nobody holds an object he may not see.

`fetch(queryset, user, right, **lookup)` is how views, sockets and actions get at anything that belongs to a team. A
stranger gets `Http404`, a member whose role lacks the right gets `NotAllowed`. The way from a noun to its team is the
model's `team_lookup`.
"""

from __future__ import annotations

from typing import Any, Literal, TypeVar, cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Model, QuerySet
from django.http import Http404, HttpRequest

from studio.teams.models import Member, Role, Team, User
from studio.web.errors import NotAllowed

Right = Literal["view", "decide", "run", "administer"]
Actor = AbstractBaseUser | AnonymousUser
M = TypeVar("M", bound=Model)

RIGHTS: dict[str, frozenset[Right]] = {
    Role.VIEWER: frozenset({"view"}),
    Role.APPROVER: frozenset({"view", "decide"}),
    Role.EDITOR: frozenset({"view", "decide", "run"}),
    Role.OWNER: frozenset({"view", "decide", "run", "administer"}),
}
NO_RIGHTS: frozenset[Right] = frozenset()
# On a row that `fetch` returned: the person whose role it knows.
FETCHED_FOR = "fetched_for"

WHO_MAY: dict[Right, str] = {
    "view": "a member of the team",
    "decide": "an approver, editor or owner",
    "run": "an editor or owner",
    "administer": "an owner",
}


def visible(queryset: QuerySet[M], user: Actor) -> QuerySet[M]:
    """Only the rows of teams the person is a member of, each with his role as `member_role`."""
    if not user.is_authenticated:
        return queryset.none()
    members = _members_path(queryset.model)
    return cast(
        "QuerySet[M]", queryset.filter(**{f"{members}__user": user.pk}).annotate(member_role=F(f"{members}__role"))
    )


def fetch(queryset: QuerySet[M], user: Actor, right: Right, **lookup: Any) -> M:
    """The one row that matches `lookup`, for a person who holds `right` over it.

    Raises Http404 for strangers and missing rows alike, NotAllowed for a member without the right.
    """
    thing = visible(queryset, user).filter(**lookup).first()
    if thing is None:
        msg = f"No such {queryset.model._meta.verbose_name}"
        raise Http404(msg)
    setattr(thing, FETCHED_FOR, user.pk)
    require(user, thing, right)
    return thing


def require(user: Actor, thing: Model, right: Right) -> None:
    """Raise unless the person holds `right` over a row."""
    role = _role_over(user, thing)
    if role is None:
        msg = f"No such {thing._meta.verbose_name}"
        raise Http404(msg)
    if right not in RIGHTS[role]:
        raise _refusal(right, role)


def rights_over(user: Actor, thing: Model) -> frozenset[Right]:
    """Everything the person may do with a row; empty for strangers."""
    role = _role_over(user, thing)
    return RIGHTS[role] if role else NO_RIGHTS


def actor_of(request: HttpRequest) -> User:
    """The signed-in person; for views behind `login_required` only."""
    return cast("User", request.user)


def role_in(user: Actor, team: Team) -> str | None:
    """The person's role in a team, or None."""
    if not user.is_authenticated:
        return None
    return Member.objects.filter(team=team, user_id=user.pk).values_list("role", flat=True).first()


def _role_over(user: Actor, thing: Model) -> str | None:
    """The role in the team of a row; a row fetched for this person, in this request, knows it already."""
    if user.is_authenticated and getattr(thing, FETCHED_FOR, None) == user.pk:
        return str(getattr(thing, "member_role"))  # noqa: B009 - annotated by `visible`
    return role_in(user, team_of(thing))


def team_of(thing: Model) -> Team:
    """The team a row belongs to, by its `team_lookup`."""
    found: Any = thing
    for step in _team_lookup(type(thing)).split("__"):
        found = getattr(found, step) if step else found
    return cast("Team", found)


def _team_lookup(model: type[Model]) -> str:
    return str(getattr(model, "team_lookup"))  # noqa: B009 - nouns declare it; Model itself does not


def _members_path(model: type[Model]) -> str:
    lookup = _team_lookup(model)
    return f"{lookup}__members" if lookup else "members"


def _refusal(right: Right, role: str) -> NotAllowed:
    return NotAllowed(
        f"Your role {role!r} does not allow this. Ask {WHO_MAY[right]} to do it, or an owner to change your role.",
        {"right": right, "role": role},
    )
