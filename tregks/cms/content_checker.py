"""Wagtail's checker in the editor, with more rules and with German words."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.userbar import ContentCheckerItem

MESSAGES = {
    "image-alt": (
        _("Bild ohne Beschreibung"),
        _("Beschreiben Sie das Bild, oder kreuzen Sie an, dass es nur schmückt."),
    ),
    "image-redundant-alt": (
        _("Bildbeschreibung wiederholt den Text daneben"),
        _("Sagen Sie, was das Bild zeigt und noch nicht dasteht."),
    ),
    "identical-links-same-purpose": (
        _("Gleicher Linktext führt zu verschiedenen Seiten"),
        _("Geben Sie jedem Ziel einen eigenen Linktext."),
    ),
    "link-in-text-block": (
        _("Link ist nur an der Farbe zu erkennen"),
        _("Links im Text müssen unterstrichen sein."),
    ),
    "list": (_("Liste ist falsch aufgebaut"), _("Nutzen Sie die Listen des Editors.")),
    "table-duplicate-name": (
        _("Tabelle sagt im Titel zweimal dasselbe"),
        _("Kürzen Sie den Titel der Tabelle."),
    ),
    "td-headers-attr": (
        _("Tabelle verweist auf falsche Kopfzellen"),
        _("Legen Sie die Tabelle neu an."),
    ),
    "page-has-heading-one": (
        _("Seite ohne Hauptüberschrift"),
        _("Jede Seite braucht einen Titel."),
    ),
    "valid-lang": (
        _("Unbekannte Sprachangabe"),
        _("Entfernen Sie die Formatierung der Stelle."),
    ),
}


class PortalChecker(ContentCheckerItem):
    """Content rules for editors; in development all rules of the public site."""

    axe_run_only = [*ContentCheckerItem.axe_run_only, *MESSAGES]
    axe_custom_checks = [
        {
            "id": "check-image-alt-text",
            "options": {
                "pattern": r"\.(avif|gif|jpe?g|png|svg|webp)$|_"
                r"|^(Bild|Foto|Grafik|Abbildung|Image|Picture)( \d+)?$"
            },
        },
        {"id": "check-empty-meta-description"},
    ]
    axe_messages = {
        **ContentCheckerItem.axe_messages,
        **{
            rule: {"error_name": name, "help_text": remedy}
            for rule, (name, remedy) in MESSAGES.items()
        },
    }

    def get_axe_run_only(self, request: HttpRequest) -> list[str] | None:
        return None if settings.DEBUG else self.axe_run_only

    def get_axe_exclude(self, request: HttpRequest) -> list[str]:
        """Header and footer are the same everywhere; editors cannot change them."""
        return [*super().get_axe_exclude(request), ".header", ".footer"]
