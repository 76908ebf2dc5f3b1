"""What the operator still has to supply before the portal may go public."""

from datetime import timedelta
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from tregks.cms.models import InfoPage, OperatorSettings

REVIEW_EVERY = timedelta(days=365)


class Todo(NamedTuple):
    text: str | Promise
    url: str


def todos() -> list[Todo]:
    operator = OperatorSettings.load()
    edit_operator = reverse("wagtailsettings:edit", args=["cms", "operatorsettings"])
    items = [
        Todo(_("Angabe fehlt: %(label)s") % {"label": label}, edit_operator)
        for label in operator.missing()
    ]
    reviewed = operator.statement_reviewed
    if reviewed and timezone.localdate() - reviewed > REVIEW_EVERY:
        items.append(
            Todo(
                _("Die Erklärung zur Barrierefreiheit ist älter als ein Jahr."),
                edit_operator,
            )
        )
    items += [
        Todo(
            _("Mustertext prüfen: %(title)s") % {"title": page.title},
            reverse("wagtailadmin_pages:edit", args=[page.pk]),
        )
        for page in InfoPage.objects.filter(is_template=True).live()
    ]
    return items


class ChecklistPanel(Component):
    """On the dashboard of those who may change the operator's facts."""

    name = "operator_checklist"
    template_name = "cms/admin/checklist.html"
    order = 40

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        allowed = user.has_perm("cms.change_operatorsettings")
        return {"todos": todos() if allowed else []}
