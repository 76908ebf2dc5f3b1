from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from measures.viewsets import MeasureViewSet

# What happens to measures, as their history names it.
ACTIONS = {
    "measure.version": _("Fassung festgehalten"),
    "measure.wording": _("Vorgeschlagenen Wortlaut übernommen"),
}


class MeasuresGroup(SnippetViewSetGroup):
    menu_label = _("Maßnahmen")
    menu_icon = "clipboard-list"
    menu_order = 160
    items = (MeasureViewSet,)


register_snippet(MeasuresGroup)


@hooks.register("register_log_actions")
def register_measure_actions(actions) -> None:
    for name, label in ACTIONS.items():
        actions.register_action(name, label, label)
