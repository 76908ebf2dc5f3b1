"""Pages around forms of the apps: editors write the page, the app takes the form."""

from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from network.models import Inquiry
from network.views.inquiries import inquiry
from tregks.cms.models.base import BasePage
from tregks.cms.models.settings import OperatorSettings


class InquiryPage(BasePage):
    """A page with the form of one kind of inquiry, and the thanks after sending it."""

    kind: Inquiry.Kind

    parent_page_types = ["cms.HomePage"]
    subpage_types = []
    max_count_per_parent = 1

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        show = partial(super().serve, request, *args, **kwargs)
        return inquiry(request, kind=self.kind, show=show)

    def get_context(
        self,
        request: HttpRequest,
        *args: Any,
        form: forms.Form | None = None,
        sent: str = "",
        **kwargs: Any,
    ) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        operator = OperatorSettings.load(request)
        return context | {"form": form, "sent": sent, "operator": operator}


class ContactPage(InquiryPage):
    """How to reach the network."""

    kind = Inquiry.Kind.CONTACT
    template = "cms/inquiry.html"

    class Meta:
        verbose_name = _("Kontaktseite")
        verbose_name_plural = _("Kontaktseiten")


class BarrierReportPage(InquiryPage):
    """Where barriers of the portal are reported."""

    kind = Inquiry.Kind.BARRIER
    template = "cms/inquiry.html"

    class Meta:
        verbose_name = _("Seite zum Melden von Barrieren")
        verbose_name_plural = _("Seiten zum Melden von Barrieren")
