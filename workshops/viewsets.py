"""Workshops, registrations and other dates in the admin."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from network.models import WorkingGroup
from network.xlsx import XlsxIndexView
from tregks.templatetags.portal import portal_date
from workshops import actions
from workshops.models import OtherDate, Registration, Workshop


class WorkshopFilter(WagtailFilterSet):
    class Meta:
        model = Workshop
        fields = ["state", "form", "topic", "group", "restriction"]


class WorkshopIndexView(XlsxIndexView):
    def get_base_queryset(self) -> QuerySet[Workshop]:
        return (
            Workshop.objects.select_related("topic", "group")
            .with_numbers()
            .order_by("-start", "pk")
        )


class WorkshopCreateView(generic.CreateView):
    def get_success_url(self) -> str:
        """Where the draft is published."""
        return reverse("workshops:run", args=[self.object.slug])


class WorkshopEditView(generic.EditView):
    def save_instance(self) -> Workshop:
        workshop: Workshop = self.form.save(commit=False)
        changes = actions.save_changes(workshop=workshop, by=self.request.user)
        if changes:
            messages.info(
                self.request,
                _("Alle Angemeldeten bekommen eine E-Mail: %(changes)s")
                % {"changes": "; ".join(changes)},
            )
        taken = workshop.registrations.seated().count()
        if taken > workshop.capacity:
            messages.warning(
                self.request,
                _(
                    "Es sind %(taken)d Personen angemeldet, mehr als %(capacity)d Plätze. "
                    "Niemand verliert den Platz; es rückt nur niemand nach."
                )
                % {"taken": taken, "capacity": workshop.capacity},
            )
        return workshop

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        run = Button(
            _("Leiten, veröffentlichen, kopieren"),
            url=reverse("workshops:run", args=[self.object.slug]),
            icon_name="group",
        )
        return [*super().header_more_buttons, run]


class WorkshopViewSet(ModelViewSet):
    model = Workshop
    name = "workshop_admin"
    url_prefix = "workshops"
    icon = "group"
    menu_label = _("Workshops")
    add_to_reference_index = True
    index_view_class = WorkshopIndexView
    add_view_class = WorkshopCreateView
    edit_view_class = WorkshopEditView
    filterset_class = WorkshopFilter
    copy_view_enabled = False
    inspect_view_enabled = False
    search_fields = ["title", "place"]
    search_backend_name = None
    panels = [
        FieldPanel("title"),
        FieldPanel("slug"),
        FieldPanel("lead"),
        FieldPanel("description"),
        FieldPanel("audience"),
        MultiFieldPanel(
            [
                FieldPanel("start"),
                FieldPanel("end"),
                FieldPanel("form"),
                FieldPanel("place"),
                FieldPanel("address"),
                FieldPanel("directions"),
                FieldPanel("online_url"),
                FieldPanel("online_hours"),
            ],
            heading=_("Zeit und Ort"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("barriers"),
                FieldPanel("language"),
                FieldPanel("interpreting"),
                FieldPanel("captions"),
            ],
            heading=_("Barrierefreiheit und Sprache"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("capacity"),
                FieldPanel("opens_at"),
                FieldPanel("closes_at"),
                FieldPanel("restriction"),
                FieldPanel("group"),
                FieldPanel("topic"),
                FieldPanel("contact_name"),
                FieldPanel("contact_email"),
            ],
            heading=_("Anmeldung und Zuständigkeit"),
        ),
        InlinePanel("agenda", heading=_("Programm"), label=_("Programmpunkt")),
        InlinePanel(
            "questions", heading=_("Fragen bei der Anmeldung"), label=_("Frage")
        ),
        InlinePanel("material", heading=_("Material"), label=_("Material")),
        InlinePanel("photos", heading=_("Fotos"), label=_("Foto")),
    ]
    list_display = [
        "title",
        StatusTagColumn(
            "get_state_display",
            label=_("Stand"),
            primary=lambda workshop: workshop.is_published,
        ),
        # Wagtail's column of dates calls each day to come "just now".
        Column(
            "start",
            label=_("Beginn"),
            accessor=lambda workshop: portal_date(workshop.start),
            sort_key="start",
        ),
        Column("taken", label=_("angemeldet")),
        Column("capacity", label=_("Plätze")),
        Column("queue", label=_("Warteliste")),
    ]
    list_export = [
        "title",
        "get_state_display",
        "start",
        "end",
        "get_form_display",
        "place",
        "taken",
        "capacity",
        "queue",
    ]
    export_headings = {
        "get_state_display": _("Stand"),
        "get_form_display": _("Form"),
        "taken": _("angemeldet"),
        "queue": _("Warteliste"),
    }
    export_filename = "workshops"

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        # A workshop is copied and called off on its page of the organisers.
        return super().get_common_view_kwargs(**{"delete_url_name": None} | kwargs)

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("new/", self.add_view, name="add"),
            path("edit/<int:pk>/", self.edit_view, name="edit"),
            path("history/<int:pk>/", self.history_view, name="history"),
            path(
                "history/results/<int:pk>/",
                self.history_results_view,
                name="history_results",
            ),
            path("usage/<int:pk>/", self.usage_view, name="usage"),
        ]


class RegistrationFilter(WagtailFilterSet):
    group = django_filters.ModelChoiceFilter(
        label=_("Arbeitsgruppe"),
        field_name="workshop__group",
        queryset=lambda request: WorkingGroup.objects.active(),
    )

    class Meta:
        model = Registration
        fields = ["workshop", "state", "with_companion"]


class RegistrationIndexView(XlsxIndexView):
    def get_base_queryset(self) -> QuerySet[Registration]:
        return Registration.objects.select_related("workshop", "person").order_by(
            "-created_at", "pk"
        )


class RegistrationViewSet(ModelViewSet):
    """Only the list; its names lead to where organisers see what happened, and move
    people."""

    model = Registration
    name = "registrations"
    url_prefix = "anmeldungen"
    icon = "list-ul"
    menu_label = _("Anmeldungen")
    index_view_class = RegistrationIndexView
    filterset_class = RegistrationFilter
    search_fields = ["name", "email", "person__name", "person__email"]
    search_backend_name = None
    add_to_reference_index = False
    form_fields = ["name"]
    list_display = [
        TitleColumn(
            "who",
            label=_("Name"),
            get_url=lambda registration: reverse(
                "workshops:registration",
                args=[registration.workshop.slug, registration.pk],
            ),
        ),
        Column("workshop", label=_("Workshop")),
        StatusTagColumn(
            "get_state_display",
            label=_("Stand"),
            primary=lambda registration: registration.has_seat,
        ),
        Column("seat", label=_("Platz")),
        Column(
            "created_at",
            label=_("angemeldet am"),
            accessor=lambda registration: portal_date(registration.created_at),
            sort_key="created_at",
        ),
    ]
    list_export = [
        "who",
        "address",
        "workshop",
        "get_state_display",
        "seat",
        "queue_number",
        "with_companion",
        "created_at",
    ]
    export_headings = {
        "who": _("Name"),
        "address": _("E-Mail"),
        "get_state_display": _("Stand"),
    }
    export_filename = "anmeldungen"

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        absent = ["add_url_name", "history_url_name", "usage_url_name", "copy_url_name"]
        return super().get_common_view_kwargs(**dict.fromkeys(absent) | kwargs)

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
        ]


class OtherDateViewSet(ModelViewSet):
    model = OtherDate
    name = "other_dates"
    url_prefix = "andere-termine"
    icon = "calendar"
    menu_label = _("Andere Termine")
    inspect_view_enabled = False
    search_fields = ["title", "place"]
    search_backend_name = None
    panels = [
        FieldPanel("title"),
        FieldPanel("text"),
        FieldPanel("start"),
        FieldPanel("end"),
        FieldPanel("place"),
        FieldPanel("barriers"),
        FieldPanel("url"),
        FieldPanel("topic"),
        FieldPanel("repeat"),
        FieldPanel("until"),
        FieldPanel("cancelled"),
    ]
    list_display = [
        "title",
        Column(
            "start",
            label=_("Beginn"),
            accessor=lambda item: portal_date(item.start),
            sort_key="start",
        ),
        Column("get_repeat_display", label=_("wiederholt sich")),
        Column("place", label=_("Ort")),
    ]
