"""What practice teaches: asking for a review, the answer, both ends, reminders."""

from datetime import timedelta
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from measures.drafting import make_version
from measures.jobs import remind_of_measures
from measures.models import Measure
from network.models import Event, User
from network.notifications import spread
from strategy import feedback
from strategy.feedback import feedback_about
from strategy.lab import Wording, edit_factor
from strategy.models import FeedbackEntry, ScenarioField
from tests.factories.implementation import FeedbackFactory
from tests.factories.measures import MeasureFactory, join
from tests.factories.network import UserFactory
from tests.factories.strategy import (
    ChapterFactory,
    FactorFactory,
    FieldFactory,
    ScenarioFactory,
    VisionFactory,
    WarningSignFactory,
)
from tregks.templatetags.portal import portal_date

pytestmark = pytest.mark.django_db


@pytest.fixture
def measure(speaker: User, member: User) -> Measure:
    measure = MeasureFactory(state="implementing", title="Lernwerkstatt")
    join(measure.working_group, speaker, speaker=True)
    join(measure.working_group, member)
    return measure


@pytest.fixture
def other() -> Measure:
    return MeasureFactory(state="adopted", title="Verbundausbildung")


def day(days: int) -> str:
    return f"{timezone.localdate() + timedelta(days=days):%d.%m.%Y}"


def finding(reviewer: User, **data) -> dict:
    return {
        "finding": "Betriebe kommen erst nach Feierabend.",
        "evidence": "Von 12 Kursen waren nur die am Abend voll.",
        "effect": "contradicts",
        "words": "Weiterbildung in der Arbeitszeit",
        "reviewer": reviewer.pk,
        "review_by": day(14),
    } | data


def entry(measure: Measure, reviewer: User | None, **values) -> FeedbackEntry:
    return FeedbackFactory(source=measure, reviewer=reviewer, **values)


def told(person: User) -> list[str]:
    for event in Event.objects.all():
        spread(event_id=event.pk)
    heard = person.notifications.select_related("event").order_by("event_id")
    return [notification.event.title for notification in heard]


def text(client, url: str) -> str:
    soup = BeautifulSoup(client.get(url).content, "html.parser")
    return " ".join(soup.get_text().split())


def create_url(measure: Measure) -> str:
    return f"{measure.get_absolute_url()}rueckmeldungen/neu/"


# --- Giving -------------------------------------------------------------------------------


def test_finding_asks_for_a_review_and_stands_on_both_ends(
    login, member, speaker, client, measure, other
):
    data = finding(speaker, words="", number=other.reference.lower())
    answer = login(member).post(create_url(measure), data)
    written = FeedbackEntry.objects.get()
    assert answer["Location"] == written.get_absolute_url()
    assert (written.source, written.concerns, written.author) == (
        measure,
        other,
        member,
    )
    assert told(speaker)[-1].startswith("Bitte prüfen Sie bis")
    for page in (measure, other):
        assert "Betriebe kommen erst" in text(client, page.get_absolute_url())
    assert "widerspricht" in text(client, "/massnahmen/rueckmeldungen/?stand=open")
    assert "Betriebe" not in text(client, "/massnahmen/rueckmeldungen/?stand=answered")


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({"words": ""}, "was die Erkenntnis betrifft"),
        ({"number": "OTHER"}, "genau eines der drei Felder"),
        ({"words": "", "number": "M-99999"}, "gibt es nicht"),
        ({"words": "", "thing": "measures.measure:1"}, "Bitte wählen|gültige"),
        ({"finding": ""}, "was sich gezeigt hat"),
        ({"evidence": " "}, "woran sich das zeigt"),
        ({"effect": "explodes"}, "Was bedeutet die Erkenntnis?"),
        ({"review_by": "1.1.2020"}, "schon vorbei"),
    ],
)
def test_incomplete_finding_is_kept_in_the_form(
    login, member, speaker, measure, other, data, problem
):
    sent = {k: other.reference if v == "OTHER" else v for k, v in data.items()}
    answer = login(member).post(create_url(measure), finding(speaker, **sent))
    assert answer.status_code == 200
    assert any(each in answer.text for each in problem.split("|"))
    assert not FeedbackEntry.objects.exists()


def test_own_measure_is_no_target(login, member, speaker, measure):
    data = finding(speaker, words="", number=measure.reference)
    assert login(member).post(create_url(measure), data).status_code == 200
    with pytest.raises(ValidationError):
        feedback.give_feedback(
            source=measure, concerns=measure, entry=FeedbackEntry(), by=member
        )


def test_stranger_gives_no_feedback_and_is_not_asked(
    login, stranger, member, client, measure
):
    url = create_url(measure)
    assert login(stranger).post(url, finding(member)).status_code == 403
    assert client.post(url).status_code == 302
    assert login(member).post(url, finding(stranger)).status_code == 200
    assert not FeedbackEntry.objects.exists()


@pytest.mark.parametrize(
    ("kind", "make"),
    [
        ("scenario", ScenarioFactory),
        ("vision", VisionFactory),
        ("chapter", ChapterFactory),
        ("factor", FactorFactory),
    ],
)
def test_every_part_of_the_chain_can_be_concerned(
    login, member, speaker, client, measure, kind, make
):
    thing = make()
    if kind == "factor":
        ScenarioField.objects.update(state="published")
    data = finding(speaker, words="", thing=f"strategy.{kind}:{thing.pk}")
    answer = login(member).post(create_url(measure), data, follow=True)
    written = FeedbackEntry.objects.get()
    assert written.concerns == thing
    assert str(thing) in answer.text
    if kind in {"scenario", "vision", "factor"}:
        assert "Betriebe kommen erst" in text(client, thing.get_absolute_url())


@pytest.mark.parametrize("state", ["draft", "adopted", "rejected"])
def test_only_practice_teaches(login, manager, state):
    measure = MeasureFactory(state=state)
    assert login(manager).post(create_url(measure)).status_code == 403


def test_only_types_of_the_chain_can_be_concerned(member, measure):
    with pytest.raises(ValidationError):
        feedback.give_feedback(
            source=measure, concerns=member, entry=FeedbackEntry(), by=member
        )
    with pytest.raises(ValidationError):
        feedback.give_feedback(
            source=member, concerns="x", entry=FeedbackEntry(), by=member
        )


# --- Answering ----------------------------------------------------------------------------


def test_review_ends_with_a_public_answer(login, member, speaker, client, measure):
    asked = entry(measure, speaker, author=member)
    url = f"{asked.get_absolute_url()}antwort/"
    browser = login(speaker)
    browser.post(url, {"action": "start"})
    asked.refresh_from_db()
    assert asked.state == "in_review"
    answer = {
        "action": "answer",
        "answer-outcome": "changed",
        "answer-text": "Fassung 2 nennt jetzt Kurse am Abend.",
        "answer-url": "https://portal.example/massnahmen/",
    }
    browser.post(url, answer)
    asked.refresh_from_db()
    assert (asked.state, asked.outcome, asked.outcome_url) == (
        "answered",
        "changed",
        "/massnahmen/",
    )
    assert told(member)[-1] == "Antwort auf Ihre Rückmeldung: Es wurde geändert"
    assert "Fassung 2 nennt jetzt" in text(client, measure.get_absolute_url())
    assert not FeedbackEntry.objects.open().exists()
    assert browser.post(url, answer).status_code == 403  # once and for all


def publish(thing, **changes) -> None:
    for name, value in changes.items():
        setattr(thing, name, value)
    thing.save_revision().publish(skip_permission_checks=True)


def answer_with(**data) -> dict:
    return {
        "action": "answer",
        "answer-outcome": "changed",
        "answer-text": "Die Geschichte nennt jetzt die Schicht.",
    } | {f"answer-{name}": value for name, value in data.items()}


def test_finding_that_changed_a_scenario_leads_to_the_new_version(
    login, speaker, client, measure
):
    scenario = ScenarioFactory(story="<p>Alle lernen am Abend.</p>")
    publish(scenario)
    asked = entry(measure, speaker, concerns=scenario, concerns_text="")
    url = f"{asked.get_absolute_url()}antwort/"
    browser = login(speaker)
    page = browser.post(url, answer_with())
    assert "noch keine neue Fassung veröffentlicht" in page.text
    assert "Die Geschichte nennt jetzt die Schicht." in page.text  # kept
    publish(scenario, story="<p>Alle lernen in der Schicht.</p>")
    for hostile in ("network.user:1", f"strategy.scenario:{scenario.pk + 1}", "'"):
        assert browser.post(url, answer_with(version=hostile)).status_code == 200
    asked.refresh_from_db()
    assert not asked.is_answered
    assert f"Fassung vom {portal_date(timezone.now())}" in browser.get(url).text
    chosen = f"strategy.scenario:{scenario.pk}"
    assert "Bitte wählen Sie die Fassung" in browser.post(url, answer_with()).text
    browser.post(url, answer_with(version=chosen))
    asked.refresh_from_db()
    assert (asked.changed, asked.changed_version) == (scenario, 2)
    words = "geändert in Fassung vom"
    for end in (asked, measure, scenario):
        page = client.get(end.get_absolute_url())
        assert words in page.text
        assert scenario.version_url(2) in page.text
    version = text(client, scenario.version_url(2))
    assert "Alle lernen [gestrichen: am Abend][neu: in der Schicht]" in version


def test_successor_may_answer_and_shows_it(login, speaker, client, measure):
    old = ScenarioFactory()
    asked = entry(measure, speaker, concerns=old, concerns_text="")
    new = ScenarioFactory(field=old.field, name="Neu gedacht")
    publish(new)
    browser = login(speaker)
    url = f"{asked.get_absolute_url()}antwort/"
    browser.post(url, answer_with(version=f"strategy.scenario:{new.pk}"))
    assert "Neues." in text(client, new.get_absolute_url())
    assert "geändert in Fassung vom" in text(client, old.get_absolute_url())


def test_measures_and_factors_answer_with_their_own_changes(
    login, speaker, manager, client, measure, other
):
    asked = entry(measure, speaker, concerns=other, concerns_text="")
    other.summary = "Auch am Abend."
    other.save_revision()
    make_version(measure=other, by=manager)
    url = f"{asked.get_absolute_url()}antwort/"
    login(speaker).post(url, answer_with(version=f"measures.measure:{other.pk}"))
    assert (
        f"{other.get_absolute_url()}fassungen/"
        in client.get(asked.get_absolute_url()).text
    )

    factor = FactorFactory(field=FieldFactory(state="published"))
    asked = entry(measure, speaker, concerns=factor, concerns_text="")
    wordings = [Wording(each.name, pk=each.pk) for each in factor.projections.all()]
    edit_factor(factor=factor, projections=wordings, by=manager)
    url = f"{asked.get_absolute_url()}antwort/"
    login(speaker).post(url, answer_with(version=f"strategy.factor:{factor.pk}"))
    page = client.get(factor.get_absolute_url()).text
    assert "geändert in Fassung vom" in page
    assert "Zuletzt geändert" in page


def test_version_others_may_not_see_is_not_linked(login, speaker, client, measure):
    scenario = ScenarioFactory()
    asked = entry(measure, speaker, concerns=scenario, concerns_text="")
    publish(scenario)
    change = feedback.changes_since(asked)[0]
    feedback.answer_feedback(
        entry=asked, outcome="changed", text="Neu.", change=change, by=speaker
    )
    scenario.unpublish()
    page = client.get(asked.get_absolute_url()).text
    assert "geändert in Fassung vom" in page
    assert scenario.get_absolute_url() not in page


def test_unchanged_needs_no_version_and_changed_needs_one(speaker, measure):
    scenario = ScenarioFactory()
    asked = entry(measure, speaker, concerns=scenario, concerns_text="")
    with pytest.raises(ValidationError):
        feedback.answer_feedback(
            entry=asked, outcome="changed", text="Neu.", url="/x/", by=speaker
        )
    feedback.answer_feedback(
        entry=asked, outcome="unchanged", text="Es bleibt.", by=speaker
    )
    asked.refresh_from_db()
    assert (asked.changed_at, asked.outcome_url) == (None, "")


@pytest.mark.parametrize(
    "url",
    [
        *("//evil.example/", "javascript:alert(1)", "\\evil", "massnahmen/"),
        *("/\t/evil.example/", "x://y/\n/evil.example/"),
    ],
)
def test_answer_leads_nowhere_else(login, speaker, measure, url):
    asked = entry(measure, speaker)
    answer = {
        "action": "answer",
        "answer-outcome": "changed",
        "answer-text": "Neu.",
        "answer-url": url,
    }
    page = login(speaker).post(f"{asked.get_absolute_url()}antwort/", answer)
    assert "mit / beginnt" in page.text
    assert FeedbackEntry.objects.open().exists()


def test_answer_needs_outcome_and_reason(login, speaker, measure):
    asked = entry(measure, speaker)
    page = login(speaker).post(
        f"{asked.get_absolute_url()}antwort/", {"action": "answer"}
    )
    assert "Bitte wählen Sie ein Ergebnis" in page.text
    assert "Bitte begründen Sie das Ergebnis" in page.text


def test_review_can_be_handed_over(login, speaker, member, measure):
    asked = entry(measure, speaker, reminded_at=timezone.now())
    data = {"action": "hand", "hand-reviewer": member.pk, "hand-review_by": day(30)}
    url = f"{asked.get_absolute_url()}antwort/"
    login(speaker).post(url, data)
    asked.refresh_from_db()
    assert (asked.reviewer, asked.reminded_at) == (member, None)
    assert len(told(member)) == 1
    assert login(speaker).get(url).status_code == 403


def test_only_who_is_asked_and_managers_answer(
    login, stranger, member, manager, speaker, client, measure
):
    asked = entry(measure, speaker, author=member)
    url = f"{asked.get_absolute_url()}antwort/"
    for person in (stranger, member):
        assert login(person).get(url).status_code == 403
        assert login(person).post(url, {"action": "start"}).status_code == 403
    assert client.post(url).status_code == 302
    assert login(manager).get(url).status_code == 200
    asked.refresh_from_db()
    assert asked.state == "open"


# --- Who sees -----------------------------------------------------------------------------


def test_findings_of_hidden_measures_are_hidden(
    login, stranger, client, speaker, measure, other
):
    asked = entry(measure, speaker, concerns=other, concerns_text="")
    Measure.objects.filter(pk=measure.pk).update(audience="group")
    assert client.get(asked.get_absolute_url()).status_code == 404
    assert login(stranger).get(asked.get_absolute_url()).status_code == 404
    assert login(speaker).get(asked.get_absolute_url()).status_code == 200
    assert "Neues." not in text(client, other.get_absolute_url())
    assert "Neues." not in text(client, "/massnahmen/rueckmeldungen/")


def test_findings_go_with_their_measure(measure, other):
    entry(measure, None, concerns=other, concerns_text="")
    measure.versions.all().delete()  # protect it otherwise
    measure.delete()
    assert not FeedbackEntry.objects.exists()


def test_hidden_thing_is_not_named(client, speaker, measure, other):
    asked = entry(measure, speaker, concerns=other, concerns_text="")
    Measure.objects.filter(pk=other.pk).update(audience="group")
    found = text(client, asked.get_absolute_url())
    assert "Verbundausbildung" not in found
    assert "noch nicht veröffentlicht" in found


def test_database_wants_one_thing_concerned_and_a_whole_answer(speaker, measure, other):
    for wrong in (
        {"concerns": other},  # and words
        {"concerns_text": ""},
        {"state": "answered"},
        {"outcome": "changed"},
        {"outcome_url": "https://evil.example/"},
        {"outcome_url": "//evil.example/"},
        {"changed_at": timezone.now()},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            entry(measure, speaker, **wrong)


# --- Reminders and lists ------------------------------------------------------------------


def test_overdue_review_is_reminded_of_once(member, speaker, manager, login, measure):
    yesterday = timezone.localdate() - timedelta(days=1)
    entry(measure, speaker, review_by=yesterday)
    entry(measure, None, review_by=yesterday)
    entry(measure, member, review_by=timezone.localdate())
    for _ in range(2):
        remind_of_measures(timestamp=0)
    assert told(speaker) == [f"Überfällig: Rückmeldung aus {measure} prüfen"]
    assert told(member) == []
    assert FeedbackEntry.objects.overdue().count() == 2
    assert "davon 2 überfällig" in text(login(manager), "/cms/")


def test_manager_lists_and_exports_reviews(login, manager, editor, speaker, measure):
    overdue = timezone.localdate() - timedelta(days=1)
    asked = entry(measure, speaker, review_by=overdue)
    browser = login(manager)
    for _ in range(3):
        entry(measure, speaker)
    browser.get("/cms/rueckmeldungen/")
    with CaptureQueriesContext(connection) as four:
        page = text(browser, "/cms/rueckmeldungen/")
    for words in ("Neues.", "Lernwerkstatt", "Annahmen", speaker.name, "überfällig"):
        assert words in page
    assert asked.get_absolute_url() in browser.get("/cms/rueckmeldungen/").text
    assert "Neues." not in text(browser, "/cms/rueckmeldungen/?state=answered")
    FeedbackEntry.objects.exclude(pk=asked.pk).delete()
    with CaptureQueriesContext(connection) as one:
        browser.get("/cms/rueckmeldungen/")
    assert len(one) == len(four)
    sheet = load_workbook(
        BytesIO(browser.get("/cms/rueckmeldungen/?export=xlsx").getvalue())
    )
    assert "Neues." in [cell.value for cell in sheet.active[2]]
    assert login(editor).get("/cms/rueckmeldungen/").status_code == 302


def test_menu_of_measures_lists_findings_from_measures_alone(login, manager, measure):
    entry(measure, None)
    sign = WarningSignFactory()
    FeedbackFactory(source=sign, finding="Vom Zeichen.")
    page = text(login(manager), "/cms/massnahmen-rueckmeldungen/")
    assert "Neues." in page
    assert "Vom Zeichen." not in page
    assert "Vom Zeichen." in text(login(manager), "/cms/rueckmeldungen/")


def test_number_of_queries_does_not_grow(client, speaker, measure, other):
    def ask() -> None:
        entry(measure, UserFactory(), author=UserFactory())
        entry(measure, UserFactory(), concerns=other, concerns_text="")

    pages = ["/massnahmen/rueckmeldungen/", measure.get_absolute_url()]
    ask()
    for page in pages:
        client.get(page)
    with CaptureQueriesContext(connection) as few:
        for page in pages:
            client.get(page)
    for _ in range(2):
        ask()
    with CaptureQueriesContext(connection) as many:
        for page in pages:
            client.get(page)
    assert len(many) == len(few)
    assert len(feedback_about(other, speaker)) == 3


def test_guests_learn_no_name_of_who_was_asked(client, login, measure, member, speaker):
    url = entry(measure, speaker).get_absolute_url()
    assert speaker.name in login(member).get(url).text
    assert speaker.name not in client.get(url).text
