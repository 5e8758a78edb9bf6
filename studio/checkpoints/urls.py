"""Addresses of `checkpoints`."""

from __future__ import annotations

from django.urls import path

from studio.checkpoints import views

urlpatterns = [
    path("runs/<uuid:run_id>/checkpoints/<str:checkpoint_id>/", views.checkpoint, name="checkpoint"),
    path("runs/<uuid:run_id>/state/preview/", views.preview, name="state_preview"),
    path("runs/<uuid:run_id>/state/", views.state, name="state"),
    path("runs/<uuid:run_id>/forks/", views.forks, name="forks"),
]
