"""One event, one notification, one mail at most (R-32), and nothing to whom it is hidden."""

import threading
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core import mail as sent_mail
from django.db import close_old_connections, connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from network import notifications, outbox
from network.data_export import personal_data
from network.jobs import forget_old_data
from network.models import (
    Event,
    MailChoice,
    MutedGroup,
    Notice,
    Notification,
    OutgoingMail,
    User,
)
from network.notifications import Unsubscription, last_digest, notify, queue_digests
from tests.factories.network import (
    NoticeFactory,
    OrganisationFactory,
    UserFactory,
    WorkingGroupFactory,
)

INBOX = "/mein-bereich/benachrichtigungen/"
SETTINGS = "/mein-bereich/einstellungen/"
BERLIN = ZoneInfo("Europe/Berlin")


def tell(*people: User, key: str = "event:1", **fields) -> Event:
    """Announce something as the verbs do, and let the worker spread it."""
    fields.setdefault("target", NoticeFactory())
    event = notify(
        key=key,
        kind=fields.pop("kind", "reply"),
        title=fields.pop("title", "Svea hat geantwortet"),
        by=fields.pop("by", None),
        people=people,
        **fields,
    )
    assert event is not None
    notifications.spread(event_id=event.pk)
    return event


def tomorrow() -> datetime:
    return timezone.now() + timedelta(days=1)


def next_monday() -> datetime:
    now = timezone.localtime()
    return now + timedelta(days=7 - now.weekday(), hours=24)


def deliver() -> list:
    """What the worker sends now."""
    sent_mail.outbox.clear()
    for number in OutgoingMail.objects.due().values_list("pk", flat=True):
        outbox.deliver(mail_id=number)
    return list(sent_mail.outbox)


@pytest.fixture(autouse=True)
def _mail_in_memory(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


# --- Events -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_event_announced_twice_is_one_and_its_author_does_not_hear_of_it(
    member, speaker
):
    target = NoticeFactory()
    event = tell(member, speaker, by=speaker, target=target)
    again = {"kind": "reply", "title": "X", "target": target, "by": None}
    assert notify(key="event:1", people=[member], **again) is None
    notifications.spread(event_id=event.pk)
    assert [each.person for each in Notification.objects.all()] == [member]


@pytest.mark.django_db
def test_group_means_its_active_members(member, speaker, stranger):
    group = WorkingGroupFactory(members=[member, speaker])
    group.memberships.filter(person=speaker).update(state="requested")
    tell(group=group, to_group=True)
    assert [each.person for each in Notification.objects.all()] == [member]


@pytest.mark.django_db
def test_somebody_locked_out_gets_none(member):
    User.objects.filter(pk=member.pk).update(is_active=False)
    tell(member)
    assert not Notification.objects.exists()


@pytest.mark.django_db
def test_targets_that_say_not_who_sees_them_and_foreign_addresses_are_refused(member):
    with pytest.raises(TypeError):
        tell(member, target=member)
    for url in ("https://evil.example/", "//evil.example/"):
        with pytest.raises(ValueError, match="leads out"):
            tell(member, url=url)


@pytest.mark.django_db
def test_address_of_an_event_is_german_whoever_caused_it(member, login):
    with translation.override("en"):
        event = tell(member)
    assert event.url.startswith("/netzwerk/")
    key = Notification.objects.get().key
    page = login(member).post(f"/en{INBOX}{key}/")
    assert page["Location"] == f"/en{event.url}"


@pytest.mark.django_db
def test_announcing_costs_the_same_for_one_and_many():
    few, many = [UserFactory()], UserFactory.create_batch(5)
    target = NoticeFactory()
    tell(*few, key="warm", target=target)
    counts = []
    for number, people in enumerate((few, many)):
        with CaptureQueriesContext(connection) as queries:
            tell(*people, key=f"event:{number}", target=target, immediate=True)
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- The inbox ----------------------------------------------------------------------------


def titles(page) -> list[str]:
    soup = BeautifulSoup(page.content, "html.parser")
    return [heading.get_text(strip=True) for heading in soup.select("main .card h3")]


@pytest.mark.django_db
def test_new_ones_come_first_and_become_read_by_opening_them(member, login):
    target = NoticeFactory()
    for number in range(3):
        tell(member, key=f"event:{number}", title=f"Nr. {number}", target=target)
    client = login(member)
    assert titles(client.get(INBOX)) == ["Nr. 2", "Nr. 1", "Nr. 0"]
    assert "Benachrichtigungen: 3 neue" in visible_text(client.get("/"))
    middle = Notification.objects.get(event__title="Nr. 1")
    assert client.get(f"{INBOX}{middle.key}/").status_code == 405
    page = client.post(f"{INBOX}{middle.key}/")
    assert page["Location"] == target.get_absolute_url()
    assert titles(client.get(INBOX)) == ["Nr. 2", "Nr. 0", "Nr. 1"]
    assert titles(client.get(f"{INBOX}?status=neu")) == ["Nr. 2", "Nr. 0"]


def visible_text(page) -> str:
    soup = BeautifulSoup(page.content, "html.parser")
    return " ".join(soup.get_text(" ").split())


@pytest.mark.django_db
def test_all_can_be_marked_as_read_at_once(member, stranger, login):
    tell(member, stranger)
    client = login(member)
    client.post(f"{INBOX}gelesen/")
    assert Notification.objects.unread().get().person == stranger
    assert "als gelesen markieren" not in client.get(INBOX).text


@pytest.mark.django_db
def test_strangers_neither_see_nor_mark_what_is_not_theirs(member, stranger, login):
    tell(member, title="Canary")
    notification = Notification.objects.get()
    client = login(stranger)
    assert "Canary" not in client.get(INBOX).text
    assert client.post(f"{INBOX}{notification.key}/").status_code == 404
    client.post(f"{INBOX}gelesen/")
    notification.refresh_from_db()
    assert notification.read_at is None


@pytest.mark.django_db
def test_what_somebody_may_not_see_any_more_is_gone_and_the_number_explained(
    member, login
):
    target = NoticeFactory(title="Canary")
    tell(member, title="Canary", target=target)
    Notice.objects.update(state="closed")
    client = login(member)
    page = client.get(INBOX)
    assert "Canary" not in page.text
    assert "nicht mehr sehen können" in page.text
    key = Notification.objects.get().key
    assert client.post(f"{INBOX}{key}/").status_code == 404
    notifications.forget_notifications()
    assert "neue" not in visible_text(client.get("/mein-bereich/"))


@pytest.mark.django_db
def test_deleted_thing_takes_its_notifications_along(member, login):
    target = NoticeFactory()
    tell(member, target=target)
    target.delete()
    assert titles(login(member).get(INBOX)) == []
    notifications.forget_notifications()
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_filter_by_group_offers_only_groups_that_have_written(member, login):
    group = WorkingGroupFactory(members=[member], name="Wasserstoff")
    WorkingGroupFactory(members=[member], name="Stille")
    tell(group=group, to_group=True, title="Aus der Gruppe")
    tell(member, key="event:2", title="Für mich")
    page = login(member).get(f"{INBOX}?gruppe={group.slug}")
    assert titles(page) == ["Aus der Gruppe"]
    assert "Stille" not in page.text


@pytest.mark.django_db
@pytest.mark.parametrize("url", [INBOX, "/mein-bereich/"])
def test_pages_cost_the_same_for_one_and_three(member, login, url):
    client = login(member)
    counts = []
    for number in range(3):
        group = WorkingGroupFactory()
        tell(member, key=f"event:{number}", target=NoticeFactory(), group=group)
        tell(member, key=f"o:{number}", target=OrganisationFactory(), group=group)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[2]


@pytest.mark.django_db
def test_number_in_the_header_costs_one_query(member, login):
    client = login(member)
    with CaptureQueriesContext(connection) as queries:
        client.get("/konto/")
    asking = [query for query in queries if "network_notification" in query["sql"]]
    assert len(asking) == 1


# --- Mail at once ---------------------------------------------------------------------------


@pytest.mark.django_db
def test_replies_are_mailed_at_once_and_never_again(member):
    event = tell(member, immediate=True, text="Ja, gern.\nhttps://evil.example")
    (mail,) = deliver()
    assert (mail.to, mail.subject) == ([member.email], "Svea hat geantwortet")
    assert "> Ja, gern." in mail.body
    html = mail.alternatives[0].content
    assert "evil.example</a>" not in html
    assert f'{event.url}">Svea hat geantwortet</a>' in html
    notifications.spread(event_id=event.pk)
    queue_digests(now=tomorrow())
    assert deliver() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "choice",
    [{"frequency": "never"}, {"immediate": False}, "muted"],
    ids=["never", "with the digest", "muted"],
)
def test_no_mail_at_once_to_whom_wants_none(member, choice):
    group = WorkingGroupFactory(members=[member])
    if choice == "muted":
        MutedGroup.objects.create(person=member, group=group)
    else:
        MailChoice.objects.create(person=member, **choice)
    tell(member, immediate=True, group=group)
    assert not OutgoingMail.objects.exists()


@pytest.mark.django_db
def test_mail_that_is_put_off_after_all_stands_in_the_digest(member):
    tell(member, immediate=True)
    MailChoice.objects.create(person=member, immediate=False)
    assert deliver() == []
    queue_digests(now=tomorrow())
    (mail,) = deliver()
    assert mail.subject == "Neu für Sie: Svea hat geantwortet"


@pytest.mark.django_db
def test_nothing_is_written_down_before_it_is_sent(member):
    tell(member, immediate=True, title="Canary", text="Canary")
    mail = OutgoingMail.objects.get()
    assert "Canary" not in f"{mail.subject} {mail.text} {mail.html} {mail.about}"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "happened",
    [
        lambda person: Notice.objects.update(state="closed"),
        lambda person: Notice.objects.all().delete(),
        lambda person: Notification.objects.update(read_at=timezone.now()),
        lambda person: MailChoice.objects.create(person=person, frequency="never"),
        lambda person: MutedGroup.objects.create(
            person=person, group=Event.objects.get().group
        ),
        lambda person: User.objects.filter(pk=person.pk).update(is_active=False),
        lambda person: person.delete(),
    ],
    ids=["hidden", "deleted", "read", "never", "muted", "locked", "left"],
)
@pytest.mark.parametrize("immediate", [True, False], ids=["at once", "digest"])
def test_mail_that_waits_is_dropped_when_it_has_lost_its_reason(
    member, happened, immediate
):
    tell(member, immediate=immediate, group=WorkingGroupFactory(members=[member]))
    queue_digests(now=tomorrow())
    assert OutgoingMail.objects.count() == 1
    happened(member)
    assert deliver() == []
    assert not OutgoingMail.objects.exists()
    queue_digests(now=tomorrow() + timedelta(days=1))
    assert deliver() == []


@pytest.mark.django_db
def test_mail_goes_to_the_address_that_is_valid_now(member):
    tell(member, immediate=True)
    User.objects.filter(pk=member.pk).update(email="neu@example.org")
    (mail,) = deliver()
    assert mail.to == ["neu@example.org"]


@pytest.mark.django_db
def test_mail_that_cannot_be_written_is_parked_with_its_reason(member, monkeypatch):
    def fail(mail: OutgoingMail) -> bool:
        User.objects.raw("SELECT 1/0 AS id")[0]  # breaks the transaction, too
        return True

    tell(member, immediate=True)
    monkeypatch.setitem(outbox.WRITERS, "notifications", fail)
    assert deliver() == []
    mail = OutgoingMail.objects.get()
    assert (mail.state, mail.attempts) == ("failed", 1)
    assert "division by zero" in mail.error


# --- Digests --------------------------------------------------------------------------------


@pytest.mark.django_db
def test_digest_gathers_what_is_new_by_group_with_excerpts_and_links(member, speaker):
    group = WorkingGroupFactory(members=[member], name="Wasserstoff")
    tell(member, title="Für mich allein", by=speaker)
    tell(group=group, to_group=True, key="p:1", title="Neuer Beitrag", text="So\nso.")
    tell(group=group, to_group=True, key="p:2", title="Gelesen")
    Notification.objects.filter(event__title="Gelesen").update(read_at=timezone.now())
    queue_digests(now=tomorrow())
    (mail,) = deliver()
    assert mail.subject == "Neu für Sie: Für mich allein und 1 weitere Neuigkeit"
    order = [
        mail.body.index(words)
        for words in ("Für Sie\n=", "Für mich", "Wasserstoff\n=", "> So")
    ]
    assert order == sorted(order)
    assert "> So\n> so." in mail.body
    assert "Gelesen" not in mail.body
    page = BeautifulSoup(mail.alternatives[0].content, "html.parser")
    assert [h.get_text() for h in page.select("h2")] == [
        "Für Sie",
        "Wasserstoff",
    ]
    assert page.html["lang"] == "de"
    links = {link.get_text(): link["href"] for link in page.select("a")}
    base = "http://127.0.0.1:8000"
    assert links["Neuer Beitrag"] == base + Event.objects.get(key="p:1").url
    assert links["Wählen, welche E-Mails Sie bekommen"] == base + SETTINGS
    words = page.main.get_text(" ").split()
    for word in mail.body.replace("-- \n", "").split():
        plain = word.rstrip(":")
        assert plain in words or plain.startswith((base, "====")), word


@pytest.mark.django_db
def test_long_digest_names_the_newest_and_where_the_rest_is(member, monkeypatch):
    monkeypatch.setattr(notifications, "MOST_IN_DIGEST", 2)
    target = NoticeFactory()
    for number in range(4):
        tell(member, key=f"event:{number}", title=f"Nr. {number}", target=target)
    queue_digests(now=tomorrow())
    (mail,) = deliver()
    assert mail.subject == "Neu für Sie: Nr. 3 und 3 weitere Neuigkeiten"
    assert "Und 2 weitere: " in mail.body
    assert "Nr. 1" not in mail.body


@pytest.mark.django_db
def test_digest_comes_once_a_day_and_says_nothing_twice(member):
    tell(member)
    queue_digests(now=timezone.now() - timedelta(days=1))
    assert deliver() == []
    for _ in range(3):
        queue_digests(now=tomorrow())
    assert len(deliver()) == 1
    queue_digests(now=tomorrow() + timedelta(days=1))
    assert deliver() == []


@pytest.mark.django_db
def test_what_comes_late_waits_for_the_next_digest_instead_of_a_second_one(member):
    target = NoticeFactory()
    tell(member, target=target)
    queue_digests(now=tomorrow())
    tell(member, key="event:2", target=target, title="Spät")
    queue_digests(now=tomorrow())
    assert len(deliver()) == 1
    queue_digests(now=tomorrow() + timedelta(days=1))
    (mail,) = deliver()
    assert mail.subject == "Neu für Sie: Spät"


@pytest.mark.django_db
def test_weekly_means_mondays(member):
    MailChoice.objects.create(person=member, frequency="weekly")
    monday = datetime(2026, 11, 23, 12, tzinfo=BERLIN)
    with time_machine.travel(monday, tick=False):
        tell(member)
    for days in range(1, 7):
        queue_digests(now=monday + timedelta(days=days))
        assert deliver() == []
    queue_digests(now=monday + timedelta(days=7))
    assert len(deliver()) == 1


@pytest.mark.django_db
def test_choice_holds_for_what_is_there_already(member):
    tell(member)
    choice = MailChoice.objects.create(person=member, frequency="never")
    queue_digests(now=tomorrow())
    assert Notification.objects.get().no_mail
    tell(member, key="event:2")
    choice.frequency = "daily"
    notifications.choose_mail(choice=choice, muted=[])
    queue_digests(now=tomorrow() + timedelta(days=1))
    (mail,) = deliver()
    assert "weitere" not in mail.subject, "what was declined stays declined"


@pytest.mark.django_db
def test_only_the_rest_is_told_when_a_part_is_hidden_meanwhile(member):
    secret = NoticeFactory()
    tell(member, target=secret, title="Canary", text="Canary")
    tell(member, key="event:2", title="Offen")
    queue_digests(now=tomorrow())
    Notice.objects.filter(pk=secret.pk).update(state="closed")
    (mail,) = deliver()
    assert mail.subject == "Neu für Sie: Offen"
    assert "Canary" not in mail.body + mail.alternatives[0].content


@pytest.mark.parametrize(
    ("now", "daily"),
    [
        ("2026-11-27 06:59", "2026-11-26 07:00"),
        ("2026-11-27 07:00", "2026-11-27 07:00"),
        # The nights in which clocks change, before and after.
        ("2026-03-29 01:30", "2026-03-28 07:00"),
        ("2026-03-29 07:00", "2026-03-29 07:00"),
        ("2026-10-25 06:59", "2026-10-24 07:00"),
        ("2026-10-25 07:00", "2026-10-25 07:00"),
    ],
)
def test_digests_are_due_at_seven_by_our_clocks(now, daily):
    local = datetime.fromisoformat(now).replace(tzinfo=BERLIN)
    due = last_digest("daily", local.astimezone(UTC))
    assert due == datetime.fromisoformat(daily).replace(tzinfo=BERLIN)
    weekly = last_digest("weekly", local.astimezone(UTC))
    assert (weekly.weekday(), weekly.hour) == (0, 7)
    assert timedelta(0) <= local.astimezone(UTC) - weekly < timedelta(days=7, hours=1)


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_the_job_sends_one_digest_on_days_with_23_or_25_hours(member, day):
    """Asked every quarter of an hour from midnight to midnight, by UTC as cron does."""
    start = datetime.fromisoformat(f"{day} 00:00").replace(tzinfo=BERLIN)
    with time_machine.travel(start - timedelta(hours=2), tick=False):
        tell(member)
    sent = []
    for quarter in range(4 * 24):
        moment = start.astimezone(UTC) + timedelta(minutes=15 * quarter)
        with time_machine.travel(moment, tick=False):
            notifications.digests(timestamp=0)
            sent += [timezone.localtime() for _mail in deliver()]
    assert [f"{time:%d %H:%M}" for time in sent] == [f"{day[-2:]} 07:00"]


# --- Killed, repeated and side by side (R-32) -------------------------------------------------


def told_each_once(people: int) -> bool:
    recipients = Counter(OutgoingMail.objects.values_list("recipient", flat=True))
    return len(recipients) == people and set(recipients.values()) == {1}


@pytest.mark.django_db(transaction=True)
def test_digests_that_break_off_go_on_where_they_were(monkeypatch):
    monkeypatch.setattr(notifications, "BATCH", 4)
    people = UserFactory.create_batch(11)
    tell(*people)
    real, calls = outbox.queue_unwritten, iter([True, False, True, False])

    def dies(mails):
        new = real(mails)
        if not next(calls, True):
            raise RuntimeError("killed")
        return new

    monkeypatch.setattr(outbox, "queue_unwritten", dies)
    for _ in range(2):
        with pytest.raises(RuntimeError):
            queue_digests(now=tomorrow())
        waiting = Notification.objects.to_mail().count()
        assert waiting + OutgoingMail.objects.count() == 11
    queue_digests(now=tomorrow())
    assert told_each_once(11)
    assert not Notification.objects.to_mail().exists()


@pytest.mark.django_db(transaction=True)
def test_spreading_that_breaks_off_tells_everybody_once(monkeypatch):
    monkeypatch.setattr(notifications, "BATCH", 4)
    people = UserFactory.create_batch(11)
    target = NoticeFactory()
    event = notify(
        key="k",
        kind="reply",
        title="T",
        target=target,
        by=None,
        people=people,
        immediate=True,
    )
    real, calls = outbox.queue_unwritten, iter([True, False])

    def dies(mails):
        new = real(mails)
        if not next(calls, True):
            raise RuntimeError("killed")
        return new

    monkeypatch.setattr(outbox, "queue_unwritten", dies)
    with suppress(RuntimeError):
        notifications.spread(event_id=event.pk)
    assert Notification.objects.count() == OutgoingMail.objects.count() == 4
    notifications.spread(event_id=event.pk)
    assert Notification.objects.count() == 11
    assert told_each_once(11)


@pytest.mark.django_db(transaction=True)
def test_two_workers_side_by_side_tell_everybody_once(monkeypatch):
    monkeypatch.setattr(notifications, "BATCH", 5)
    people = UserFactory.create_batch(40)
    event = tell(*people, immediate=False)
    Event.objects.update(immediate=True)
    barrier, failures = threading.Barrier(4), []

    def work(job) -> None:
        close_old_connections()
        try:
            barrier.wait()
            job()
        except Exception as error:  # is shown by the test
            failures.append(error)
        finally:
            connections.close_all()

    def spread() -> None:
        notifications.spread(event_id=event.pk)

    def prepare() -> None:
        queue_digests(now=tomorrow())

    jobs = [spread, prepare, prepare, spread]
    threads = [threading.Thread(target=work, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    queue_digests(now=tomorrow())
    assert told_each_once(40)
    assert len(deliver()) == 40


# --- Settings ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_choice_is_saved_and_comes_back_as_it_is(member, login):
    group = WorkingGroupFactory(members=[member])
    client = login(member)
    page = client.post(SETTINGS, {"frequency": "weekly", "muted": [group.pk]})
    assert page.status_code == 302
    choice = MailChoice.objects.get()
    assert (choice.frequency, choice.immediate) == ("weekly", False)
    soup = BeautifulSoup(client.get(SETTINGS).content, "html.parser")
    checked = {field["name"]: field["value"] for field in soup.select("main [checked]")}
    assert checked == {"frequency": "weekly", "muted": str(group.pk)}
    client.post(SETTINGS, {"frequency": "daily", "immediate": "on"})
    assert not MutedGroup.objects.exists()


@pytest.mark.django_db
def test_only_own_groups_can_be_muted(member, login):
    foreign = WorkingGroupFactory(name="Fremde")
    WorkingGroupFactory(members=[member])
    client = login(member)
    assert "Fremde" not in client.get(SETTINGS).text
    page = client.post(SETTINGS, {"frequency": "daily", "muted": [foreign.pk]})
    assert page.status_code == 200
    assert not MutedGroup.objects.exists()
    assert client.post(SETTINGS, {"frequency": "stündlich"}).status_code == 200
    assert not MailChoice.objects.exists()


# --- Unsubscribing ----------------------------------------------------------------------------


def way_out(mail) -> str:
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = mail.extra_headers["List-Unsubscribe"].strip("<>")
    assert address in mail.body
    return address.removeprefix("http://127.0.0.1:8000")


@pytest.mark.django_db
def test_one_click_without_login_ends_all_mail(member, client):
    tell(member)
    queue_digests(now=tomorrow())
    (mail,) = deliver()
    url = way_out(mail)
    client.handler.enforce_csrf_checks = True
    for _ in range(2):
        assert "Möchten Sie keine E-Mails mehr" in client.get(url).text
        client.head(url)
    assert not MailChoice.objects.exists(), "looking changes nothing"
    page = client.post(url, {"List-Unsubscribe": "One-Click"})
    assert page.status_code == 200
    assert SETTINGS in page.text
    assert not page.cookies
    assert MailChoice.objects.get().frequency == "never"


@pytest.mark.django_db
def test_mail_from_a_group_ends_for_this_group_or_altogether(member, client):
    group = WorkingGroupFactory(members=[member], name="Wasserstoff")
    tell(member, group=group, immediate=True)
    (mail,) = deliver()
    url = way_out(mail)
    assert "aus der Arbeitsgruppe „Wasserstoff“" in client.post(url).text
    assert MutedGroup.objects.get().group == group
    assert not MailChoice.objects.exists()
    client.post(url, {"all": ""})
    assert MailChoice.objects.get().frequency == "never"
    assert MailChoice.objects.get().immediate, "the rest of the choice is kept"


@pytest.mark.django_db
def test_forged_or_outdated_address_changes_nothing_and_explains(member, client):
    group = WorkingGroupFactory()
    good = Unsubscription(member).token
    bad = [
        "x",
        f"{member.pk}.falsch",
        good.replace(str(member.pk), str(member.pk + 1), 1),
        Unsubscription(member, group).token,
    ]
    group.delete()
    for token in bad:
        page = client.post(f"/abmelden/{token}/")
        assert page.status_code == 404
        assert "Diese Adresse gilt nicht" in page.text
    assert not MailChoice.objects.exists()
    assert Unsubscription.read(good) == Unsubscription(member)


# --- Forgetting, and what a person gets to read about themselves --------------------------------


@pytest.mark.django_db
def test_old_notifications_are_forgotten_and_news_of_today_kept(member, stranger):
    now = timezone.now()
    with time_machine.travel(now - timedelta(days=100)):
        tell(member, key="read")
        tell(member, key="unread")
        tell(stranger, key="read by one alone")
    Notification.objects.exclude(event__key="unread").update(
        read_at=now - timedelta(days=91)
    )
    tell(key="without people")
    forget_old_data(timestamp=0)
    assert {event.key for event in Event.objects.all()} == {"unread", "without people"}
    with time_machine.travel(now + timedelta(days=300)):
        forget_old_data(timestamp=0)
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_my_data_tell_what_was_told_to_me(member):
    group = WorkingGroupFactory(name="Wasserstoff", members=[member])
    MailChoice.objects.create(person=member, frequency="weekly")
    MutedGroup.objects.create(person=member, group=group)
    tell(member)
    data = personal_data(member)
    assert data["Benachrichtigung"][0]["Event"] == "Svea hat geantwortet"
    assert data["Arbeitsgruppe ohne E-Mails"][0]["Arbeitsgruppe"] == "Wasserstoff"
    (choice,) = data["Wahl der E-Mails"]
    assert "montags um 7 Uhr, wenn es Neues gibt" in choice.values()
