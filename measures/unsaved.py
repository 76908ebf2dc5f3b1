"""Keeps what somebody is typing, so that no crash and no expired session takes it."""

from datetime import timedelta

from django.http import QueryDict
from django.utils import timezone

from measures.drafting import stamp_of
from measures.models import Measure, UnsavedText
from network.models import User

LONGEST = 1_000_000  # characters of a form with all its passages and their names
KEPT_FOR = timedelta(days=30)
SAID = "gesagt"  # what a screen reader has heard last about keeping
# Said by the button or the browser, not by the person.
NOT_KEPT = {"csrfmiddlewaretoken", "do", SAID}


class TooLong(Exception):
    """More than the portal keeps for somebody without being asked."""


class AlreadySaved(Exception):
    """The same person has saved meanwhile: in another window, or a moment ago."""


def keep(*, measure: Measure, data: QueryDict, based_on: str, by: User) -> None:
    """Keep the answers of a form in place of those before."""
    answers = {name: data.getlist(name) for name in data if name not in NOT_KEPT}
    texts = (text for name, values in answers.items() for text in (name, *values))
    if sum(map(len, texts)) > LONGEST:
        raise TooLong
    newest = measure.latest_revision
    if newest and stamp_of(newest) != based_on and newest.user_id == by.pk:
        raise AlreadySaved
    UnsavedText.objects.update_or_create(
        measure=measure,
        person=by,
        defaults={
            "answers": answers,
            "based_on": based_on,
            "saved_at": timezone.now(),
        },
    )


def waiting(measure: Measure, person: User) -> UnsavedText | None:
    return UnsavedText.objects.filter(measure=measure, person=person).first()


def discard(*, measure: Measure, by: User) -> bool:
    """Whether there was something to throw away."""
    deleted, _rows = UnsavedText.objects.filter(measure=measure, person=by).delete()
    return bool(deleted)


def answers_of(text: UnsavedText) -> QueryDict:
    """As the form would send them."""
    data = QueryDict(mutable=True)
    for name, values in text.answers.items():
        data.setlist(name, values)
    return data


def forget_old_texts() -> None:
    before = timezone.now() - KEPT_FOR
    UnsavedText.objects.filter(saved_at__lt=before).delete()
