"""All public pages for search engines, with their translations."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from wagtail.models import Page

from network.models import Organisation, WorkingGroup
from strategy.models import Factor, Scenario, ScenarioField, Vision
from tregks.cms.tree import HOME_DEPTH, address
from workshops.models import Workshop


class PortalSitemap(Sitemap):
    limit = 5000

    def get_domain(self, site=None) -> str:
        """The one public address, whatever host a request claims."""
        return urlsplit(settings.BASE_URL).netloc

    def get_protocol(self, protocol=None) -> str:
        return urlsplit(settings.BASE_URL).scheme


class PageSitemap(PortalSitemap):
    def items(self) -> QuerySet[Page]:
        return (
            Page.objects.live()
            .public()
            .filter(depth__gte=HOME_DEPTH)
            .select_related("locale")
            .order_by("path")
        )

    def location(self, page: Page) -> str:
        return address(page, page.locale.language_code)

    def lastmod(self, page: Page):
        return page.last_published_at


class OrganisationSitemap(PortalSitemap):
    def items(self) -> QuerySet[Organisation]:
        return Organisation.objects.published().only("slug")


class ScenarioSitemap(PortalSitemap):
    def items(self) -> QuerySet[Scenario]:
        return Scenario.objects.live().only("slug")


class VisionSitemap(PortalSitemap):
    def items(self) -> QuerySet[Vision]:
        return Vision.objects.live().only("slug")


class FieldSitemap(PortalSitemap):
    def items(self) -> QuerySet[ScenarioField]:
        return ScenarioField.objects.visible_to(AnonymousUser()).only("slug")


class FactorSitemap(PortalSitemap):
    def items(self) -> QuerySet[Factor]:
        return Factor.objects.visible_to(AnonymousUser()).only("pk")


class GroupSitemap(PortalSitemap):
    def items(self) -> QuerySet[WorkingGroup]:
        return WorkingGroup.objects.visible_to(AnonymousUser()).only("slug")


class WorkshopSitemap(PortalSitemap):
    def items(self) -> QuerySet[Workshop]:
        return Workshop.objects.visible_to(AnonymousUser()).only("slug")


SITEMAPS = {
    "pages": PageSitemap,
    "organisations": OrganisationSitemap,
    "scenarios": ScenarioSitemap,
    "visions": VisionSitemap,
    "scenario-fields": FieldSitemap,
    "factors": FactorSitemap,
    "groups": GroupSitemap,
    "workshops": WorkshopSitemap,
}
