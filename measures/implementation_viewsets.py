"""Reports and feedback in the admin: lists that lead to the public pages."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn

from measures.models import ProgressReport
from measures.viewsets import ListViewSet, PublicIndexView
from strategy.models import FeedbackEntry


class ReportIndexView(PublicIndexView):
    def get_base_queryset(self) -> QuerySet[ProgressReport]:
        return (
            ProgressReport.objects.select_related("measure", "by")
            .defer("measure__search_vector", "measure__words", "measure__body")
            .order_by("-at", "-pk")
        )


class ReportFilter(WagtailFilterSet):
    class Meta:
        model = ProgressReport
        fields = ["light", "measure__topic", "measure__working_group"]


class ReportViewSet(ListViewSet):
    model = ProgressReport
    name = "progress_reports"
    url_prefix = "fortschrittsberichte"
    icon = "doc-full"
    menu_label = _("Fortschrittsberichte")
    index_view_class = ReportIndexView
    filterset_class = ReportFilter
    search_fields = ["measure__title", "reason"]
    list_display = [
        TitleColumn(
            "measure",
            label=_("Maßnahme"),
            get_url=lambda report: f"{report.measure.get_absolute_url()}#umsetzung",
            sort_key="measure",
        ),
        Column("percent", label=_("Prozent"), sort_key="percent"),
        StatusTagColumn(
            "get_light_display",
            label=_("Ampel"),
            primary=lambda report: report.light != ProgressReport.Light.ON_TRACK,
        ),
        Column("reason", label=_("Warum?")),
        Column("by", label=_("von")),
        DateColumn("at", label=_("vom"), sort_key="at"),
    ]
    list_export = [
        *("measure", "number", "percent", "get_light_display", "reason", "by", "at"),
    ]
    export_headings = {"measure": _("Maßnahme"), "get_light_display": _("Ampel")}
    export_filename = "fortschrittsberichte"


class FeedbackIndexView(PublicIndexView):
    def get_base_queryset(self) -> QuerySet[FeedbackEntry]:
        return FeedbackEntry.objects.select_related("author", "reviewer").order_by(
            "-created_at", "-pk"
        )


class FeedbackFilter(WagtailFilterSet):
    class Meta:
        model = FeedbackEntry
        fields = ["state", "effect", "outcome"]


class FeedbackViewSet(ListViewSet):
    model = FeedbackEntry
    name = "feedback"
    url_prefix = "rueckmeldungen"
    icon = "rotate"
    menu_label = _("Rückmeldungen")
    index_view_class = FeedbackIndexView
    filterset_class = FeedbackFilter
    search_fields = ["finding", "outcome_text"]
    list_display = [
        "__str__",
        StatusTagColumn(
            "get_state_display",
            label=_("Stand"),
            primary=lambda entry: not entry.is_answered,
        ),
        Column("get_outcome_display", label=_("Ergebnis")),
        Column("reviewer", label=_("Wer soll das prüfen?")),
        DateColumn("review_by", label=_("Bis wann?"), sort_key="review_by"),
    ]
    list_export = [
        *("pk", "finding", "evidence", "get_effect_display", "get_state_display"),
        *("get_outcome_display", "outcome_text", "author", "reviewer", "review_by"),
    ]
    export_headings = {
        "pk": _("Nummer"),
        "get_effect_display": _("Was bedeutet sie?"),
        "get_state_display": _("Stand"),
        "get_outcome_display": _("Ergebnis"),
    }
    export_filename = "rueckmeldungen"
