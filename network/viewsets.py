"""Inquiries in the admin: the list with filters and export, and one inquiry."""

from typing import Any, ClassVar

import django_filters
from django import forms
from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import registry

from network import inquiries
from network.case_view import Action, CaseView
from network.models import Inquiry, ModerationCase, OutgoingMail
from network.models.inquiries import InquiryQuerySet
from network.xlsx import XlsxIndexView
from tregks.templatetags.portal import portal_date


class InquiryFilter(WagtailFilterSet):
    assignee = django_filters.ModelChoiceFilter(
        label=_("zuständig"), queryset=lambda request: inquiries.team()
    )
    overdue = django_filters.BooleanFilter(
        label=_("überfällig"),
        method="filter_overdue",
        widget=forms.Select(choices=[("", _("alle")), ("true", _("nur überfällige"))]),
    )

    class Meta:
        model = Inquiry
        fields = ["state", "kind"]

    def filter_overdue(
        self, queryset: InquiryQuerySet, name: str, value: object
    ) -> InquiryQuerySet:
        return queryset.overdue() if value else queryset


class InquiryIndexView(XlsxIndexView):
    def get_base_queryset(self) -> InquiryQuerySet:
        return super().get_base_queryset().select_related("assignee")

    def search_queryset(self, queryset: InquiryQuerySet) -> InquiryQuerySet:
        if self.is_searching:
            by_number = queryset.numbered(self.search_query)
            if by_number.exists():
                return by_number
        return super().search_queryset(queryset)


class ReplyForm(forms.Form):
    text = forms.CharField(
        label=_("Antwort"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "Geht als E-Mail hinaus, mit der Nummer im Betreff. Grußformel und Namen "
            "bitte selbst schreiben."
        ),
        error_messages={"required": _("Bitte schreiben Sie eine Antwort.")},
    )


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Notiz"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Nur für das Team. Sie verlässt die Verwaltung nie."),
        error_messages={"required": _("Bitte schreiben Sie eine Notiz.")},
    )


class AssignForm(forms.Form):
    to = forms.ModelChoiceField(
        label=_("Wer kümmert sich?"),
        queryset=inquiries.team(),
        error_messages={"required": _("Bitte wählen Sie eine Person.")},
    )


class CloseForm(forms.Form):
    reason = forms.CharField(
        label=_("Grund oder Ergebnis"),
        max_length=1000,
        required=False,
        help_text=_(
            "Wird zur Notiz. Nötig, wenn niemand geantwortet hat, zum Beispiel bei "
            "Werbung oder anonymen Meldungen."
        ),
    )


class InquiryView(CaseView):
    """One inquiry: what was written, what became of it, and what can be done now."""

    ACTIONS: ClassVar[dict[str, Action]] = {
        "reply": (ReplyForm, inquiries.reply, _("Die Antwort geht jetzt hinaus.")),
        "note": (NoteForm, inquiries.add_note, _("Die Notiz ist gespeichert.")),
        "assign": (AssignForm, inquiries.assign, _("Die Zuständigkeit ist geändert.")),
        "close": (CloseForm, inquiries.close, _("Das Anliegen ist abgeschlossen.")),
        "reopen": (forms.Form, inquiries.reopen, _("Das Anliegen ist wieder offen.")),
    }

    subject = "inquiry"
    template_name = "network/admin/inquiry.html"
    page_title = _("Anliegen")
    object: Inquiry

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(history=self.history(), **kwargs)

    def history(self) -> list[dict[str, Any]]:
        """Notes, replies and other changes in the order in which they happened."""
        entries: list[dict[str, Any]] = [
            {"kind": "note", "who": note.author, "when": note.created_at, "item": note}
            for note in self.object.notes.select_related("author")
        ]
        entries += [
            {"kind": "reply", "who": item.author, "when": item.created_at, "item": item}
            for item in self.object.replies.select_related("author", "mail")
        ]
        logs = registry.get_logs_for_instance(self.object).select_related("user")
        entries += [
            {"kind": "log", "who": entry.user, "when": entry.timestamp, "item": entry}
            for entry in logs.exclude(action="inquiry.reply")
        ]
        return sorted(entries, key=lambda entry: entry["when"])


class InquiryDeleteView(generic.DeleteView):
    success_message = _("Das Anliegen ist gelöscht.")


class InquiryViewSet(ModelViewSet):
    model = Inquiry
    name = "inquiries"
    url_prefix = "anliegen"
    icon = "mail"
    menu_label = _("Anliegen")
    add_to_reference_index = False
    index_view_class = InquiryIndexView
    inspect_view_class = InquiryView
    delete_view_class = InquiryDeleteView
    filterset_class = InquiryFilter
    search_fields = ["name", "email", "subject", "message"]
    search_backend_name = None
    list_display = [
        "number",
        Column("get_kind_display", label=_("Art")),
        StatusTagColumn(
            "get_state_display",
            label=_("Stand"),
            primary=lambda inquiry: inquiry.is_open,
        ),
        Column("subject", label=_("Betreff")),
        Column("assignee", label=_("zuständig")),
        DateColumn("created_at", label=_("eingegangen"), sort_key="created_at"),
        # Wagtail's column of dates calls each day to come "just now".
        Column(
            "due",
            label=_("Antwort bis"),
            accessor=lambda inquiry: portal_date(inquiry.due),
        ),
        Column(
            "is_overdue",
            label=_("überfällig"),
            accessor=lambda inquiry: _("ja") if inquiry.is_overdue else "",
        ),
    ]
    list_export = [
        "number",
        "get_kind_display",
        "get_state_display",
        "created_at",
        "due",
        "answered_at",
        "closed_at",
        "assignee",
        "name",
        "email",
        "subject",
        "message",
        "page",
        "wanted_format",
    ]
    export_headings = {
        "number": _("Nummer"),
        "get_kind_display": _("Art"),
        "get_state_display": _("Stand"),
        "due": _("Antwort bis"),
    }
    export_filename = "anliegen"

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        # Inquiries come from the public forms and have no usage; the history stands
        # on the page of the inquiry.
        absent = dict.fromkeys(["add_url_name", "history_url_name", "usage_url_name"])
        return super().get_common_view_kwargs(
            **absent | {"copy_url_name": None} | kwargs
        )

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/", self.inspect_view, name="edit"),
            path("<int:pk>/loeschen/", self.delete_view, name="delete"),
        ]


class WorkPanel(Component):
    """What waits on the dashboard of the team: inquiries, and mail nobody got."""

    name = "work"
    template_name = "network/admin/work.html"
    order = 30

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        if not parent_context["request"].user.has_perm("network.change_inquiry"):
            return {}
        return {
            "open": Inquiry.objects.open().count(),
            "overdue": Inquiry.objects.overdue().count(),
            "reports": ModerationCase.objects.open().count(),
            "failed_mail": OutgoingMail.objects.filter(state=OutgoingMail.State.FAILED),
        }
