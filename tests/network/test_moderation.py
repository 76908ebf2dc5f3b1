"""Reports: who may report what, what the team can do, what everybody sees of it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import ModelLogEntry

from network import moderation
from network.models import (
    Event,
    ModerationCase,
    Notice,
    Organisation,
    OutgoingMail,
    Profile,
    Report,
    User,
)
from network.models.moderation import REPORTABLE, reportable_kind
from tests.factories.network import (
    AffiliationFactory,
    NoticeFactory,
    OrganisationFactory,
    ProfileFactory,
    UserFactory,
)
from tests.network.conftest import fill

pytestmark = pytest.mark.django_db

SPAM = {"reason": "spam", "words": "Das ist Werbung."}


@pytest.fixture
def notice(member) -> Notice:
    return NoticeFactory(author=member, title="Canary")


@pytest.fixture
def case(notice, stranger, manager) -> ModerationCase:
    return moderation.report_text(target=notice, by=stranger, **SPAM)


def report_url(target) -> str:
    return reportable_kind(target).report_url(target)


def act(browser: Client, case: ModerationCase, action: str, reason: str = ""):
    data = {"action": action, f"{action}-reason": reason}
    return browser.post(case.get_absolute_url(), data)


def mails_to(user: User) -> list[str]:
    mails = OutgoingMail.objects.filter(recipient=user.email).order_by("pk")
    return [mail.subject for mail in mails]


# --- Reporting ----------------------------------------------------------------------------


@pytest.mark.parametrize("word", REPORTABLE)
def test_each_reportable_model_can_be_asked_what_somebody_sees(word, stranger):
    kind = REPORTABLE[word]
    kind.model.objects.visible_to(stranger).not_hidden().with_hidden_reason().first()
    assert kind.author or hasattr(kind.model, "contacts")
    assert hasattr(kind.model, "get_absolute_url")
    for name in (*kind.texts, kind.lookup, *filter(None, [kind.author])):
        kind.model._meta.get_field(name)


def test_member_reports_a_text_and_the_team_hears_of_it(
    login, notice, stranger, manager
):
    page = login(stranger).get(notice.get_absolute_url())
    assert f'href="{report_url(notice)}"' in page.text
    response = login(stranger).post(report_url(notice), SPAM, follow=True)
    assert "Danke für Ihre Meldung" in response.text
    assert "wird geprüft" in response.text
    report = Report.objects.get()
    assert (report.reporter, report.reason, report.words) == (
        stranger,
        "spam",
        "Das ist Werbung.",
    )
    assert report.case.author == notice.author
    assert report.case.quote == f"{notice.title}\n\n{notice.text}"
    assert mails_to(manager) == ["Meldung: ein Angebot oder Gesuch wartet auf Prüfung"]


def test_guest_reports_without_leaving_a_trace(client, notice, manager):
    page = fill(client, report_url(notice), **SPAM)
    assert "Wir haben nicht gespeichert, wer Sie sind." in page.text
    assert Report.objects.get().reporter is None


def test_guest_who_fills_in_everything_at_once_is_asked_to_send_again(client, notice):
    page = client.post(report_url(notice), SPAM | {"website": "x"})
    assert "Das ging sehr schnell" in page.text
    assert "Das ist Werbung." in page.text
    assert not Report.objects.exists()


def test_flood_of_reports_is_stopped_and_keeps_what_was_typed(login, stranger):
    browser = login(stranger)
    for _ in range(10):
        browser.post(report_url(NoticeFactory()), SPAM)
    page = browser.post(report_url(NoticeFactory()), SPAM)
    assert page.status_code == 429
    assert "Das ist Werbung." in page.text
    assert Report.objects.count() == 10


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({}, "Bitte wählen Sie, was Sie stört."),
        ({"reason": "other"}, "Bitte schreiben Sie, was Sie stört."),
    ],
)
def test_report_needs_a_reason(login, notice, stranger, answers, message):
    assert message in login(stranger).post(report_url(notice), answers).text
    assert not Report.objects.exists()


def test_second_report_of_a_person_changes_nothing(login, notice, stranger, manager):
    for _ in range(2):
        login(stranger).post(report_url(notice), SPAM)
    assert Report.objects.count() == 1
    assert len(mails_to(manager)) == 1


def test_many_reports_of_a_text_are_one_case_and_one_mail(notice, manager):
    for _ in range(3):
        moderation.report_text(target=notice, by=UserFactory(), **SPAM)
    moderation.report_text(target=notice, by=None, **SPAM)
    moderation.report_text(target=notice, by=None, **SPAM)
    assert ModerationCase.objects.get().reports.count() == 5
    assert len(mails_to(manager)) == 1


def test_what_somebody_does_not_see_cannot_be_reported(client, login, stranger):
    for hidden in (NoticeFactory(state="waiting"), ProfileFactory(visibility="nobody")):
        assert login(stranger).get(report_url(hidden)).status_code == 404
        assert login(stranger).post(report_url(hidden), SPAM).status_code == 404
    profile = ProfileFactory()
    assert client.post(report_url(profile), SPAM).status_code == 404
    for nonsense in ("eintrag/x", "user/1", "profil/1"):
        assert client.get(f"/netzwerk/melden/{nonsense}/").status_code == 404
    assert not Report.objects.exists()


def test_nobody_reports_their_own_text(login, notice, member):
    assert "Melden" not in login(member).get(notice.get_absolute_url()).text
    assert login(member).post(report_url(notice), SPAM).status_code == 403


def test_report_list_costs_the_same_for_one_and_three(login, stranger, case):
    browser = login(stranger)
    browser.get("/netzwerk/meldungen/")
    with CaptureQueriesContext(connection) as one:
        browser.get("/netzwerk/meldungen/")
    for _ in range(2):
        moderation.report_text(target=NoticeFactory(), by=stranger, **SPAM)
    with CaptureQueriesContext(connection) as three:
        browser.get("/netzwerk/meldungen/")
    assert len(three) == len(one)


def test_reports_are_seen_by_who_made_them_and_the_team(
    client, login, case, member, stranger, manager
):
    visible = ModerationCase.objects.visible_to
    assert list(visible(stranger)) == list(visible(manager)) == [case]
    assert not visible(member).exists()
    assert "Canary" not in login(member).get("/netzwerk/meldungen/").text
    assert client.get("/netzwerk/meldungen/").status_code == 302


# --- What becomes of it -------------------------------------------------------------------


def test_hidden_text_is_seen_by_its_author_only_with_the_reason(
    client, login, case, notice, member, stranger, manager
):
    act(login(manager), case, "hide", "Bitte ohne Werbung.")
    for other in (client, login(stranger)):
        assert other.get(notice.get_absolute_url()).status_code == 404
        assert "Canary" not in other.get("/netzwerk/biete-suche/").text
        assert other.get(report_url(notice)).status_code == 404
    page = login(member).get(notice.get_absolute_url()).text
    assert "von der Moderation ausgeblendet" in page
    assert "Bitte ohne Werbung." in page
    mail = OutgoingMail.objects.get(recipient=member.email)
    assert "Bitte ohne Werbung." in mail.text
    assert "Fenja" not in mail.text
    assert Event.objects.get().people == [stranger.pk]
    assert (
        "Der Text ist ausgeblendet." in login(stranger).get("/netzwerk/meldungen/").text
    )

    act(login(manager), case, "restore")
    assert client.get(notice.get_absolute_url()).status_code == 200
    assert mails_to(member)[-1] == "Ihr Text ist wieder zu sehen"


def test_hidden_organisation_leaves_directory_and_search(
    client, login, member, stranger, manager
):
    organisation = OrganisationFactory(name="Canarywerk")
    AffiliationFactory(organisation=organisation, person=member, is_contact=True)
    case = moderation.report_text(target=organisation, by=stranger, **SPAM)
    moderation.hide_text(case=case, reason="Werbung", by=manager)
    assert "Canarywerk" not in client.get("/netzwerk/").text
    assert client.get(organisation.get_absolute_url()).status_code == 404
    assert "Canarywerk" not in client.get("/sitemap.xml").text
    page = login(member).get(organisation.get_absolute_url())
    assert "von der Moderation ausgeblendet" in page.text
    assert mails_to(member) == ["Ihr Text ist ausgeblendet"]
    assert list(Organisation.objects.visible_to(manager)) == [organisation]


def test_hidden_profile_is_seen_by_its_owner_only(login, stranger, manager):
    profile = ProfileFactory(visibility="public", trusted_at=timezone.now())
    case = moderation.report_text(target=profile, by=stranger, **SPAM)
    moderation.hide_text(case=case, reason="Werbung", by=manager)
    assert not Profile.objects.visible_to(stranger).exists()
    assert Profile.objects.visible_to(profile.user).get() == profile
    assert login(profile.user).get(profile.get_absolute_url()).status_code == 200


def test_thread_can_show_a_gap_instead_of_nothing(case, notice, manager):
    assert Notice.objects.with_hidden_reason().get().hidden_reason is None
    moderation.hide_text(case=case, reason="Werbung", by=manager)
    assert Notice.objects.with_hidden_reason().get().hidden_reason == "Werbung"


def test_warning_leaves_the_text(login, client, case, notice, member, manager):
    act(login(manager), case, "warn", "Bitte freundlich bleiben.")
    assert client.get(notice.get_absolute_url()).status_code == 200
    mail = OutgoingMail.objects.get(recipient=member.email)
    assert "Bitte freundlich bleiben." in mail.text
    case.refresh_from_db()
    assert case.state_word == "erledigt"


def test_author_never_hears_of_reports_without_substance(
    login, case, member, stranger, manager
):
    act(login(manager), case, "dismiss")
    assert mails_to(member) == []
    page = login(stranger).get("/netzwerk/meldungen/").text
    assert "geprüft, der Text bleibt stehen" in page
    assert "verstößt nicht" in Event.objects.get().title


def test_new_report_of_a_settled_text_opens_it_again(case, notice, manager, speaker):
    moderation.dismiss_reports(case=case, by=manager)
    moderation.report_text(target=notice, by=speaker, **SPAM)
    case.refresh_from_db()
    assert (case.is_open, case.closed_at) == (True, None)
    assert len(mails_to(manager)) == 2
    moderation.dismiss_reports(case=case, by=manager)
    assert Event.objects.count() == 2


def test_blocking_ends_all_sessions_and_can_be_undone(
    client, login, case, member, manager, notice
):
    browser = login(member)
    assert browser.get("/konto/").status_code == 200
    act(login(manager), case, "block", "Wiederholt Werbung.")
    assert browser.get("/konto/").status_code == 302
    assert client.get(notice.get_absolute_url()).status_code == 404
    assert mails_to(member) == ["Ihr Konto ist gesperrt"]
    act(login(manager), case, "unblock")
    member.refresh_from_db()
    assert member.is_active
    assert client.get(notice.get_absolute_url()).status_code == 200


def test_staff_cannot_be_blocked_in_the_admin(login, editor, manager):
    case = moderation.report_text(target=NoticeFactory(author=editor), by=None, **SPAM)
    page = act(login(manager), case, "block", "x")
    assert "sperrt nur der Betreiber" in page.text
    editor.refresh_from_db()
    assert editor.is_active


@pytest.mark.parametrize("action", ["hide", "warn", "block"])
def test_author_is_told_a_reason_always(login, case, manager, action):
    page = act(login(manager), case, action)
    assert "Bitte nennen Sie der Person einen Grund." in page.text
    case.refresh_from_db()
    assert case.is_open


def test_what_was_done_already_is_said(case, manager):
    moderation.hide_text(case=case, reason="x", by=manager)
    with pytest.raises(ValidationError):
        moderation.hide_text(case=case, reason="x", by=manager)
    with pytest.raises(ValidationError):
        moderation.dismiss_reports(case=case, by=manager)
    moderation.restore_text(case=case, by=manager)
    with pytest.raises(ValidationError):
        moderation.restore_text(case=case, by=manager)


# --- Only the team, and each act on record (S-40) -----------------------------------------


@pytest.mark.parametrize(
    ("action", "logged", "data"),
    [
        ("hide", "moderation.hide", {"before": "shown", "after": "hidden"}),
        ("warn", "moderation.warn", {}),
        ("dismiss", "moderation.dismiss", {}),
        ("block", "moderation.block", {}),
    ],
)
def test_each_act_leaves_exactly_one_entry(login, case, manager, action, logged, data):
    act(login(manager), case, action, "Grund")
    entries = ModelLogEntry.objects.filter(action__startswith="moderation.")
    entry = entries.get()
    assert (entry.action, entry.user, entry.object_id) == (
        logged,
        manager,
        str(case.pk),
    )
    assert data.items() <= entry.data.items()
    assert entry.data["request"]
    assert entry.data.get("reason", "Grund") == "Grund"


def test_undoing_is_on_record_too(login, case, manager, member):
    for action in ("hide", "restore", "block", "unblock"):
        act(login(manager), case, action, "Grund")
    found = ModelLogEntry.objects.order_by("timestamp", "pk")
    assert list(found.values_list("action", flat=True)) == [
        "moderation.hide",
        "moderation.restore",
        "person.block",
        "moderation.block",
        "person.unblock",
        "moderation.unblock",
    ]
    block = found.get(action="person.block")
    assert (block.data["before"], block.data["after"]) == ("active", "blocked")


@pytest.mark.parametrize("role", ["editor", "member", "stranger"])
@pytest.mark.parametrize("action", ["hide", "warn", "dismiss", "block"])
def test_others_than_the_team_decide_nothing(request, login, case, role, action):
    person = request.getfixturevalue(role)
    response = act(login(person), case, action, "x")
    assert response.status_code == 302
    assert login(person).get("/cms/meldungen/").status_code == 302
    case.refresh_from_db()
    assert case.is_open
    assert not case.is_hidden
    assert case.author.is_active
    assert not ModelLogEntry.objects.filter(action__startswith="moderation.").exists()


def test_verbs_refuse_others_themselves(case, stranger, manager):
    for verb in (moderation.hide_text, moderation.warn_author, moderation.block_author):
        with pytest.raises(PermissionDenied):
            verb(case=case, reason="x", by=stranger)
    with pytest.raises(PermissionDenied):
        moderation.dismiss_reports(case=case, by=stranger)
    moderation.hide_text(case=case, reason="x", by=manager)
    with pytest.raises(PermissionDenied):
        moderation.restore_text(case=case, by=stranger)
    case.refresh_from_db()
    assert case.is_hidden


# --- The queue ----------------------------------------------------------------------------


def rows(response) -> list[str]:
    page = BeautifulSoup(response.content, "html.parser")
    return [row.select_one("a").text.strip() for row in page.select("tbody tr")]


def test_queue_shows_open_cases_first_and_filters(login, case, manager):
    done = moderation.report_text(
        target=NoticeFactory(title="Erledigt"), by=None, reason="insult"
    )
    moderation.hide_text(case=done, reason="x", by=manager)
    browser = login(manager)
    assert rows(browser.get("/cms/meldungen/")) == ["Canary", "Erledigt"]
    assert rows(browser.get("/cms/meldungen/?state=closed")) == ["Erledigt"]
    assert rows(browser.get("/cms/meldungen/?hidden=true")) == ["Erledigt"]
    assert rows(browser.get("/cms/meldungen/?reason=spam")) == ["Canary"]
    assert rows(browser.get("/cms/meldungen/?q=Werbung")) == ["Canary"]
    assert browser.get("/cms/meldungen/?export=xlsx").status_code == 200


def test_queue_costs_the_same_for_one_and_three(login, case, manager):
    browser = login(manager)
    browser.get("/cms/meldungen/")
    with CaptureQueriesContext(connection) as one:
        browser.get("/cms/meldungen/")
    for _ in range(2):
        moderation.report_text(target=NoticeFactory(), by=UserFactory(), **SPAM)
    with CaptureQueriesContext(connection) as three:
        browser.get("/cms/meldungen/")
    assert len(three) == len(one)


def test_case_shows_quote_context_reporter_and_history(login, case, notice, manager):
    act(login(manager), case, "hide", "Bitte ohne Werbung.")
    page = login(manager).get(case.get_absolute_url()).text
    for text in (
        "Stundenweise frei.",
        notice.get_absolute_url(),
        case.reports.get().reporter.name,
        "Das ist Werbung.",
        "Text ausgeblendet",
        "Bitte ohne Werbung.",
    ):
        assert text in page


def test_markup_in_a_reported_text_stays_text(login, manager):
    target = NoticeFactory(title="<img src=x onerror=alert(1)>", text="<script>x")
    case = moderation.report_text(
        target=target, by=None, reason="other", words="<svg onload=alert(1)>"
    )
    for url in (case.get_absolute_url(), "/cms/meldungen/"):
        page = login(manager).get(url).text
        assert "<img src=x" not in page
        assert "<script>x" not in page
        assert "<svg onload" not in page


# --- The end ------------------------------------------------------------------------------


def test_cases_go_with_their_text_and_a_year_after_they_were_settled(
    case, notice, manager, member
):
    kept = moderation.report_text(target=NoticeFactory(), by=None, **SPAM)
    moderation.hide_text(case=kept, reason="x", by=manager)
    settled = moderation.report_text(target=NoticeFactory(), by=None, **SPAM)
    moderation.dismiss_reports(case=settled, by=manager)
    notice.delete()
    moderation.forget_cases()
    assert set(ModerationCase.objects.all()) == {kept, settled}
    with time_machine.travel(datetime.now(UTC) + timedelta(days=366)):
        moderation.forget_cases()
    assert list(ModerationCase.objects.all()) == [kept]


@pytest.mark.parametrize(
    "fields",
    [
        {"hidden_at": datetime(2026, 1, 1, tzinfo=UTC)},
        {"hidden_reason": "x"},
        {"closed_at": datetime(2026, 1, 1, tzinfo=UTC)},
        {"state": "closed"},
    ],
    ids=str,
)
def test_database_refuses_impossible_cases(case, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        ModerationCase.objects.filter(pk=case.pk).update(**fields)


def test_database_knows_one_case_for_a_text_and_one_report_of_a_person(case, stranger):
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.create(case=case, reporter=stranger, reason="spam")
    with pytest.raises(IntegrityError), transaction.atomic():
        ModerationCase.objects.create(
            content_type=case.content_type, object_id=case.object_id, title="x"
        )
