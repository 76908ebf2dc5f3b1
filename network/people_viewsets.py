"""People in the admin: a list to find somebody, and one page to block them.

Nobody gets rights here: names, addresses, roles and passwords cannot be changed (S-37).
"""

from typing import Any

import django_filters
from django import forms
from django.contrib.postgres.aggregates import StringAgg
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import registry
from wagtail.permission_policies import ModelPermissionPolicy

from network import actions
from network.models import (
    Affiliation,
    ModerationCase,
    Organisation,
    StakeholderGroup,
    Topic,
    User,
)
from network.moderation_viewsets import ReasonForm
from network.views.frame import MemberRequest
from network.xlsx import XlsxIndexView


class PeoplePolicy(ModelPermissionPolicy):
    """Looking at people and blocking them is one right; all else is nobody's.

    Only the views below use it. Registered for the model, it would open Wagtail's own
    pages for accounts, and with them roles.
    """

    def user_has_permission(self, user: User, action: str) -> bool:
        return action in {"view", "change"} and user.has_perm("network.block_user")


class PersonFilter(WagtailFilterSet):
    group = django_filters.ChoiceFilter(
        label=_("Akteursgruppe"),
        field_name="profile__stakeholder_group",
        choices=StakeholderGroup.choices,
    )
    topic = django_filters.ModelChoiceFilter(
        label=_("Handlungsfeld"),
        field_name="profile__topics",
        queryset=Topic.objects.all(),
    )
    is_active = django_filters.BooleanFilter(
        label=_("Stand"),
        widget=forms.Select(
            choices=[("", _("alle")), ("true", _("aktiv")), ("false", _("gesperrt"))]
        ),
    )

    class Meta:
        model = User
        fields: list[str] = []


class PersonIndexView(XlsxIndexView):
    permission_policy = PeoplePolicy(User)

    def get_base_queryset(self) -> QuerySet[User]:
        """Organisations come as one text, so the list asks once for all people."""
        belongs = Affiliation.objects.filter(
            person=OuterRef("pk"), organisation__state=Organisation.State.PUBLISHED
        )
        names = (
            belongs.order_by()
            .values("person")
            .annotate(names=StringAgg("organisation__name", Value(", ")))
        )
        return (
            User.objects.select_related("profile")
            .annotate(organisations=Subquery(names.values("names")))
            .order_by("sort_key", "pk")
        )


class PersonView(generic.InspectView):
    """One person: what the team needs to know, and blocking."""

    permission_policy = PeoplePolicy(User)
    any_permission_required = ["change"]
    template_name = "network/admin/person.html"
    page_title = _("Person")
    object: User
    request: MemberRequest

    def get_edit_url(self) -> None:
        """Nobody edits people."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form: forms.Form = forms.Form(request.POST)
        match request.POST.get("action"):
            case "block":
                form = ReasonForm(request.POST, prefix="block")
            case "unblock":
                pass
            case _:
                raise SuspiciousOperation("unknown action")
        if form.is_valid():
            try:
                if request.POST["action"] == "block":
                    actions.block_person(
                        person=self.object, by=self.request.user, **form.cleaned_data
                    )
                    done = gettext("Das Konto ist gesperrt.")
                else:
                    actions.unblock_person(person=self.object, by=self.request.user)
                    done = gettext("Das Konto ist wieder frei.")
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, done)
                return redirect("people:edit", self.object.pk)
        messages.validation_error(
            request, _("Das hat noch nicht geklappt. Ihre Eingaben sind noch da."), form
        )
        return self.render_to_response(self.get_context_data(block_form=form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = self.object
        logs = registry.get_logs_for_instance(person).select_related("user")
        context = {
            "person": person,
            "profile": getattr(person, "profile", None),
            "affiliations": person.affiliations.select_related("organisation"),
            "cases": ModerationCase.objects.filter(author=person),
            "may_be_blocked": not person.may_enter_admin(),
            "history": logs.order_by("timestamp"),
            "block_form": ReasonForm(prefix="block"),
        }
        return super().get_context_data(**context | kwargs)


class PersonViewSet(ModelViewSet):
    model = User
    name = "people"
    url_prefix = "personen"
    icon = "user"
    menu_label = _("Personen")
    add_to_reference_index = False
    index_view_class = PersonIndexView
    inspect_view_class = PersonView
    filterset_class = PersonFilter
    search_fields = ["name", "email"]
    search_backend_name = None
    form_fields = ["name"]
    list_display = [
        "name",
        Column("stakeholder_group", label=_("Akteursgruppe")),
        Column("organisations", label=_("Organisationen")),
        DateColumn("date_joined", label=_("registriert"), sort_key="date_joined"),
        DateColumn("last_login", label=_("letzte Anmeldung"), sort_key="last_login"),
        StatusTagColumn(
            "state_word", label=_("Stand"), primary=lambda person: person.is_active
        ),
    ]
    list_export = [
        "name",
        "email",
        "stakeholder_group",
        "organisations",
        "date_joined",
        "last_login",
        "state_word",
    ]
    export_headings = {
        "stakeholder_group": _("Akteursgruppe"),
        "organisations": _("Organisationen"),
        "state_word": _("Stand"),
    }
    export_filename = "personen"

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        class PeopleMenuItem(MenuItem):
            def is_shown(self, request: HttpRequest) -> bool:
                return request.user.has_perm("network.block_user")

        return PeopleMenuItem

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
