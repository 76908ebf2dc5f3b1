from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The project package: settings, addresses, shared templates; no tables."""

    name = "tregks"
    label = "tregks"
