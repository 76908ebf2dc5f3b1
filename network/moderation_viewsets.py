"""Reports in the admin: the queue, and one reported text with all that can be done."""

from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet
from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import registry

from network import moderation
from network.case_view import Action, CaseView
from network.models import ModerationCase, Report
from network.xlsx import XlsxIndexView


class CaseFilter(WagtailFilterSet):
    hidden = django_filters.BooleanFilter(
        label=_("ausgeblendet"),
        method="filter_hidden",
        widget=forms.Select(choices=[("", _("alle")), ("true", _("ja"))]),
    )
    reason = django_filters.ChoiceFilter(
        label=_("Grund"),
        field_name="reports__reason",
        choices=Report.Reason.choices,
        distinct=True,
    )

    class Meta:
        model = ModerationCase
        fields = ["state"]

    def filter_hidden(self, queryset: QuerySet, name: str, value: object) -> QuerySet:
        return queryset.filter(hidden_at__isnull=False) if value else queryset


class CaseIndexView(XlsxIndexView):
    def get_base_queryset(self) -> QuerySet[ModerationCase]:
        return ModerationCase.objects.select_related("content_type").queue()


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Grund, den die Person erfährt"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Bitte nennen Sie der Person einen Grund.")},
    )


class ReportedTextView(CaseView):
    """A reported text: what it says, who reported it and why, what was done."""

    ACTIONS: ClassVar[dict[str, Action]] = {
        "hide": (ReasonForm, moderation.hide_text, _("Der Text ist ausgeblendet.")),
        "restore": (forms.Form, moderation.restore_text, _("Der Text ist zu sehen.")),
        "warn": (ReasonForm, moderation.warn_author, _("Der Hinweis geht hinaus.")),
        "dismiss": (
            forms.Form,
            moderation.dismiss_reports,
            _("Die Meldungen sind erledigt."),
        ),
        "block": (ReasonForm, moderation.block_author, _("Das Konto ist gesperrt.")),
        "unblock": (
            forms.Form,
            moderation.unblock_author,
            _("Das Konto ist wieder frei."),
        ),
    }

    subject = "case"
    template_name = "network/admin/case.html"
    page_title = _("Gemeldeter Text")
    object: ModerationCase

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        case = self.object
        visible = case.kind.model.objects.visible_to(self.request.user)  # type: ignore[attr-defined]  # each reportable model has it (tested)
        logs = registry.get_logs_for_instance(case).select_related("user")
        context = {
            # Where the text stands, if this person may read it there.
            "target": visible.filter(pk=case.object_id).first(),
            "reports": case.reports.select_related("reporter"),
            "history": logs.order_by("timestamp"),
        }
        return super().get_context_data(**context | kwargs)


class ModerationViewSet(ModelViewSet):
    model = ModerationCase
    name = "moderation"
    url_prefix = "meldungen"
    icon = "warning"
    menu_label = _("Meldungen")
    add_to_reference_index = False
    index_view_class = CaseIndexView
    inspect_view_class = ReportedTextView
    filterset_class = CaseFilter
    search_fields = ["title", "quote", "reports__words"]
    search_backend_name = None
    form_fields = ["state"]
    list_display = [
        "title",
        Column("kind_word", label=_("Art")),
        StatusTagColumn(
            "state_word", label=_("Stand"), primary=lambda case: case.is_open
        ),
        Column("number_of_reports", label=_("Meldungen")),
        DateColumn("reported_at", label=_("zuletzt gemeldet"), sort_key="reported_at"),
    ]
    list_export = ["title", "kind_word", "state_word", "number_of_reports", "quote"]
    export_headings = {
        "kind_word": _("Art"),
        "state_word": _("Stand"),
        "number_of_reports": _("Meldungen"),
    }
    export_filename = "meldungen"

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        absent = [
            *("add_url_name", "delete_url_name", "history_url_name"),
            *("usage_url_name", "copy_url_name"),
        ]
        return super().get_common_view_kwargs(**dict.fromkeys(absent) | kwargs)

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/", self.inspect_view, name="edit"),
        ]
