"""Personal data of those who write pages; visitors leave none."""

from django.utils.translation import gettext_lazy as _

from network.inventory import PersonalData
from network.personal_data import CONTRACT, INTEREST, NAMELESS

PERSONAL_DATA = [
    PersonalData(
        area=_("Redaktion"),
        what=_("Redaktion: wer eine Seite, ein Bild oder ein Dokument angelegt hat"),
        purpose=_("Seiten gemeinsam pflegen"),
        basis=CONTRACT,
        kept=NAMELESS,
        fields=(
            "wagtailcore.page.owner",
            "wagtailcore.comment.user",
            "wagtailcore.commentreply.user",
            "wagtailcore.pagesubscription.user",
            "wagtailcore.workflowstate.requested_by",
            "wagtailcore.uploadedfile.uploaded_by_user",
            "wagtailadmin.editingsession.user",
            "wagtailadmin.formstate.user",
            "cms.portalimage.uploaded_by_user",
            "cms.portaldocument.uploaded_by_user",
            "wagtailimages.image.uploaded_by_user",
            "wagtaildocs.document.uploaded_by_user",
        ),
        handled=(
            "wagtailcore.page.locked_by",
            "wagtailcore.comment.resolved_by",
            "wagtailcore.taskstate.finished_by",
        ),
    ),
    PersonalData(
        area=_("Redaktion"),
        what=_("Frühere Fassungen von Seiten, und wer sie geschrieben hat"),
        purpose=_("Änderungen nachvollziehen und zurücknehmen"),
        basis=INTEREST,
        kept=NAMELESS,
        fields=("wagtailcore.revision.user",),
        # What a page said belongs to the page; only older versions are cleaned.
        secret=("wagtailcore.revision.content",),
        mentions=("wagtailcore.revision.object_str",),
    ),
    PersonalData(
        area=_("Redaktion"),
        what=_("Protokoll der Verwaltung: wer was wann geändert hat"),
        purpose=_("Entscheidungen nachvollziehen"),
        basis=INTEREST,
        kept=_("dauerhaft; Ihr Name, bis Sie Ihr Konto löschen"),
        fields=("wagtailcore.pagelogentry.user",),
        # Its entries name others.
        handled=("wagtailcore.modellogentry.user",),
        mentions=(
            "wagtailcore.modellogentry.label",
            "wagtailcore.modellogentry.data",
            "wagtailcore.pagelogentry.label",
            "wagtailcore.pagelogentry.data",
        ),
    ),
    PersonalData(
        area=_("Redaktion"),
        what=_("Ansprechpersonen, die auf Seiten genannt sind"),
        purpose=_("erreichbar sein"),
        basis=_("Absprache mit diesen Personen"),
        kept=_("bis die Redaktion die Seite ändert"),
        handled=("cms.operatorsettings.email",),
    ),
]
