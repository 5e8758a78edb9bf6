"""Addresses of `runs`."""

from __future__ import annotations

from django.urls import path

from studio.runs import pages, views

urlpatterns = [
    path("p/<slug:project>/runs/", pages.run_list, name="run_list"),
    path("threads/<uuid:thread_id>/", pages.thread_page, name="thread_page"),
    path("p/<slug:project>/graphs/<str:name>/runs/", views.start_run, name="start_run"),
    path("runs/<uuid:run_id>/", views.run_page, name="run_page"),
    path("runs/<uuid:run_id>/picture/", views.run_picture, name="run_picture"),
    path("runs/<uuid:run_id>/events/", views.run_events, name="run_events"),
    path("runs/<uuid:run_id>/result/", views.result, name="run_result"),
    path("runs/<uuid:run_id>/resumption/", views.resumption, name="resumption"),
    path("runs/<uuid:run_id>/pause/", views.pause, name="pause"),
    path("runs/<uuid:run_id>/cancellation/", views.cancellation, name="cancellation"),
    path("runs/<uuid:run_id>/retry/", views.retry, name="retry"),
]
