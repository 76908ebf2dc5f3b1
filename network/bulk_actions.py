"""What managers do with several organisations of the admin's list at once."""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.views.bulk_action import BulkAction

from network.models import Organisation, User
from network.organisations import archive_organisation, publish_organisation


class OrganisationBulkAction(BulkAction):
    """Confirms with a list of names, then does to each what its own page would do."""

    models: ClassVar = [Organisation]
    template_name = "network/admin/bulk_action.html"
    act: ClassVar[Callable[..., None]]
    question: Promise

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Wagtail lets in everybody who works in the admin."""
        if not request.user.has_perm("network.change_organisation"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def check_perm(self, obj: Organisation) -> bool:
        return self.makes_sense(obj)

    def makes_sense(self, organisation: Organisation) -> bool:
        raise NotImplementedError

    def get_all_objects_in_listing_query(self, parent_id: object) -> Iterable[int]:
        """Nobody means every entry of the directory, whatever the filters say."""
        return []

    @classmethod
    def get_queryset(
        cls, model: type[Model], object_ids: list[str]
    ) -> QuerySet[Organisation]:
        chosen = [number for number in object_ids if number.isdecimal()]
        return Organisation.objects.filter(pk__in=chosen).defer("search_vector")

    def get_execution_context(self) -> dict[str, Any]:
        return {"by": self.request.user}

    @classmethod
    def execute_action(
        cls, objects: list[Organisation], *, by: User, **kwargs: Any
    ) -> tuple[int, int]:
        # In one order, so that two managers cannot wait for each other.
        number = 0
        for organisation in sorted(objects, key=lambda each: each.pk):
            try:
                cls.act(organisation=organisation, by=by)
            except ValidationError:  # merged a moment ago
                continue
            number += 1
        return number, 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int):
        return ngettext(
            "%(number)d Eintrag ist geändert.",
            "%(number)d Einträge sind geändert.",
            num_parent_objects,
        ) % {"number": num_parent_objects}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {"question": self.question, "button": self.display_name}
        return super().get_context_data(**words | kwargs)


class PublishOrganisations(OrganisationBulkAction):
    display_name = _("Veröffentlichen")
    aria_label = _("Gewählte Organisationen veröffentlichen")
    action_type = "publish"
    action_priority = 10
    question = _("Diese Einträge im Verzeichnis zeigen?")
    act = staticmethod(publish_organisation)

    def makes_sense(self, organisation: Organisation) -> bool:
        return not (organisation.is_published or organisation.merged_into_id)


class ArchiveOrganisations(OrganisationBulkAction):
    display_name = _("Archivieren")
    aria_label = _("Gewählte Organisationen archivieren")
    action_type = "archive"
    action_priority = 20
    question = _("Diese Einträge aus dem Verzeichnis nehmen?")
    act = staticmethod(archive_organisation)

    def makes_sense(self, organisation: Organisation) -> bool:
        return organisation.state != Organisation.State.ARCHIVED
