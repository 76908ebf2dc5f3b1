from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    """Pages of the site. It may import every app; no app imports it."""

    name = "tregks.cms"
    label = "cms"
    verbose_name = _("Seiten")

    def ready(self) -> None:
        from tregks.cms import page_cache  # noqa: PLC0415 - needs loaded models

        page_cache.watch()
