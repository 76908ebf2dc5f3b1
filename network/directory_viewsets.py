"""Organisations and notices in the admin."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import (
    BaseColumn,
    BulkActionsCheckboxColumn,
    Column,
    DateColumn,
    StatusTagColumn,
)
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from network.models import Notice, Organisation
from network.xlsx import XlsxIndexView
from tregks.templatetags.portal import portal_date


class OrganisationFilter(WagtailFilterSet):
    class Meta:
        model = Organisation
        fields = ["state", "stakeholder_group", "topics", "municipality"]


class OrganisationIndexView(XlsxIndexView):
    template_name = "network/admin/organisations.html"

    @cached_property
    def columns(self) -> list[BaseColumn]:
        boxes = BulkActionsCheckboxColumn("bulk_actions", obj_type="organisation")
        return [boxes, *super().columns]

    def _get_title_column(self, *args: Any, **kwargs: Any) -> BaseColumn:
        """With the id by which each box is named."""
        return super()._get_title_column(
            *args, **kwargs, get_title_id=lambda item: f"organisation_{item.pk}_title"
        )

    def get_base_queryset(self) -> QuerySet[Organisation]:
        number = Count(
            "affiliations", filter=Q(affiliations__is_contact=True), distinct=True
        )
        return (
            Organisation.objects.defer("search_vector")
            .annotate(number_of_contacts=number)
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
        Column("number_of_contacts", label=_("Ansprechpersonen")),
        DateColumn("created_at", label=_("angelegt"), sort_key="created_at"),
    ]
    list_export = [
        "name",
        "get_state_display",
        "get_stakeholder_group_display",
        "municipality",
        "website",
        "number_of_contacts",
        "created_at",
    ]
    export_headings = {
        "get_state_display": _("Stand"),
        "get_stakeholder_group_display": _("Akteursgruppe"),
        "number_of_contacts": _("Ansprechpersonen"),
    }
    export_filename = "organisationen"


class NoticeFilter(WagtailFilterSet):
    class Meta:
        model = Notice
        fields = ["state", "kind", "topic"]


class NoticeIndexView(XlsxIndexView):
    def get_base_queryset(self) -> QuerySet[Notice]:
        return super().get_base_queryset().select_related("topic", "author")

    def get_edit_url(self, instance: Notice) -> str:
        """Notices are checked where everybody reads them."""
        return instance.get_absolute_url()


class NoticeViewSet(ModelViewSet):
    """Only the list: members write notices, managers check them on their own page."""

    model = Notice
    name = "notices"
    url_prefix = "biete-suche"
    icon = "list-ul"
    menu_label = _("Biete / Suche")
    index_view_class = NoticeIndexView
    filterset_class = NoticeFilter
    search_fields = ["title", "text"]
    search_backend_name = None
    add_to_reference_index = False
    form_fields = ["title"]
    list_display = [
        "title",
        StatusTagColumn(
            "state_word",
            label=_("Stand"),
            primary=lambda notice: notice.state == Notice.State.WAITING,
        ),
        Column("get_kind_display", label=_("Art")),
        Column("topic", label=_("Handlungsfeld")),
        Column("author", label=_("von")),
        # Wagtail's column of dates calls each day to come "just now".
        Column(
            "expires_on",
            label=_("gilt bis"),
            accessor=lambda notice: portal_date(notice.expires_on),
            sort_key="expires_on",
        ),
    ]
    list_export = [
        "title",
        "state_word",
        "get_kind_display",
        "topic",
        "author",
        "expires_on",
        "text",
    ]
    export_headings = {"state_word": _("Stand"), "get_kind_display": _("Art")}
    export_filename = "biete-suche"

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        absent = ["add_url_name", "history_url_name", "usage_url_name", "copy_url_name"]
        return super().get_common_view_kwargs(**dict.fromkeys(absent) | kwargs)

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
        ]
