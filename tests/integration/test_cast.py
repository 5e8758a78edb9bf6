"""The cast stands as its parts say."""

from __future__ import annotations

from studio.teams.models import Member, User


def test_only_the_stranger_is_not_of_the_team(alice: User, bob: User, dana: User, charlie: User) -> None:
    roles = dict(Member.objects.filter(team__slug="team").values_list("user__username", "role"))
    assert roles == {"alice": "owner", "bob": "editor", "dana": "approver"}
