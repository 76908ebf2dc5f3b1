"""The demo's accounts: one password, known to everybody, so never outside the demo."""

from typing import NamedTuple

PASSWORD = "tregks-demo-2026"  # noqa: S105 - printed by `make run` on purpose


class Person(NamedTuple):
    email: str
    name: str
    role: str


CAST = [
    Person("management@tregks.example", "Mara Management", "network manager"),
    Person("redaktion@tregks.example", "Rike Redaktion", "editor"),
    Person("sprecherin@tregks.example", "Svea Sprecherin", "group speaker"),
    Person("mitglied@tregks.example", "Milan Mitglied", "member"),
    Person("fremd@tregks.example", "Fenja Fremd", "member of no group"),
]


def logins() -> str:
    rows = [f"  {person.email:28} {person.role}" for person in CAST]
    return "\n".join(["Demo accounts, password " + PASSWORD + ":", *rows])
