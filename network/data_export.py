"""Everything the portal knows about a person, as a file for that person alone.

What belongs to it stands in the inventory, which a test holds complete.
"""

import json
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.exceptions import ObjectDoesNotExist
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.fields import StreamField

from network.downloads import ZIP, download_task, finish, report, start_download
from network.inventory import inventory, model_and_path
from network.models import Download, User

Row = dict[str, object]


def start_export(*, by: User) -> Download:
    return start_download(
        by=by, title=_("Meine Daten"), task=export_data, needs_password=True
    )


@download_task("export_personal_data")
def export_data(download: Download) -> None:
    """One ZIP with the same twice: to read, and for programs."""
    data = personal_data(download.owner)
    report(download, 60)
    page = render_to_string(
        "account/data_file.html",
        {"data": data, "person": download.owner, "now": timezone.now()},
    )
    plain = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("meine-daten.html", page)
        archive.writestr("meine-daten.json", plain)
    finish(download, file.getvalue(), "meine-daten.zip", ZIP)


def personal_data(user: User) -> dict[str, list[Row]]:
    """Sections by the German name of the model, rows by the name of the field."""
    secret = {field for entry in inventory() for field in entry.secret}
    return {
        title(model): [row(item, secret) for item in items]
        for model, items in found(user)
    }


def found(user: User) -> Iterator[tuple[type[models.Model], list[models.Model]]]:
    """All objects about a person, each once, in the order of the inventory."""
    items: dict[type[models.Model], dict[object, models.Model]] = {
        User: {user.pk: user}
    }
    for entry in inventory():
        for field in entry.fields:
            model, path = model_and_path(field)
            objects = about(model, path, user)
            items.setdefault(model, {}).update({each.pk: each for each in objects})
    for model, rows in items.items():
        if rows:
            yield model, list(rows.values())


def about(model: type[models.Model], path: str, user: User) -> models.QuerySet:
    """Rows whose field leads to this person, or holds their address."""
    field = model._meta.get_field(path.split("__")[0])
    if isinstance(field, models.EmailField):
        return model._base_manager.filter(**{f"{path}__iexact": user.email})
    if not field.is_relation:  # the row belongs to the person by another field
        return model._base_manager.none()
    return model._base_manager.filter(**{path: user})


def title(model: type[models.Model]) -> str:
    return capfirst(str(model._meta.verbose_name))


def row(item: models.Model, secret: set[str]) -> Row:
    model = item._meta.label_lower
    return {
        capfirst(str(field.verbose_name)): readable(field, item)
        for field in item._meta.concrete_fields
        if f"{model}.{field.name}" not in secret and not field.generated
    }


def readable(field: models.Field, item: models.Model) -> object:
    if isinstance(field, models.ForeignKey):
        try:
            related = getattr(item, field.name)
        except ObjectDoesNotExist:  # a log outlives the page it speaks of
            return None
        return None if related is None else str(related)
    if isinstance(field, models.FileField):
        return str(getattr(item, field.name))
    if isinstance(field, StreamField):
        return strip_tags(str(getattr(item, field.name)))
    if field.choices:
        return str(getattr(item, f"get_{field.name}_display")())
    return getattr(item, field.attname)
