from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError, CommandParser

from network import roles
from network.actions import create_member
from network.models import User
from tregks.demo import pages
from tregks.demo.cast import CAST, PASSWORD
from tregks.demo.groups import load_groups
from tregks.demo.implementation import load_implementation
from tregks.demo.inquiries import load_inquiries
from tregks.demo.lab import load_lab
from tregks.demo.measures import load_measures
from tregks.demo.moderation import load_moderation
from tregks.demo.network import load_network
from tregks.demo.notifications import load_notifications
from tregks.demo.scale import load_scale
from tregks.demo.visions import load_visions
from tregks.demo.workshops import load_workshops

GROUPS = {
    "network manager": roles.MANAGER.name,
    "editor": roles.EDITOR.name,
}


def load_people() -> None:
    for person in CAST:
        if User.objects.filter(email=person.email).exists():
            continue
        user = create_member(email=person.email, name=person.name, password=PASSWORD)
        if name := GROUPS.get(person.role):
            user.groups.add(Group.objects.get(name=name))


STEPS: list[tuple[str, Callable[[], Any]]] = [
    ("roles", roles.apply),
    ("people", load_people),
    ("organisations", load_network),
    ("working groups", load_groups),
    ("measures", load_measures),
    ("inquiries", load_inquiries),
    ("reports", load_moderation),
    ("facts about the operator", pages.load_operator),
    ("pictures", pages.load_pictures),
    ("scenario fields", load_lab),
    ("workshops", load_workshops),  # which led to factors and measures
    ("implementation of measures", load_implementation),
    ("visions and chapters", load_visions),
    ("pages", pages.load_pages),
    ("glossary", pages.load_glossary),
    ("notifications", load_notifications),  # of all that is loaded before
]


class Command(BaseCommand):
    help = "Fills the portal with believable content. May be run again at any time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--force", action="store_true", help="also outside the demo"
        )
        parser.add_argument(
            "--scale",
            type=int,
            default=1,
            choices=range(1, 501),
            metavar="1-500",
            help="so many times the measures, comments and members, for benchmarks",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEMO or options["force"]):
            raise CommandError(
                "This fills the portal with invented content and accounts with a "
                "well-known password. If you are sure: seed_demo --force"
            )
        fresh = not User.objects.filter(email=CAST[0].email).exists()
        steps = [*STEPS, ("all sizes of pictures", pages.draw_renditions)]
        if not fresh:
            steps = STEPS
        if (scale := options["scale"]) > 1:
            steps = [*steps, (f"{scale} times as much", partial(load_scale, scale))]
        for number, (name, load) in enumerate(steps, start=1):
            if options["verbosity"] > (0 if fresh else 1):
                self.stdout.write(f"      demo content {number}/{len(steps)}: {name}")
            load()
