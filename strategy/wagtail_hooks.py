from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from strategy.lab_viewsets import LAB_ACTIONS, LAB_VIEWSETS
from strategy.viewsets import STRATEGY_ACTIONS, STRATEGY_VIEWSETS


class StrategyGroup(SnippetViewSetGroup):
    menu_label = _("Strategie")
    menu_icon = "clipboard-list"
    menu_order = 160
    items = LAB_VIEWSETS + STRATEGY_VIEWSETS


register_snippet(StrategyGroup)


@hooks.register("register_log_actions")
def register_lab_actions(actions) -> None:
    for name, label in (LAB_ACTIONS | STRATEGY_ACTIONS).items():
        actions.register_action(name, label, label)
