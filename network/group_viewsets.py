"""Working groups in the admin. Their members are managed on the page of the group."""

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

from network.models import WorkingGroup
from network.xlsx import XlsxIndexView


class GroupFilter(WagtailFilterSet):
    class Meta:
        model = WorkingGroup
        fields = ["state", "topic", "admission"]


class GroupIndexView(XlsxIndexView):
    def get_base_queryset(self) -> QuerySet[WorkingGroup]:
        active = Q(memberships__state="active", memberships__person__is_active=True)
        speaking = active & Q(memberships__is_speaker=True)
        return (
            WorkingGroup.objects.select_related("topic")
            .annotate(
                number_of_members=Count("memberships", filter=active),
                number_of_speakers=Count("memberships", filter=speaking),
                number_of_requests=Count(
                    "memberships", filter=Q(memberships__state="requested")
                ),
            )
            .order_by("topic__position", "name")
        )


class GroupEditView(generic.EditView):
    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """Where people are taken in and speakers appointed."""
        members = Button(
            _("Mitglieder und Sprecher:innen"),
            url=reverse("groups:member_list", args=[self.object.slug]),
            icon_name="group",
        )
        return [*super().header_more_buttons, members]


class WorkingGroupViewSet(ModelViewSet):
    model = WorkingGroup
    name = "working_groups"
    url_prefix = "arbeitsgruppen"
    icon = "group"
    menu_label = _("Arbeitsgruppen")
    add_to_reference_index = False
    index_view_class = GroupIndexView
    edit_view_class = GroupEditView
    filterset_class = GroupFilter
    search_fields = ["name", "lead"]
    search_backend_name = None
    copy_view_enabled = False
    panels = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("topic"),
        FieldPanel("state"),
        FieldPanel("admission"),
        FieldPanel("lead"),
        FieldPanel("purpose"),
    ]
    list_display = [
        "name",
        StatusTagColumn(
            "get_state_display",
            label=_("Stand"),
            primary=lambda group: group.is_active,
        ),
        Column("topic", label=_("Handlungsfeld")),
        Column("number_of_members", label=_("Mitglieder")),
        Column("number_of_speakers", label=_("Sprecher:innen")),
        Column("number_of_requests", label=_("offene Anfragen")),
        DateColumn("created_at", label=_("angelegt"), sort_key="created_at"),
    ]
    list_export = [
        "name",
        "get_state_display",
        "get_admission_display",
        "topic",
        "lead",
        "number_of_members",
        "number_of_speakers",
        "number_of_requests",
        "created_at",
    ]
    export_headings = {
        "get_state_display": _("Stand"),
        "get_admission_display": _("Beitritt"),
        "number_of_members": _("Mitglieder"),
        "number_of_speakers": _("Sprecher:innen"),
        "number_of_requests": _("offene Anfragen"),
    }
    export_filename = "arbeitsgruppen"
