"""What surrounds the pages of measures."""

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from measures.models import Measure
from network.views.frame import Trail


def trail(*above: tuple[str | Promise, str]) -> Trail:
    """Breadcrumb of a page below /massnahmen/, without the page itself."""
    steps = [
        (_("Startseite"), reverse("wagtail_serve", args=[""])),
        (_("Maßnahmen"), reverse("measures:measure_list")),
        *above,
    ]
    return [{"title": str(title), "url": url} for title, url in steps]


def measure_trail(measure: Measure, *above: tuple[str | Promise, str]) -> Trail:
    return trail((str(measure), measure.get_absolute_url()), *above)
