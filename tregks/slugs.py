"""Addresses made of titles."""

import uuid
from collections.abc import Container

from django.db.models import QuerySet
from django.utils.text import slugify

LONGEST = 70  # characters, without the tail
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def slug_of(title: str, *, otherwise: str) -> str:
    """ "Wärme für Höfe" becomes "waerme-fuer-hoefe"; `otherwise` if nothing is left."""
    return slugify(title.lower().translate(UMLAUTS))[:LONGEST] or otherwise


def free_slug(
    title: str, *, others: QuerySet, otherwise: str, reserved: Container[str] = ()
) -> str:
    """A slug of the title; with a random tail where one of `others` has it already."""
    slug = slug_of(title, otherwise=otherwise)
    if slug in reserved or others.filter(slug=slug).exists():
        return f"{slug}-{uuid.uuid4().hex[:6]}"
    return slug
