"""What cameras write into pictures: place, device, thumbnail. None of it is kept."""

from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps


def without_traces(file: Any) -> bytes | None:
    """The picture anew, turned as it should be; None if there is nothing to drop.

    Unpacks the picture, so whoever calls has looked at its size. ValidationError says
    that it is broken.
    """
    try:
        file.seek(0)
        with Image.open(file) as picture:
            picture.load()
            if not {"exif", "xmp", "photoshop", "comment"} & picture.info.keys():
                return None
            upright = ImageOps.exif_transpose(picture)
            profile = upright.info.get("icc_profile")
            upright.info = {}
            buffer = BytesIO()
            upright.save(buffer, picture.format, quality=92, icc_profile=profile)
    except (OSError, SyntaxError, ValueError) as error:
        raise ValidationError(
            _("Die Bilddatei ist beschädigt. Speichern Sie sie neu.")
        ) from error
    else:
        return buffer.getvalue()
    finally:
        file.seek(0)
