"""Lists in the admin of what is decided on the public pages."""

from typing import Any

from django.urls import path
from wagtail.admin.viewsets.model import ModelViewSet

from network.xlsx import XlsxIndexView


class PublicIndexView(XlsxIndexView):
    """A list whose rows lead to the page where people act on them."""

    any_permission_required = ["view"]

    def get_edit_url(self, instance: Any) -> str:
        return instance.get_absolute_url()


class ListViewSet(ModelViewSet):
    """Only the list."""

    copy_view_enabled = False
    add_to_reference_index = False
    search_backend_name = None
    form_fields: list[str] = []

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        absent = ["add_url_name", "history_url_name", "usage_url_name", "copy_url_name"]
        return super().get_common_view_kwargs(**dict.fromkeys(absent) | kwargs)

    def register_admin_url_finder(self) -> None:
        """There is no view to edit here, so nothing else may lead to one."""

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
        ]
