"""What changed between two texts, word by word. Pure: knows texts, no database."""

import re
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from itertools import accumulate
from typing import Literal

Kind = Literal["same", "deleted", "added"]
TOKEN = re.compile(r"\s+|\w+|[^\w\s]")


# Steps of comparing two texts. Usual ones of full length need a quarter; hostile ones
# would keep a process busy for minutes.
MOST_STEPS = 2_000_000


@dataclass
class Effort:
    """The steps that are left, for one comparison or for all of a page together."""

    left: int = MOST_STEPS


def effort_of_a_page() -> Effort:
    """Enough for some thirty passages of full length that were all rewritten."""
    return Effort(8 * MOST_STEPS)


class Bounded(SequenceMatcher[str]):
    """Gives up looking for what is the same when a comparison takes too long.

    What it has not looked at counts as changed, which is coarse, but true.
    """

    def __init__(self, before: list[str], after: list[str], effort: Effort) -> None:
        super().__init__(None, before, after)
        where: dict[str, list[int]] = self.b2j  # type: ignore[attr-defined]  # its stubs lack it
        steps = (1 + len(where.get(token, ())) for token in before)
        self.steps = list(accumulate(steps, initial=0))
        self.effort = effort

    def find_longest_match(
        self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None
    ) -> Match:
        self.effort.left -= self.steps[-1 if ahi is None else ahi] - self.steps[alo]
        if self.effort.left < 0:
            return Match(alo, blo, 0)
        return super().find_longest_match(alo, ahi, blo, bhi)


@dataclass(frozen=True)
class Piece:
    kind: Kind
    text: str


def word_difference(old: str, new: str, effort: Effort | None = None) -> list[Piece]:
    """Pieces that make the old text without what was added, the new one without what
    was deleted. Whole words; blanks alone between two changes belong to both."""
    if old == new:
        return [Piece("same", old)] if old else []
    before, after = TOKEN.findall(old), TOKEN.findall(new)
    matcher = Bounded(before, after, effort or Effort())
    pieces: list[Piece] = []
    deleted = added = ""
    codes = matcher.get_opcodes()
    for number, (code, a, b, c, d) in enumerate(codes):
        gone, came = "".join(before[a:b]), "".join(after[c:d])
        is_last = number == len(codes) - 1
        if code == "equal":
            if (deleted or added) and not gone.strip() and not is_last:
                deleted, added = deleted + gone, added + gone
                continue
            pieces += changed(deleted, added)
            deleted = added = ""
            pieces.append(Piece("same", gone))
        else:
            deleted, added = deleted + gone, added + came
    return pieces + changed(deleted, added)


def changed(deleted: str, added: str) -> list[Piece]:
    pieces: list[Piece] = []
    if deleted:
        pieces.append(Piece("deleted", deleted))
    if added:
        pieces.append(Piece("added", added))
    return pieces
