"""Organisations in the admin."""

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from network.models import Organisation
from network.xlsx import XlsxIndexView


class OrganisationFilter(WagtailFilterSet):
    class Meta:
        model = Organisation
        fields = ["state", "stakeholder_group", "topics", "municipality"]


class OrganisationIndexView(XlsxIndexView):
    def get_base_queryset(self) -> QuerySet[Organisation]:
        contacts = Count(
            "affiliations", filter=Q(affiliations__is_contact=True), distinct=True
        )
        return (
            Organisation.objects.defer("search_vector")
            .annotate(contacts=contacts)
            .order_by("sort_key", "pk")
        )


class OrganisationEditView(generic.EditView):
    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """The page on which an entry is published, archived or merged."""
        review = Button(
            _("Prüfen, archivieren, zusammenführen"),
            url=reverse("network:organisation_review", args=[self.object.slug]),
            icon_name="check",
        )
        return [*super().header_more_buttons, review]


class OrganisationViewSet(ModelViewSet):
    model = Organisation
    name = "organisations"
    url_prefix = "organisationen"
    icon = "group"
    menu_label = _("Organisationen")
    add_to_reference_index = True
    index_view_class = OrganisationIndexView
    edit_view_class = OrganisationEditView
    filterset_class = OrganisationFilter
    search_fields = ["name", "municipality"]
    search_backend_name = None
    panels = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("stakeholder_group"),
        FieldPanel("municipality"),
        FieldPanel("topics"),
        FieldPanel("description"),
        FieldPanel("website"),
        FieldPanel("logo"),
    ]
    list_display = [
        "name",
        StatusTagColumn(
            "get_state_display",
            label=_("Stand"),
            primary=lambda organisation: organisation.is_published,
        ),
        Column("get_stakeholder_group_display", label=_("Akteursgruppe")),
        Column("municipality", label=_("Ort")),
        Column("contacts", label=_("Ansprechpersonen")),
        DateColumn("created_at", label=_("angelegt"), sort_key="created_at"),
    ]
    list_export = [
        "name",
        "get_state_display",
        "get_stakeholder_group_display",
        "municipality",
        "website",
        "contacts",
        "created_at",
    ]
    export_headings = {
        "get_state_display": _("Stand"),
        "get_stakeholder_group_display": _("Akteursgruppe"),
        "contacts": _("Ansprechpersonen"),
    }
    export_filename = "organisationen"
