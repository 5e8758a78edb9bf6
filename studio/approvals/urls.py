"""Addresses of `approvals`."""

from __future__ import annotations

from django.urls import path

from studio.approvals import views

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("runs/<uuid:run_id>/questions/", views.questions, name="questions"),
    path("interrupts/<uuid:interrupt_id>/", views.request_page, name="request_page"),
    path("interrupts/<uuid:interrupt_id>/decision/", views.decision, name="decision"),
]
