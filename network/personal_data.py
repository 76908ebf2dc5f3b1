"""Everything the portal knows about a person, found by following the models.

Whatever points to a person belongs to the answer, so a new model cannot be forgotten.
What must not leave the portal is named here: secrets, which would let others in.
"""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils.text import capfirst

from network.models import Inquiry, OutgoingMail, User

SECRET_FIELDS = {
    ("network.user", "password"),
    ("mfa.authenticator", "data"),
    ("usersessions.usersession", "session_key"),
    ("network.feedtoken", "secret"),
    # Mail that waits may hold a code.
    ("network.outgoingmail", "text"),
    ("network.outgoingmail", "html"),
    ("network.outgoingmail", "subject"),
}
# Work on what others wrote is no data about whoever does it.
OTHER_PEOPLES = {("network.inquiry", "assignee")}

Row = dict[str, object]


def personal_data(user: User) -> dict[str, list[Row]]:
    """Sections by the German name of the model, rows by the name of the field."""
    sections: dict[str, list[Row]] = {}
    for title, rows in all_rows(user):
        if rows:
            sections.setdefault(title, []).extend(rows)
    return sections


def all_rows(user: User) -> Iterator[tuple[str, list[Row]]]:
    yield title(User), [row(user)]
    relations: list[Any] = User._meta.get_fields(include_hidden=True)
    for relation in relations:
        if not relation.auto_created or relation.concrete:
            continue
        model, field = relation.related_model, relation.field
        if not model._meta.managed or isinstance(relation, models.ManyToManyRel):
            continue
        if (model._meta.label_lower, field.name) in OTHER_PEOPLES:
            continue
        objects = model._base_manager.filter(**{field.name: user})
        yield title(model), [row(item) for item in objects]
    mails = OutgoingMail.objects.filter(recipient__iexact=user.email)
    yield title(OutgoingMail), [row(mail) for mail in mails]
    inquiries = Inquiry.objects.filter(email__iexact=user.email)
    yield title(Inquiry), [row(inquiry) for inquiry in inquiries]


def title(model: type[models.Model]) -> str:
    return capfirst(str(model._meta.verbose_name))


def row(item: models.Model) -> Row:
    model = item._meta.label_lower
    return {
        capfirst(str(field.verbose_name)): readable(field, item)
        for field in item._meta.concrete_fields
        if (model, field.name) not in SECRET_FIELDS and not field.generated
    }


def readable(field: models.Field, item: models.Model) -> object:
    if isinstance(field, models.ForeignKey):
        try:
            related = getattr(item, field.name)
        except ObjectDoesNotExist:  # a log outlives the page it speaks of
            return None
        return None if related is None else str(related)
    if field.choices:
        return str(getattr(item, f"get_{field.name}_display")())
    if isinstance(field, models.FileField):
        return getattr(item, field.attname).name
    return getattr(item, field.attname)
