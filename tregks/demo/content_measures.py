"""The demo's measures. All invented."""

from typing import NamedTuple


class Wanted(NamedTuple):
    title: str
    topic: str
    state: str
    audience: str
    horizon: str
    summary: str
    body: list[tuple[str, str]]
    plain_language: str = ""
    responsible: str = ""
    cost_from: int | None = None
    cost_to: int | None = None
    funding: str = ""
    urgent_reason: str = ""
    author: str = ""


MEASURES: list[Wanted] = []
