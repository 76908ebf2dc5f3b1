"""What surrounds the pages of the scenario lab."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.views.frame import Trail
from strategy.models import ScenarioField

ALONE_FIRST = gettext_lazy(
    "Solange eingeschätzt wird, sehen Sie die Werte aller erst, wenn Sie selbst alle "
    "Paare eingeschätzt haben."
)


def strategy_trail(*above: tuple[str | Promise, str]) -> Trail:
    """Breadcrumb of a page below /strategie/, without the page itself."""
    steps = [
        (_("Startseite"), reverse("wagtail_serve", args=[""])),
        (_("Strategie"), reverse("strategy_process")),
        *above,
    ]
    return [{"title": str(title), "url": url} for title, url in steps]


def lab_trail(
    field: ScenarioField | None = None, *above: tuple[str | Promise, str]
) -> Trail:
    """Breadcrumb of a page in the lab, or inside a field."""
    steps: list[tuple[str | Promise, str]] = [
        (_("Szenariolabor"), reverse("strategy:field_list"))
    ]
    if field is not None:
        steps.append((field.name, field.get_absolute_url()))
    return strategy_trail(*steps, *above)


def say_problems(request: HttpRequest, error: ValidationError) -> None:
    """What went wrong, as messages above the page that follows."""
    for sentence in error.messages:
        messages.error(request, sentence)


def form_page(field: ScenarioField | None = None, **context: Any) -> dict[str, Any]:
    """What templates/strategy/form.html needs, with the way back by default."""
    back = field.get_absolute_url() if field else reverse("strategy:field_list")
    return {"trail": lab_trail(field), "back": back, "field": field} | context
