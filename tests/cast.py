"""The cast: alice owns the team, bob edits in it, dana decides in it, charlie is a stranger with a team of his own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from studio.teams.models import Member, Project, Role, Team, User

ClientOf = Callable[[User], Client]


@pytest.fixture
def team(db: None) -> Team:
    return Team.objects.create(name="Team", slug="team")


@pytest.fixture
def project(team: Team) -> Project:
    return Project.objects.create(team=team, name="Demo", slug="demo", root="/nowhere/demo")


@pytest.fixture
def alice(team: Team) -> User:
    """The owner."""
    return member(team, "alice", Role.OWNER)


@pytest.fixture
def bob(team: Team) -> User:
    """An editor."""
    return member(team, "bob", Role.EDITOR)


@pytest.fixture
def dana(team: Team) -> User:
    """An approver: may decide on interrupts, may not run."""
    return member(team, "dana", Role.APPROVER)


@pytest.fixture
def charlie(db: None) -> User:
    """A stranger: owns another team, and must find nothing of ours."""
    return member(Team.objects.create(name="Elsewhere", slug="elsewhere"), "charlie", Role.OWNER)


@pytest.fixture
def client_of() -> ClientOf:
    """Makes a signed-in client of a person."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


def member(team: Team, name: str, role: Role) -> User:
    """Make a person with a role in a team."""
    user = User.objects.create_user(username=name, email=f"{name}@example.test")
    Member.objects.create(team=team, user=user, role=role)
    return user
