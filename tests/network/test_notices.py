"""Offers and requests: who sees them, how they match, how they end."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from network.models import Event, Message, Notice, OutgoingMail, Topic, User
from network.notices import publish_notice, watch_notices
from network.notifications import spread
from tests.factories.network import (
    AffiliationFactory,
    NoticeFactory,
    OrganisationFactory,
    ProfileFactory,
)
from tregks.templatetags.portal import portal_date

pytestmark = pytest.mark.django_db

LIST = "/netzwerk/biete-suche/"
NEW = f"{LIST}neu/"


def day(offset: int):
    return timezone.localdate() + timedelta(days=offset)


def entry(**fields) -> dict[str, str]:
    return {
        "kind": "suche",
        "title": "Prüfstand gesucht",
        "text": "Für zwei Tage.",
        "topic": str(Topic.objects.first().pk),
        "expires_on": f"{day(30):%d.%m.%Y}",
    } | fields


def titles(response) -> list[str]:
    soup = BeautifulSoup(response.content, "html.parser")
    return [link.text for link in soup.select("main .card h3 a")]


def subjects_to(user: User) -> list[str]:
    mails = OutgoingMail.objects.filter(recipient=user.email).order_by("pk")
    return [mail.subject for mail in mails]


def trust(user: User) -> None:
    ProfileFactory(user=user, trusted_at=timezone.now())


# --- Who sees what ------------------------------------------------------------------------


def test_first_notice_of_somebody_new_waits_for_the_manager(
    client, login, stranger, manager
):
    login(stranger).post(NEW, entry())
    notice = Notice.objects.get()
    assert notice.state == "waiting"
    assert client.get(notice.get_absolute_url()).status_code == 404
    assert titles(client.get(LIST)) == []
    assert subjects_to(manager) == [
        "Biete / Suche: ein neuer Eintrag wartet auf Prüfung"
    ]

    login(manager).post(f"{notice.get_absolute_url()}pruefen/", {"action": "publish"})
    assert titles(client.get(LIST)) == ["Suche: Prüfstand gesucht"]
    assert subjects_to(stranger) == [
        "Ihr Eintrag „Prüfstand gesucht“ ist veröffentlicht"
    ]
    login(stranger).post(NEW, entry(title="Noch einer"))
    assert titles(client.get(LIST))[0] == "Suche: Noch einer"


def test_refused_notice_is_gone_and_its_author_knows_why(client, login, manager):
    notice = NoticeFactory()
    url = f"{notice.get_absolute_url()}pruefen/"
    assert "Bitte nennen Sie der Person einen Grund." in login(manager).post(url).text
    login(manager).post(url, {"reason": "Das ist Werbung."})
    assert client.get(notice.get_absolute_url()).status_code == 404
    mail = OutgoingMail.objects.get(recipient=notice.author.email)
    assert "Das ist Werbung." in mail.text


@pytest.mark.parametrize(
    "fields",
    [{"state": "waiting"}, {"state": "closed"}, {"expires_on": day(-1)}],
    ids=["waiting", "closed", "over"],
)
def test_notice_that_is_not_current_is_seen_by_author_and_manager_only(
    client, login, member, stranger, manager, fields
):
    notice = NoticeFactory(title="Canary", author=member, **fields)
    url = notice.get_absolute_url()
    match = NoticeFactory(kind="suche", author=stranger)
    assert client.get(url).status_code == 404
    assert login(stranger).get(url).status_code == 404
    assert "Canary" not in login(stranger).get(LIST).text
    assert "Canary" not in login(stranger).get(match.get_absolute_url()).text
    assert login(member).get(url).status_code == 200
    assert login(manager).get(url).status_code == 200
    assert "Canary" in login(member).get(f"{LIST}?meine").text


def test_author_is_named_only_to_whom_the_profile_is_visible(client, login, stranger):
    profile = ProfileFactory(user__name="Ada Autorin")
    url = NoticeFactory(author=profile.user).get_absolute_url()
    assert "Ada" not in client.get(url).text
    assert "Ada" in login(stranger).get(url).text


def test_matching_notices_of_others_are_suggested(client, member):
    topics = list(Topic.objects.all()[:2])
    offer = NoticeFactory(kind="biete", topic=topics[0], author=member)
    NoticeFactory(title="passt", kind="suche", topic=topics[0])
    NoticeFactory(title="gleiche Art", kind="biete", topic=topics[0])
    NoticeFactory(title="anderes Feld", kind="suche", topic=topics[1])
    NoticeFactory(title="von mir", kind="suche", topic=topics[0], author=member)
    assert [notice.title for notice in Notice.objects.matching(offer)] == ["passt"]
    assert "Das wird dazu gesucht" in client.get(offer.get_absolute_url()).text


def test_authors_of_matching_notices_hear_of_a_new_one(login, member, speaker, manager):
    trust(member)
    topics = list(Topic.objects.all()[:2])
    NoticeFactory(kind="biete", topic=topics[0], author=speaker)
    NoticeFactory(kind="biete", topic=topics[1], author=manager)
    NoticeFactory(kind="biete", topic=topics[0], author=member)
    login(member).post(NEW, entry(topic=str(topics[0].pk)))
    event = Event.objects.get()
    spread(event_id=event.pk)
    assert [each.person for each in event.notifications.all()] == [speaker]
    assert event.title == "Passt vielleicht zu Ihrem Eintrag: Suche: Prüfstand gesucht"


def test_nobody_hears_of_a_notice_before_it_is_read(login, stranger, speaker):
    NoticeFactory(kind="biete", author=speaker)
    login(stranger).post(NEW, entry())
    assert not Event.objects.exists()
    publish_notice(notice=Notice.objects.get(state="waiting"))
    assert Event.objects.get().people == [speaker.pk]


@pytest.mark.parametrize(
    ("query", "expected"),
    [("art=suche", ["Suche: B"]), ("art=x&handlungsfeld=x", ["Suche: B", "Biete: A"])],
)
def test_filters_leave_what_fits(client, query, expected):
    NoticeFactory(title="A")
    NoticeFactory(title="B", kind="suche")
    assert titles(client.get(f"{LIST}?{query}")) == expected


def test_each_filter_in_use_can_be_removed_alone(client):
    text = client.get(f"{LIST}?art=suche&handlungsfeld=digitalisierung&seite=1").text
    assert 'href="?handlungsfeld=digitalisierung"' in text
    assert 'href="?art=suche"' in text
    assert "Kein Eintrag passt zu dieser Auswahl" in text


def test_list_costs_the_same_for_one_and_three(client):
    NoticeFactory(organisation=OrganisationFactory())
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    for _ in range(2):
        NoticeFactory(organisation=OrganisationFactory())
    with CaptureQueriesContext(connection) as three:
        client.get(LIST)
    assert len(one) == len(three) <= 12


# --- Writing ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"kind": ""}, "Bitte wählen Sie „Biete“ oder „Suche“."),
        ({"title": ""}, "Bitte schreiben Sie eine Überschrift."),
        ({"topic": ""}, "Bitte wählen Sie ein Handlungsfeld."),
        ({"expires_on": "1.1.2020"}, "Bitte nennen Sie einen Tag, der noch kommt."),
        ({"expires_on": "1.1.2999"}, "Bitte höchstens ein halbes Jahr voraus."),
        ({"expires_on": "bald"}, "Bitte mit Punkten schreiben"),
    ],
)
def test_problem_is_named_and_the_text_is_kept(login, member, fields, problem):
    response = login(member).post(NEW, entry(**fields))
    assert problem in response.text
    assert "Für zwei Tage." in response.text
    assert not Notice.objects.exists()


def test_notice_can_stand_for_ones_own_organisations_only(login, member):
    trust(member)
    own = AffiliationFactory(person=member, may_speak=True).organisation
    claimed = AffiliationFactory(person=member).organisation
    for foreign in (OrganisationFactory(), claimed):
        login(member).post(NEW, entry(organisation=str(foreign.pk)))
        assert not Notice.objects.exists()
    login(member).post(NEW, entry(organisation=str(own.pk)))
    assert Notice.objects.get().organisation == own


@pytest.mark.parametrize("act", ["end", "withdraw"])
def test_notice_stands_for_the_author_alone_once_the_organisation_says_so(
    login, member, stranger, act
):
    contact = AffiliationFactory(person=stranger, is_contact=True)
    right = AffiliationFactory(
        person=member, organisation=contact.organisation, may_speak=True
    )
    notice = NoticeFactory(author=member, organisation=contact.organisation)
    login(stranger).post(
        f"{contact.organisation.get_absolute_url()}rechte/",
        {"action": act, "affiliation": right.pk},
    )
    notice.refresh_from_db()
    assert notice.organisation is None


def test_notice_of_somebody_locked_out_is_gone(client, login, member, stranger):
    notice = NoticeFactory(author=member)
    User.objects.filter(pk=member.pk).update(is_active=False)
    for browser in (client, login(stranger)):
        assert titles(browser.get(LIST)) == []
        assert browser.get(notice.get_absolute_url()).status_code == 404


def test_author_edits_and_closes(login, member, client):
    notice = NoticeFactory(author=member, reminded_at=timezone.now())
    url = notice.get_absolute_url()
    login(member).post(f"{url}bearbeiten/", entry(title="Neu"))
    notice.refresh_from_db()
    assert (notice.title, notice.reminded_at) == ("Neu", None)
    login(member).post(f"{url}beenden/")
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("page", ["bearbeiten/", "beenden/", "pruefen/"])
def test_stranger_changes_nothing(login, stranger, page):
    notice = NoticeFactory()
    response = login(stranger).post(
        notice.get_absolute_url() + page, entry(action="publish")
    )
    assert response.status_code == 403
    notice.refresh_from_db()
    assert (notice.state, notice.kind) == ("published", "biete")


def test_eleventh_notice_of_a_day_has_to_wait(login, member):
    browser = login(member)
    statuses = [browser.post(NEW, entry()).status_code for _ in range(11)]
    assert statuses == [302] * 10 + [429]


# --- Answering ----------------------------------------------------------------------------


def test_answer_goes_to_the_author_without_addresses(login, member, stranger):
    notice = NoticeFactory(author=member, title="Prüfstand")
    login(stranger).post(f"{notice.get_absolute_url()}antworten/", {"text": "Gern!"})
    mail = OutgoingMail.objects.get(recipient=member.email)
    assert mail.subject == f"{stranger.name} schreibt Ihnen: Prüfstand"
    assert stranger.email not in mail.text + mail.html
    assert "> Gern!" in mail.text


def test_nobody_answers_without_account_themselves_or_too_late(
    client, login, member, stranger
):
    notice = NoticeFactory(author=member)
    url = f"{notice.get_absolute_url()}antworten/"
    assert client.post(url, {"text": "x"}).status_code == 302
    assert login(member).post(url, {"text": "x"}).status_code == 403
    Notice.objects.update(expires_on=day(-1))
    assert login(stranger).post(url, {"text": "x"}).status_code == 404
    assert not Message.objects.exists()


# --- The end ------------------------------------------------------------------------------


def test_author_is_reminded_once_and_old_notices_are_deleted(member):
    NoticeFactory(author=member, expires_on=day(5))
    NoticeFactory(author=member, expires_on=day(6))
    NoticeFactory(author=member, expires_on=day(-91))
    for _ in range(2):
        watch_notices(timestamp=0)
    assert len(subjects_to(member)) == 1
    assert Notice.objects.count() == 2


def test_publishing_twice_tells_once(member):
    notice = NoticeFactory(author=member, state="waiting")
    for _ in range(2):
        publish_notice(notice=notice)
    assert len(subjects_to(member)) == 1


def test_database_refuses_an_unknown_kind():
    with pytest.raises(IntegrityError):
        NoticeFactory(kind="gabe")


def test_admin_lists_notices_and_leads_to_where_they_are_checked(
    login, manager, editor
):
    notice = NoticeFactory(title="Canary", state="waiting")
    page = login(manager).get("/cms/biete-suche/?state=waiting").text
    assert "Canary" in page
    assert portal_date(notice.expires_on) in page
    assert notice.get_absolute_url() in page
    assert login(editor).get("/cms/biete-suche/").status_code == 302
