"""Measures in the admin. What is decided is decided on the public pages."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import (
    EditView,
    IndexView,
    SnippetViewSet,
)

from measures.models import Measure
from measures.states import State
from network.xlsx import XlsxIndexView


class MeasureFilter(WagtailFilterSet):
    class Meta:
        model = Measure
        fields = [
            *("state", "topic", "working_group", "horizon", "urgent", "responsible"),
        ]


class MeasureIndexView(XlsxIndexView, IndexView):
    def get_base_queryset(self) -> QuerySet[Measure]:
        return (
            super()
            .get_base_queryset()
            .select_related("topic", "working_group", "responsible")
            .defer("search_vector", "words")
        )


class MeasureEditView(EditView):
    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """The page on which the measure is decided on."""
        page = Button(
            _("Stand ändern, Konsultation, Abwägung"),
            url=reverse("measures:measure_detail", args=[self.object.slug]),
            icon_name="check",
        )
        return [*super().header_more_buttons, page]


class MeasureViewSet(SnippetViewSet):
    model = Measure
    icon = "clipboard-list"
    menu_label = _("Maßnahmen")
    url_prefix = "massnahmen"
    index_view_class = MeasureIndexView
    edit_view_class = MeasureEditView
    filterset_class = MeasureFilter
    search_fields = ["title", "summary"]
    search_backend_name = None
    ordering = ["-number"]
    panels = [
        FieldPanel("title"),
        FieldPanel("summary"),
        FieldPanel("plain_language"),
        FieldPanel("body"),
        FieldPanel("topic"),
        FieldPanel("horizon"),
        FieldPanel("responsible"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("cost_from"), FieldPanel("cost_to")]),
                FieldPanel("funding"),
            ],
            heading=_("Kosten"),
        ),
        MultiFieldPanel(
            [FieldPanel("urgent"), FieldPanel("urgent_reason")],
            heading=_("Dringlichkeit"),
        ),
    ]
    list_display = [
        Column("__str__", label=_("Maßnahme"), sort_key="number"),
        StatusTagColumn(
            "get_state_display",
            label=_("Stand"),
            primary=lambda measure: measure.state == State.CONSULTATION,
        ),
        Column("topic", label=_("Handlungsfeld")),
        Column("working_group", label=_("Arbeitsgruppe")),
        Column("responsible", label=_("Verantwortlich")),
    ]
    list_export = [
        *("reference", "title", "get_state_display", "topic", "working_group"),
        *("get_horizon_display", "responsible", "cost_from", "cost_to", "funding"),
        *("urgent", "urgent_reason", "created_at"),
    ]
    export_headings = {
        "reference": _("Nummer"),
        "get_state_display": _("Stand"),
        "get_horizon_display": _("Zeithorizont"),
    }
    export_filename = "massnahmen"

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        # A copy would be another measure with the same words.
        return super().get_common_view_kwargs(**{"copy_url_name": None} | kwargs)
