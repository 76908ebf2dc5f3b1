from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    """Pages of the site. It may import every app; no app imports it."""

    name = "tregks.cms"
    label = "cms"
    verbose_name = _("Seiten")
