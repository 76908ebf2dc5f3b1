import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.urls import reverse
from wagtail.models import Revision

from measures import synopsis
from measures.models import (
    Comment,
    Commitment,
    Consultation,
    Indicator,
    IndicatorValue,
    Measure,
    Milestone,
    Plan,
    Position,
    ProgressReport,
    Rating,
    Support,
    Version,
)
from measures.models.measure import MeasureQuerySet
from network.models import User
from tregks.demo import content_scale, scale
from tregks.management.commands import seed_demo

WANTED = {
    *("roles", "people", "organisations", "working groups", "measures"),
    "implementation of measures",
}
COUNTED = (User, Measure, Revision, Version, Consultation, Comment, Support)
DOUBLED = (Plan, Milestone, Commitment, Indicator, IndicatorValue, ProgressReport)


@pytest.fixture
def demo(db, monkeypatch) -> None:
    """No more of it than is multiplied."""
    steps = [(name, load) for name, load in seed_demo.STEPS if name in WANTED]
    monkeypatch.setattr(seed_demo, "STEPS", steps)
    monkeypatch.setattr(seed_demo.pages, "draw_renditions", lambda: None)
    call_command("seed_demo", verbosity=0)


def counts() -> dict[type, int]:
    models = (*COUNTED, *DOUBLED, Position, Rating)
    return {model: model._default_manager.count() for model in models}


def test_multiplies_once(demo, client):
    """One test for all, because loading the demo takes a while."""
    before = counts()
    call_command("seed_demo", scale=2, verbosity=0)
    after = counts()
    assert after[User] == before[User] + scale.PEOPLE
    assert after[Measure] == 2 * before[Measure] + 1  # the long draft
    for model in DOUBLED:
        assert after[model] == 2 * before[model] > 0
    assert after[Position] > before[Position]
    assert after[Rating] > before[Rating] + 50
    assert after[Comment] == before[Comment] + 500 + scale.LONG_STATEMENTS

    call_command("seed_demo", scale=2, verbosity=0)
    assert counts() == after

    for measure in Measure.objects.all():
        measure.full_clean(exclude=["latest_revision", "live_revision"])
        assert measure.get_latest_revision_as_object().title == measure.title
    for comment in Comment.objects.filter(outcome="").select_related("consultation")[
        :50
    ]:
        comment.full_clean()
    copies: MeasureQuerySet = Measure.objects.search("Wärme Kopie")
    assert [each.title for each in copies if "(Kopie 1)" in each.title]

    draft = Measure.objects.get(title=content_scale.LONG_DRAFT)
    assert draft in Measure.objects.visible_to(AnonymousUser())
    assert len(draft.passages) == 60
    assert len(synopsis.ordered(draft)) == scale.LONG_STATEMENTS
    old, new = draft.versions.order_by("number")
    paths = [
        reverse("measures:measure_list"),
        reverse("measures:overview"),
        reverse("measures:implementation_list"),
        draft.get_absolute_url(),
        reverse("measures:draft", args=[draft.slug]),
        reverse("measures:thread", args=[draft.slug, draft.passages[0].id]),
        reverse("measures:synopsis", args=[draft.slug]),
        reverse("measures:version_compare", args=[draft.slug])
        + f"?von={old.revision_id}&bis={new.revision_id}",
        *(each.get_absolute_url() for each in copies.visible_to(AnonymousUser())[:2]),
    ]
    for path in paths:
        assert client.get(path).status_code == 200, path


def test_refuses_outside_the_demo(db, settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="--force"):
        call_command("seed_demo", scale=2)
    assert not User.objects.exists()
