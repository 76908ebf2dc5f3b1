"""What surrounds the network's own pages."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from network.models import User

Trail = list[dict[str, str]]


class PortalRequest(HttpRequest):
    """A request as the middleware hands it to a view."""

    htmx: HtmxDetails


class MemberRequest(PortalRequest):
    """A request behind `@login_required`."""

    user: User


def trail(*above: tuple[str | Promise, str]) -> Trail:
    """Breadcrumb of a page below /netzwerk/, without the page itself.

    `above` are titles and addresses between the directory and the page.
    """
    steps = [
        (_("Startseite"), reverse("wagtail_serve", args=[""])),
        (_("Netzwerk"), reverse("network:organisation_list")),
        *above,
    ]
    return [{"title": str(title), "url": url} for title, url in steps]
