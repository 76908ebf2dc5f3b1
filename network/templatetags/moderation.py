"""What stands below each text that can be reported."""

from typing import Any

from django import template
from django.contrib.auth.models import AnonymousUser
from django.db import models

from network.models import ModerationCase, User
from network.models.moderation import reportable_kind

register = template.Library()


@register.filter
def hidden_from(target: Any, user: User | AnonymousUser) -> bool:
    """Whether a text of `with_hidden_reason()` is a gap for somebody, not its author."""
    author = reportable_kind(target).author_of(target)
    return target.hidden_reason is not None and author != user


@register.inclusion_tag("network/moderation.html", takes_context=True)
def moderation(context: dict[str, Any], target: models.Model) -> dict[str, Any]:
    """`{% moderation post %}`: "Melden", or that the text is hidden and why.

    Asks the database once, unless the text comes from `with_hidden_reason()`.
    """
    user = context["request"].user
    kind = reportable_kind(target)
    if hasattr(target, "hidden_reason"):
        reason = target.hidden_reason
    else:
        case = ModerationCase.objects.hiding(type(target)).filter(object_id=target.pk)
        reason = case.values_list("hidden_reason", flat=True).first()
    mine = user.is_authenticated and user in kind.people_behind(target)
    return {
        "target": target,
        "is_hidden": reason is not None,
        "reason": reason,
        "is_mine": mine,
        "report_url": kind.report_url(target),
    }
