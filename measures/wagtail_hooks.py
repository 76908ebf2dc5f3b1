from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from measures.bulk import ReassignBulkAction
from measures.implementation_viewsets import FeedbackViewSet, ReportViewSet
from measures.panels import LatePanel
from measures.viewsets import (
    ConsultationViewSet,
    GapsViewSet,
    MeasureViewSet,
    UndecidedViewSet,
)

# What happens to measures, as their history names it.
ACTIONS = {
    "measure.version": _("Fassung festgehalten"),
    "measure.wording": _("Vorgeschlagenen Wortlaut übernommen"),
    "measure.robustness": _("Wirkung in Szenarien eingeschätzt"),
    "measure.document": _("Dokument hochgeladen"),
    "measure.document_delete": _("Dokument gelöscht"),
    "measure.plan": _("Verantwortung und Berichte geändert"),
    "measure.milestone_delete": _("Meilenstein gelöscht"),
    "measure.indicator_delete": _("Indikator gelöscht"),
    "measure.commitment_withdraw": _("Angebotenen Beitrag zurückgenommen"),
    "feedback.give": _("Rückmeldung gegeben"),
    "feedback.review": _("Prüfung einer Rückmeldung begonnen"),
    "feedback.hand_over": _("Prüfung einer Rückmeldung weitergegeben"),
    "feedback.answer": _("Rückmeldung beantwortet"),
}


class MeasuresGroup(SnippetViewSetGroup):
    menu_label = _("Maßnahmen")
    menu_icon = "clipboard-list"
    menu_order = 160
    items = (
        *(MeasureViewSet, ConsultationViewSet, UndecidedViewSet, ReportViewSet),
        *(FeedbackViewSet, GapsViewSet),
    )


register_snippet(MeasuresGroup)
hooks.register("register_bulk_action", ReassignBulkAction)


@hooks.register("construct_homepage_panels")
def add_late(request: HttpRequest, panels: list) -> None:
    panels.append(LatePanel())


@hooks.register("register_log_actions")
def register_measure_actions(actions) -> None:
    for name, label in ACTIONS.items():
        actions.register_action(name, label, label)
