from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NetworkConfig(AppConfig):
    """People and organisations, and how they hear from each other."""

    name = "network"
    verbose_name = _("Netzwerk")
