"""Reports and feedback in the admin: lists that lead to the public pages."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn

from measures.models import ProgressReport
from network.list_viewsets import ListViewSet, PublicIndexView
from strategy.models import FeedbackEntry
from strategy.viewsets import ReviewIndexView, ReviewViewSet


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


class FeedbackIndexView(ReviewIndexView):
    def get_base_queryset(self) -> QuerySet[FeedbackEntry]:
        return super().get_base_queryset().filter(source_type__model="measure")


class FeedbackViewSet(ReviewViewSet):
    """What measures have taught; all reviews together stand below "Strategie"."""

    name = "measure_feedback"
    url_prefix = "massnahmen-rueckmeldungen"
    menu_label = _("Rückmeldungen")
    index_view_class = FeedbackIndexView
    export_filename = "rueckmeldungen-aus-massnahmen"
