from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogFormatter

from network.models import User
from network.viewsets import InquiryViewSet


@hooks.register("register_admin_viewset")
def register_inquiries() -> InquiryViewSet:
    return InquiryViewSet()


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
