"""How people are called on pages."""

from django import template
from django.utils.translation import gettext as _

from network.models import User
from network.models.users import FORMER_MEMBER

register = template.Library()


@register.filter
def author_name(person: User | None) -> str:
    """Who wrote something, also after their account is gone."""
    return person.name if person else _(FORMER_MEMBER)
