"""What apps that come later show on the page of a working group, as its measures.

They append a function to SECTIONS in `AppConfig.ready`. It gets the group and who looks,
asks the database a constant number of times, and returns None where there is nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from network.models import User, WorkingGroup


@dataclass(frozen=True)
class Line:
    title: str
    url: str
    meta: str


@dataclass(frozen=True)
class Section:
    title: str
    lines: list[Line]


SECTIONS: list[Callable[[WorkingGroup, User | AnonymousUser], Section | None]] = []


def sections(group: WorkingGroup, user: User | AnonymousUser) -> list[Section]:
    found = (section(group, user) for section in SECTIONS)
    return [section for section in found if section]
