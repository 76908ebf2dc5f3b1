"""Statistics in the admin: drawing, table and spreadsheet of the same numbers."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin.auth import permission_denied
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from network.statistics import tables
from tregks.spreadsheets import xlsx_response

PERMISSION = "network.change_organisation"


class StatisticsView(WagtailAdminTemplateMixin, View):
    page_title = _("Statistik")
    header_icon = "table"
    template_name = "network/admin/statistics.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        if not request.user.has_perm(PERMISSION):
            return permission_denied(request)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        found = tables()
        if "tabelle" in request.GET:
            for table in found:
                if table.key == request.GET["tabelle"]:
                    rows = ([line.label, *line.values] for line in table.lines)
                    return xlsx_response(table.key, table.headings, rows)
            raise Http404
        return self.render_to_response(self.get_context_data(tables=found))


class StatisticsViewSet(ViewSet):
    name = "statistics"
    url_prefix = "statistik"
    icon = "table"
    menu_label = _("Statistik")

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        class StatisticsMenuItem(MenuItem):
            def is_shown(self, request: HttpRequest) -> bool:
                return request.user.has_perm(PERMISSION)

        return StatisticsMenuItem

    def get_urlpatterns(self) -> list[Any]:
        return [path("", StatisticsView.as_view(), name="index")]
