"""What an owner does to a team: invite, change a role, remove, hand out a sign-in link.

Every verb leaves a line in the team's audit, and tells open sockets to look at their rights again. A team always keeps
an owner: the last one can neither leave nor become less.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from studio.live import groups
from studio.live.publish import tell
from studio.teams.access import require
from studio.teams.first_start import new_link
from studio.teams.models import AuditEntry, Member, Role, Team, User
from studio.web.errors import Conflict, NotAllowed, NotReady


@transaction.atomic
def invite(actor: User, team: Team, *, username: str, role: str) -> Member:
    """Make a person a member, and make the person where there is none of that name. Raises NotReady, by field."""
    require(actor, team, "administer")
    name = username.strip()
    _check_role(role)
    person = User.objects.filter(username__iexact=name).first() or _new_person(name)
    member, is_new = Member.objects.get_or_create(team=team, user=person, defaults={"role": role})
    if not is_new:
        message = f"{person.username} is a member already, as {member.role}; the list above changes that."
        raise _wrong("username", message)
    _note(actor, member, "member.invited", role=role)
    return member


@transaction.atomic
def change_role(actor: User, member: Member, *, role: str) -> Member:
    """Give a member another role. Raises Conflict for the last owner."""
    require(actor, member, "administer")
    _check_role(role)
    before = member.role
    if role != Role.OWNER:
        _keep_an_owner(member)
    member.role = role
    member.save(update_fields=["role"])
    _note(actor, member, "role.changed", before=before, role=role)
    return member


@transaction.atomic
def remove(actor: User, member: Member) -> None:
    """End a membership; what the person did stays. Raises Conflict for the last owner."""
    require(actor, member, "administer")
    _keep_an_owner(member)
    _note(actor, member, "member.removed", role=member.role)
    member.delete()


@transaction.atomic
def link_for(actor: User, member: Member) -> str:
    """Return a fresh one-time sign-in token for a member. Raises NotAllowed for who belongs to others as well."""
    require(actor, member, "administer")
    if not may_link(actor, member):
        raise NotAllowed(
            f"{member.user.shown_name} belongs to a team that is not yours too, so a link of yours does not sign in. "
            "Who runs the server can print one: superstep sign-in-link --user NAME."
        )
    token = new_link(member.user.username)
    _note(actor, member, "link.made")
    return token


def may_link(actor: User, member: Member) -> bool:
    """Whether an owner may sign this person in: only who is in no team but the owner's own, and is no superuser."""
    if member.user_id == actor.pk:
        return True
    owned = Member.objects.filter(user=actor, role=Role.OWNER).values("team")
    is_elsewhere = Member.objects.filter(user=member.user_id).exclude(team__in=owned).exists()
    return member.user.is_active and not member.user.is_superuser and not is_elsewhere


def _new_person(name: str) -> User:
    person = User(username=name)
    person.set_unusable_password()
    try:
        person.clean_fields()
    except ValidationError as error:
        raise _wrong("username", " ".join(error.messages)) from error
    person.save()
    return person


def _check_role(role: str) -> None:
    if role not in Role.values:
        raise _wrong("role", f"A role is one of {', '.join(Role.values)}, not {role!r}.")


def _keep_an_owner(member: Member) -> None:
    owners = Member.objects.select_for_update().filter(team=member.team_id, role=Role.OWNER)
    if set(owners.values_list("pk", flat=True)) == {member.pk}:
        raise Conflict(f"{member.user.shown_name} is the team's only owner. Make somebody else an owner first.")


def _wrong(field: str, message: str) -> NotReady:
    return NotReady(message, {"errors": [{"path": field, "message": message}]})


def _note(actor: User, member: Member, verb: str, **body: Any) -> None:
    AuditEntry.objects.create(team=member.team, actor=actor, verb=verb, target=member.user.username, body=body)
    tell("members.changed", {}, groups.of_team(member.team_id))
