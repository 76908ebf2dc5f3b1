from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeasuresConfig(AppConfig):
    """Measures: written in the open, decided with reasons, followed into practice."""

    name = "measures"
    verbose_name = _("Maßnahmen")

    def ready(self) -> None:
        # Models are there only now.
        from measures.group_section import group_measures  # noqa: PLC0415 - see above
        from network.group_sections import SECTIONS  # noqa: PLC0415 - see above

        SECTIONS.append(group_measures)
