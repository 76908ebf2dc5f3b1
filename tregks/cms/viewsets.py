"""Small content in the admin: glossary and topics."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from network.models import Topic
from tregks.cms.models import GlossaryTerm


class GlossaryViewSet(SnippetViewSet):
    model = GlossaryTerm
    icon = "glasses"
    add_to_admin_menu = True
    menu_label = _("Glossar")
    menu_order = 420
    list_display = ["term", "definition"]
    search_fields = ["term", "definition"]


class TopicViewSet(ModelViewSet):
    model = Topic
    name = "topics"
    icon = "tag"
    add_to_settings_menu = True
    menu_label = _("Handlungsfelder")
    inspect_view_enabled = False
    list_display = ["position", "name", "name_en", "slug"]
    panels = [
        FieldPanel("name"),
        FieldPanel("name_en"),
        FieldPanel("slug"),
        FieldPanel("icon"),
        FieldPanel("position"),
    ]
