"""Two texts made from one: both survive."""

from measures.merging import merge_passages, merge_values
from measures.passages import Passage

A, B, C = (Passage(name, f"Text {name}", name) for name in "ABC")


def changed(passage: Passage, text: str) -> Passage:
    return Passage(passage.title, text, passage.id)


def test_values_that_one_has_changed_stay_changed():
    base = {"title": "alt", "costs": 1, "topic": "x"}
    theirs = {"title": "ihr", "costs": 1, "topic": "y"}
    mine = {"title": "alt", "costs": 2, "topic": "y"}
    merged = {"title": "ihr", "costs": 2, "topic": "y"}
    assert merge_values(base, theirs, mine) == (merged, set())


def test_value_that_both_have_changed_is_mine_and_named():
    merged = merge_values({"title": "alt"}, {"title": "ihr"}, {"title": "mein"})
    assert merged == ({"title": "mein"}, {"title"})


def test_without_a_common_beginning_all_that_differs_is_named():
    assert merge_values({}, {"a": 1, "b": 1}, {"a": 1, "b": 2}) == (
        {"a": 1, "b": 2},
        {"b"},
    )


def test_passages_of_both_are_kept():
    theirs = [changed(A, "ihr"), B, Passage("neu", "von ihnen", "D"), C]
    mine = [A, changed(B, "mein"), C, Passage("neu", "von mir", "E")]
    merged, clashes = merge_passages([A, B, C], theirs, mine)
    assert [(each.id, each.text) for each in merged] == [
        ("A", "ihr"),
        ("B", "mein"),
        ("D", "von ihnen"),
        ("C", "Text C"),
        ("E", "von mir"),
    ]
    assert not clashes


def test_what_one_has_removed_is_gone_unless_the_other_went_on_writing():
    merged, clashes = merge_passages([A, B, C], [A, C], [B, C])
    assert (merged, clashes) == ([C], set())
    mine = changed(B, "mein")
    assert merge_passages([A, B], [A], [A, mine]) == ([A, mine], {"B"})
    theirs = changed(B, "ihr")
    assert merge_passages([A, B], [A, theirs], [A]) == ([A, theirs], {"B"})


def test_new_order_stays_whoever_made_it():
    assert merge_passages([A, B, C], [C, A, B], [A, B, C])[0] == [C, A, B]
    assert merge_passages([A, B, C], [A, B, C], [C, A, B])[0] == [C, A, B]
