"""Small helps for the account pages."""

import re

from django import template
from django.forms import BaseForm
from django.utils.translation import gettext as _

register = template.Library()

# In this order: Edge calls itself Chrome too, and Chrome Safari.
BROWSERS = {
    "Firefox/": "Firefox",
    "Edg": "Edge",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "Linux": "Linux",
}


@register.filter
def without_placeholders(form: BaseForm) -> BaseForm:
    """Labels say what belongs into a field; a text inside it would hide that again."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
    return form


@register.filter
def browser_name(user_agent: str) -> str:
    """'Firefox, Windows', as far as a browser tells."""

    def first(names: dict[str, str]) -> str | None:
        return next((names[key] for key in names if re.search(key, user_agent)), None)

    known = [name for name in (first(BROWSERS), first(SYSTEMS)) if name]
    return ", ".join(known) or _("Unbekannter Browser")
