"""Addresses of `breakpoints`."""

from __future__ import annotations

from django.urls import path

from studio.breakpoints import views

urlpatterns = [
    path(
        "p/<slug:project>/graphs/<str:name>/breakpoints/<path:node>/<str:when>/",
        views.breakpoint_form,
        name="breakpoint",
    ),
]
