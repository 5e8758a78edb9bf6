"""Addresses of `teams`."""

from __future__ import annotations

from django.urls import path

from studio.teams import views

urlpatterns = [
    path("", views.home, name="home"),
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("sign-in/link/<str:token>/", views.sign_in_by_link, name="sign_in_by_link"),
    path("password/", views.password, name="password"),
    path("sign-out/", views.sign_out, name="sign_out"),
]
