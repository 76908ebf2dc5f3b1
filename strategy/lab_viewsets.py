"""Scenario fields, factors, participation and scenarios in the admin."""

from django.db.models import Count, Max, Q, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from network.list_viewsets import ListViewSet
from network.xlsx import XlsxIndexView
from strategy.models import Factor, Participant, Scenario, ScenarioField
from strategy.released_viewsets import (
    NAME_PANELS,
    PICTURE_PANELS,
    STATUS,
    TEXT_PANELS,
    ReleasedViewSet,
)


class FieldFilter(WagtailFilterSet):
    class Meta:
        model = ScenarioField
        fields = ["kind", "state", "group"]


class FieldIndexView(XlsxIndexView):
    def get_base_queryset(self) -> QuerySet[ScenarioField]:
        return ScenarioField.objects.select_related("group").annotate(
            number_of_factors=Count(
                "factors", filter=Q(factors__state="accepted"), distinct=True
            ),
            number_of_people=Count("participants", distinct=True),
        )


class FieldEditView(generic.EditView):
    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """What is done with a field happens where its group works."""
        slug = self.object.slug
        own = [
            Button(_("Im Labor ansehen"), url=self.object.get_absolute_url()),
            Button(_("Beteiligung"), url=reverse("strategy:field_people", args=[slug])),
            Button(_("Feld kopieren"), url=reverse("strategy:field_copy", args=[slug])),
        ]
        return [*super().header_more_buttons, *own]


class FieldViewSet(ModelViewSet):
    model = ScenarioField
    name = "strategy_fields"
    url_prefix = "szenariofelder"
    icon = "clipboard-list"
    menu_label = _("Szenariofelder")
    add_to_reference_index = True
    copy_view_enabled = False  # a copy brings its factors: on the field's own page
    index_view_class = FieldIndexView
    edit_view_class = FieldEditView
    filterset_class = FieldFilter
    search_fields = ["name", "description"]
    search_backend_name = None
    panels = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("kind"),
        FieldPanel("horizon"),
        FieldPanel("group"),
        FieldPanel("description"),
        FieldPanel("builds_on"),
    ]
    list_display = [
        "name",
        Column("get_kind_display", label=_("Art")),
        StatusTagColumn(
            "get_state_display",
            label=_("Stand"),
            primary=lambda field: field.is_published,
        ),
        Column("horizon", label=_("Zieljahr")),
        Column("group", label=_("Arbeitsgruppe")),
        Column("number_of_factors", label=_("Faktoren")),
        Column("number_of_people", label=_("Beteiligte")),
    ]
    list_export = [
        "name",
        "get_kind_display",
        "get_state_display",
        "horizon",
        "group",
        "number_of_factors",
        "number_of_people",
    ]
    export_headings = {
        "get_kind_display": _("Art"),
        "get_state_display": _("Stand"),
        "number_of_factors": _("Faktoren"),
        "number_of_people": _("Beteiligte"),
    }
    export_filename = "szenariofelder"


class FactorFilter(WagtailFilterSet):
    class Meta:
        model = Factor
        fields = ["field", "state"]


class FactorIndexView(XlsxIndexView):
    def get_base_queryset(self) -> QuerySet[Factor]:
        return Factor.objects.select_related("field", "proposed_by").annotate(
            number_of_projections=Count("projections")
        )

    def get_edit_url(self, instance: Factor) -> str:
        return reverse("strategy:factor_edit", args=[instance.field.slug, instance.pk])


class FactorViewSet(ListViewSet):
    model = Factor
    name = "strategy_factors"
    url_prefix = "einflussfaktoren"
    icon = "list-ul"
    menu_label = _("Einflussfaktoren")
    index_view_class = FactorIndexView
    filterset_class = FactorFilter
    search_fields = ["name", "why"]
    list_display = [
        "name",
        Column("field", label=_("Szenariofeld")),
        StatusTagColumn(
            "get_state_display",
            label=_("Stand"),
            primary=lambda factor: factor.state == Factor.State.PROPOSED,
        ),
        Column("number_of_projections", label=_("Ausprägungen")),
        Column("proposed_by", label=_("vorgeschlagen von")),
    ]
    list_export = ["name", "field", "get_state_display", "why", "today", "sources"]
    export_headings = {"get_state_display": _("Stand")}
    export_filename = "einflussfaktoren"


class ParticipantFilter(WagtailFilterSet):
    class Meta:
        model = Participant
        fields = ["field", "stakeholder_group"]


class ParticipantIndexView(XlsxIndexView):
    def get_base_queryset(self) -> QuerySet[Participant]:
        return (
            Participant.objects.select_related("field", "person")
            .annotate(number_of_pairs=Count("answers"), last=Max("answers__saved_at"))
            .order_by("field__name", "-number_of_pairs", "pk")
        )

    def get_edit_url(self, instance: Participant) -> str:
        return reverse("strategy:field_people", args=[instance.field.slug])


class ParticipantViewSet(ListViewSet):
    """Who has judged how much."""

    model = Participant
    name = "strategy_participants"
    url_prefix = "beteiligung"
    icon = "group"
    menu_label = _("Beteiligung")
    index_view_class = ParticipantIndexView
    filterset_class = ParticipantFilter
    search_fields = ["person__name", "label"]
    list_display = [
        Column("__str__", label=_("Person")),
        Column("field", label=_("Szenariofeld")),
        Column("get_stakeholder_group_display", label=_("Akteursgruppe")),
        Column("number_of_pairs", label=_("Paare")),
        DateColumn("last", label=_("zuletzt")),
    ]
    list_export = [
        "person",
        "field",
        "get_stakeholder_group_display",
        "number_of_pairs",
        "last",
    ]
    export_headings = {
        "get_stakeholder_group_display": _("Akteursgruppe"),
        "number_of_pairs": _("Paare"),
        "last": _("zuletzt"),
    }
    export_filename = "beteiligung"


class ScenarioViewSet(ReleasedViewSet):
    """Stories of scenarios: drafts come from an analysis, editors write and release."""

    model = Scenario
    icon = "doc-full"
    menu_label = _("Szenarien")
    url_prefix = "szenarien"
    admin_url_namespace = "strategy_scenarios"
    list_display = ["name", Column("field", label=_("Szenariofeld")), STATUS]
    list_filter = ["field", "live"]
    search_fields = ["name", "lead"]
    panels = [
        *NAME_PANELS,
        FieldPanel("field", read_only=True),
        *TEXT_PANELS,
        *PICTURE_PANELS,
    ]


LAB_VIEWSETS = (FieldViewSet, FactorViewSet, ParticipantViewSet, ScenarioViewSet)

# What happens in the lab, and how histories name it.
LAB_ACTIONS = {
    "scenariofield.open": _("Szenariofeld angelegt"),
    "scenariofield.copy": _("Aus einem anderen Feld kopiert"),
    "scenariofield.import": _("Aus einer Datei übernommen"),
    "scenariofield.context": _("Technologieszenario festgelegt"),
    "scenariofield.state": _("Stand geändert"),
    "factor.propose": _("Vorgeschlagen"),
    "factor.accept": _("Aufgenommen"),
    "factor.edit": _("Geändert"),
    "factor.merge": _("Zusammengeführt"),
    "factor.split": _("Wieder herausgelöst"),
    "factor.remove": _("Faktor gelöscht"),
    "factor.take_over": _("Aus dem Technologiefeld übernommen"),
    "scenario.draft": _("Aus einer Auswertung angelegt"),
    "chain.connect": _("Verknüpft"),
    "chain.disconnect": _("Verknüpfung gelöst"),
}
