from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkshopsConfig(AppConfig):
    """Workshops, who comes to them, and the calendar of all dates."""

    name = "workshops"
    verbose_name = _("Termine")
