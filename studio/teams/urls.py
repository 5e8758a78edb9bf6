"""Addresses of `teams`."""

from __future__ import annotations

from django.urls import path

from studio.teams import pages, views

urlpatterns = [
    path("", views.home, name="home"),
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("sign-in/link/<str:token>/", views.sign_in_by_link, name="sign_in_by_link"),
    path("password/", views.password, name="password"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("teams/<slug:team>/", pages.team_page, name="team_page"),
    path("teams/<slug:team>/members/", pages.invitation, name="invitation"),
    path("members/<uuid:member_id>/role/", pages.role, name="member_role"),
    path("members/<uuid:member_id>/removal/", pages.removal, name="member_removal"),
    path("members/<uuid:member_id>/link/", pages.link, name="member_link"),
]
