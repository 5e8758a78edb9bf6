"""Signing in: wrong passwords, links, a password of one's own, and the look of the pages."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

from studio.teams import throttle
from studio.teams.first_start import new_link
from studio.teams.models import User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def person() -> User:
    """Somebody whose name nobody tried before: failures outlive a test."""
    return User.objects.create_user(username=f"eve-{uuid.uuid4()}", password="right and long")


def try_password(client: Client, person: User, password: str) -> int:
    return client.post("/sign-in/", {"username": person.username, "password": password}).status_code


def test_too_many_wrong_passwords_must_wait(client: Client, person: User) -> None:
    tried = [try_password(client, person, "wrong") for _ in range(throttle.MOST_FROM_ONE_ADDRESS)]
    assert set(tried) == {200}

    answer = client.post("/sign-in/", {"username": person.username, "password": "right and long"})

    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) <= throttle.WINDOW_S
    assert "Too many wrong passwords. Wait 15 minutes" in answer.content.decode()


def test_the_right_password_forgets_the_wrong_ones(client: Client, person: User) -> None:
    for _ in range(throttle.MOST_FROM_ONE_ADDRESS - 1):
        try_password(client, person, "wrong")
    assert try_password(client, person, "right and long") == 302

    assert try_password(Client(), person, "wrong") == 200


def test_others_may_still_try_from_the_same_address(client: Client, person: User, alice: User) -> None:
    for _ in range(throttle.MOST_FROM_ONE_ADDRESS):
        try_password(client, person, "wrong")

    other = User.objects.create_user(username=f"frank-{uuid.uuid4()}", password="right and long")
    assert try_password(client, other, "right and long") == 302


def test_a_new_link_signs_in_and_ends_the_older_one(client: Client, person: User) -> None:
    older, newer = new_link(person.username), new_link(person.username)

    assert client.get(f"/sign-in/link/{older}/").status_code == 410
    assert client.get(f"/sign-in/link/{newer}/").headers["Location"] == "/"


def test_there_is_no_link_for_nobody() -> None:
    with pytest.raises(LookupError, match="no active person 'nobody'"):
        new_link("nobody")


def test_who_came_by_link_sets_a_password_without_an_old_one(client: Client) -> None:
    person = User.objects.create_user(username=f"gil-{uuid.uuid4()}")
    client.force_login(person)
    words = {"new_password1": "a rather long one", "new_password2": "a rather long one"}

    assert client.post("/password/", {**words, "new_password2": "other"}).status_code == 422
    assert client.post("/password/", words).headers["Location"] == "/"
    assert try_password(Client(), person, "a rather long one") == 302


def test_changing_a_password_needs_the_old_one(client: Client, person: User) -> None:
    client.force_login(person)
    words = {"new_password1": "a rather long one", "new_password2": "a rather long one"}

    assert client.post("/password/", {**words, "old_password": "wrong"}).status_code == 422
    assert client.post("/password/", {**words, "old_password": "right and long"}).status_code == 302


def test_the_theme_is_kept_and_leads_back(client: Client) -> None:
    answer = client.post("/look/", {"theme": "dark", "next": "/inbox/"})

    assert (answer.headers["Location"], answer.cookies["theme"].value) == ("/inbox/", "dark")
    assert 'data-theme="dark"' in client.get("/sign-in/").content.decode()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_the_look_leads_to_no_other_site(client: Client, elsewhere: str) -> None:
    answer = client.post("/look/", {"theme": "pink", "next": elsewhere})

    assert answer.headers["Location"] == "/"
    assert "theme" not in answer.cookies


def test_a_form_without_its_token_is_told_apart_from_a_lacking_right(person: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)

    answer = client.post("/look/", {"theme": "dark"})

    assert answer.status_code == 403
    assert "This form is out of date" in answer.content.decode()
    assert client.post("/look/", headers={"Accept": "application/json"}).json()["error"]["code"] == "stale_form"
