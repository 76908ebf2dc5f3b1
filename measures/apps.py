from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeasuresConfig(AppConfig):
    """Measures: written in the open, decided with reasons, followed into practice."""

    name = "measures"
    verbose_name = _("Maßnahmen")

    def ready(self) -> None:
        # Models are there only now.
        from wagtail.signals import published  # noqa: PLC0415 - see above

        from measures.drafting import keep_what_was_published  # noqa: PLC0415 - see above
        from measures.group_section import group_measures  # noqa: PLC0415 - see above
        from measures.merged_organisations import move_to  # noqa: PLC0415 - see above
        from measures.models import Measure  # noqa: PLC0415 - see above
        from network.group_sections import SECTIONS  # noqa: PLC0415 - see above
        from network.organisations import MERGES  # noqa: PLC0415 - see above

        published.connect(keep_what_was_published, sender=Measure)
        SECTIONS.append(group_measures)
        MERGES.append(move_to)
