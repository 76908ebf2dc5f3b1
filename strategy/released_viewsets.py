"""What the forms and lists of scenarios, visions and chapters share in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.admin.ui.tables import StatusTagColumn
from wagtail.snippets.views.snippets import SnippetViewSet

STATUS = StatusTagColumn(
    "status_string", label=_("Stand"), primary=lambda thing: thing.live
)
NAME_PANELS: list[Panel] = [FieldPanel("name"), FieldPanel("slug")]
TEXT_PANELS: list[Panel] = [
    FieldPanel("lead"),
    FieldPanel("story"),
    FieldPanel("plain_language"),
]
PICTURE_PANELS: list[Panel] = [
    MultiFieldPanel(
        [FieldPanel("picture"), FieldPanel("picture_description")], heading=_("Bild")
    )
]


class ReleasedViewSet(SnippetViewSet):
    """The database searches, as in all lists of ours."""

    search_backend_name = None
