"""The inventory is complete (S-42), the export too (A-65), and nothing stays (S-41)."""

import json
from datetime import UTC, datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection, models
from django.test import Client
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from network import inquiries, moderation, organisations, relay
from network.actions import block_person, delete_account, unblock_person
from network.data_export import export_data, personal_data, start_export
from network.erasure import effects
from network.inactive import watch_inactive
from network.inventory import inventory, model_and_path
from network.models import (
    Download,
    Inquiry,
    ModerationCase,
    Notice,
    OutgoingMail,
    Profile,
    User,
)
from network.notifications import notify
from network.templatetags.people import author_name
from tests.factories.cms import info_page
from tests.factories.inquiries import InquiryFactory
from tests.factories.measures import MeasureFactory
from tests.factories.network import (
    AffiliationFactory,
    NoticeFactory,
    OrganisationFactory,
    ProfileFactory,
    UserFactory,
)
from tests.network.conftest import PASSWORD, fill

pytestmark = pytest.mark.django_db

NAME = "Zacharias Unverwechselbar"
EMAIL = "zacharias@unverwechselbar.example"
ADDRESS = "203.0.113.77"


# --- The inventory ------------------------------------------------------------------------


def fields_about_people() -> set[str]:
    """Every field that leads to a person, an e-mail address or an IP address."""
    found = set()
    for model in apps.get_models():
        if not model._meta.managed:
            continue
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many):
            address = isinstance(
                field, models.EmailField | models.GenericIPAddressField
            )
            if address or field.related_model is User:
                found.add(f"{model._meta.label_lower}.{field.name}")
    return found


def test_every_field_about_a_person_is_in_the_inventory():
    listed = {
        field.partition("__")[0]
        for entry in inventory()
        for field in (*entry.fields, *entry.handled)
    }
    missing = sorted(fields_about_people() - listed)
    assert not missing, (
        "These fields lead to a person. Say in <app>/personal_data.py what they are "
        f"for and when they are deleted: {missing}"
    )


def test_the_inventory_names_only_what_exists():
    for entry in inventory():
        for field in (*entry.fields, *entry.handled, *entry.secret, *entry.mentions):
            model, path = model_and_path(field)
            model._meta.get_field(path.partition("__")[0])


def test_privacy_page_shows_the_whole_inventory_as_a_table(client):
    page = info_page(
        Page.objects.get(depth=2, locale__language_code="de"),
        "Datenschutz",
        purpose="privacy",
    )
    soup = BeautifulSoup(client.get(page.get_url()).content, "html.parser")
    captions = [table.caption.text for table in soup.select("main table")]
    assert captions[0] == "Welche Daten wir wofür und wie lange speichern: Ihr Konto"
    assert len(captions) == len(set(captions)) == len(soup.select("main h3"))
    rows = soup.select("main tbody tr")
    assert len(rows) == len(list(inventory()))
    assert all(all(cell.text.strip() for cell in row.select("th, td")) for row in rows)


# --- The export ---------------------------------------------------------------------------


def files_of(download: Download) -> dict[str, str]:
    with ZipFile(BytesIO(bytes(download.content))) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_export_is_prepared_and_holds_everything_twice(member):
    profile = ProfileFactory(user=member, about="Ich baue Getriebe.")
    NoticeFactory(author=member, title="Prüfstand frei")
    browser = Client()
    browser.force_login(member)
    assert browser.get("/konto/daten/").status_code == 302, "asks who is there"

    member.set_password(PASSWORD)
    member.save()
    browser = Client()
    fill(browser, "/konto/login/", login=member.email, password=PASSWORD)
    response = browser.post("/konto/daten/")
    download = Download.objects.get()
    assert response.url == download.get_absolute_url()
    assert download.needs_password
    export_data(download_id=download.pk)

    response = browser.get(download.file_url)
    assert response["Content-Type"] == "application/zip"
    download.refresh_from_db()
    files = files_of(download)
    data = json.loads(files["meine-daten.json"])
    assert data["Person"][0]["E-Mail-Adresse"] == member.email
    assert data["Profil"][0]["Über mich"] == profile.about
    assert data["Angebot oder Gesuch"][0]["Überschrift"] == "Prüfstand frei"
    page = BeautifulSoup(files["meine-daten.html"], "html.parser")
    assert page.html["lang"] == "de"
    assert "Ich baue Getriebe." in page.text


def test_export_holds_whatever_kind_of_field_a_text_stands_in(member):
    MeasureFactory(author=member, title="Meine Idee", texts=("Wir fangen klein an.",))
    download = start_export(by=member)
    export_data(download_id=download.pk)
    download.refresh_from_db()
    assert download.is_ready
    plain = files_of(download)["meine-daten.json"]
    assert "Meine Idee" in plain
    assert "Wir fangen klein an." in plain


def test_export_reveals_no_secret_and_nobody_else(member, stranger, manager):
    browser = Client()
    browser.force_login(member)
    browser.get("/konto/")
    other = AffiliationFactory(person=stranger)
    organisations.grant_speaking(affiliation=other, by=member)
    OutgoingMail.objects.create(recipient=member.email, subject="x", text="CODE-1234")
    text = json.dumps(personal_data(member), default=str)
    assert member.password not in text
    assert browser.session.session_key not in text
    assert "CODE-1234" not in text
    assert stranger.name not in text
    assert stranger.email not in text


def test_rows_are_exported_once(member, stranger):
    relay.send_message(recipient=stranger, text="Hallo", by=member)
    assert len(personal_data(member)["Vermittelte Nachricht"]) == 1
    assert len(personal_data(member)["Person"]) == 1


# --- Deletion -----------------------------------------------------------------------------


def test_effect_is_stated_with_numbers_before(member):
    NoticeFactory.create_batch(2, author=member)
    OrganisationFactory(proposed_by=member)
    found = {(each.label, each.number, each.deletes) for each in effects(member)}
    assert ("Biete / Suche", 2, True) in found
    assert ("Organisationen", 1, False) in found


def test_author_who_has_gone_is_called_former_member(member):
    assert author_name(member) == member.name
    assert author_name(None) == "ehemaliges Mitglied"


def everything_about(person: User, manager: User, stranger: User) -> None:
    """All that can happen to a member, and all that the portal writes about it."""
    ProfileFactory(user=person, about=f"{NAME}, {EMAIL}")
    affiliation = AffiliationFactory(person=person, position=NAME)
    organisations.make_contact(affiliation=affiliation, by=manager)
    organisations.grant_speaking(affiliation=affiliation, by=manager)
    notice = NoticeFactory(author=person, title=f"{NAME} sucht", text=EMAIL)
    case = moderation.report_text(target=notice, reason="spam", by=stranger)
    moderation.warn_author(case=case, reason=f"Liebe(r) {NAME}", by=manager)
    profile = Profile.objects.get(user=person)
    hidden = moderation.report_text(target=profile, reason="spam", by=None)
    moderation.hide_text(case=hidden, reason=f"{NAME} wirbt", by=manager)
    other = NoticeFactory(author=stranger)
    moderation.report_text(
        target=other, reason="insult", words="Unfreundlich", by=person
    )
    block_person(person=person, reason=f"{NAME} wirbt", by=manager)
    unblock_person(person=person, by=manager)
    relay.send_message(recipient=stranger, text=f"Gruß, {NAME}", by=person)
    relay.send_message(recipient=person, text="Antwort", by=stranger)
    closed = InquiryFactory(email=EMAIL, name=NAME, message=f"Ich bin {NAME}")
    inquiries.close(inquiry=closed, by=manager, reason="erledigt")
    notify(
        key="canary:1",
        kind="post",
        title=f"{NAME} hat geschrieben",
        text=f"Gruß von {NAME}",
        target=other,
        by=person,
        people=[stranger],
    )
    page = info_page(Page.objects.get(depth=2, locale__language_code="de"), "Neu")
    page.lead = f"Fragen Sie {NAME}, {EMAIL}"
    page.save_revision(user=person).publish()
    page.lead = "Fragen Sie uns"
    page.save_revision(user=person).publish()
    log(page, "wagtail.edit", user=person, data={"title": f"{NAME}"})
    download = Download.objects.create(owner=person, kind="export_personal_data")
    export_data(download_id=download.pk)


def dump() -> dict[str, str]:
    """All rows of all tables as text, sessions unpacked."""
    tables = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace = current_schema()::regnamespace"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" AS t')  # noqa: S608 - the name comes from PostgreSQL
            tables[table] = "\n".join(row for (row,) in cursor.fetchall())
    tables["django_session"] = json.dumps(
        [session.get_decoded() for session in Session.objects.all()], default=str
    )
    return tables


def tables_with(*words: str) -> set[str]:
    return {
        table
        for table, text in dump().items()
        if any(word.casefold() in text.casefold() for word in words)
    }


# What may still name the person, and why.
RETAINED = {
    "network_outgoingmail": "the last mail: the e-mail address for 7 days",
    "cache": "counters against guessing passwords: the IP address until the next night",
}


def test_deletion_leaves_no_trace_in_any_table(manager, stranger):
    person = UserFactory(email=EMAIL, name=NAME, password=PASSWORD)
    browser = Client(REMOTE_ADDR=ADDRESS)
    fill(browser, "/konto/login/", login=EMAIL, password="falsches Wort")
    fill(browser, "/konto/login/", login=EMAIL, password=PASSWORD)
    everything_about(person, manager, stranger)
    call_command("rebuild_references_index", verbosity=0)
    before = tables_with(NAME, EMAIL, ADDRESS)
    assert len(before) > 10, before

    delete_account(user=person)

    assert tables_with(NAME, EMAIL, "Unverwechselbar") == {"network_outgoingmail"}
    assert tables_with(ADDRESS) == {"cache"}
    assert RETAINED.keys() == {"network_outgoingmail", "cache"}
    last = OutgoingMail.objects.get(recipient=EMAIL)
    assert last.subject == "Ihr Konto ist gelöscht"
    assert "Unverwechselbar" not in last.text


def test_open_inquiries_are_still_answered(member, manager):
    waiting = InquiryFactory(email=member.email)
    done = InquiryFactory(email=member.email)
    inquiries.close(inquiry=done, by=manager, reason="erledigt")
    delete_account(user=member)
    assert list(Inquiry.objects.all()) == [waiting]


def test_what_is_hidden_stays_hidden_without_its_author(member, manager):
    organisation = OrganisationFactory(proposed_by=member)
    case = moderation.report_text(target=organisation, reason="spam", by=member)
    moderation.hide_text(case=case, reason="Werbung", by=manager)
    delete_account(user=member)
    case.refresh_from_db()
    assert case.is_hidden
    assert case.reports.get().reporter is None


def test_log_of_others_keeps_who_did_what(member, manager):
    block_person(person=member, reason="x", by=manager)
    delete_account(user=member)
    entry = ModelLogEntry.objects.get(action="person.block")
    assert (entry.user, entry.label) == (manager, "ehemaliges Mitglied")


def test_words_that_only_contain_a_name_stay(manager):
    person = UserFactory(name="Max")
    page = info_page(Page.objects.get(depth=2, locale__language_code="de"), "Maximum")
    log(page, "wagtail.edit", user=manager)
    delete_account(user=person)
    assert "Maximum" in PageLogEntry.objects.latest("pk").label


# --- Accounts nobody uses -----------------------------------------------------------------

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


def night(days: int) -> None:
    with time_machine.travel(NOW + timedelta(days=days), tick=False):
        watch_inactive(timestamp=0)


@pytest.fixture
def away() -> User:
    return UserFactory(last_login=NOW, date_joined=NOW - timedelta(days=900))


def asked(person: User) -> int:
    mails = OutgoingMail.objects.filter(recipient=person.email)
    return mails.filter(subject="Möchten Sie Ihr Konto behalten?").count()


def test_who_stays_away_is_asked_once_after_two_years(away):
    night(729)
    assert asked(away) == 0
    night(731)
    night(732)
    assert asked(away) == 1
    mail = OutgoingMail.objects.get(recipient=away.email)
    assert "/konto/login/" in mail.text


def test_silence_for_two_months_deletes_the_account(away):
    night(731)
    night(731 + 59)
    assert User.objects.filter(pk=away.pk).exists()
    night(731 + 61)
    assert not User.objects.filter(pk=away.pk).exists()


def test_logging_in_keeps_the_account_for_two_more_years(away):
    night(731)
    User.objects.update(last_login=NOW + timedelta(days=760))
    night(731 + 61)
    away.refresh_from_db()
    assert away.asked_to_stay_at is None
    night(760 + 731)
    assert asked(away) == 2


def test_staff_and_people_locked_out_are_left_alone(away, editor, manager):
    blocked = UserFactory(is_active=False)
    root = User.objects.create_superuser("root@tregks.example", "x", name="Root")
    others = [editor, manager, blocked, root]
    User.objects.filter(pk__in=[each.pk for each in others]).update(
        last_login=NOW, date_joined=NOW
    )
    night(731)
    night(900)
    assert set(User.objects.all()) == set(others)
    assert not any(map(asked, others))


def test_who_never_logged_in_is_counted_from_joining():
    person = UserFactory(last_login=None, date_joined=NOW)
    night(731)
    assert asked(person) == 1


def test_notice_and_case_of_a_deleted_person_go_with_them(member, stranger):
    notice = NoticeFactory(author=member)
    moderation.report_text(target=notice, reason="spam", by=stranger)
    delete_account(user=member)
    moderation.forget_cases()
    assert not Notice.objects.exists()
    assert not ModerationCase.objects.exists()
