from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSetGroup

from workshops.viewsets import OtherDateViewSet, RegistrationViewSet, WorkshopViewSet

# What happens to workshops, and how their history names it.
ACTIONS = {
    "workshop.publish": _("Veröffentlicht"),
    "workshop.call_off": _("Abgesagt"),
    "workshop.announce": _("Änderung mitgeteilt"),
    "workshop.write": _("Nachricht gesendet"),
    "workshop.minutes": _("Protokoll geschrieben"),
    "workshop.result": _("Ergebnis festgehalten"),
    "workshop.result_removed": _("Ergebnis entfernt"),
}


class DatesGroup(ModelViewSetGroup):
    menu_label = _("Termine")
    menu_icon = "calendar"
    menu_order = 170
    items = (WorkshopViewSet, RegistrationViewSet, OtherDateViewSet)


@hooks.register("register_admin_viewset")
def register_dates() -> ModelViewSetGroup:
    return DatesGroup()


@hooks.register("register_log_actions")
def register_workshop_actions(actions) -> None:
    for name, label in ACTIONS.items():
        actions.register_action(name, label, label)
