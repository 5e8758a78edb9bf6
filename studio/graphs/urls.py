"""Addresses of `graphs`."""

from __future__ import annotations

from django.urls import path

from studio.graphs import views

urlpatterns = [
    path("p/<slug:project>/", views.project_page, name="project_page"),
    path("p/<slug:project>/graphs/<str:name>/", views.graph_page, name="graph_page"),
]
