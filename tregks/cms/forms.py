"""Uploads in the admin: what Wagtail checks, checked before it costs memory."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm


class PortalImageField(WagtailImageField):
    """Asks the size before anything is decoded, and survives broken files."""

    def check_image_pixel_size(self, f: Any) -> None:
        try:
            f.seek(0)
            with Image.open(f) as picture:  # reads the header only
                width, height = picture.size
                pixels = width * height * getattr(picture, "n_frames", 1)
            f.seek(0)
            if pixels <= self.max_image_pixels:
                super().check_image_pixel_size(f)
                return
        except (OSError, SyntaxError) as error:
            raise ValidationError(
                _("Die Bilddatei ist beschädigt. Speichern Sie sie neu."),
                code="broken",
            ) from error
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            pass
        raise ValidationError(
            _("Das Bild hat mehr als %(limit)d Millionen Bildpunkte."),
            code="too_many_pixels",
            params={"limit": self.max_image_pixels // 1_000_000},
        )


class PortalImageForm(BaseImageForm):
    file = PortalImageField(label=_("Datei"), widget=BaseImageForm.Meta.widgets["file"])
