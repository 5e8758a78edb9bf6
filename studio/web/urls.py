"""Addresses of `web`."""

from __future__ import annotations

from django.urls import path

from studio.web import look

urlpatterns = [path("look/", look.look, name="look")]
