"""The traceable chain: linking its things, and following the links both ways.

Types are named by their label, so that this app need not know those that come later.
Whatever is linked has `objects.visible_to(user)` and `get_absolute_url`.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from network.models import User
from strategy.models import ChainLink

# Which type may lead to which. The order is that of the chain.
ARROWS = {
    "workshops.workshop": {
        *("strategy.factor", "strategy.scenario", "strategy.vision"),
        *("measures.measure", "network.decision"),
    },
    "strategy.scenario": {"strategy.scenario", "strategy.vision"},
    "strategy.vision": {"measures.measure"},
    "measures.measure": {"strategy.chapter"},
}
# What the address of a linked thing needs beside itself.
NEEDED = {"strategy.factor": "field", "network.decision": "group"}


@dataclass(frozen=True)
class Linked:
    """The other end of a link, as one person may see it."""

    thing: Any
    kind: str  # the label of its model, as "strategy.vision"
    link: ChainLink

    @property
    def word(self) -> str:
        """What it is, as "Zukunftsbild"."""
        return str(self.thing._meta.verbose_name)


@transaction.atomic
def connect(
    *, source: models.Model, target: models.Model, reason: str, by: User | None
) -> ChainLink:
    """Link two things, or say anew why they are linked.

    Raises ValidationError when the chain knows no arrow between these types.
    """
    if target._meta.label_lower not in ARROWS.get(source._meta.label_lower, ()):
        raise ValidationError(_("Diese beiden lassen sich nicht verknüpfen."))
    link, _is_new = ChainLink.objects.update_or_create(
        source_type=ContentType.objects.get_for_model(source),
        source_id=source.pk,
        target_type=ContentType.objects.get_for_model(target),
        target_id=target.pk,
        defaults={"reason": reason.strip()},
        create_defaults={"reason": reason.strip(), "made_by": by},
    )
    log(target, "chain.connect", user=by, data={"source": str(source)})
    return link


@transaction.atomic
def disconnect(*, link: ChainLink, by: User) -> None:
    if link.target is not None:
        data = {"source": str(link.source), "reason": link.reason}
        log(link.target, "chain.disconnect", user=by, data=data)
    link.delete()


def origins(thing: models.Model, user: User | AnonymousUser) -> list[Linked]:
    """What this came from ("entstanden aus"), as far as the user may see it."""
    links = ChainLink.objects.filter(
        target_type=ContentType.objects.get_for_model(thing), target_id=thing.pk
    )
    return _seen(links, "source", user)


def results(thing: models.Model, user: User | AnonymousUser) -> list[Linked]:
    """What this led to ("führte zu"), as far as the user may see it."""
    links = ChainLink.objects.filter(
        source_type=ContentType.objects.get_for_model(thing), source_id=thing.pk
    )
    return _seen(links, "target", user)


def origins_of_each(
    things: Iterable[models.Model], user: User | AnonymousUser
) -> dict[int, list[Linked]]:
    """What several things of one type came from, by their numbers."""
    things = list(things)
    found: dict[int, list[Linked]] = defaultdict(list)
    if things:
        links = ChainLink.objects.filter(
            target_type=ContentType.objects.get_for_model(things[0]),
            target_id__in=[thing.pk for thing in things],
        )
        for each in _seen(links, "source", user):
            found[each.link.target_id].append(each)
    return found


def _seen(
    links: Iterable[ChainLink], end: str, user: User | AnonymousUser
) -> list[Linked]:
    """One query for each type at the other end, whatever the number of links."""
    links = list(links)
    numbers: dict[int, set[int]] = defaultdict(set)
    for link in links:
        numbers[getattr(link, f"{end}_type_id")].add(getattr(link, f"{end}_id"))
    things: dict[tuple[int, int], Any] = {}
    kinds = {}
    for type_id, pks in numbers.items():
        kind = ContentType.objects.get_for_id(type_id)
        model = kind.model_class()
        if model is None:  # an app that is not installed any more
            continue
        kinds[type_id] = model._meta.label_lower
        seen = model._default_manager.visible_to(user).filter(pk__in=pks)  # type: ignore[attr-defined]  # what is linked has visible_to
        if kinds[type_id] in NEEDED:
            seen = seen.select_related(NEEDED[kinds[type_id]])
        for thing in seen:
            things[type_id, thing.pk] = thing
    found = []
    for link in links:
        key = getattr(link, f"{end}_type_id"), getattr(link, f"{end}_id")
        if key in things:
            found.append(Linked(things[key], kinds[key[0]], link))
    order = list(ARROWS)
    return sorted(
        found, key=lambda each: order.index(each.kind) if each.kind in order else 9
    )


# The stations of the band, and which types stand on each.
STATIONS = (
    ("scenario", gettext_lazy("Szenarien"), {"strategy.scenario"}),
    ("vision", gettext_lazy("Zukunftsbilder"), {"strategy.vision"}),
    ("measure", gettext_lazy("Maßnahmen"), {"measures.measure"}),
    ("strategy", gettext_lazy("Strategie"), {"strategy.chapter"}),
)


def band(thing: models.Model, linked: Iterable[Linked]) -> list[dict[str, Any]]:
    """The steps of components/chain.html: where a thing stands, what is linked to it."""
    own = thing._meta.label_lower
    linked = list(linked)
    return [
        {
            "icon": icon,
            "name": name,
            "current": own in kinds,
            "links": [
                {"title": str(each.thing), "url": each.thing.get_absolute_url()}
                for each in linked
                if each.kind in kinds
            ],
        }
        for icon, name, kinds in STATIONS
    ]
