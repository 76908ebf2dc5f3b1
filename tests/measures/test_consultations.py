"""Consultations: who may speak, until when, and that nothing is lost."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from measures.consultations import (
    close_consultation,
    open_consultation,
    submit_comment,
)
from measures.jobs import close_consultations
from measures.models import Comment, Consultation, Measure, Support
from measures.passages import Passage, body_of
from network.models import Event
from network.moderation import hide_text, report_text
from tests.factories.measures import (
    CommentFactory,
    ConsultationFactory,
    MeasureFactory,
    join,
)
from tests.factories.network import AffiliationFactory, UserFactory

pytestmark = pytest.mark.django_db


def url(measure: Measure, page: str = "entwurf/") -> str:
    return measure.get_absolute_url() + page


def passage_url(consultation: Consultation, number: int = 0) -> str:
    return url(consultation.measure, f"entwurf/{consultation.passages[number].id}/")


def words(**fields) -> dict[str, str]:
    return {"kind": "remark", "text": "Das fehlt mir."} | fields


# --- Opening and ending -------------------------------------------------------------------


@pytest.fixture
def draft(speaker, member):
    measure = MeasureFactory()
    join(measure.working_group, speaker, speaker=True)
    join(measure.working_group, member)
    return measure


def opening(**fields) -> dict[str, str]:
    end = timezone.localtime() + timedelta(days=14)
    return {
        "audience": "public",
        "intro": "Was fehlt?",
        "closes_at_0": f"{end:%d.%m.%Y}",
        "closes_at_1": "18:00",
    } | fields


def test_speaker_opens_a_consultation_on_a_frozen_text(client, login, speaker, draft):
    response = login(speaker).post(url(draft, "konsultation/"), opening())
    assert response["Location"] == url(draft)
    draft.refresh_from_db()
    consultation = draft.consultations.get()
    assert (draft.state, draft.audience) == ("consultation", "public")
    assert consultation.version.number == 1
    assert consultation.version.revision == draft.live_revision
    assert "Was fehlt?" in client.get(url(draft)).text
    event = Event.objects.get(key=f"consultation:{consultation.pk}")
    assert (event.group, event.to_group) == (draft.working_group, True)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"closes_at_0": "1.1.2020"}, "mindestens einen Tag"),
        ({"closes_at_0": "bald"}, "mit Punkten schreiben"),
        ({"audience": "alle Welt"}, "gibt es hier nicht"),
    ],
)
def test_problem_of_an_opening_is_named(login, speaker, draft, fields, problem):
    page = login(speaker).post(url(draft, "konsultation/"), opening(**fields))
    assert problem in page.text
    assert "Was fehlt?" in page.text
    assert not draft.consultations.exists()


@pytest.mark.parametrize(
    ("audience", "offered"),
    [
        ("group", ["group", "members", "public"]),
        ("members", ["members", "public"]),
        ("public", ["public"]),
    ],
)
def test_consultation_asks_nobody_less_than_who_reads(
    login, speaker, draft, audience, offered
):
    """Its comments stand beside the text, whose readers are many already."""
    Measure.objects.update(audience=audience)
    browser = login(speaker)
    page = browser.get(url(draft, "konsultation/"))
    soup = BeautifulSoup(page.content, "html.parser")
    choices = [each["value"] for each in soup.select("[name=audience]")]
    assert choices == offered
    assert ("Enger geht es nicht" in page.text) == (audience != "group")
    browser.post(url(draft, "konsultation/"), opening(audience="group"))
    assert draft.consultations.exists() == (audience == "group")
    if audience != "group":
        draft.refresh_from_db()
        with pytest.raises(ValidationError, match="lesen schon mehr"):
            open_consultation(
                measure=draft, audience="group", closes_at=timezone.now(), by=speaker
            )


def test_text_without_passages_is_not_put_to_consultation(login, speaker, draft):
    draft.body = body_of([])
    draft.save_revision().publish(skip_permission_checks=True)
    page = login(speaker).post(url(draft, "konsultation/"), opening())
    assert "noch keine Abschnitte" in page.text


@pytest.mark.parametrize("page", ["konsultation/", "konsultation/beenden/"])
def test_only_speakers_and_managers_open_and_end(login, member, stranger, page):
    measure = ConsultationFactory().measure
    join(measure.working_group, member)
    for person in (member, stranger):
        assert login(person).get(url(measure, page)).status_code == 403
        assert login(person).post(url(measure, page), opening()).status_code == 403
    measure.refresh_from_db()
    assert measure.state == "consultation"


def test_one_consultation_at_a_time():
    consultation = ConsultationFactory()
    with pytest.raises(IntegrityError):
        ConsultationFactory(measure=consultation.measure, version=consultation.version)


def test_time_ends_a_consultation(login, speaker):
    over = ConsultationFactory(closes_at=timezone.now() - timedelta(seconds=1))
    running = ConsultationFactory()
    close_consultations(0)
    over.measure.refresh_from_db()
    running.measure.refresh_from_db()
    assert over.measure.state == "revision"
    assert running.measure.state == "consultation"
    assert over.measure.changes.get().by is None


def test_speaker_ends_a_consultation_early(login, speaker):
    consultation = ConsultationFactory()
    measure = consultation.measure
    join(measure.working_group, speaker, speaker=True)
    browser = login(speaker)
    assert browser.get(url(measure, "konsultation/beenden/")).status_code == 200
    browser.post(url(measure, "konsultation/beenden/"))
    close_consultation(consultation=consultation, by=speaker)  # twice changes nothing
    measure.refresh_from_db()
    assert measure.state == "revision"
    assert measure.changes.count() == 1


# --- Who may read and speak ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("audience", "reads", "speaks"),
    [
        ("group", (404, 404, 200), (403, 404, 200)),
        ("members", (404, 200, 200), (403, 200, 200)),
        ("public", (200, 200, 200), (403, 200, 200)),
    ],
)
def test_audience_decides_who_reads_and_who_speaks(
    client, login, stranger, member, audience, reads, speaks
):
    measure = MeasureFactory(state="consultation", audience=audience)
    consultation = ConsultationFactory(measure=measure, audience=audience)
    join(measure.working_group, member)
    people = (client, login(stranger), login(member))
    assert tuple(each.get(url(measure)).status_code for each in people) == reads
    found = tuple(
        each.post(passage_url(consultation), words(), follow=True).status_code
        for each in people
    )
    assert found == speaks
    assert Comment.objects.count() == found.count(200)


def test_consultation_of_the_group_stays_with_it_on_a_public_measure(login, stranger):
    consultation = ConsultationFactory(audience="group")
    page = login(stranger).get(passage_url(consultation))
    assert 'name="kind"' not in page.text
    response = login(stranger).post(passage_url(consultation), words())
    assert response.status_code == 403
    assert "Das fehlt mir." in response.text
    assert not Comment.objects.exists()


def test_former_member_speaks_no_more(login, member):
    measure = MeasureFactory(state="consultation")
    consultation = ConsultationFactory(measure=measure, audience="group")
    join(measure.working_group, member)
    comment = Comment(consultation=consultation, text="Noch da?")
    measure.working_group.memberships.all().delete()
    page = login(member).post(passage_url(consultation), words())
    assert page.status_code == 404
    assert "Das fehlt mir." in page.text  # what they wrote, and nothing else
    assert measure.title not in page.text
    with pytest.raises(PermissionDenied):
        submit_comment(comment=comment, by=member)


@pytest.mark.parametrize(("offset", "saved"), [(-1, 0), (1, 1)])
def test_clock_of_the_database_decides(login, stranger, offset, saved):
    """Whatever the clock of the web server says (R-25)."""
    consultation = ConsultationFactory(
        closes_at=timezone.now() + timedelta(seconds=offset * 60)
    )
    with time_machine.travel(timezone.now() - timedelta(minutes=offset * 5)):
        page = login(stranger).post(passage_url(consultation), words())
    assert Comment.objects.count() == saved
    if not saved:
        assert page.status_code == 409
        assert "Die Konsultation ist beendet." in page.text
        assert "Das fehlt mir." in page.text


def test_comment_sent_after_the_session_has_ended_is_kept():
    consultation = ConsultationFactory()
    page = Client().post(passage_url(consultation), words())
    assert "Ihre Anmeldung ist abgelaufen." in page.text
    assert "Das fehlt mir." in page.text


@pytest.mark.parametrize(
    ("audience", "words"),
    [
        ("group", "Lesen können ihn die Arbeitsgruppe und das Netzwerkmanagement."),
        ("members", "Lesen können ihn alle, die am Portal angemeldet sind."),
        ("public", "Alle können ihn im Internet lesen."),
    ],
)
def test_forms_say_under_which_name_and_to_whom_one_speaks(
    login, member, audience, words
):
    measure = MeasureFactory(state="consultation", audience=audience)
    consultation = ConsultationFactory(measure=measure, audience=audience)
    join(measure.working_group, member)
    comment = CommentFactory(consultation=consultation, author=member)
    browser = login(member)
    for page in (
        passage_url(consultation),
        action(comment, "antworten/"),
        action(comment, "bearbeiten/"),
    ):
        text = browser.get(page).text
        assert f"Ihr Text steht unter Ihrem Namen: {member.name}." in text
        assert words in text


# --- What is said -------------------------------------------------------------------------


def test_comment_stands_at_its_passage_with_its_number(client, login, stranger):
    consultation = ConsultationFactory()
    response = login(stranger).post(passage_url(consultation), words())
    comment = Comment.objects.get()
    assert response["Location"] == f"{passage_url(consultation)}#k{comment.pk}"
    assert (comment.author, comment.passage) == (
        stranger,
        consultation.passages[0].id,
    )
    page = client.get(passage_url(consultation))
    soup = BeautifulSoup(page.content, "html.parser")
    assert "Das fehlt mir." in soup.select_one(f"#k{comment.pk}").text
    assert "1 Stellungnahme" in client.get(url(consultation.measure)).text
    assert "0 Stellungnahmen" in client.get(passage_url(consultation, 1)).text


def test_whole_draft_can_be_commented_on(login, stranger):
    measure = ConsultationFactory().measure
    login(stranger).post(
        url(measure, "entwurf/gesamt/"), words(kind="support", text="")
    )
    assert Comment.objects.get().passage == ""


def test_changed_wording_becomes_a_proposal_shown_as_difference(
    client, login, stranger
):
    consultation = ConsultationFactory()
    browser = login(stranger)
    assert "Erster Satz." in browser.get(passage_url(consultation)).text
    browser.post(
        passage_url(consultation), words(wording="Erster guter Satz.", text="Darum.")
    )
    comment = Comment.objects.get()
    assert (comment.kind, comment.wording) == ("wording", "Erster guter Satz.")
    soup = BeautifulSoup(client.get(passage_url(consultation)).content, "html.parser")
    assert soup.select_one(f"#k{comment.pk} ins").text == "[neu:  guter]"


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"text": ""}, "Bitte schreiben Sie, was Sie sagen möchten."),
        ({"kind": "wording"}, "Bitte ändern Sie den Wortlaut"),
        ({"kind": "unsinn"}, "gibt es hier nicht"),
        ({"text": "Lang. " * 17_000}, "10000 Zeichen"),
        ({"wording": "Lang. " * 17_000}, "20000 Zeichen"),
    ],
)
def test_problem_of_a_comment_is_named_and_nothing_lost(
    login, stranger, fields, problem
):
    consultation = ConsultationFactory()
    sent = words(wording="Erster Satz.") | fields
    page = login(stranger).post(passage_url(consultation), sent)
    assert problem in page.text
    assert sent["text"].strip()[:100] in page.text
    assert not Comment.objects.exists()


def test_passage_of_another_measure_does_not_exist_here(login, stranger):
    here, there = ConsultationFactory(), ConsultationFactory()
    foreign = url(here.measure, f"entwurf/{there.passages[0].id}/")
    assert login(stranger).post(foreign, words()).status_code == 404
    comment = Comment(consultation=here, passage=there.passages[0].id, text="x")
    with pytest.raises(ValidationError, match="gibt es in diesem Entwurf nicht"):
        submit_comment(comment=comment, by=stranger)


def test_removed_passage_is_read_but_not_commented_on(client, login, stranger):
    consultation = ConsultationFactory()
    comment = CommentFactory(consultation=consultation)
    gone = passage_url(consultation)
    measure = consultation.measure
    measure.body = body_of(consultation.passages[1:])
    measure.save_revision().publish(skip_permission_checks=True)
    Consultation.objects.update(closed_at=timezone.now())
    measure.refresh_from_db()
    ConsultationFactory(measure=measure)
    assert comment.text in client.get(gone).text
    assert "inzwischen entfallen" in client.get(gone).text
    assert "Entfallene Abschnitte" in client.get(url(measure)).text
    page = login(stranger).post(gone, words(wording="Ein besserer Satz."))
    assert page.status_code == 409
    assert "gibt es in diesem Entwurf nicht" in page.text
    assert "Das fehlt mir." in page.text
    assert "Ein besserer Satz." in page.text


def test_same_comment_twice_at_once_is_one(login, stranger):
    consultation = ConsultationFactory()
    for _ in range(2):
        login(stranger).post(passage_url(consultation), words())
    assert Comment.objects.count() == 1


def test_hostile_comment_stays_inert(client, login, manager):
    attack = '<img src=x onerror=alert(1)><a href="javascript:x" data-hx-get="/x">a</a>'
    author = UserFactory(name=attack)
    comment = CommentFactory(text=attack, author=author)
    CommentFactory(consultation=comment.consultation, parent=comment, text=attack)
    measure = comment.consultation.measure
    for page in (
        client.get(passage_url(comment.consultation)),
        client.get(url(measure, "synopse/")),
        login(manager).get(url(measure, "abwaegung/")),
        login(manager).get(url(measure, f"abwaegung/{comment.pk}/")),
    ):
        soup = BeautifulSoup(page.content, "html.parser")
        assert not soup.select("main img, main [data-hx-get], main [href^=javascript]")


# --- For an organisation ------------------------------------------------------------------


def test_only_who_may_speak_for_it_speaks_for_an_organisation(login, member, stranger):
    consultation = ConsultationFactory()
    speaks = AffiliationFactory(person=member, may_speak=True).organisation
    belongs = AffiliationFactory(person=member).organisation
    sent = words(organisation=speaks.pk)
    login(member).post(passage_url(consultation), sent)
    assert Comment.objects.get().organisation == speaks
    page = login(member).post(
        passage_url(consultation), words(organisation=belongs.pk, text="Zwei")
    )
    assert "Bitte wählen Sie eine der angebotenen" in page.text
    login(stranger).post(passage_url(consultation), sent | {"text": "Drei"})
    assert Comment.objects.get(text="Drei").organisation is None
    comment = Comment(consultation=consultation, text="Vier", organisation=speaks)
    with pytest.raises(PermissionDenied):
        submit_comment(comment=comment, by=stranger)


# --- Replies, changes, support ------------------------------------------------------------


def action(comment: Comment, name: str) -> str:
    return url(comment.consultation.measure, f"stellungnahmen/{comment.pk}/{name}")


def edited(comment: Comment, **fields) -> dict[str, str]:
    """What a form sends that was opened when the comment was like this."""
    return words(seen=comment.stamp, **fields)


def test_reply_tells_the_author_at_once(login, stranger):
    comment = CommentFactory()
    login(stranger).post(action(comment, "antworten/"), {"text": "Stimmt."})
    reply = comment.replies.get()
    assert reply.passage == comment.passage
    event = Event.objects.get(key=f"comment-reply:{reply.pk}")
    assert (event.people, event.immediate) == ([comment.author.pk], True)
    assert login(stranger).get(action(reply, "antworten/")).status_code == 403


def test_own_comment_is_edited_until_answered_then_only_withdrawn(login, stranger):
    comment = CommentFactory(author=stranger)
    browser = login(stranger)
    browser.post(action(comment, "bearbeiten/"), edited(comment, text="Neu."))
    comment.refresh_from_db()
    assert comment.text == "Neu."
    assert comment.edited_at
    sent = edited(comment, text="Noch neuer.")
    CommentFactory(consultation=comment.consultation, parent=comment)
    page = browser.post(action(comment, "bearbeiten/"), sent)
    assert page.status_code == 409
    assert "Inzwischen hat jemand geantwortet" in page.text
    assert "Noch neuer." in page.text
    assert browser.get(action(comment, "bearbeiten/")).status_code == 403
    browser.post(action(comment, "zurueckziehen/"))
    page = browser.get(passage_url(comment.consultation))
    assert "wurde zurückgezogen" in page.text
    assert "Neu." not in page.text


def test_decided_comment_stays(login, stranger):
    comment = CommentFactory(author=stranger, text="Alt.")
    sent = edited(comment, text="Neu.")
    Comment.objects.update(outcome="noted", reason="Danke.", decided_at=timezone.now())
    browser = login(stranger)
    page = browser.post(action(comment, "bearbeiten/"), sent)
    assert page.status_code == 409
    assert "über die Stellungnahme entschieden" in page.text
    assert "Alt." in page.text
    assert "Neu." in page.text
    assert browser.get(action(comment, "bearbeiten/")).status_code == 403
    assert browser.post(action(comment, "zurueckziehen/")).status_code == 403
    comment.refresh_from_db()
    assert (comment.text, comment.withdrawn_at) == ("Alt.", None)


def test_two_windows_with_one_comment_lose_nothing(login, stranger):
    comment = CommentFactory(author=stranger, text="Zuerst.")
    sent = edited(comment, text="Im zweiten Fenster.")
    browser = login(stranger)
    browser.post(
        action(comment, "bearbeiten/"), edited(comment, text="Im ersten Fenster.")
    )
    page = browser.post(action(comment, "bearbeiten/"), sent)
    assert page.status_code == 409
    assert "in einem anderen Fenster geändert" in page.text
    assert "Im ersten Fenster." in page.text
    soup = BeautifulSoup(page.content, "html.parser")
    assert soup.select_one("textarea[name=text]").text.strip() == "Im zweiten Fenster."
    comment.refresh_from_db()
    assert comment.text == "Im ersten Fenster."
    # Having seen both, the person decides.
    again = sent | {"seen": soup.select_one("[name=seen]")["value"]}
    browser.post(action(comment, "bearbeiten/"), again)
    comment.refresh_from_db()
    assert comment.text == "Im zweiten Fenster."


def test_edit_after_the_end_is_refused_and_kept(login, stranger):
    comment = CommentFactory(
        author=stranger,
        consultation__closes_at=timezone.now() - timedelta(seconds=1),
        text="Alt.",
    )
    page = login(stranger).post(
        action(comment, "bearbeiten/"), edited(comment, text="Zu spät.")
    )
    assert "Die Konsultation ist beendet." in page.text
    assert "Zu spät." in page.text
    comment.refresh_from_db()
    assert comment.text == "Alt."


@pytest.mark.parametrize(
    "name", ["bearbeiten/", "zurueckziehen/", "unterstuetzen/", "antworten/", ""]
)
def test_comment_of_another_measure_does_not_exist_here(login, stranger, name):
    comment, other = CommentFactory(author=stranger), ConsultationFactory()
    here = url(other.measure, f"stellungnahmen/{comment.pk}/{name}")
    assert login(stranger).post(here, words()).status_code in (404, 405)
    assert login(stranger).get(here).status_code in (404, 405)


@pytest.mark.parametrize("name", ["bearbeiten/", "zurueckziehen/"])
def test_stranger_changes_no_comment(login, stranger, name):
    comment = CommentFactory(text="Alt.")
    assert login(stranger).post(action(comment, name), words()).status_code == 403
    comment.refresh_from_db()
    assert (comment.text, comment.withdrawn_at) == ("Alt.", None)


def test_support_counts_once_and_can_be_taken_back(login, stranger, client):
    comment = CommentFactory()
    browser = login(stranger)
    for _ in range(2):
        browser.post(action(comment, "unterstuetzen/"))
    page = client.get(passage_url(comment.consultation))
    assert "1 Person unterstützt das" in page.text
    browser.post(action(comment, "unterstuetzen/"), {"action": "withdraw"})
    assert not Support.objects.exists()
    own = login(comment.author).post(action(comment, "unterstuetzen/"))
    assert own.status_code == 403
    Support.objects.create(comment=comment, person=stranger)
    with pytest.raises(IntegrityError):
        Support.objects.create(comment=comment, person=stranger)


# --- Many ---------------------------------------------------------------------------------


def long_draft() -> Consultation:
    passages = [
        Passage(
            title=f"Teil {n}", text="Ein Satz mit sieben Wörtern darin steht. " * 15
        )
        for n in range(60)
    ]
    measure = MeasureFactory(
        state="consultation", audience="public", body=body_of(passages)
    )
    consultation = ConsultationFactory(measure=measure)
    author = UserFactory()
    Comment.objects.bulk_create(
        Comment(
            consultation=consultation,
            passage=passages[number % 3].id,
            text=f"Bemerkung {number}, mit einem ganzen Satz dazu.",
            author=author,
        )
        for number in range(1500)
    )
    return consultation


def test_long_draft_with_1500_comments_stays_light(client):
    consultation = long_draft()
    client.get(url(consultation.measure))
    with CaptureQueriesContext(connection) as queries:
        page = client.get(url(consultation.measure))
    assert len(queries) <= 12
    assert len(page.content) <= 100_000
    assert "500 Stellungnahmen" in page.text
    with CaptureQueriesContext(connection) as queries:
        page = client.get(passage_url(consultation))
    assert len(queries) <= 12
    assert len(page.content) <= 100_000
    assert page.text.count("<article") == 20
    assert "Weitere Stellungnahmen laden" in page.text
    with CaptureQueriesContext(connection) as queries:
        page = client.get(passage_url(consultation), headers={"HX-Request": "true"})
    assert len(queries) <= 12
    last = Comment.objects.filter(passage=consultation.passages[0].id).last()
    target = client.get(action(last, ""))["Location"]
    assert target == f"{passage_url(consultation)}?seite=25#k{last.pk}"
    assert f'id="k{last.pk}"' in client.get(target).text


def test_thread_costs_the_same_for_one_and_three(login, stranger):
    consultation = ConsultationFactory()
    browser = login(stranger)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            browser.get(passage_url(consultation))
        return len(queries)

    def one_more():
        comment = CommentFactory(consultation=consultation)
        CommentFactory(consultation=consultation, parent=comment)

    one_more()
    cost()
    one = cost()
    one_more()
    one_more()
    assert one == cost()


# --- Moderation ---------------------------------------------------------------------------


def test_hidden_comment_leaves_a_gap_for_everybody_else(client, login, manager):
    comment = CommentFactory(text="Canary")
    page = client.get(passage_url(comment.consultation)).text
    assert f"/netzwerk/melden/stellungnahme/{comment.pk}/" in page
    case = report_text(target=comment, reason="insult", by=None)
    hide_text(case=case, reason="Beleidigung", by=manager)
    for page in (
        client.get(passage_url(comment.consultation)),
        client.get(url(comment.consultation.measure, "synopse/")),
    ):
        assert "Canary" not in page.text
    assert "ausgeblendet" in client.get(passage_url(comment.consultation)).text
    own = login(comment.author).get(passage_url(comment.consultation))
    assert "Canary" in own.text
    assert client.get("/netzwerk/melden/stellungnahme/x/").status_code == 404


def test_hidden_comment_is_not_read_by_answering_it(login, stranger, speaker, manager):
    comment = CommentFactory(text="Canary")
    measure = comment.consultation.measure
    join(measure.working_group, speaker, speaker=True)
    answering = url(measure, f"stellungnahmen/{comment.pk}/antworten/")
    assert "Canary" in login(stranger).get(answering).text
    case = report_text(target=comment, reason="insult", by=None)
    hide_text(case=case, reason="Beleidigung", by=manager)
    page = login(stranger).get(answering)
    assert page.status_code == 403
    assert "Canary" not in page.text
    assert login(stranger).post(answering, {"text": "Doch"}).status_code == 403
    assert not Comment.objects.filter(parent=comment).exists()
    assert "Canary" in login(speaker).get(answering).text


def test_hidden_or_withdrawn_reply_vanishes_from_notifications(
    login, stranger, manager
):
    comment = CommentFactory()
    answering = url(comment.consultation.measure, f"stellungnahmen/{comment.pk}/")
    login(stranger).post(f"{answering}antworten/", {"text": "Unsinn!"})
    reply = Comment.objects.get(parent=comment)
    seen = Comment.objects.visible_to(comment.author)
    assert reply in seen.all()
    event = Event.objects.get(key=f"comment-reply:{reply.pk}")
    assert (event.target_id, event.target_type.model) == (reply.pk, "comment")
    hide_text(
        case=report_text(target=reply, reason="insult", by=None),
        reason="Beleidigung",
        by=manager,
    )
    assert reply not in seen.all()
    assert reply in Comment.objects.visible_to(stranger)


def test_replies_count_towards_the_limit(login, stranger, monkeypatch):
    monkeypatch.setattr("measures.views.consultations.PER_HOUR", 1)
    comment = CommentFactory()
    answering = url(
        comment.consultation.measure, f"stellungnahmen/{comment.pk}/antworten/"
    )
    browser = login(stranger)
    browser.post(answering, {"text": "Eins"})
    page = browser.post(answering, {"text": "Zwei"})
    assert "Das ging sehr schnell" in page.text
    assert "Zwei" in page.text
    assert Comment.objects.filter(parent=comment).count() == 1
