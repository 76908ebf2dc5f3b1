from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeasuresConfig(AppConfig):
    """Measures: written in the open, decided with reasons, followed into practice."""

    name = "measures"
    verbose_name = _("Maßnahmen")
