from tregks.cms.models.forms import BarrierReportPage, ContactPage
from tregks.cms.models.media import PortalDocument, PortalImage, PortalRendition
from tregks.cms.models.pages import (
    BasePage,
    FaqPage,
    GlossaryPage,
    HomePage,
    InfoPage,
    NewsIndexPage,
    NewsPage,
    TopicIndexPage,
    TopicPage,
)
from tregks.cms.models.settings import OperatorSettings
from tregks.cms.models.snippets import GlossaryTerm

__all__ = [
    "BarrierReportPage",
    "BasePage",
    "ContactPage",
    "FaqPage",
    "GlossaryPage",
    "GlossaryTerm",
    "HomePage",
    "InfoPage",
    "NewsIndexPage",
    "NewsPage",
    "OperatorSettings",
    "PortalDocument",
    "PortalImage",
    "PortalRendition",
    "TopicIndexPage",
    "TopicPage",
]
