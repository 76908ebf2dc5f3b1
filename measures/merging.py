"""Two people wrote at once: what each changed is kept, and where both changed the same.

Pure: compares what somebody started from, what others saved meanwhile, and what they
wrote themselves.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from measures.passages import Passage

UNKNOWN = object()


def merge_values(
    base: Mapping[str, Any], theirs: Mapping[str, Any], mine: Mapping[str, Any]
) -> tuple[dict[str, Any], set[str]]:
    """The values of both, and the names of those that both changed: there mine stand."""
    merged, clashes = dict(mine), set()
    for name, value in mine.items():
        before, other = base.get(name, UNKNOWN), theirs[name]
        if other in (value, before):
            continue
        if value == before:
            merged[name] = other
        else:
            clashes.add(name)
    return merged, clashes


def merge_passages(
    base: Iterable[Passage], theirs: Iterable[Passage], mine: Iterable[Passage]
) -> tuple[list[Passage], set[str]]:
    """The passages of both, and the ids of those that both changed.

    There mine stand, except where I removed what others went on writing: that stays.
    """
    before, other, own = (
        {each.id: each for each in all_} for all_ in (base, theirs, mine)
    )
    kept: dict[str, Passage] = {}
    clashes = set()
    for number in {**other, **own}:
        was, their, my = before.get(number), other.get(number), own.get(number)
        chosen = my
        if their not in (my, was):
            if my == was:
                chosen = their
            else:
                clashes.add(number)
                chosen = my or their
        if chosen:
            kept[number] = chosen
    first, second = list(own), list(other)
    if [each for each in own if each in before] == [
        each for each in before if each in own
    ]:
        first, second = second, first  # I moved nothing, so the order is theirs
    order = [number for number in first if number in kept]
    for place, number in enumerate(second):
        if number in kept and number not in order:
            earlier = [each for each in second[:place] if each in order]
            order.insert(order.index(earlier[-1]) + 1 if earlier else 0, number)
    return [kept[number] for number in order], clashes
