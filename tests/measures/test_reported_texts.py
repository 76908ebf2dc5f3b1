"""Words of organisations and of reports can be reported, and leave a gap when hidden."""

from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile

from measures.models import MeasureDocument, Position, ProgressReport
from measures.ratings import take_position
from network.models import Event
from network.moderation import hide_text, report_text
from tests.factories.implementation import CommitmentFactory
from tests.factories.measures import MeasureFactory, join
from tests.factories.network import (
    AffiliationFactory,
    OrganisationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

CANARY = "Kanarienvogel"


def position(**fields):
    return Position.objects.create(
        measure=MeasureFactory(state="implementing"),
        organisation=OrganisationFactory(state="published"),
        stance="object",
        reason=CANARY,
        taken_by=UserFactory(),
        **fields,
    )


def commitment():
    return CommitmentFactory(
        text=CANARY,
        organisation=OrganisationFactory(state="published"),
        offered_by=UserFactory(),
    )


def document():
    return MeasureDocument.objects.create(
        measure=MeasureFactory(state="adopted"),
        title=CANARY,
        author=UserFactory(),
        extension="pdf",
        size=5,
        file=ContentFile(b"%PDF-", name="x.pdf"),
    )


def progress_report():
    return ProgressReport.objects.create(
        measure=MeasureFactory(state="implementing"),
        number=1,
        percent=10,
        light="at_risk",
        reason=CANARY,
        text=f"{CANARY} singt.",
        by=UserFactory(),
        extension="pdf",
        file=ContentFile(b"%PDF-", name="x.pdf"),
    )


TEXTS = pytest.mark.parametrize(
    ("make", "word", "author"),
    [
        (position, "positionierung", "taken_by"),
        (commitment, "beitrag-zur-massnahme", "offered_by"),
        (progress_report, "fortschrittsbericht", "by"),
    ],
)


@TEXTS
def test_whoever_reads_it_can_report_it(client, make: Callable, word: str, author: str):
    text = make()
    link = f"/netzwerk/melden/{word}/{text.pk}/"
    assert link in client.get(text.get_absolute_url()).text
    assert client.get(link).status_code == 200
    text.measure.audience = "group"
    text.measure.save()
    assert client.get(link).status_code == 404


@TEXTS
def test_hidden_text_is_read_by_its_author_alone(
    client, login, manager, stranger, make, word, author
):
    text = make()
    case = report_text(target=text, reason="insult", by=None)
    assert CANARY in case.quote
    hide_text(case=case, reason="Beleidigung", by=manager)
    address = text.get_absolute_url()
    for browser in (client, login(stranger)):
        page = browser.get(address).text
        assert CANARY not in page
        assert "Die Moderation hat diesen Text ausgeblendet." in page
        assert browser.get(f"/netzwerk/melden/{word}/{text.pk}/").status_code == 404
    own = login(getattr(text, author)).get(address).text
    assert CANARY in own
    assert "Grund: Beleidigung" in own
    # Who has left is nobody any more, and so is a guest.
    setattr(text, author, None)
    text.save()
    assert CANARY not in client.get(address).text


def test_hidden_text_vanishes_from_notifications(member, manager):
    organisation = OrganisationFactory(state="published")
    speaker = AffiliationFactory(organisation=organisation, may_speak=True).person
    measure = MeasureFactory(state="adopted")
    join(measure.working_group, member)
    position = take_position(
        measure=measure,
        organisation=organisation,
        stance="object",
        reason=CANARY,
        by=speaker,
    )
    event = Event.objects.get(text=CANARY)
    assert event.target == position  # so people hear of it only while they may read it
    assert position in Position.objects.visible_to(member)
    case = report_text(target=position, reason="insult", by=None)
    hide_text(case=case, reason="Beleidigung", by=manager)
    assert position not in Position.objects.visible_to(member)
    assert position in Position.objects.visible_to(speaker)


def test_file_of_a_hidden_report_is_hidden_too(client, manager):
    report = progress_report()
    answer = client.get(report.file_url)
    assert answer.getvalue() == b"%PDF-"
    case = report_text(target=report, reason="private", by=None)
    hide_text(case=case, reason="Persönliche Daten", by=manager)
    assert client.get(report.file_url).status_code == 404


def test_what_a_hidden_text_says_in_figures_still_counts(client, manager):
    report = progress_report()
    case = report_text(target=report, reason="insult", by=None)
    hide_text(case=case, reason="Beleidigung", by=manager)
    page = client.get(report.get_absolute_url()).text
    assert "10 Prozent geschafft" in page
    assert "gefährdet" in page
