"""What a deletion takes along: names in texts of the portal, and what it leaves nameless."""

import json
import re
from dataclasses import dataclass

from django.db import models
from django.db.models import F, Func, OuterRef, Q, Value
from django.db.models.fields.json import JSONField
from django.db.models.functions import Cast
from django.utils.text import capfirst
from wagtail.models import Page, Revision

from network.data_export import about
from network.inventory import inventory, model_and_path
from network.models import Inquiry, ModerationCase, OutgoingMail, User
from network.models.users import FORMER_MEMBER

OURS = {"network", "strategy", "measures", "workshops"}


@dataclass(frozen=True)
class Effect:
    """So many things of one kind that a deletion deletes, or leaves without a name."""

    label: str
    number: int
    deletes: bool


def effects(user: User) -> list[Effect]:
    """What will become of what this person has made, before they decide."""
    result = []
    for entry in inventory():
        for path in entry.fields:
            model, name = model_and_path(path)
            if model._meta.app_label not in OURS or "__" in name:
                continue
            field = model._meta.get_field(name)
            if not isinstance(field, models.ForeignKey):
                continue
            if number := about(model, name, user).count():
                label = capfirst(str(model._meta.verbose_name_plural))
                cascade = field.remote_field.on_delete is models.CASCADE
                result.append(Effect(label, number, deletes=cascade))
    return result


def forget_traces(user: User) -> None:
    """Take a person's name and address out of all that outlives the account."""
    OutgoingMail.objects.filter(recipient__iexact=user.email).delete()
    Inquiry.objects.filter(email__iexact=user.email).exclude(
        state__in=Inquiry.OPEN
    ).delete()
    ModerationCase.objects.filter(author=user).update(quote="")
    needles = [user.email, user.name]
    for entry in inventory():
        for path in entry.mentions:
            model, field = model_and_path(path)
            _replace(model._base_manager.all(), field, needles)
    if " " not in user.name:  # a word that may mean anything in a text of people
        needles.remove(user.name)
    newer = Revision.objects.filter(
        content_type=OuterRef("content_type"),
        object_id=OuterRef("object_id"),
        pk__gt=OuterRef("pk"),
    )
    live = Page.objects.exclude(live_revision=None).values("live_revision")
    older = Revision.objects.filter(models.Exists(newer)).exclude(pk__in=live)
    _replace(older, "content", needles)


def forget_cases_without_text(cases: models.QuerySet[ModerationCase]) -> None:
    """Remove what was decided about texts that are gone."""
    for case in cases.select_related("content_type").iterator():
        model = case.content_type.model_class()
        if model is None or not model._base_manager.filter(pk=case.object_id).exists():
            case.delete()


def _replace(objects: models.QuerySet, name: str, needles: list[str]) -> None:
    """Replace whole words in a text or JSON field, in one statement each."""
    is_json = isinstance(objects.model._meta.get_field(name), JSONField)
    text: Cast | F = Cast(name, models.TextField()) if is_json else F(name)
    for needle in filter(None, needles):
        plain = json.dumps(needle, ensure_ascii=False)[1:-1] if is_json else needle
        changed = Func(
            text,
            Value(rf"(?<!\w){re.escape(plain)}(?!\w)"),
            Value(FORMER_MEMBER),
            Value("g"),
            function="regexp_replace",
            output_field=models.TextField(),
        )
        found = objects.alias(in_words=text).filter(Q(in_words__contains=plain))
        found.update(**{name: Cast(changed, JSONField()) if is_json else changed})
