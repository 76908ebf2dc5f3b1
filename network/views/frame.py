"""What surrounds the network's own pages."""

from django.urls import reverse
from django.utils.translation import gettext as _

Trail = list[dict[str, str]]


def trail(*above: tuple[str, str]) -> Trail:
    """Breadcrumb of a page below /netzwerk/, without the page itself.

    `above` are titles and addresses between the directory and the page.
    """
    steps = [
        (_("Startseite"), reverse("wagtail_serve", args=[""])),
        (_("Netzwerk"), reverse("network:organisation_list")),
        *above,
    ]
    return [{"title": title, "url": url} for title, url in steps]
