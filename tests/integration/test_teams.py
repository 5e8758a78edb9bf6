"""A team's members: who may change them, what a new one gets, and what can never happen to a team."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from studio.teams.models import AuditEntry, Member, Role, Team, User
from tests.cast import ClientOf, member

pytestmark = pytest.mark.django_db(transaction=True)


def invite(client: Client, username: str, role: str = "approver") -> str:
    """The page that follows an invitation."""
    return client.post("/teams/team/members/", {"username": username, "role": role}, follow=True).content.decode()


def of(user: User, team: Team) -> Member:
    return Member.objects.get(user=user, team=team)


def test_a_new_person_gets_a_link_once_and_then_a_password(alice: User, client_of: ClientOf) -> None:
    page = invite(client_of(alice), "erin")
    link = re.search(r'value="http://testserver(/sign-in/link/[^"]+)"', page)
    assert link is not None

    erin = Client()
    assert erin.get(link[1]).headers["Location"] == "/password/"
    assert erin.get("/inbox/").status_code == 200
    assert Client().get(link[1]).status_code == 410
    assert "/sign-in/link/" not in client_of(alice).get("/teams/team/").content.decode()
    assert "invited erin as approver" in client_of(alice).get("/teams/team/").content.decode()


def test_somebody_of_another_team_joins_without_a_link(alice: User, charlie: User, client_of: ClientOf) -> None:
    page = invite(client_of(alice), "charlie")

    assert "signs in as before" in page
    assert "/sign-in/link/" not in page
    answer = client_of(alice).post(f"/members/{of(charlie, Team.objects.get(slug='team')).pk}/link/")
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("username", "role"), [("", "viewer"), ("a b", "viewer"), ("erin", "king"), ("ALICE", "viewer")]
)
def test_what_cannot_be_invited_is_told_at_the_field(
    alice: User, client_of: ClientOf, username: str, role: str
) -> None:
    answer = client_of(alice).post("/teams/team/members/", {"username": username, "role": role})

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    assert Member.objects.count() == 1


def test_an_owner_changes_roles_and_removes(alice: User, bob: User, team: Team, client_of: ClientOf) -> None:
    client = client_of(alice)

    client.post(f"/members/{of(bob, team).pk}/role/", {"role": "viewer"})
    assert of(bob, team).role == Role.VIEWER
    client.post(f"/members/{of(bob, team).pk}/removal/")

    assert not Member.objects.filter(user=bob).exists()
    assert client_of(bob).get("/teams/team/").status_code == 404
    assert list(AuditEntry.objects.order_by("at").values_list("verb", flat=True)) == ["role.changed", "member.removed"]


def test_a_team_keeps_an_owner(alice: User, team: Team, client_of: ClientOf) -> None:
    at = f"/members/{of(alice, team).pk}"

    assert client_of(alice).post(f"{at}/removal/").status_code == 409
    assert client_of(alice).post(f"{at}/role/", {"role": "viewer"}).status_code == 409
    member(team, "erin", Role.OWNER)
    assert client_of(alice).post(f"{at}/removal/").status_code == 302


@pytest.mark.parametrize("what", ["role", "removal", "link"])
def test_only_an_owner_changes_members(
    bob: User, dana: User, charlie: User, team: Team, client_of: ClientOf, what: str
) -> None:
    at = f"/members/{of(dana, team).pk}/{what}/"

    assert client_of(bob).post(at, {"role": "owner"}).status_code == 403
    assert client_of(charlie).post(at, {"role": "owner"}).status_code == 404
    assert client_of(bob).post("/teams/team/members/", {"username": "erin"}).status_code == 403
    assert client_of(charlie).get("/teams/team/").status_code == 404


def test_a_member_sees_the_team_and_no_buttons(alice: User, dana: User, client_of: ClientOf) -> None:
    page = client_of(dana).get("/teams/team/").content.decode()

    assert "alice" in page
    assert "/removal/" not in page
    assert 'name="username"' not in page
