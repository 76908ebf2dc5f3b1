"""Addresses below /massnahmen/."""

from django.urls import path, register_converter

from measures.views import (
    catalogue,
    consultations,
    drafts,
    feedback,
    ideas,
    implementing,
    opinions,
    overview,
    progress,
)


class ReferenceConverter:
    """The number in "m-017"."""

    regex = r"[mM]-[0-9]{1,8}"

    def to_python(self, value: str) -> int:
        return int(value[2:])

    def to_url(self, value: int) -> str:
        return f"m-{value:03d}"


register_converter(ReferenceConverter, "reference")

app_name = "measures"

urlpatterns = [
    path("", catalogue.measure_list, name="measure_list"),
    path("liste.<str:kind>", catalogue.measure_export, name="measure_export"),
    path("idee/", ideas.idea_create, name="idea_create"),
    path("<reference:number>/", catalogue.measure_by_number, name="measure_by_number"),
    # A measure may have almost any title, so its address comes last.
    path("<slug:slug>/", catalogue.measure_detail, name="measure_detail"),
    path("<slug:slug>/bearbeiten/", drafts.measure_edit, name="measure_edit"),
    path("<slug:slug>/fassungen/", drafts.version_list, name="version_list"),
    path(
        "<slug:slug>/fassungen/vergleich/",
        drafts.version_compare,
        name="version_compare",
    ),
    path("<slug:slug>/stand/", drafts.state_change, name="state_change"),
    path(
        "<slug:slug>/konsultation/",
        consultations.consultation_open,
        name="consultation_open",
    ),
    path(
        "<slug:slug>/konsultation/beenden/",
        consultations.consultation_close,
        name="consultation_close",
    ),
    path("<slug:slug>/entwurf/", consultations.draft, name="draft"),
    path("<slug:slug>/entwurf/<str:passage>/", consultations.thread, name="thread"),
    path(
        "<slug:slug>/stellungnahmen/<int:pk>/",
        consultations.comment_detail,
        name="comment_detail",
    ),
    path(
        "<slug:slug>/stellungnahmen/<int:pk>/antworten/",
        consultations.comment_reply,
        name="comment_reply",
    ),
    path(
        "<slug:slug>/stellungnahmen/<int:pk>/bearbeiten/",
        consultations.comment_edit,
        name="comment_edit",
    ),
    path(
        "<slug:slug>/stellungnahmen/<int:pk>/zurueckziehen/",
        consultations.comment_withdraw,
        name="comment_withdraw",
    ),
    path(
        "<slug:slug>/stellungnahmen/<int:pk>/unterstuetzen/",
        consultations.comment_support,
        name="comment_support",
    ),
    path("<slug:slug>/idee/", ideas.idea_answer, name="idea_answer"),
]

# All together: at a glance, how it goes, what it teaches
urlpatterns[:0] = [
    path("uebersicht/", overview.overview, name="overview"),
    path("umsetzung/", overview.implementation_list, name="implementation_list"),
    path("umsetzung/ueberfaellig/", overview.overdue, name="overdue"),
    path("umsetzung/fortschritt.xlsx", progress.progress_export, name="progress_export"),
    path("umsetzung/einlesen/", progress.progress_import, name="progress_import"),
    path("rueckmeldungen/", feedback.feedback_list, name="feedback_list"),
    path("rueckmeldungen/<int:pk>/", feedback.feedback_detail, name="feedback_detail"),
    path(
        "rueckmeldungen/<int:pk>/antwort/",
        feedback.feedback_answer,
        name="feedback_answer",
    ),
]

# One measure: opinions, implementation, feedback
urlpatterns += [
    path("<slug:slug>/bewerten/", opinions.rating_edit, name="rating_edit"),
    path("<slug:slug>/position/", opinions.position_take, name="position_take"),
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
