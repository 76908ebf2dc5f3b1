"""Phases, visions, chapters and links in the admin, and what is linked to nothing."""

from typing import Any

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin.auth import permission_denied
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
)
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from network.list_viewsets import ListViewSet, PublicIndexView
from network.xlsx import XlsxIndexView
from strategy import chain
from strategy.models import (
    ChainLink,
    Chapter,
    FeedbackEntry,
    Phase,
    Projection,
    Vision,
    WarningSign,
)
from strategy.models.feedback import existing
from strategy.released_viewsets import (
    NAME_PANELS,
    PICTURE_PANELS,
    STATUS,
    TEXT_PANELS,
    ReleasedViewSet,
)
from strategy.warning_signs import check_sign
from tregks.spreadsheets import xlsx_response
from tregks.templatetags.portal import portal_date


class PhaseIndexView(XlsxIndexView):
    pass


class PhaseViewSet(ModelViewSet):
    model = Phase
    name = "strategy_phases"
    url_prefix = "phasen"
    icon = "calendar"
    menu_label = _("Phasen")
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = PhaseIndexView
    search_fields = ["name"]
    search_backend_name = None
    panels = [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("starts"), FieldPanel("ends")]),
        FieldPanel("done"),
        FieldPanel("description"),
        FieldPanel("results"),
        MultiFieldPanel(
            [FieldPanel("invitation"), FieldPanel("link")], heading=_("Mitmachen")
        ),
    ]
    list_display = [
        "name",
        Column("starts", label=_("beginnt"), accessor=lambda p: portal_date(p.starts)),
        Column("ends", label=_("endet"), accessor=lambda p: portal_date(p.ends)),
        StatusTagColumn(
            "state_word",
            label=_("Stand"),
            primary=lambda phase: phase.state == "running",
        ),
    ]
    list_export = ["name", "starts", "ends", "state_word", "results"]
    export_headings = {"state_word": _("Stand")}
    export_filename = "phasen"


class VisionViewSet(ReleasedViewSet):
    model = Vision
    icon = "view"
    menu_label = _("Zukunftsbilder")
    url_prefix = "zukunftsbilder"
    admin_url_namespace = "strategy_visions"
    list_display = ["name", STATUS]
    list_filter = ["topics", "live"]
    search_fields = ["name", "lead"]
    panels = [
        *NAME_PANELS,
        *TEXT_PANELS,
        FieldPanel("topics", widget=forms.CheckboxSelectMultiple),
        *PICTURE_PANELS,
    ]


class ChapterViewSet(ReleasedViewSet):
    model = Chapter
    icon = "doc-full-inverse"
    menu_label = _("Transformationsstrategie")
    url_prefix = "strategie-kapitel"
    admin_url_namespace = "strategy_chapters"
    list_display = ["title", Column("position", label=_("Nummer")), STATUS]
    search_fields = ["title"]
    panels = [
        FieldPanel("title"),
        FieldPanel("slug"),
        FieldPanel("position"),
        FieldPanel("text"),
    ]


# --- Early warning ------------------------------------------------------------------------


class ProjectionChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.factor.field.name} – {obj.factor.name}: {obj.name}"


class WarningSignForm(WagtailAdminModelForm):
    projection = ProjectionChoice(
        queryset=Projection.objects.filter(factor__state="accepted")
        .select_related("factor__field")
        .order_by("factor__field__name", "factor__position", "position"),
        label=_("Deutet auf"),
        help_text=_("Welche Ausprägung wird dann wahrscheinlicher?"),
    )


class WarningSignCreateView(generic.CreateView):
    def save_instance(self) -> WarningSign:
        sign = super().save_instance()
        check_sign(sign=sign, by=self.request.user)
        return sign


class WarningSignEditView(generic.EditView):
    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """What became of it stands where all reviews stand."""
        own = [Button(_("Öffentliche Seite"), url=self.object.get_absolute_url())]
        if review := self.object.review:
            own.append(Button(_("Prüfung ansehen"), url=review.get_absolute_url()))
        return [*super().header_more_buttons, *own]

    def save_instance(self) -> WarningSign:
        sign = super().save_instance()
        check_sign(sign=sign, by=self.request.user)
        return sign


class WarningSignIndexView(XlsxIndexView):
    def get_base_queryset(self) -> QuerySet[WarningSign]:
        return WarningSign.objects.with_state()


class WarningSignViewSet(ModelViewSet):
    model = WarningSign
    name = "strategy_warnings"
    url_prefix = "fruehwarnzeichen"
    icon = "warning"
    menu_label = _("Frühwarnzeichen")
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = WarningSignIndexView
    add_view_class = WarningSignCreateView
    edit_view_class = WarningSignEditView
    search_fields = ["name"]
    search_backend_name = None
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("projection"),
            FieldRowPanel(
                [FieldPanel("direction"), FieldPanel("threshold"), FieldPanel("unit")]
            ),
            FieldPanel("source"),
            InlinePanel("values", heading=_("Werte"), label=_("Wert")),
        ],
        base_form_class=WarningSignForm,
    )
    list_display = [
        "name",
        Column("projection", label=_("Deutet auf")),
        Column("threshold_words", label=_("Schwelle")),
        StatusTagColumn(
            "state_word",
            label=_("Stand"),
            primary=lambda sign: sign.is_under_review,
        ),
    ]
    list_export = ["name", "projection", "threshold_words", "state_word", "conclusion"]
    export_headings = {
        "threshold_words": _("Schwelle"),
        "state_word": _("Stand"),
        "conclusion": _("Was daraus wurde"),
    }
    export_filename = "fruehwarnzeichen"


# --- Reviews ------------------------------------------------------------------------------


class ReviewFilter(WagtailFilterSet):
    class Meta:
        model = FeedbackEntry
        fields = ["state", "effect", "outcome"]


class ReviewIndexView(PublicIndexView):
    def get_base_queryset(self) -> QuerySet[FeedbackEntry]:
        # The ends cost as many types at most, whatever the number of rows.
        return FeedbackEntry.objects.select_related(
            "author", "reviewer"
        ).prefetch_related("source", "concerns")


class ReviewViewSet(ListViewSet):
    """Findings and warning signs that ask for a review: answered on their own page."""

    model = FeedbackEntry
    name = "feedback"
    url_prefix = "rueckmeldungen"
    icon = "rotate"
    menu_label = _("Rückmeldungen und Prüfungen")
    index_view_class = ReviewIndexView
    filterset_class = ReviewFilter
    search_fields = ["finding", "evidence", "outcome_text"]
    list_display = [
        "__str__",
        Column("source", label=_("Aus")),
        Column("concerned", label=_("Betrifft")),
        Column("reviewer", label=_("Wer soll das prüfen?")),
        DateColumn("review_by", label=_("Bis wann?"), sort_key="review_by"),
        StatusTagColumn(
            "state_word",
            label=_("Stand"),
            primary=lambda entry: entry.is_overdue,
        ),
    ]
    list_export = [
        *("pk", "finding", "evidence", "get_effect_display", "source", "concerned"),
        *("author", "reviewer", "review_by", "state_word", "get_outcome_display"),
        *("outcome_text", "changed_at"),
    ]
    export_headings = {
        "pk": _("Nummer"),
        "get_effect_display": _("Was bedeutet sie?"),
        "source": _("Aus"),
        "concerned": _("Betrifft"),
        "state_word": _("Stand"),
        "get_outcome_display": _("Ergebnis"),
    }
    export_filename = "rueckmeldungen"


# --- Links of the chain -------------------------------------------------------------------


def ends(labels: set[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices of all things of some types, grouped by type; values are "label:pk"."""
    return [
        (
            capfirst(str(model._meta.verbose_name_plural)),
            [
                (f"{model._meta.label_lower}:{thing.pk}", str(thing))
                for thing in model._default_manager.all()
            ],
        )
        for model in existing(tuple(sorted(labels)))
    ]


class ChainLinkForm(WagtailAdminModelForm):
    """Both ends by choice, and the reason in one sentence."""

    source_choice = forms.ChoiceField(
        label=_("Entstanden aus"), help_text=_("Das Frühere, zum Beispiel ein Szenario")
    )
    target_choice = forms.ChoiceField(
        label=_("Führte zu"), help_text=_("Das Spätere, zum Beispiel ein Zukunftsbild")
    )

    class Meta:
        model = ChainLink
        fields = ("reason",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:  # another end would be another link
            del self.fields["source_choice"], self.fields["target_choice"]
            return
        self.order_fields(["source_choice", "target_choice", "reason"])
        self.fields["source_choice"].choices = [("", "…"), *ends(set(chain.ARROWS))]
        targets = set().union(*chain.ARROWS.values())
        self.fields["target_choice"].choices = [("", "…"), *ends(targets)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if {"source_choice", "target_choice"} <= cleaned.keys():
            source, target = cleaned["source_choice"], cleaned["target_choice"]
            kinds = source.split(":")[0], target.split(":")[0]
            if source == target or kinds[1] not in chain.ARROWS[kinds[0]]:
                raise ValidationError(
                    _(
                        "So herum lassen sich diese beiden nicht verknüpfen. Die Kette "
                        "führt von Szenarien zu Zukunftsbildern, zu Maßnahmen und zu "
                        "Kapiteln der Strategie."
                    )
                )
            self.ends = [_thing(source), _thing(target)]
        return cleaned

    def save(self, *args: Any, **kwargs: Any) -> ChainLink:
        if self.instance.pk:
            return super().save(*args, **kwargs)
        source, target = self.ends
        # Wagtail goes on with the instance of the form.
        self.instance: ChainLink = chain.connect(
            source=source,
            target=target,
            reason=self.cleaned_data["reason"],
            by=self.for_user,
        )
        return self.instance


def _thing(choice: str) -> models.Model:
    label, pk = choice.split(":")
    (model,) = existing((label,))
    return model._default_manager.get(pk=pk)


class ChainLinkIndexView(XlsxIndexView):
    def get_base_queryset(self) -> QuerySet[ChainLink]:
        # Wagtail's lists show a page of 20, so the ends cost as many types at most.
        return ChainLink.objects.order_by("-made_on", "-pk").prefetch_related(
            "source", "target"
        )


class ChainLinkDeleteView(generic.DeleteView):
    def delete_action(self) -> None:
        chain.disconnect(link=self.object, by=self.request.user)


class ChainLinkViewSet(ModelViewSet):
    model = ChainLink
    name = "strategy_links"
    url_prefix = "verknuepfungen"
    icon = "link"
    menu_label = _("Verknüpfungen")
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = ChainLinkIndexView
    delete_view_class = ChainLinkDeleteView
    search_fields = ["reason"]
    search_backend_name = None
    form_fields = ["reason"]
    list_display = [
        "__str__",
        Column("reason", label=_("Begründung")),
        Column("made_on", label=_("vom"), accessor=lambda p: portal_date(p.made_on)),
    ]
    list_export = ["source", "target", "reason", "made_on"]
    export_headings = {"source": _("entstanden aus"), "target": _("führte zu")}
    export_filename = "verknuepfungen"

    def get_form_class(self, *args: Any, **kwargs: Any) -> type[ChainLinkForm]:
        return ChainLinkForm


# --- What is linked to nothing ------------------------------------------------------------


def orphans() -> list[tuple[str, list[models.Model]]]:
    """Scenarios nobody used, visions without measures, measures without vision."""
    return [
        (str(title), list(_without(label, end, other)))
        for title, label, end, other in (
            (
                _("Szenarien, auf denen nichts aufbaut"),
                "strategy.scenario",
                "source",
                "",
            ),
            (
                _("Zukunftsbilder ohne Maßnahme"),
                "strategy.vision",
                "source",
                "measures.measure",
            ),
            (
                _("Zukunftsbilder ohne Szenario"),
                "strategy.vision",
                "target",
                "strategy.scenario",
            ),
            (
                _("Maßnahmen ohne Zukunftsbild"),
                "measures.measure",
                "target",
                "strategy.vision",
            ),
        )
    ]


def _without(label: str, end: str, other: str) -> QuerySet[Any]:
    """Published things of a type that have no link on this end (to the other type)."""
    (model,) = existing((label,))
    own, far = ("source", "target") if end == "source" else ("target", "source")
    kind = ContentType.objects.get_for_model(model)
    links = ChainLink.objects.filter(
        **{f"{own}_type": kind, f"{own}_id": OuterRef("pk")}
    )
    for partner in existing((other,)) if other else []:
        far_kind = ContentType.objects.get_for_model(partner)
        links = links.filter(**{f"{far}_type": far_kind})
    return model._default_manager.filter(~Exists(links), live=True).order_by(F("pk"))


class OrphansView(WagtailAdminTemplateMixin, View):
    page_title = _("Lücken in der Kette")
    header_icon = "warning"
    template_name = "strategy/admin/orphans.html"

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        if not request.user.has_perm("strategy.change_chainlink"):
            return permission_denied(request)
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest) -> HttpResponse:
        found = orphans()
        if "xlsx" in request.GET:
            rows = [(title, str(thing)) for title, things in found for thing in things]
            return xlsx_response("luecken", [str(_("Was fehlt")), str(_("Wo"))], rows)
        return self.render_to_response(self.get_context_data(orphans=found))


class OrphansViewSet(ViewSet):
    name = "strategy_orphans"
    url_prefix = "luecken"
    icon = "warning"
    menu_label = _("Lücken in der Kette")

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        class OrphansMenuItem(MenuItem):
            def is_shown(self, request: HttpRequest) -> bool:
                return request.user.has_perm("strategy.change_chainlink")

        return OrphansMenuItem

    def get_urlpatterns(self) -> list[Any]:
        return [path("", OrphansView.as_view(), name="index")]


STRATEGY_VIEWSETS = (
    VisionViewSet,
    ChapterViewSet,
    PhaseViewSet,
    WarningSignViewSet,
    ReviewViewSet,
    ChainLinkViewSet,
    OrphansViewSet,
)
STRATEGY_ACTIONS = {
    "warning.crossed": _("Frühwarnzeichen: Schwelle erreicht"),
    "vision.endorse": _("Eine Organisation steht dahinter"),
    "vision.withdraw": _("Eine Organisation steht nicht mehr dahinter"),
}
