"""People, teams and projects.

A team owns projects; a person is a member of a team in one role. Every noun of the site that belongs to a team names
its way to it in a class attribute `team_lookup` (`"project__team"` on a graph), which is all `teams.access` needs.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone


class User(AbstractUser):
    """A person who signs in, by password or by a one-time link."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    @property
    def shown_name(self) -> str:
        """The name pages show: the full name where there is one, else the user name."""
        return self.get_full_name() or self.username


class Team(models.Model):
    """A group of people who share projects."""

    team_lookup: ClassVar[str] = ""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a member may do; see `teams.access.RIGHTS`."""

    OWNER = "owner", "Owner"
    EDITOR = "editor", "Editor"
    APPROVER = "approver", "Approver"
    VIEWER = "viewer", "Viewer"


class Member(models.Model):
    """One person's role in one team."""

    team_lookup: ClassVar[str] = "team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["team", "user"], name="one_membership_per_person")]

    def __str__(self) -> str:
        return f"{self.user} as {self.role} of {self.team}"


class Project(models.Model):
    """A folder with graphs, served by workers that import it."""

    team_lookup: ClassVar[str] = "team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="projects")
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    root = models.TextField(help_text="Absolute path of the folder on the workers' machine.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class ApiToken(models.Model):
    """A key for programs. Only its SHA-256 digest is kept; the token itself is shown once."""

    team_lookup: ClassVar[str] = "team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="tokens")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class AuditEntry(models.Model):
    """One line of what was done by whom; never changed."""

    team_lookup: ClassVar[str] = "team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="audit_entries")
    actor = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="audit_entries")
    verb = models.CharField(max_length=60)
    target = models.CharField(max_length=200)
    body = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        # Serves the audit page: the newest lines of one team.
        indexes: ClassVar = [models.Index(fields=["team", "-at"], name="audit_by_team_newest")]

    def __str__(self) -> str:
        return f"{self.verb} {self.target}"

    @property
    def told(self) -> str:
        """What was done, as the rest of a sentence that begins with who did it."""
        words = TOLD.get(self.verb, "{verb} {target}")
        return words.format_map({"verb": self.verb, "target": self.target, **self.body})


TOLD = {
    "member.invited": "invited {target} as {role}",
    "role.changed": "made {target} {role}, who was {before}",
    "member.removed": "removed {target}, who was {role}",
    "link.made": "made a sign-in link for {target}",
}


class SignInLink(models.Model):
    """A one-time link that signs a person in. Only its SHA-256 digest is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_in_links")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"link for {self.user} until {self.expires_at:%Y-%m-%d %H:%M}"
