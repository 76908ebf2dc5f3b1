"""Reports in the admin: the queue, and one reported text with all that can be done."""

from collections.abc import Callable
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import registry

from network import moderation
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


class CaseView(generic.InspectView):
    """A reported text: what it says, who reported it and why, what was done."""

    ACTIONS: dict[str, tuple[type[forms.Form], Callable[..., object], Promise]] = {
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

    any_permission_required = ["change"]
    template_name = "network/admin/case.html"
    page_title = _("Gemeldeter Text")
    object: ModerationCase

    def get_edit_url(self) -> None:
        """This is the page on which it is edited."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        name = request.POST.get("action", "")
        if name not in self.ACTIONS:
            raise SuspiciousOperation("unknown action")
        form_class, act, done = self.ACTIONS[name]
        form = form_class(request.POST, prefix=name)
        if form.is_valid():
            try:
                act(case=self.object, by=request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, done)
                return redirect(self.object.get_absolute_url())
        messages.validation_error(
            request, _("Das hat noch nicht geklappt. Ihre Eingaben sind noch da."), form
        )
        return self.render_to_response(self.get_context_data(**{f"{name}_form": form}))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        forms = {
            f"{name}_form": form_class(prefix=name)
            for name, (form_class, _act, _done) in self.ACTIONS.items()
        }
        case = self.object
        visible = case.kind.model.objects.visible_to(self.request.user)  # type: ignore[attr-defined]  # each reportable model has it (tested)
        logs = registry.get_logs_for_instance(case).select_related("user")
        context = {
            "case": case,
            # Where the text stands, if this person may read it there.
            "target": visible.filter(pk=case.object_id).first(),
            "reports": case.reports.select_related("reporter"),
            "history": logs.order_by("timestamp"),
        }
        return super().get_context_data(**forms | context | kwargs)


class ModerationViewSet(ModelViewSet):
    model = ModerationCase
    name = "moderation"
    url_prefix = "meldungen"
    icon = "warning"
    menu_label = _("Meldungen")
    add_to_reference_index = False
    index_view_class = CaseIndexView
    inspect_view_class = CaseView
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
