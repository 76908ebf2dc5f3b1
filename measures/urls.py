"""Addresses below /massnahmen/."""

from django.urls import path, register_converter

from measures import implementation_urls
from measures.views import catalogue, consultations, dispositions, drafts, ideas
from tregks.page_cache import kept


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
    *implementation_urls.urlpatterns,
    path("", kept(catalogue.measure_list), name="measure_list"),
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
    path("<slug:slug>/abwaegung/", dispositions.queue, name="queue"),
    path("<slug:slug>/abwaegung/<int:pk>/", dispositions.decide, name="decide"),
    path(
        "<slug:slug>/fassung-veroeffentlichen/",
        dispositions.version_publish,
        name="version_publish",
    ),
    path("<slug:slug>/beschliessen/", dispositions.measure_adopt, name="measure_adopt"),
    path("<slug:slug>/synopse/", dispositions.synopsis_page, name="synopsis"),
    path(
        "<slug:slug>/synopse.<str:kind>",
        dispositions.synopsis_file,
        name="synopsis_file",
    ),
    path("<slug:slug>/idee/", ideas.idea_answer, name="idea_answer"),
]
