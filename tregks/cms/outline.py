"""Questions about rich text: its headings, its reading difficulty."""

import re
from typing import NamedTuple

from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

HEADING_NAMES = ["h2", "h3", "h4"]
WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
SENTENCE_END = re.compile(r"[.!?:]+(?=\s|$)")
# Link texts that say nothing when a list of links is read aloud.
VAGUE = {
    *("hier", "mehr", "weiter", "link", "klicken sie hier", "mehr lesen"),
    *("weiterlesen", "mehr erfahren", "here", "more", "read more", "click here"),
}
BARE_ADDRESS = re.compile(r"(https?://|www\.)\S+$")
LONG_WORD = 6  # letters; longer words count as hard
HARD_TO_READ = 45  # LIX above which a text is too hard for plain language


class Heading(NamedTuple):
    level: int
    text: str


def headings(html: str) -> list[Heading]:
    soup = BeautifulSoup(html, "html.parser")
    return [
        Heading(int(tag.name[1]), tag.get_text(" ", strip=True))
        for tag in soup.find_all(HEADING_NAMES)
    ]


def heading_errors(html: str, previous: int) -> tuple[list[ValidationError], int]:
    """What is wrong with the headings, given the level of the heading before them.

    Also returns the last level, for the text that follows on the same page.
    """
    errors = []
    for heading in headings(html):
        if not heading.text:
            errors.append(
                ValidationError(
                    _(
                        "Eine Überschrift ist leer. Schreiben Sie einen Text hinein "
                        "oder machen Sie einen Absatz daraus."
                    ),
                    code="empty_heading",
                )
            )
        elif heading.level > previous + 1:
            errors.append(
                ValidationError(
                    _(
                        "Die Überschrift „%(text)s“ überspringt eine Ebene: Nach "
                        "Ebene %(previous)d folgt höchstens Ebene %(allowed)d."
                    ),
                    code="skipped_heading",
                    params={
                        "text": heading.text,
                        "previous": previous,
                        "allowed": previous + 1,
                    },
                )
            )
        previous = heading.level
    return errors, previous


def fake_heading(html: str) -> str:
    """The first paragraph that is bold from end to end, so a heading in disguise."""
    soup = BeautifulSoup(html, "html.parser")
    for paragraph in soup.find_all("p"):
        text = paragraph.get_text(strip=True)
        bold = "".join(tag.get_text(strip=True) for tag in paragraph.find_all("b"))
        if text and text == bold and len(text) < 100:
            return text
    return ""


def vague_link(html: str) -> str:
    """The first link whose text says nothing by itself, or is a bare address."""
    soup = BeautifulSoup(html, "html.parser")
    for link in soup.find_all("a"):
        text = link.get_text(" ", strip=True)
        if text.casefold().strip(" .…»>") in VAGUE or BARE_ADDRESS.match(text):
            return text
    return ""


def readability(text: str) -> int | None:
    """The LIX of a text: words per sentence plus the percentage of long words.

    Up to about 40 everybody can follow, above 50 hardly anybody likes to. None for
    texts too short to tell.
    """
    words = WORD.findall(text)
    if len(words) < 20:
        return None
    sentences = max(1, len(SENTENCE_END.findall(text)))
    long_words = sum(len(word) > LONG_WORD for word in words)
    return round(len(words) / sentences + 100 * long_words / len(words))
