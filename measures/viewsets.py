"""Measures in the admin. What is decided is decided on the public pages."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import (
    EditView,
    IndexView,
    SnippetViewSet,
)

from measures import gaps
from measures.models import Comment, Consultation, Measure
from measures.states import State
from network.list_viewsets import ListViewSet, PublicIndexView
from network.xlsx import XlsxIndexView
from tregks.templatetags.portal import portal_date


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
            .select_related("topic", "working_group", "responsible", "latest_revision")
            .defer("search_vector", "words", "body", "latest_revision__content")
            .defer("responsible__search_vector", "responsible__description")
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
        links = Button(
            _("Zukunftsbilder verknüpfen"),
            url=reverse("measures:measure_edit", args=[self.object.slug])
            if self.object.is_being_written
            else reverse("strategy_links:index"),
            icon_name="link",
        )
        return [*super().header_more_buttons, page, links]


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
        "__str__",
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
    copy_view_enabled = False  # it would be another measure with the same words


# --- Lists of what is decided on the public pages -----------------------------------------


class ConsultationIndexView(PublicIndexView):
    def get_base_queryset(self) -> QuerySet[Consultation]:
        number = Count("comments", filter=Q(comments__parent=None))
        undecided = Count(
            "comments",
            filter=Q(
                comments__parent=None,
                comments__outcome="",
                comments__withdrawn_at=None,
            ),
        )
        return (
            Consultation.objects.select_related("measure")
            .defer("measure__search_vector", "measure__words", "measure__body")
            .annotate(number_of_comments=number, number_undecided=undecided)
            .order_by("-opens_at", "-pk")
        )


class ConsultationFilter(WagtailFilterSet):
    class Meta:
        model = Consultation
        fields = ["audience", "measure__topic", "measure__working_group"]


class ConsultationViewSet(ListViewSet):
    model = Consultation
    name = "consultations"
    url_prefix = "konsultationen"
    icon = "comment"
    menu_label = _("Konsultationen")
    index_view_class = ConsultationIndexView
    filterset_class = ConsultationFilter
    search_fields = ["measure__title"]
    list_display = [
        TitleColumn(
            "measure",
            label=_("Maßnahme"),
            get_url=lambda consultation: consultation.get_absolute_url(),
            sort_key="measure",
        ),
        Column("get_audience_display", label=_("für")),
        Column(
            "closes_at",
            label=_("endet"),
            accessor=lambda consultation: portal_date(consultation.closes_at),
            sort_key="closes_at",
        ),
        Column("number_of_comments", label=_("Stellungnahmen")),
        Column("number_undecided", label=_("noch offen")),
    ]
    list_export = [
        *("measure", "get_audience_display", "opens_at", "closes_at"),
        *("number_of_comments", "number_undecided"),
    ]
    export_headings = {
        "measure": _("Maßnahme"),
        "get_audience_display": _("für"),
        "number_of_comments": _("Stellungnahmen"),
        "number_undecided": _("noch offen"),
    }
    export_filename = "konsultationen"


class UndecidedIndexView(PublicIndexView):
    def get_base_queryset(self) -> QuerySet[Comment]:
        return (
            Comment.objects.undecided()
            .select_related("consultation__measure", "author", "organisation")
            .defer(
                *("consultation__measure__search_vector",),
                *("consultation__measure__words", "consultation__measure__body"),
                *("organisation__search_vector", "organisation__description"),
            )
            .order_by("pk")
        )

    def get_edit_url(self, instance: Any) -> str:
        slug = instance.consultation.measure.slug
        return reverse("measures:decide", args=[slug, instance.pk])


class CommentFilter(WagtailFilterSet):
    class Meta:
        model = Comment
        fields = [
            *("kind", "consultation__measure__topic"),
            "consultation__measure__working_group",
        ]


class UndecidedViewSet(ListViewSet):
    model = Comment
    name = "undecided"
    url_prefix = "stellungnahmen"
    icon = "comment"
    menu_label = _("Offene Stellungnahmen")
    index_view_class = UndecidedIndexView
    filterset_class = CommentFilter
    search_fields = ["text", "wording"]
    list_display = [
        "__str__",
        Column("consultation.measure", label=_("Maßnahme")),
        Column("get_kind_display", label=_("Art")),
        Column("author", label=_("von")),
        Column("organisation", label=_("für")),
        DateColumn("created_at", label=_("eingegangen"), sort_key="created_at"),
    ]
    list_export = [
        *("pk", "consultation.measure", "get_kind_display", "author"),
        *("organisation", "created_at", "text", "wording"),
    ]
    export_headings = {
        "pk": _("Nummer"),
        "consultation.measure": _("Maßnahme"),
        "get_kind_display": _("Art"),
    }
    export_filename = "offene-stellungnahmen"


# --- What is missing ----------------------------------------------------------------------


class GapsIndexView(PublicIndexView):
    """Measures without what makes them complete: the orphan and completeness report."""

    any_permission_required = ["change"]
    page_title = _("Maßnahmen: was fehlt")

    def get_base_queryset(self) -> QuerySet[Measure]:
        return gaps.incomplete()

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        item.missing = gaps.missing(item)
        row: dict[str, Any] = super().to_row_dict(item)
        return row

    def get_edit_url(self, instance: Any) -> str:
        return reverse("wagtailsnippets_measures_measure:edit", args=[instance.pk])


class GapsFilter(WagtailFilterSet):
    class Meta:
        model = Measure
        fields = ["state", "topic", "working_group"]


class GapsViewSet(ListViewSet):
    model = Measure
    name = "measure_gaps"
    url_prefix = "massnahmen-luecken"
    icon = "warning"
    menu_label = _("Was fehlt")
    index_view_class = GapsIndexView
    filterset_class = GapsFilter
    search_fields = ["title"]
    list_display = [
        "__str__",
        StatusTagColumn("get_state_display", label=_("Stand")),
        Column("missing", label=_("Es fehlt"), accessor=gaps.missing),
    ]
    list_export = ["reference", "title", "get_state_display", "topic", "missing"]
    export_headings = {
        "reference": _("Nummer"),
        "get_state_display": _("Stand"),
        "missing": _("Es fehlt"),
    }
    export_filename = "massnahmen-luecken"
