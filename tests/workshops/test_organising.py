"""What those who lead a workshop can do, and what strangers cannot."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from network.models import OutgoingMail, User
from strategy.chain import ARROWS, results
from tests.factories.network import AffiliationFactory, ProfileFactory, UserFactory
from tests.factories.workshops import RegistrationFactory, WorkshopFactory, days
from tests.workshops.conftest import subjects_to
from workshops import actions, registration
from workshops.models import (
    AccessNeed,
    AgendaItem,
    Feedback,
    Invitation,
    Question,
    Registration,
    Workshop,
)
from workshops.registration import Refused

pytestmark = pytest.mark.django_db
PAGES = {
    "anmelden/": {"name": "Ada", "email": "ada@example.org"},
    "nachricht/": {"states": "registered", "text": "Hallo"},
    "einladungen/": {"emails": "ada@example.org"},
    "veroeffentlichen/": {},
    "absagen/": {"reason": "Sturm"},
    "kopieren/": {},
    "einlass/": {"rest": "1"},
    "ergebnisse/": {"kind": "idea", "title": "Idee"},
}


def run(workshop: Workshop, page: str = "") -> str:
    return f"{workshop.get_absolute_url()}leitung/{page}"


def tell_all(monkeypatch) -> None:
    """Let the job that writes mails run at once."""
    monkeypatch.setattr(
        actions, "defer", lambda task, **arguments: task.func(**arguments)
    )


# --- Strangers --------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_stranger_changes_nothing(login, stranger, page):
    workshop = WorkshopFactory(state="published")
    RegistrationFactory(workshop=workshop)
    answer = login(stranger).post(run(workshop, page), PAGES[page])
    assert answer.status_code == 403
    workshop.refresh_from_db()
    assert workshop.state == "published"
    assert list(Workshop.objects.all()) == [workshop]
    assert workshop.registrations.get().state == "registered"
    assert not workshop.results.exists()
    assert not Invitation.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_speaker_leads_the_workshops_of_the_own_group_only(login, speaker, group):
    own, other = WorkshopFactory(group=group), WorkshopFactory()
    assert login(speaker).get(run(own)).status_code == 200
    assert login(speaker).get(run(other)).status_code == 403


def test_numbers_of_another_workshop_do_not_exist_here(login, speaker, group):
    """S-24: whoever leads one workshop reaches nobody of another."""
    own = WorkshopFactory(group=group)
    foreign = RegistrationFactory(workshop=WorkshopFactory())
    result = foreign.workshop.results.create(kind="idea", title="Fremd")
    browser = login(speaker)
    form = {"action": "cancel", "cancel-reason": "weg"}
    for answer in (
        browser.get(run(own, f"anmeldung/{foreign.pk}/")),
        browser.post(run(own, f"anmeldung/{foreign.pk}/"), form),
        browser.post(run(own, "einlass/"), {"attended": foreign.pk}),
        browser.post(run(own, f"ergebnisse/{result.pk}/entfernen/")),
    ):
        assert answer.status_code == 404
    foreign.refresh_from_db()
    assert foreign.state == "registered"
    assert foreign.workshop.results.exists()


def test_needs_are_for_managers_only(login, speaker, manager, group):
    workshop = WorkshopFactory(group=group)
    chosen = RegistrationFactory(workshop=workshop)
    AccessNeed.objects.create(registration=chosen, text="Canary")
    for page in ("", "liste/", "einlass/", f"anmeldung/{chosen.pk}/"):
        assert "Canary" not in login(speaker).get(run(workshop, page)).text
    assert login(speaker).get(run(workshop, "bedarfe/")).status_code == 403
    assert "Canary" in login(manager).get(run(workshop, "bedarfe/")).text
    one = login(manager).get(run(workshop, f"anmeldung/{chosen.pk}/"))
    assert "Canary" in one.text


# --- Moving people ----------------------------------------------------------------------------


def test_people_are_registered_by_hand_within_the_seats(login, manager, member):
    workshop = WorkshopFactory(capacity=1, closes_at=days(-1))
    browser = login(manager)
    browser.post(run(workshop, "anmelden/"), {"name": "X", "email": member.email})
    browser.post(run(workshop, "anmelden/"), PAGES["anmelden/"])
    first, second = Registration.objects.order_by("pk")
    assert (first.person, first.seat) == (member, 1)
    assert (second.name, second.state) == ("Ada", "waiting")
    assert first.moves.get().by == manager


def test_moving_and_why_is_seen(login, manager):
    workshop = WorkshopFactory(capacity=1)
    seated = RegistrationFactory(workshop=workshop)
    for _ in range(3):
        user = UserFactory()
        registration.register(workshop=workshop, by=user, person=user)
    third = workshop.registrations.waiting().last()
    browser, url = login(manager), run(workshop, f"anmeldung/{third.pk}/")
    form = {"action": "give", "give-reason": "Referentin"}
    assert "Es ist kein Platz frei." in browser.post(url, form).text
    form = {"action": "move", "move-position": "1", "move-reason": "Referentin"}
    browser.post(url, form)
    third.refresh_from_db()
    assert third.position == 1
    assert "Referentin" in browser.get(url).text
    registration.cancel(registration=seated, by=manager, reason="Krank")
    third.refresh_from_db()
    assert third.seat == 1
    assert "nachgerückt" in browser.get(url).text
    assert subjects_to(seated.address) == [
        f"Ihre Anmeldung wurde beendet: {workshop.title}"
    ]


def test_seat_taken_back_goes_to_the_first_waiting(manager):
    workshop = WorkshopFactory(capacity=1)
    seated = RegistrationFactory(workshop=workshop)
    user = UserFactory()
    waiting = registration.register(workshop=workshop, by=user, person=user)
    back = registration.send_to_queue(registration=seated, by=manager, reason="Tausch")
    waiting.refresh_from_db()
    assert (waiting.seat, back.state) == (1, "waiting")


def test_more_seats_are_filled_fewer_take_nobodys(login, manager):
    workshop = WorkshopFactory(capacity=2)
    for _ in range(2):
        RegistrationFactory(workshop=workshop)
    user = UserFactory()
    waiting = registration.register(workshop=workshop, by=user, person=user)
    for capacity, seated in ((3, 3), (1, 3)):
        workshop.refresh_from_db()
        workshop.capacity = capacity
        actions.save_changes(workshop=workshop, by=manager)
        assert workshop.registrations.seated().count() == seated
    waiting.refresh_from_db()
    assert waiting.state == "registered"
    page = login(manager).get(run(workshop))
    assert "2 Personen mehr als Plätze sind angemeldet." in page.text
    registration.check_in(
        workshop=workshop, registration=waiting, state="attended", by=manager
    )
    late = UserFactory()
    row = registration.register(workshop=workshop, by=late, person=late)
    assert row.state == "waiting"


# --- Telling ----------------------------------------------------------------------------------


def test_message_goes_to_the_chosen_states_once(login, manager, monkeypatch):
    tell_all(monkeypatch)
    workshop = WorkshopFactory(capacity=1)
    seated = RegistrationFactory(workshop=workshop)
    waiting = RegistrationFactory(workshop=workshop, state="waiting")
    RegistrationFactory(workshop=workshop, state="cancelled")
    form = {"states": ["registered"], "text": "Bitte Laptop mitbringen."}
    for _ in range(2):
        login(manager).post(run(workshop, "nachricht/"), form)
    assert len(subjects_to(seated.address)) == 1
    assert not subjects_to(waiting.address)
    form = {"states": ["attended"], "text": "Danke"}
    page = login(manager).post(run(workshop, "nachricht/"), form)
    assert "In dieser Auswahl ist niemand." in page.text
    assert "Danke" in page.text


def test_change_is_mailed_once_with_what_changed(manager, monkeypatch):
    tell_all(monkeypatch)
    workshop = WorkshopFactory()
    row = RegistrationFactory(workshop=workshop)
    gone = RegistrationFactory(workshop=workshop, state="cancelled")
    workshop.place, workshop.lead = "Stadthalle", "Anders gesagt."
    for _ in range(2):
        actions.save_changes(workshop=workshop, by=manager)
    (mail,) = OutgoingMail.objects.filter(recipient=row.address)
    assert "Ort: Stadthalle (bisher Dialoghaus)" in mail.text
    assert not subjects_to(gone.address)
    workshop.refresh_from_db()
    assert workshop.sequence == 1


def test_calling_off_tells_two_hundred_once(manager, monkeypatch):
    tell_all(monkeypatch)
    workshop = WorkshopFactory(capacity=300)
    people = User.objects.bulk_create(
        User(email=f"p{n}@example.org", name=f"P {n}", password="!") for n in range(200)
    )
    Registration.objects.bulk_create(
        Registration(workshop=workshop, person=person, state="registered", seat=number)
        for number, person in enumerate(people, start=1)
    )
    for _ in range(2):
        actions.call_off(workshop=workshop, reason="Sturm", by=manager)
    actions.tell.func(workshop_id=workshop.pk, what="called_off", key="called-off")
    mails = OutgoingMail.objects.all()
    assert len(mails) == len({mail.recipient for mail in mails}) == 200
    assert "Sturm" in mails[0].text
    assert workshop.registrations.filter(state="registered").count() == 200
    with pytest.raises(Refused, match="abgesagt"):
        registration.register(workshop=workshop, by=manager, person=manager)


def test_publishing_opens_it_and_tells_the_group(login, speaker, group):
    workshop = WorkshopFactory(state="draft", group=group)
    login(speaker).post(run(workshop, "veroeffentlichen/"))
    workshop.refresh_from_db()
    assert workshop.is_published
    past = WorkshopFactory(state="draft", group=group, in_days=-3)
    page = login(speaker).post(run(past, "veroeffentlichen/"), follow=True)
    assert "liegt in der Vergangenheit" in page.text


def test_invitations_are_mailed_listed_and_withdrawn(login, manager):
    workshop = WorkshopFactory(restriction="invitation")
    browser, url = login(manager), run(workshop, "einladungen/")
    page = browser.post(url, {"emails": "ada@example.org\nkeine-adresse"})
    assert "Das sind keine E-Mail-Adressen: keine-adresse" in page.text
    for _ in range(2):
        browser.post(url, {"emails": "ada@example.org, bert@example.org"})
    assert len(subjects_to("ada@example.org")) == 1
    invitation = Invitation.objects.get(email="ada@example.org")
    assert len(invitation.token) >= 32
    browser.post(url, {"withdraw": invitation.pk})
    invitation.refresh_from_db()
    assert invitation.withdrawn


def test_odd_numbers_are_no_numbers(login, manager):
    workshop = WorkshopFactory()
    browser = login(manager)
    for number in ("²", "9" * 30):
        assert browser.post(run(workshop, "einlass/"), {"attended": number}).status_code
        assert browser.post(run(workshop, "einladungen/"), {"withdraw": number})


def test_copy_is_a_draft_with_agenda_and_questions_and_nobody(login, manager):
    workshop = WorkshopFactory(in_days=-30, minutes="Geheim")
    AgendaItem.objects.create(workshop=workshop, title="Ankommen")
    Question.objects.create(workshop=workshop, text="Essen?")
    RegistrationFactory(workshop=workshop)
    login(manager).post(run(workshop, "kopieren/"))
    new = Workshop.objects.exclude(pk=workshop.pk).get()
    assert new.state == "draft"
    assert new.start > timezone.now() + timedelta(days=20)
    assert timezone.localtime(new.start).hour == timezone.localtime(workshop.start).hour
    assert [item.title for item in new.agenda.all()] == ["Ankommen"]
    assert [question.text for question in new.questions.all()] == ["Essen?"]
    assert not new.registrations.exists()
    assert new.minutes == ""
    assert workshop.agenda.count() == 1


# --- The day ----------------------------------------------------------------------------------


def test_check_in_on_a_phone_and_its_end(login, manager):
    workshop = WorkshopFactory(in_days=-0.01)
    here, absent = (RegistrationFactory(workshop=workshop) for _ in range(2))
    browser, url = login(manager), run(workshop, "einlass/")
    assert "0 von 2 sind da" in browser.get(url).text
    browser.post(url, {"attended": here.pk})
    browser.post(url, {"attended": absent.pk})
    browser.post(url, {"registered": absent.pk})
    assert "1 von 2 sind da" in browser.get(url).text
    browser.post(url, {"rest": "1"})
    here.refresh_from_db()
    absent.refresh_from_db()
    assert (here.state, absent.state) == ("attended", "no_show")
    assert [move.after for move in absent.moves.all()] == [
        *("attended", "registered", "no_show")
    ]


def test_nobody_gets_a_seat_at_the_door_by_a_forged_number(login, manager):
    workshop = WorkshopFactory()
    waiting = RegistrationFactory(workshop=workshop, state="waiting")
    page = login(manager).post(
        run(workshop, "einlass/"), {"registered": waiting.pk}, follow=True
    )
    assert "Das lässt sich am Einlass nicht wählen." in page.text
    waiting.refresh_from_db()
    assert waiting.state == "waiting"


def test_check_in_cannot_be_closed_before_the_beginning(login, manager):
    workshop = WorkshopFactory()
    row = RegistrationFactory(workshop=workshop)
    page = login(manager).post(run(workshop, "einlass/"), {"rest": "1"}, follow=True)
    assert "Das geht erst, wenn der Workshop begonnen hat." in page.text
    row.refresh_from_db()
    assert row.state == "registered"


def many(workshop: Workshop, number: int) -> None:
    people = User.objects.bulk_create(
        User(email=f"p{n}@example.org", name=f"P {n}", password="!")
        for n in range(number)
    )
    rows = Registration.objects.bulk_create(
        Registration(workshop=workshop, person=person, state="registered", seat=seat)
        for seat, person in enumerate(people, start=1)
    )
    question = Question.objects.create(workshop=workshop, text="Essen?")
    for row in rows[:5]:
        row.answers.create(question=question, text="vegan")
        AffiliationFactory(person=row.person)
        ProfileFactory(user=row.person, stakeholder_group="unternehmen")


@pytest.mark.parametrize("page", ["liste/", "liste.xlsx", "einlass/"])
def test_lists_of_five_hundred_need_ten_queries(login, manager, page):
    workshop = WorkshopFactory(capacity=500)
    many(workshop, 500)
    browser = login(manager)
    browser.get(run(workshop, page))
    with CaptureQueriesContext(connection) as queries:
        browser.get(run(workshop, page))
    about_the_list = [
        q for q in queries if "workshops_" in q["sql"] or "network_aff" in q["sql"]
    ]
    assert len(about_the_list) <= 10
    assert len(queries) <= 16  # session, person, rights and menu included


def test_spreadsheet_runs_no_formula(login, manager):
    workshop = WorkshopFactory()
    row = RegistrationFactory(workshop=workshop, guest="ada@example.org")
    Registration.objects.filter(pk=row.pk).update(name="=HYPERLINK(1)")
    answer = login(manager).get(run(workshop, "liste.xlsx"))
    sheet = load_workbook(BytesIO(answer.content)).active
    cell = sheet["B2"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


def pdf_text(answer) -> str:
    reader = PdfReader(BytesIO(answer.content))
    return " ".join(page.extract_text() for page in reader.pages)


@pytest.mark.parametrize("page", ["namensschilder.pdf", "teilnahme.pdf"])
def test_paper_names_people_and_nobody(login, manager, page):
    workshop = WorkshopFactory()
    AgendaItem.objects.create(workshop=workshop, title="Faktoren sammeln")
    assert "Noch niemand" in pdf_text(login(manager).get(run(workshop, page)))
    RegistrationFactory(workshop=workshop, guest="a@example.org", name="Ada #1 *x*")
    Registration.objects.update(state="attended")
    text = pdf_text(login(manager).get(run(workshop, page)))
    assert "Ada #1 *x*" in text


# --- After ------------------------------------------------------------------------------------


def test_feedback_is_given_once_by_those_who_came_and_without_name(client):
    workshop = WorkshopFactory(in_days=-2)
    here = RegistrationFactory(workshop=workshop, state="attended")
    absent = RegistrationFactory(workshop=workshop, state="no_show")
    form = {"useful": "5", "heard": "4", "accessible": "1", "text": "Mehr Pausen"}
    for row in (here, here, absent):
        client.post(f"/workshops/anmeldung/rueckmeldung/?t={row.token}", form)
    (given,) = Feedback.objects.all()
    assert (given.useful, given.text) == (5, "Mehr Pausen")
    assert not [f.name for f in Feedback._meta.fields if f.name == "registration"]


def test_results_and_minutes_stand_on_the_page(login, manager, client):
    workshop = WorkshopFactory(in_days=-2)
    browser, url = login(manager), run(workshop, "ergebnisse/")
    browser.post(url, {"action": "minutes", "minutes": "Wir waren zwölf."})
    browser.post(url, {"action": "result", "kind": "idea", "title": "Wärmeatlas"})
    page = client.get(workshop.get_absolute_url()).text
    assert "Wir waren zwölf." in page
    assert "Wärmeatlas" in page
    browser.post(run(workshop, f"ergebnisse/{workshop.results.get().pk}/entfernen/"))
    assert not workshop.results.exists()


def test_result_leads_on_in_the_chain(login, manager, group, monkeypatch):
    monkeypatch.setitem(ARROWS, "workshops.workshop", {"network.workinggroup"})
    workshop = WorkshopFactory(in_days=-2)
    login(manager).post(
        run(workshop, "ergebnisse/"),
        {
            "kind": "decision",
            "title": "Die Gruppe übernimmt den Atlas",
            "target": f"network.workinggroup:{group.pk}",
        },
    )
    (linked,) = results(workshop, manager)
    assert linked.thing == group
    assert linked.link.reason == "Die Gruppe übernimmt den Atlas"


def test_statistics_count_groups_and_late_cancellations(login, manager):
    workshop = WorkshopFactory(in_days=-2)
    profile = ProfileFactory(stakeholder_group="unternehmen")
    RegistrationFactory(workshop=workshop, person=profile.user, state="attended")
    late = RegistrationFactory(workshop=workshop, state="cancelled")
    Registration.objects.filter(pk=late.pk).update(
        cancelled_at=workshop.start - timedelta(hours=3)
    )
    page = login(manager).get("/workshops/auswertung/")
    (row,) = page.context["rows"]
    assert (row["registered"], row["attended"], row["late"]) == (2, 1, 1)
    assert row["late_rate"] == 50
    groups = {row["label"]: row["number"] for row in page.context["groups"]}
    assert groups["Unternehmen"] == 1


# --- Admin ------------------------------------------------------------------------------------


def edit_form(workshop: Workshop) -> dict[str, str]:
    fields = {
        name: getattr(workshop, name) or ""
        for name in (
            *("title", "slug", "lead", "form", "place", "barriers", "language"),
            *("online_hours", "contact_name", "contact_email", "capacity"),
            "restriction",
        )
    }
    times = {
        name: f"{timezone.localtime(getattr(workshop, name)):%d.%m.%Y %H:%M}"
        for name in ("start", "end")
    }
    clusters = {
        f"{name}-{field}": "0"
        for name in ("agenda", "questions", "material", "photos")
        for field in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")
    }
    return fields | times | clusters


def test_manager_creates_and_edits_in_the_admin(login, manager):
    browser = login(manager)
    sample = WorkshopFactory.build(slug="")
    answer = browser.post("/cms/workshops/new/", edit_form(sample))
    workshop = Workshop.objects.get()
    assert answer.url == run(workshop)
    assert workshop.state == "draft"
    form = edit_form(workshop) | {"capacity": "7", "barriers": ""}
    page = browser.post(f"/cms/workshops/edit/{workshop.pk}/", form)
    assert page.status_code == 200, "barriers are required"
    form = edit_form(workshop) | {"capacity": "7"}
    browser.post(f"/cms/workshops/edit/{workshop.pk}/", form)
    workshop.refresh_from_db()
    assert workshop.capacity == 7


def test_admin_lists_registrations_with_the_way_to_them(login, manager):
    row = RegistrationFactory(guest="ada@example.org")
    page = login(manager).get(f"/cms/anmeldungen/?workshop={row.workshop_id}").text
    assert "Ada Gast" in page
    assert run(row.workshop, f"anmeldung/{row.pk}/") in page
