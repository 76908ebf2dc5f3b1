from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StrategyConfig(AppConfig):
    """From scenarios to the strategy. `strategy.cib` is the engine, without Django."""

    name = "strategy"
    verbose_name = _("Strategie")
