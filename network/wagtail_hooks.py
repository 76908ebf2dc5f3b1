from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSetGroup
from wagtail.log_actions import LogFormatter

from network.bulk_actions import ArchiveOrganisations, PublishOrganisations
from network.directory_viewsets import NoticeViewSet, OrganisationViewSet
from network.group_viewsets import WorkingGroupViewSet
from network.models import User
from network.moderation_viewsets import ModerationViewSet
from network.people_viewsets import PersonViewSet
from network.statistics_views import StatisticsViewSet
from network.viewsets import InquiryViewSet, WorkPanel

# What the team does with reported texts and with accounts.
MODERATION_ACTIONS = {
    "moderation.hide": _("Text ausgeblendet"),
    "moderation.restore": _("Text wieder gezeigt"),
    "moderation.warn": _("Auf die Regeln hingewiesen"),
    "moderation.dismiss": _("Meldungen erledigt: Der Text ist in Ordnung"),
    "moderation.block": _("Konto der Person gesperrt"),
    "moderation.unblock": _("Konto der Person freigegeben"),
    "person.block": _("Konto gesperrt"),
    "person.unblock": _("Konto freigegeben"),
}
# What happens to organisations, and how the history of an entry names it.
ORGANISATION_ACTIONS = {
    "organisation.propose": _("Vorgeschlagen"),
    "organisation.publish": _("Veröffentlicht"),
    "organisation.archive": _("Archiviert"),
    "organisation.merge": _("Mit einem anderen Eintrag zusammengeführt"),
    "organisation.absorb": _("Einen doppelten Eintrag aufgenommen"),
    "affiliation.grant": _("Rederecht erteilt"),
    "affiliation.withdraw": _("Rederecht entzogen"),
    "affiliation.contact": _("Ansprechperson bestimmt"),
    "affiliation.release": _("Ansprechperson entlassen"),
    "affiliation.end": _("Zugehörigkeit beendet"),
}
# What is decided about members of a working group.
GROUP_ACTIONS = {
    "membership.admitted": _("Mitglied aufgenommen"),
    "membership.declined": _("Anfrage abgelehnt"),
    "membership.removed": _("Mitglied aus der Gruppe genommen"),
    "membership.speaker": _("Sprecher:in bestimmt"),
    "membership.released": _("Sprecher:in entlassen"),
}


@hooks.register("register_admin_viewset")
def register_network() -> ModelViewSetGroup:
    return NetworkGroup()


class NetworkGroup(ModelViewSetGroup):
    menu_label = _("Netzwerk")
    menu_icon = "group"
    menu_order = 150
    items = (
        OrganisationViewSet,
        PersonViewSet,
        WorkingGroupViewSet,
        NoticeViewSet,
        ModerationViewSet,
        InquiryViewSet,
        StatisticsViewSet,
    )


hooks.register("register_bulk_action", PublishOrganisations)
hooks.register("register_bulk_action", ArchiveOrganisations)


@hooks.register("construct_homepage_panels")
def add_work(request: HttpRequest, panels: list) -> None:
    panels.append(WorkPanel())


@hooks.register("register_log_actions")
def register_actions(actions) -> None:
    known = ORGANISATION_ACTIONS | GROUP_ACTIONS | MODERATION_ACTIONS
    for name, label in known.items():
        actions.register_action(name, label, label)


@hooks.register("register_log_actions")
def register_inquiry_actions(actions) -> None:
    @actions.register_action("inquiry.assign")
    class Assigned(LogFormatter):
        label = _("Anliegen zugewiesen")

        def format_message(self, log_entry) -> str:
            person = User.objects.filter(pk=log_entry.data.get("to")).first()
            return _("Zuständig ist jetzt %(person)s") % {"person": person or "–"}

    actions.register_action(
        "inquiry.reply", _("Anliegen beantwortet"), _("Antwort gesendet")
    )
    actions.register_action(
        "inquiry.close", _("Anliegen abgeschlossen"), _("Abgeschlossen")
    )
    actions.register_action(
        "inquiry.reopen", _("Anliegen wieder geöffnet"), _("Wieder geöffnet")
    )
