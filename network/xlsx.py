"""Lists of the admin that can be taken along as XLSX, and only as that."""

from datetime import datetime

from django.utils import timezone
from django.utils.functional import cached_property
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import Button

from network.models import User


class XlsxIndexView(generic.IndexView):
    any_permission_required = ["change"]
    # Programs run what a CSV cell says; in XLSX Wagtail makes it plain text (S-34).
    FORMATS = (generic.IndexView.FORMAT_XLSX,)
    custom_value_preprocess = {
        datetime: {"xlsx": lambda value: timezone.make_naive(value)},
        # Control characters, which the format does not know.
        str: {"xlsx": lambda value: ILLEGAL_CHARACTERS_RE.sub("", value)},
        User: {"xlsx": str},
    }

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = super().header_more_buttons
        return [button for button in buttons if button.url != self.csv_export_url]
