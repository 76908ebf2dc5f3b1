"""Published versions of scenarios, visions and chapters, compared word by word."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup
from wagtail.fields import RichTextField
from wagtail.models import Revision

from strategy.models.released import PublishedVersion, Released
from tregks.differences import Piece, word_difference

BLOCKS = ["p", "h2", "h3", "h4", "li"]


@dataclass(frozen=True)
class Difference:
    """One field in two versions."""

    label: str
    pieces: list[Piece]


def compare(
    thing: Released, new: PublishedVersion, old: PublishedVersion | None
) -> list[Difference]:
    """The fields whose words differ; of a first version all that it says."""
    found = Revision.objects.in_bulk(
        each.revision_id for each in (new, old) if each is not None
    )
    texts: list[dict[str, str]] = [
        words_of(thing, found[each.revision_id].content)
        if each and each.revision_id in found
        else {}
        for each in (old, new)
    ]
    before, after = texts
    fields: dict[str, Any] = {each.name: each for each in thing._meta.get_fields()}
    return [
        Difference(
            str(fields[name].verbose_name),
            word_difference(before[name], after[name])
            if before
            else [Piece("same", after[name])],
        )
        for name in after
        if after[name] != before.get(name, "")
    ]


def words_of(thing: Released, content: dict[str, Any]) -> dict[str, str]:
    """What a saved text says, by field, without markup."""
    words = {}
    for name in thing.WORDS:
        text = content.get(name) or ""
        is_rich = isinstance(thing._meta.get_field(name), RichTextField)
        # Browsers end lines in two characters; that changes no word.
        words[name] = plain(text) if is_rich else "\n".join(text.splitlines())
    return words


def plain(html: str) -> str:
    blocks = BeautifulSoup(html, "html.parser").find_all(BLOCKS)
    return "\n\n".join(_words(block.strings) for block in blocks)


def _words(strings: Iterable[str]) -> str:
    return " ".join("".join(strings).split())
