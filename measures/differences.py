"""What changed between two versions of a measure, passage by passage.

Pure: knows texts and passages, no database.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from measures.passages import Passage
from tregks.differences import Piece, changed, effort_of_a_page, word_difference

Change = Literal["unchanged", "changed", "added", "removed"]


@dataclass(frozen=True)
class PassageDifference:
    """One passage in two versions; its id is the same in both."""

    id: str
    change: Change
    title: Sequence[Piece]
    text: Sequence[Piece]


def compare(old: Iterable[Passage], new: Iterable[Passage]) -> list[PassageDifference]:
    """Passages in the order of the new version; removed ones where they were."""
    before = {passage.id: passage for passage in old}
    after = {passage.id: passage for passage in new}
    found, effort = [], effort_of_a_page()
    removed_after: dict[str | None, list[Passage]] = {}
    previous: str | None = None
    for passage in before.values():
        if passage.id in after:
            previous = passage.id
        else:
            removed_after.setdefault(previous, []).append(passage)
    found += [_removed(passage) for passage in removed_after.get(None, [])]
    for passage in after.values():
        earlier = before.get(passage.id)
        if earlier is None:
            title, text = changed("", passage.title), changed("", passage.text)
            found.append(PassageDifference(passage.id, "added", title, text))
        else:
            same = (earlier.title, earlier.text) == (passage.title, passage.text)
            found.append(
                PassageDifference(
                    passage.id,
                    "unchanged" if same else "changed",
                    word_difference(earlier.title, passage.title, effort),
                    word_difference(earlier.text, passage.text, effort),
                )
            )
        found += [_removed(gone) for gone in removed_after.get(passage.id, [])]
    return found


def _removed(passage: Passage) -> PassageDifference:
    title, text = changed(passage.title, ""), changed(passage.text, "")
    return PassageDifference(passage.id, "removed", title, text)


def fate(passage_id: str, old: Iterable[Passage], new: Iterable[Passage]) -> Change:
    """What became of a passage somebody commented on."""
    before = {passage.id: passage for passage in old}.get(passage_id)
    after = {passage.id: passage for passage in new}.get(passage_id)
    if after is None:
        return "removed"
    if before is None:
        return "added"
    return "unchanged" if before == after else "changed"
