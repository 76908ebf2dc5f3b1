"""Documents, meetings, tasks and decisions of working groups."""

import io
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import icalendar
import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from network import group_meetings
from network.group_tasks import watch_decisions
from network.models import Decision, Event, GroupDocument, Meeting, Task, User
from network.notifications import spread
from tests.factories.cms import picture_file
from tests.factories.groups import (
    DecisionFactory,
    GroupFactory,
    MeetingFactory,
    PostFactory,
    TaskFactory,
    document,
)
from tests.factories.network import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(speaker, member):
    return GroupFactory(name="Arbeitsgruppe Wärme", led_by=speaker, people=[member])


def told(person: User) -> list[str]:
    for event in Event.objects.all():
        spread(event_id=event.pk)
    heard = person.notifications.select_related("event").order_by("event_id")
    return [notification.event.title for notification in heard]


def day(offset: int) -> str:
    return f"{timezone.localdate() + timedelta(days=offset):%d.%m.%Y}"


# --- Documents ----------------------------------------------------------------------------


def packed(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return file.getvalue()


def picture(kind: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (4, 4)).save(file, kind)
    return file.getvalue()


DOCX = packed(**{"[Content_Types]_xml": b"<x/>", "word__document_xml": b"<x/>"})
ODT = packed(mimetype=b"application/vnd.oasis.opendocument.text", content_xml=b"<x/>")
BOMB = packed(
    **{
        "[Content_Types]_xml": b"<x/>",
        "word__document_xml": b"<x/>",
        "bomb": b"\0" * (201 * 1024 * 1024),
    }
)
GOOD = {
    "bericht.pdf": b"%PDF-1.7\n%\xe2\xe3",
    "BERICHT.PDF": b"%PDF-1.7",
    "text.docx": DOCX,
    "text.odt": ODT,
    "zahlen.csv": "Ort;Wärme\nKassel;12\n".encode("cp1252"),
    "bild.png": picture("PNG"),
    "bild.jpg": picture("JPEG"),
    "bild.webp": picture("WEBP"),
}
BAD = {
    "seite.html": b"<h1>x</h1>",
    "bild.svg": b"<svg onload='alert(1)'/>",
    "programm.exe": b"MZ",
    "bericht.pdf.exe": b"%PDF-1.7",
    "ohne-endung": b"%PDF-1.7",
    "falsch.pdf": b"<html><script>alert(1)</script>",
    "falsch.docx": b"%PDF-1.7",
    "tabelle.xlsx": DOCX,
    "bombe.docx": BOMB,
    "falsch.odt": DOCX,
    "kaputt.docx": DOCX[:-30],
    "falsch.csv": b"\x00\x01\x02",
    "seite.csv": b"<html><script>alert(1)</script>",
    "falsch.png": picture("JPEG"),
    "halb.png": b"\x89PNG",
    "leer.pdf": b"",
    "gross.pdf": b"%PDF-" + b"0" * 10 * 1024 * 1024,
}


def test_picture_loses_place_and_camera(login, member, speaker, group):
    exif = Image.Exif()
    exif[0x010F] = "Kamera"
    exif.get_ifd(0x8825)[1] = "N"
    photo = picture_file("JPEG", exif=exif).read()
    assert upload(login(member), group, "foto.jpg", photo).status_code == 302
    stored = GroupDocument.objects.get()
    served = login(speaker).get(stored.get_absolute_url()).getvalue()
    assert not Image.open(io.BytesIO(served)).getexif()
    assert b"Kamera" not in served
    assert stored.size == len(served)


def test_picture_that_nobody_could_unpack_is_refused(login, member, group):
    file = io.BytesIO()
    Image.new("1", (5_000, 4_001)).save(file, "PNG")
    page = upload(login(member), group, "riese.png", file.getvalue())
    assert "20 Millionen Bildpunkte" in page.text
    assert not GroupDocument.objects.exists()


def upload(browser, group, name: str, content: bytes, **fields: str):
    data = {"title": "Kennzahlen", "file": SimpleUploadedFile(name, content)}
    return browser.post(f"{group.get_absolute_url()}dokumente/neu/", data | fields)


@pytest.mark.parametrize("name", GOOD)
def test_document_is_stored_under_our_name_and_served_inert(
    login, member, speaker, group, name
):
    assert upload(login(member), group, name, GOOD[name]).status_code == 302
    stored = GroupDocument.objects.get()
    assert stored.file.name.startswith(f"groups/{group.pk}/{stored.key}.")
    assert Path(stored.file.path).is_relative_to(settings.PRIVATE_ROOT)
    assert not Path(stored.file.path).is_relative_to(settings.MEDIA_ROOT)
    response = login(speaker).get(stored.get_absolute_url())
    assert response.getvalue() == GOOD[name]
    assert response["Content-Disposition"].startswith(
        'attachment; filename="kennzahlen.'
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_document_is_refused(login, member, group, name):
    response = upload(login(member), group, name, BAD[name])
    assert response.status_code == 200
    assert "alert error" in response.text
    assert 'value="Kennzahlen"' in response.text
    assert not GroupDocument.objects.exists()


def test_odd_names_lead_nowhere(login, member, group):
    odd = '../../\u202efdp.exe;X: "y.pdf'
    upload(login(member), group, odd, b"%PDF-1", title='"\u202ea\r\nSet-Cookie: x')
    stored = GroupDocument.objects.get()
    response = login(member).get(stored.get_absolute_url())
    response.getvalue()
    assert response["Content-Disposition"].isascii()
    assert "Set-Cookie" not in response
    assert "\u202e" not in stored.file.name


def test_nobody_fills_the_disk(login, member, group, monkeypatch):
    monkeypatch.setattr("network.views.group_documents.DOCUMENTS_PER_DAY", 1)
    url = f"/arbeitsgruppen/{group.slug}/dokumente/neu/"
    answers = [
        login(member).post(
            url,
            {"title": "Tabelle", "file": SimpleUploadedFile("a.csv", b"a;b\n1;2\n")},
        )
        for _ in range(2)
    ]
    assert [each.status_code for each in answers] == [302, 429]
    assert GroupDocument.objects.count() == 1


def test_outsiders_get_no_document_and_former_members_neither(
    client, login, member, stranger, group
):
    stored = document(group)
    url = stored.get_absolute_url()
    assert client.get(url).status_code == 302
    assert login(stranger).get(url).status_code == 404
    browser = login(member)
    browser.get(url).getvalue()
    group.memberships.filter(person=member).delete()
    assert browser.get(url).status_code == 404
    assert browser.get(url, headers={"If-None-Match": "*"}).status_code == 404
    for path in (stored.file.name, f"private/{stored.file.name}"):
        assert client.get(f"/medien/{path}").status_code == 404
        assert client.get(f"/medien/../private/{path}").status_code == 404


def test_document_is_deleted_by_its_uploader_or_a_speaker(
    login, member, speaker, stranger, group, django_capture_on_commit_callbacks
):
    for person in (member, speaker):
        stored = document(group, member)
        path, url = Path(stored.file.path), f"{stored.get_absolute_url()}loeschen/"
        assert login(stranger).post(url).status_code == 404
        assert "kommt nicht zurück" in login(person).get(url).text
        with django_capture_on_commit_callbacks(execute=True):
            login(person).post(url)
        assert not GroupDocument.objects.exists()
        assert not path.exists()
    foreign = document(group, speaker)
    url = f"{foreign.get_absolute_url()}loeschen/"
    assert login(member).post(url).status_code == 403
    assert Path(foreign.file.path).exists()


def test_file_that_got_lost_is_not_found(login, member, group):
    stored = document(group)
    Path(stored.file.path).unlink()
    assert login(member).get(stored.get_absolute_url()).status_code == 404


def test_database_knows_the_kinds(group):
    with pytest.raises(IntegrityError):
        GroupDocument.objects.create(group=group, title="x", extension="exe", size=1)


# --- Meetings -----------------------------------------------------------------------------

PLAN = {
    "title": "Wärmenetze",
    "begin": "14:00",
    "finish": "16.30",
    "place": "Lernwerkstatt, Fuldatal",
    "barriers": "Stufenlos.",
    "link": "konferenz.example/waerme",
    "agenda": "- Zahlen\n- Orte",
}


def test_meeting_is_planned_changed_and_cancelled(login, speaker, member, group):
    url = f"{group.get_absolute_url()}treffen/neu/"
    assert login(speaker).post(url, PLAN | {"day": day(20)}).status_code == 302
    meeting = Meeting.objects.get()
    assert timezone.localtime(meeting.start).hour == 14
    assert timezone.localtime(meeting.end).minute == 30
    assert meeting.link == "https://konferenz.example/waerme"
    page = login(member).get(meeting.get_absolute_url()).text
    for words in (meeting.link, "Stufenlos.", "<li>Zahlen</li>"):
        assert words in page

    edit = f"{meeting.get_absolute_url()}aendern/"
    assert 'value="14:00"' in login(speaker).get(edit).text
    changed = PLAN | {"day": day(20), "place": "Rathaus", "finish": "17:00"}
    login(speaker).post(edit, changed)
    login(speaker).post(edit, changed | {"finish": "17:00"})  # nothing new
    cancel = f"{meeting.get_absolute_url()}absagen/"
    login(speaker).post(cancel, {"reason": "Zu wenige."})
    meeting.refresh_from_db()
    assert (meeting.sequence, meeting.state) == (2, "cancelled")
    assert "Zu wenige." in login(member).get(meeting.get_absolute_url()).text
    assert login(speaker).post(edit, changed).status_code == 403
    assert told(member) == [
        "Neues Treffen der Arbeitsgruppe Wärme: Wärmenetze",
        "Geändert: Treffen der Arbeitsgruppe Wärme, Wärmenetze",
        "Fällt aus: Treffen der Arbeitsgruppe Wärme, Wärmenetze",
    ]
    change = Event.objects.get(key=f"meeting:{meeting.pk}:1")
    assert change.text.startswith("Neu: Zeit, Ort. ")
    assert "Rathaus" in change.text
    assert not change.immediate
    assert told(speaker) == []


def test_meeting_that_is_near_is_announced_at_once(speaker, group):
    near = timezone.now() + timedelta(days=1)
    group_meetings.plan_meeting(
        meeting=MeetingFactory.build(
            group=None, author=None, start=near, end=near + timedelta(hours=1)
        ),
        group=group,
        by=speaker,
    )
    assert Event.objects.get().immediate


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"title": ""}, "Bitte geben Sie dem Treffen einen Titel."),
        ({"day": "bald"}, "Bitte mit Punkten schreiben"),
        ({"day": "1.1.2020"}, "Bitte nennen Sie einen Tag, der noch kommt."),
        ({"begin": "", "finish": ""}, "Bitte nennen Sie eine Uhrzeit"),
        ({"finish": "13:00"}, "Das Ende liegt vor dem Beginn."),
        ({"place": "", "link": ""}, "Bitte nennen Sie einen Ort oder einen Link."),
        ({"barriers": ""}, "Bitte sagen Sie, wie man in den Raum kommt"),
        ({"link": "javascript:alert(1)"}, "Bitte so schreiben"),
    ],
)
def test_plan_with_a_problem_names_it_and_keeps_the_rest(
    login, speaker, group, fields, problem
):
    url = f"{group.get_absolute_url()}treffen/neu/"
    response = login(speaker).post(url, PLAN | {"day": day(20)} | fields)
    assert problem in response.text
    assert "- Zahlen" in response.text
    assert not Meeting.objects.exists()


def test_meeting_without_place_needs_no_barriers(login, speaker, group, client):
    url = f"{group.get_absolute_url()}treffen/neu/"
    plan = PLAN | {"day": day(20), "place": "", "barriers": ""}
    assert login(speaker).post(url, plan).status_code == 302
    page = client.get(group.get_absolute_url()).text
    assert "im Netz" in page
    assert "konferenz.example" not in page


@pytest.mark.parametrize(
    "fields",
    [
        {"end": datetime(2020, 1, 1, tzinfo=timezone.get_fixed_timezone(0))},
        {"place": "", "barriers": ""},
        {"barriers": ""},
    ],
    ids=["ends before it starts", "is nowhere", "tells no barriers"],
)
def test_database_refuses_a_meeting_that(fields):
    with pytest.raises(IntegrityError):
        MeetingFactory(**fields)


def test_minutes_are_written_once_it_has_begun(login, speaker, member, group):
    meeting = MeetingFactory(group=group)
    url = f"{meeting.get_absolute_url()}protokoll/"
    assert login(speaker).post(url, {"minutes": "x"}).status_code == 403
    with time_machine.travel(meeting.end + timedelta(hours=1)):
        for text in ("Wir haben *gerechnet*.", "Wir haben *viel* gerechnet."):
            assert login(speaker).post(url, {"minutes": text}).status_code == 302
        assert "<em>viel</em>" in login(member).get(meeting.get_absolute_url()).text
        assert login(member).post(url, {"minutes": "x"}).status_code == 403
        edit = f"{meeting.get_absolute_url()}aendern/"
        assert login(speaker).get(edit).status_code == 403
    assert told(member) == [f"Protokoll der Arbeitsgruppe Wärme: {meeting.title}"]


def test_meeting_goes_into_the_own_calendar(login, member, group):
    meeting = MeetingFactory(
        group=group, title="Wärme\r\nBEGIN:VALARM", link="https://a.example/x"
    )
    response = login(member).get(f"{meeting.get_absolute_url()}treffen.ics")
    calendar = icalendar.Calendar.from_ical(response.content)
    (entry,) = calendar.walk("VEVENT")
    assert entry["summary"] == f"Wärme BEGIN:VALARM ({group.name})"
    assert "https://a.example/x" in entry["description"]
    assert calendar.walk("VALARM") == []


@pytest.mark.parametrize("page", ["neu", "aendern", "absagen", "protokoll"])
def test_only_speakers_run_meetings(login, member, stranger, group, page):
    meeting = MeetingFactory(group=group)
    url = f"{meeting.get_absolute_url()}{page}/"
    if page == "neu":
        url = f"{group.get_absolute_url()}treffen/neu/"
    data = PLAN | {"day": day(20), "reason": "x", "minutes": "x"}
    assert login(member).post(url, data).status_code == 403
    assert login(stranger).post(url, data).status_code == 404
    assert not Event.objects.exists()
    assert Meeting.objects.get().title == meeting.title


# --- Tasks --------------------------------------------------------------------------------


def test_assignment_is_told_at_once_and_once(login, member, speaker, group):
    url = f"{group.get_absolute_url()}aufgaben/neu/"
    data = {"title": "Zahlen holen", "assignee": speaker.pk, "due_on": day(5)}
    login(member).post(url, data)
    task = Task.objects.get()
    edit = f"{task.get_absolute_url()}bearbeiten/"
    login(member).post(edit, data | {"title": "Alle Zahlen holen"})
    assert told(speaker) == ["Aufgabe für Sie in der Arbeitsgruppe Wärme: Zahlen holen"]
    login(speaker).post(edit, data | {"assignee": member.pk})
    login(member).post(edit, data)
    assert len(told(speaker)) == 2
    assert all(event.immediate for event in Event.objects.all())
    assert list(Task.objects.open().filter(assignee=speaker)) == [task]


def test_task_goes_to_members_only(login, member, stranger, group):
    url = f"{group.get_absolute_url()}aufgaben/neu/"
    response = login(member).post(url, {"title": "x", "assignee": stranger.pk})
    assert response.status_code == 200
    assert not Task.objects.exists()


def test_task_is_taken_ticked_off_and_opened_again(login, member, speaker, group):
    task = TaskFactory(group=group, author=speaker)
    url = f"{task.get_absolute_url()}stand/"
    browser = login(member)
    assert browser.post(url, {"action": "done"}).status_code == 403
    assert "Das übernehme ich" in browser.get(task.get_absolute_url()).text
    browser.post(url, {"action": "take"})
    browser.post(url, {"action": "done"})
    task.refresh_from_db()
    assert (task.assignee, task.is_done) == (member, True)
    assert (
        task.title in browser.get(f"{group.get_absolute_url()}aufgaben/?erledigt").text
    )
    browser.post(url, {"action": "open"})
    task.refresh_from_db()
    assert not task.is_done
    assert login(speaker).post(url, {"action": "take"}).status_code == 403
    assert browser.post(url, {"action": "delete"}).status_code == 400
    assert told(member) == []


def test_overdue_is_said_in_words(login, member, group):
    TaskFactory(group=group, due_on=timezone.localdate())
    url = f"{group.get_absolute_url()}aufgaben/"
    assert "überfällig" not in login(member).get(url).text
    TaskFactory(group=group, due_on=timezone.localdate() - timedelta(days=1))
    assert "überfällig" in login(member).get(url).text


def test_stranger_and_uninvolved_members_change_no_task(login, member, stranger, group):
    task = TaskFactory(group=group, assignee=UserFactory())
    data = {"title": "x", "action": "done"}
    for page in ("bearbeiten/", "stand/"):
        url = task.get_absolute_url() + page
        assert login(stranger).post(url, data).status_code == 404
        assert login(member).post(url, data).status_code == 403
    url = f"{group.get_absolute_url()}aufgaben/neu/"
    assert login(stranger).post(url, data).status_code == 404
    assert Task.objects.get().title == task.title


# --- Decisions ----------------------------------------------------------------------------

DECISION = {"title": "Wir bauen ein Netz", "text": "Weil *alle* wollen."}


def test_decision_is_recorded_and_shown_as_a_result(
    client, login, speaker, member, group
):
    meeting = MeetingFactory(group=group, title="Canary-Treffen")
    url = f"{group.get_absolute_url()}beschluesse/neu/"
    data = DECISION | {"decided_on": day(0), "meeting": meeting.pk}
    login(speaker).post(url, data)
    decision = Decision.objects.get()
    page = decision.get_absolute_url()
    assert client.get(page).status_code == 404
    assert decision.title not in client.get(group.get_absolute_url()).text
    assert "Canary-Treffen" in login(member).get(page).text
    assert told(member) == ["Beschluss der Arbeitsgruppe Wärme: Wir bauen ein Netz"]

    login(speaker).post(f"{page}bearbeiten/", data | {"is_public": "on"})
    assert decision.title in client.get(group.get_absolute_url()).text
    public = client.get(page).text
    assert "<em>alle</em>" in public
    assert "Canary-Treffen" not in public


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"decided_on": day(1)}, "Bitte nennen Sie einen Tag, der schon war."),
        ({"review_on": day(-1)}, "Bitte nennen Sie einen Tag nach dem Beschluss."),
        ({"text": ""}, "Bitte begründen Sie den Beschluss."),
    ],
)
def test_decision_with_a_problem_names_it(login, speaker, group, fields, problem):
    url = f"{group.get_absolute_url()}beschluesse/neu/"
    response = login(speaker).post(url, DECISION | {"decided_on": day(0)} | fields)
    assert problem in response.text
    assert "Wir bauen ein Netz" in response.text
    assert not Decision.objects.exists()


def test_speakers_are_reminded_once_on_the_day_of_review(login, speaker, member, group):
    today = timezone.localdate()
    due = DecisionFactory(group=group, title="Fällig", review_on=today)
    DecisionFactory(group=group, review_on=today + timedelta(days=1))
    DecisionFactory(group__state="archived", review_on=today)
    for _ in range(2):
        watch_decisions(timestamp=0)
    assert told(speaker) == ["Beschluss wieder ansehen: Fällig"]
    assert told(member) == []
    # A new day is reminded of anew.
    data = DECISION | {"decided_on": day(-3), "review_on": day(-1)}
    login(speaker).post(f"{due.get_absolute_url()}bearbeiten/", data)
    watch_decisions(timestamp=0)
    assert len(told(speaker)) == 2


def test_only_speakers_record_decisions(login, member, stranger, group):
    decision = DecisionFactory(group=group)
    data = DECISION | {"decided_on": day(0)}
    for url in (
        f"{group.get_absolute_url()}beschluesse/neu/",
        f"{decision.get_absolute_url()}bearbeiten/",
    ):
        assert login(member).post(url, data).status_code == 403
        assert login(stranger).post(url, data).status_code == 404
    assert Decision.objects.get().title == decision.title


def test_meeting_of_a_decision_comes_from_the_same_group(login, speaker, group):
    url = f"{group.get_absolute_url()}beschluesse/neu/"
    data = DECISION | {"decided_on": day(0), "meeting": MeetingFactory().pk}
    assert login(speaker).post(url, data).status_code == 200
    assert not Decision.objects.exists()


# --- Lists --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "make"),
    [
        ("dokumente", document),
        ("treffen", lambda group: MeetingFactory(group=group)),
        ("aufgaben", lambda group: TaskFactory(group=group, assignee=UserFactory())),
        ("beschluesse", lambda group: DecisionFactory(group=group)),
        ("beitraege", lambda group: PostFactory(group=group)),
    ],
)
def test_list_costs_the_same_for_one_and_three(login, member, group, page, make):
    browser, url = login(member), f"{group.get_absolute_url()}{page}/"
    make(group)
    browser.get(url)
    with CaptureQueriesContext(connection) as one:
        browser.get(url)
    make(group)
    make(group)
    with CaptureQueriesContext(connection) as three:
        browser.get(url)
    assert len(one) == len(three) <= 14


@pytest.mark.parametrize(
    "page", ["dokumente", "treffen", "aufgaben", "beschluesse", "beitraege"]
)
def test_empty_list_says_what_will_appear(login, member, group, page):
    text = login(member).get(f"{group.get_absolute_url()}{page}/").text
    assert "Noch" in text or "Zurzeit" in text
