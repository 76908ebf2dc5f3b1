from django.apps import AppConfig

# post_migrate: tables that have just been made get their trigger.
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from tregks.changes import watch_tables


class CmsConfig(AppConfig):
    """Pages of the site. It may import every app; no app imports it."""

    name = "tregks.cms"
    label = "cms"
    verbose_name = _("Seiten")

    def ready(self) -> None:
        post_migrate.connect(watch_tables, sender=self)
