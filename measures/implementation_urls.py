"""Addresses of opinions on measures, of their implementation and of feedback.

They come before those of measures: none of them is a title.
"""

from django.urls import path

from measures.views import (
    feedback,
    implementing,
    opinions,
    overview,
    progress,
    robustness,
)

urlpatterns = [
    # All together: at a glance, how it goes, what it teaches
    path("uebersicht/", overview.overview, name="overview"),
    path("umsetzung/", overview.implementation_list, name="implementation_list"),
    path("umsetzung/ueberfaellig/", overview.overdue, name="overdue"),
    path(
        "umsetzung/fortschritt.xlsx", progress.progress_export, name="progress_export"
    ),
    path("umsetzung/einlesen/", progress.progress_import, name="progress_import"),
    path("rueckmeldungen/", feedback.feedback_list, name="feedback_list"),
    path("rueckmeldungen/<int:pk>/", feedback.feedback_detail, name="feedback_detail"),
    path(
        "rueckmeldungen/<int:pk>/antwort/",
        feedback.feedback_answer,
        name="feedback_answer",
    ),
    # One measure: opinions, implementation, feedback
    path("<slug:slug>/bewerten/", opinions.rating_edit, name="rating_edit"),
    path("<slug:slug>/position/", opinions.position_take, name="position_take"),
    path("<slug:slug>/robustheit/", robustness.robustness_edit, name="robustness_edit"),
    path("<slug:slug>/plan/", implementing.plan_edit, name="plan_edit"),
    path(
        "<slug:slug>/meilensteine/neu/",
        implementing.milestone_create,
        name="milestone_create",
    ),
    path(
        "<slug:slug>/meilensteine/<int:pk>/",
        implementing.milestone_edit,
        name="milestone_edit",
    ),
    path(
        "<slug:slug>/meilensteine/<int:pk>/loeschen/",
        implementing.milestone_delete,
        name="milestone_delete",
    ),
    path(
        "<slug:slug>/beitraege/neu/",
        implementing.commitment_offer,
        name="commitment_offer",
    ),
    path(
        "<slug:slug>/beitraege/<int:pk>/",
        implementing.commitment_move,
        name="commitment_move",
    ),
    path(
        "<slug:slug>/indikatoren/neu/",
        implementing.indicator_create,
        name="indicator_create",
    ),
    path(
        "<slug:slug>/indikatoren/<int:pk>/",
        implementing.indicator_edit,
        name="indicator_edit",
    ),
    path(
        "<slug:slug>/indikatoren/<int:pk>/wert/",
        implementing.value_note,
        name="value_note",
    ),
    path(
        "<slug:slug>/indikatoren/<int:pk>/loeschen/",
        implementing.indicator_delete,
        name="indicator_delete",
    ),
    path("<slug:slug>/berichte/neu/", implementing.report_create, name="report_create"),
    path(
        "<slug:slug>/berichte/<int:number>/datei/",
        implementing.report_file,
        name="report_file",
    ),
    path(
        "<slug:slug>/rueckmeldungen/neu/",
        feedback.feedback_create,
        name="feedback_create",
    ),
]
