from django.contrib import messages
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.userbar import ContentCheckerItem
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from tregks.cms.checklist import ChecklistPanel
from tregks.cms.content_checker import PortalChecker
from tregks.cms.outline import HARD_TO_READ
from tregks.cms.viewsets import GlossaryViewSet, TopicViewSet

register_snippet(GlossaryViewSet)


@hooks.register("register_admin_viewset")
def register_topics() -> TopicViewSet:
    return TopicViewSet()


@hooks.register("construct_homepage_panels")
def add_checklist(request: HttpRequest, panels: list) -> None:
    panels.append(ChecklistPanel())


@hooks.register("construct_wagtail_userbar")
def use_our_checker(request: HttpRequest, items: list, page: Page) -> None:
    items[:] = [
        PortalChecker() if isinstance(item, ContentCheckerItem) else item
        for item in items
    ]


@hooks.register("after_publish_page")
def tell_readability(request: HttpRequest, page: Page) -> None:
    lix = page.specific.readability()
    if lix is not None and lix > HARD_TO_READ:
        messages.info(
            request,
            _(
                "Verständlichkeit: LIX %(lix)d. Ziel ist höchstens %(goal)d. Kürzere "
                "Sätze und kürzere Wörter helfen."
            )
            % {"lix": lix, "goal": HARD_TO_READ},
        )


@hooks.register("insert_global_admin_css")
def brand() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("cms/admin.css"))


@hooks.register("insert_editor_js")
def wait_for_drafts() -> SafeString:
    return format_html('<script src="{}" defer></script>', static("cms/editor.js"))
