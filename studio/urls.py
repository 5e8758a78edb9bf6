"""Addresses of the site: each app brings its own."""

from __future__ import annotations

from django.urls import include, path

handler400 = "studio.web.views.bad_request"
handler403 = "studio.web.views.forbidden"
handler404 = "studio.web.views.not_found"
handler500 = "studio.web.views.server_error"

urlpatterns = [
    path("", include("studio.web.urls")),
    path("", include("studio.teams.urls")),
    path("", include("studio.graphs.urls")),
    path("", include("studio.runs.urls")),
    path("", include("studio.breakpoints.urls")),
    path("", include("studio.checkpoints.urls")),
    path("", include("studio.approvals.urls")),
]
