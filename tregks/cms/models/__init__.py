from tregks.cms.models.base import BasePage
from tregks.cms.models.forms import BarrierReportPage, ContactPage
from tregks.cms.models.media import PortalDocument, PortalImage, PortalRendition
from tregks.cms.models.news import NewsIndexPage, NewsPage
from tregks.cms.models.pages import FaqPage, GlossaryPage, HomePage, InfoPage
from tregks.cms.models.settings import OperatorSettings
from tregks.cms.models.snippets import GlossaryTerm
from tregks.cms.models.topics import TopicIndexPage, TopicPage

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
