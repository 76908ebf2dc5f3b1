from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StrategyConfig(AppConfig):
    """From scenarios to the strategy. `strategy.cib` is the engine, without Django."""

    name = "strategy"
    verbose_name = _("Strategie")

    def ready(self) -> None:
        # Models are there only now.
        from network.organisations import MERGES  # noqa: PLC0415 - see above
        from strategy.visions import move_endorsements  # noqa: PLC0415 - see above

        MERGES.append(move_endorsements)
