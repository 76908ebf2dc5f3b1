"""The word-level difference: true to both texts, readable, fast."""

import random
import time

from hypothesis import given
from hypothesis import strategies as st

from measures.differences import compare, fate
from measures.passages import Passage
from tregks.differences import Piece, word_difference

TEXT = st.text(alphabet="ab äß.,-\n\t", max_size=60) | st.text(max_size=40)


@given(TEXT, TEXT)
def test_both_texts_can_be_made_of_the_pieces(old, new):
    pieces = word_difference(old, new)
    assert "".join(p.text for p in pieces if p.kind != "added") == old
    assert "".join(p.text for p in pieces if p.kind != "deleted") == new
    assert all(piece.text for piece in pieces)


def test_whole_words_change_and_neighbours_are_told_together():
    assert word_difference("Wir bauen ein Haus.", "Wir planen zwei Haus.") == [
        Piece("same", "Wir "),
        Piece("deleted", "bauen ein"),
        Piece("added", "planen zwei"),
        Piece("same", " Haus."),
    ]


def test_passages_are_matched_by_id_wherever_they_stand():
    one, two, three = (Passage(title=f"T{n}", text=f"Satz {n}.") for n in (1, 2, 3))
    moved = Passage(title="T1", text="Satz 1 neu.", id=one.id)
    fresh = Passage(title="Neu", text="Neuer Satz.")
    found = compare([one, two, three], [three, moved, fresh])
    assert [(each.id, each.change) for each in found] == [
        (three.id, "unchanged"),
        (one.id, "changed"),
        (two.id, "removed"),
        (fresh.id, "added"),
    ]


def test_fate_of_a_passage():
    one, two = Passage(title="A", text="a"), Passage(title="B", text="b")
    new = [Passage(title="A", text="neu", id=one.id)]
    assert fate(one.id, [one, two], new) == "changed"
    assert fate(two.id, [one, two], new) == "removed"
    assert fate(one.id, [one], [one]) == "unchanged"


def test_two_versions_of_twenty_pages_take_less_than_300_milliseconds():
    dice = random.Random(4)  # noqa: S311 - the same text in every run
    words = [f"Wort{number}" for number in range(2000)]
    old = [
        Passage(title=f"Teil {n}", text=" ".join(dice.choices(words, k=400)))
        for n in range(20)
    ]
    new = []
    for passage in old:
        parts = passage.text.split()
        for place in dice.sample(range(len(parts)), 40):
            parts[place] = dice.choice(words)
        new.append(Passage(title=passage.title, text=" ".join(parts), id=passage.id))
    started = time.process_time()
    assert len(compare(old, new)) == 20
    assert time.process_time() - started < 0.3


def hostile(many: int) -> tuple[str, str]:
    """Each match is one sign, so that without a bound every sign costs a full search."""
    old = "".join(chr(0x2190 + n % 101) + chr(0x2300 + n % 101) for n in range(many))
    new = "".join(chr(0x2190 + n % 101) + chr(0x2400 + n % 101) for n in range(many))
    return old, new


def test_hostile_texts_do_not_keep_a_process_busy():
    old, new = hostile(10_000)
    started = time.process_time()
    pieces = word_difference(old, new)
    assert time.process_time() - started < 3
    assert "".join(p.text for p in pieces if p.kind != "added") == old
    assert "".join(p.text for p in pieces if p.kind != "deleted") == new


def test_passages_of_a_page_share_what_comparing_may_cost(monkeypatch):
    """What comes after the most is told coarsely, and is still true."""
    monkeypatch.setattr("tregks.differences.MOST_STEPS", 100)
    old, new = "Eins zwei drei vier.", "Eins anders drei vier."
    found = compare(
        [Passage("Titel", old, str(number)) for number in range(100)],
        [Passage("Titel", new, str(number)) for number in range(100)],
    )
    first, last = found[0].text, found[-1].text
    assert Piece("same", " drei vier.") in first
    assert last == [Piece("deleted", old), Piece("added", new)]
