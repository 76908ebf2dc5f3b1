"""What becomes of comments: decided with reasons, told once, shown to everybody."""

from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from measures import synopsis
from measures.consultations import close_consultation
from measures.dispositions import adopt, change_state, decide, publish_version
from measures.models import Comment, Measure
from measures.states import State
from network.models import Download, Event
from tests.factories.measures import (
    CommentFactory,
    ConsultationFactory,
    MeasureFactory,
    join,
)
from tests.factories.network import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def measure(speaker, member) -> Measure:
    """After a consultation."""
    consultation = ConsultationFactory()
    measure = consultation.measure
    join(measure.working_group, speaker, speaker=True)
    join(measure.working_group, member)
    close_consultation(consultation=consultation, by=speaker)
    measure.refresh_from_db()
    return measure


def said(measure: Measure, **fields) -> Comment:
    return CommentFactory(consultation=measure.consultations.get(), **fields)


def url(measure: Measure, page: str) -> str:
    return measure.get_absolute_url() + page


def decision(**fields) -> dict[str, str]:
    return {"outcome": "declined", "reason": "Das regelt schon das Land."} | fields


# --- Who decides --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "page",
    ["abwaegung/", "abwaegung/{}/", "fassung-veroeffentlichen/", "beschliessen/"],
)
def test_only_speakers_and_managers_decide(login, member, stranger, measure, page):
    comment = said(measure)
    address = url(measure, page.format(comment.pk))
    for person in (member, stranger):
        assert login(person).get(address).status_code == 403
        sent = decision(comment=comment.pk)
        assert login(person).post(address, sent).status_code == 403
    comment.refresh_from_db()
    measure.refresh_from_db()
    assert (comment.outcome, measure.state) == ("", "revision")


def test_page_of_a_measure_says_what_waits_for_an_answer(client, measure):
    said(measure)
    said(measure, outcome="noted", reason="Danke.", decided_at=timezone.now())
    said(measure, withdrawn_at=timezone.now())
    page = BeautifulSoup(client.get(measure.get_absolute_url()).text, "html.parser")
    section = page.select_one("section[aria-labelledby=diskussion]")
    words = " ".join(section.text.split())
    assert "2 Stellungnahmen zum Entwurf, davon 1 noch nicht abgewogen." in words
    assert section.select_one(f"a[href='{url(measure, 'synopse/')}']")


def test_page_of_a_measure_without_consultation_shows_no_discussion(client):
    measure = MeasureFactory(state="adopted", audience="public")
    assert 'id="diskussion"' not in client.get(measure.get_absolute_url()).text


def test_comments_of_another_measure_cannot_be_decided_here(login, speaker, measure):
    foreign = CommentFactory()
    browser = login(speaker)
    browser.post(url(measure, "abwaegung/"), decision(comment=foreign.pk))
    own = said(measure)
    page = browser.post(
        url(measure, "abwaegung/"), decision() | {"comment": [own.pk, foreign.pk]}
    )
    assert "Das regelt schon das Land." in page.text
    address = url(measure, f"abwaegung/{foreign.pk}/")
    assert browser.post(address, decision()).status_code == 404
    assert not Comment.objects.exclude(outcome="").exists()


def seen(page) -> str:
    soup = BeautifulSoup(page.content, "html.parser")
    return soup.select_one("[name=seen]")["value"]


# --- The queue ----------------------------------------------------------------------------


def test_deciding_leads_to_the_next_and_then_to_the_list(login, speaker, measure):
    first, second = said(measure), said(measure)
    browser = login(speaker)
    page = browser.get(url(measure, f"abwaegung/{first.pk}/?art=remark"))
    assert f'{url(measure, f"abwaegung/{second.pk}/?art=remark")}">Überspr' in page.text
    response = browser.post(url(measure, f"abwaegung/{first.pk}/"), decision())
    assert response["Location"] == url(measure, f"abwaegung/{second.pk}/")
    response = browser.post(response["Location"], decision())
    assert response["Location"] == url(measure, "abwaegung/")
    first.refresh_from_db()
    assert (first.outcome, first.decided_by) == ("declined", speaker)


def test_several_are_decided_at_once_with_an_earlier_reason(login, speaker, measure):
    comments = [said(measure) for _ in range(3)]
    browser = login(speaker)
    browser.post(url(measure, f"abwaegung/{comments[0].pk}/"), decision())
    sent = {"outcome": "declined", "earlier": "1", "reason": ""}
    browser.post(
        url(measure, "abwaegung/"), sent | {"comment": [c.pk for c in comments[1:]]}
    )
    reasons = set(Comment.objects.values_list("reason", flat=True))
    assert reasons == {"Das regelt schon das Land."}
    assert "Nichts zu tun" in browser.get(url(measure, "abwaegung/")).text


def test_comment_edited_meanwhile_is_read_again_before_it_is_decided(
    login, speaker, measure
):
    comment = said(measure, text="Canary")
    browser, address = login(speaker), url(measure, f"abwaegung/{comment.pk}/")
    sent = decision(seen=seen(browser.get(address)))
    Comment.objects.update(text="Zebra", edited_at=timezone.now())
    page = browser.post(address, sent)
    assert "Inzwischen wurde eine der Stellungnahmen geändert" in page.text
    assert "Zebra" in page.text
    assert "Das regelt schon das Land." in page.text
    assert not Comment.objects.exclude(outcome="").exists()
    browser.post(address, sent | {"seen": seen(page)})
    assert Comment.objects.exclude(outcome="").exists()


@pytest.mark.parametrize("together", [False, True])
def test_two_who_decide_overwrite_nothing_unseen(
    login, speaker, manager, measure, together
):
    comment = said(measure)
    page = "abwaegung/" if together else f"abwaegung/{comment.pk}/"
    address = url(measure, page)
    browser = login(speaker)
    sent = decision(comment=comment.pk, seen=seen(browser.get(address)))
    login(manager).post(
        url(measure, f"abwaegung/{comment.pk}/"),
        decision(outcome="adopted", reason="Überzeugt uns."),
    )
    answer = browser.post(address, sent)
    assert "Inzwischen wurde eine der Stellungnahmen geändert" in answer.text
    assert "Das regelt schon das Land." in answer.text
    if not together:
        assert "Überzeugt uns." in answer.text
    comment.refresh_from_db()
    assert comment.reason == "Überzeugt uns."


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ({"reason": ""}, "Bitte begründen Sie die Entscheidung."),
        ({"outcome": ""}, "Bitte wählen Sie ein Ergebnis."),
        ({"comment": []}, "Bitte kreuzen Sie mindestens eine an."),
        ({"comment": ["x", "999999999"]}, "inzwischen zurückgezogen"),
    ],
)
def test_problem_of_a_decision_is_named(login, speaker, measure, sent, problem):
    comment = said(measure)
    page = login(speaker).post(
        url(measure, "abwaegung/"), decision(comment=comment.pk) | sent
    )
    assert problem in page.text
    assert not Comment.objects.exclude(outcome="").exists()


def test_queue_is_filtered(login, speaker, measure):
    said(measure, text="Canary", kind="question")
    said(measure, text="Zebra", passage="")
    browser = login(speaker)
    page = browser.get(url(measure, "abwaegung/?art=question")).text
    assert ("Canary" in page, "Zebra" in page) == (True, False)
    page = browser.get(url(measure, "abwaegung/?abschnitt=gesamt")).text
    assert ("Canary" in page, "Zebra" in page) == (False, True)
    assert (
        "Zebra" not in browser.get(url(measure, "abwaegung/?ergebnis=entschieden")).text
    )


@pytest.mark.parametrize("page", ["abwaegung/", "synopse/"])
def test_lists_cost_the_same_for_one_and_three(login, speaker, measure, page):
    browser = login(speaker)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            browser.get(url(measure, page))
        return len(queries)

    said(measure)
    cost()
    one = cost()
    said(measure)
    said(measure, passage="")
    assert one == cost()


# --- Proposed wording ---------------------------------------------------------------------


def test_accepted_wording_goes_into_the_draft_and_credits_its_author(
    client, login, speaker, measure
):
    comment = said(measure, kind="wording", text="", wording="Besserer Satz.")
    sent = decision(outcome="adopted", apply="on")
    login(speaker).post(url(measure, f"abwaegung/{comment.pk}/"), sent)
    comment.refresh_from_db()
    assert comment.applied_at
    measure.refresh_from_db()
    assert measure.passages[0].text == "Erster Satz."  # valid until the next version
    publish_version(measure=measure, by=speaker)
    measure.refresh_from_db()
    assert measure.passages[0].text == "Besserer Satz."
    assert measure.passages[0].id == comment.passage
    page = client.get(url(measure, "synopse/")).text
    assert f"Wortlaut von {comment.author.name}" in page
    assert "Der Text hat sich seither geändert" in page


def test_wording_does_not_overwrite_what_was_written_meanwhile(speaker, measure):
    first, second = (
        said(measure, kind="wording", wording=f"Satz {n}.") for n in (1, 2)
    )
    common = {"measure": measure, "outcome": "adopted", "reason": "Ja.", "by": speaker}
    decide(comments=[first.pk], apply=True, **common)
    with pytest.raises(ValidationError, match="von Hand"):
        decide(comments=[second.pk], apply=True, **common)
    second.refresh_from_db()
    assert second.outcome == ""


def test_declined_wording_is_not_applied(speaker, measure):
    comment = said(measure, kind="wording", wording="Anders.")
    with pytest.raises(ValidationError, match="Bitte prüfen"):
        decide(
            measure=measure,
            comments=[comment.pk],
            apply=True,
            by=speaker,
            **decision(),
        )


# --- Versions and adoption ----------------------------------------------------------------


def change_text(measure: Measure, by) -> None:
    draft = measure.get_latest_revision_as_object()
    draft.summary = "Ganz neu."
    draft.save_revision(user=by)
    measure.refresh_from_db()


def test_each_author_is_told_once_of_all_their_comments(speaker, measure):
    author = UserFactory()
    comments = [said(measure, author=author) for _ in range(3)]
    decide(
        measure=measure,
        comments=[comment.pk for comment in comments],
        by=speaker,
        **decision(),
    )
    change_text(measure, speaker)
    publish_version(measure=measure, by=speaker)
    adopt(measure=measure, by=speaker)
    events = Event.objects.filter(key__startswith="dispositions:")
    assert [event.people for event in events] == [[author.pk]]
    assert events[0].text.count("Das regelt schon das Land.") == 3


def test_same_text_makes_no_new_version(login, speaker, measure):
    page = login(speaker).post(url(measure, "fassung-veroeffentlichen/"))
    assert "nichts geändert" in page.text
    assert measure.versions.count() == 1
    change_text(measure, speaker)
    login(speaker).post(url(measure, "fassung-veroeffentlichen/"))
    assert [version.number for version in measure.versions.all()] == [2, 1]


def test_adoption_waits_for_all_comments(login, speaker, manager, client, measure):
    comment = said(measure)
    browser = login(speaker)
    page = browser.post(url(measure, "beschliessen/"), {"override": "Egal."})
    assert "noch nicht abgewogen" in page.text
    page = login(manager).post(url(measure, "beschliessen/"), {"override": " "})
    assert "Bitte nennen Sie einen Grund." in page.text
    measure.refresh_from_db()
    assert measure.state == "revision"
    decide(measure=measure, comments=[comment.pk], by=speaker, **decision())
    browser.post(url(measure, "beschliessen/"), {"reason": "Beschluss vom Montag"})
    measure.refresh_from_db()
    assert measure.state == "adopted"
    assert "Beschluss vom Montag" in client.get(measure.get_absolute_url()).text


def test_manager_overrides_with_a_public_reason(login, manager, client, measure):
    said(measure)
    login(manager).post(url(measure, "beschliessen/"), {"override": "Frist des Bundes"})
    text = client.get(measure.get_absolute_url()).text
    assert "1 Stellungnahme ist noch nicht abgewogen." in text
    assert "Frist des Bundes" in text


def test_rejecting_tells_the_authors_too(speaker, measure):
    comment = said(measure)
    decide(measure=measure, comments=[comment.pk], by=speaker, **decision())
    change_state(measure=measure, to=State.REJECTED, reason="Kein Geld.", by=speaker)
    assert Event.objects.filter(key__startswith="dispositions:").count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"outcome": "adopted"},
        {"outcome": "adopted", "reason": "", "decided_at": timezone.now()},
        {"outcome": "vielleicht", "reason": "x", "decided_at": timezone.now()},
        {"kind": "wording"},
        {"wording": "x"},
        {"applied_at": timezone.now()},
    ],
)
def test_database_refuses_half_a_decision(measure, fields):
    comment = said(measure)
    with pytest.raises(IntegrityError):
        Comment.objects.filter(pk=comment.pk).update(**fields)


# --- The Synopse --------------------------------------------------------------------------


def test_synopse_shows_everything_in_the_order_of_the_text(client, speaker, measure):
    second = said(measure, passage=measure.passages[1].id)
    first = said(measure)
    whole = said(measure, passage="")
    said(measure, withdrawn_at=timezone.now(), text="Canary")
    decide(measure=measure, comments=[first.pk], by=speaker, **decision())
    page = client.get(url(measure, "synopse/"))
    soup = BeautifulSoup(page.content, "html.parser")
    numbers = [int(heading.text.split()[1]) for heading in soup.select("main h3")]
    assert numbers == [whole.pk, first.pk, second.pk]
    assert "nicht übernommen" in page.text
    assert "noch offen" in page.text
    assert "Canary" not in page.text


def test_synopse_is_as_visible_as_its_measure(client, login, stranger, measure):
    Measure.objects.filter(pk=measure.pk).update(audience="group")
    for page in ("synopse/", "synopse.xlsx", "synopse.pdf", "entwurf/"):
        assert client.get(url(measure, page)).status_code == 404
        assert login(stranger).get(url(measure, page)).status_code == 404


def test_synopse_as_spreadsheet_and_accessible_document(client, speaker, measure):
    comment = said(measure, text="=1+1 #strong[x] *fett*")
    decide(measure=measure, comments=[comment.pk], by=speaker, **decision())
    sheet = load_workbook(BytesIO(client.get(url(measure, "synopse.xlsx")).content))
    rows = list(sheet.active.values)
    assert rows[1][5] == "=1+1 #strong[x] *fett*"
    assert sheet.active["F2"].data_type == "s"
    assert rows[1][8:10] == ("nicht übernommen", "Das regelt schon das Land.")
    response = client.get(url(measure, "synopse.pdf"))
    assert response.content.startswith(b"%PDF")
    assert b"pdfuaid" in response.content
    assert client.get(url(measure, "synopse.exe")).status_code == 404


def test_large_synopse_is_prepared_for_whoever_is_logged_in(
    client, login, stranger, measure, monkeypatch
):
    monkeypatch.setattr(synopsis, "AT_ONCE", 1)
    said(measure)
    said(measure)
    address = url(measure, "synopse.pdf")
    assert "/konto/login/" in client.get(address)["Location"]
    assert "/konto/login/" in client.post(address)["Location"]
    browser = login(stranger)
    page = browser.get(address, follow=True)  # following a link starts no work
    assert not Download.objects.exists()
    soup = BeautifulSoup(page.content, "html.parser")
    assert soup.select(f"form[method=post][action='{address}'] button")
    response = browser.post(address)
    download = Download.objects.get()
    assert response["Location"] == download.get_absolute_url()
    synopsis.prepare_synopsis.func(download_id=download.pk, **download.arguments)
    download.refresh_from_db()
    assert bytes(download.content).startswith(b"%PDF")
    browser.post(url(measure, "synopse.xlsx"))
    Measure.objects.update(audience="group")
    lost = Download.objects.exclude(pk=download.pk).get()
    synopsis.prepare_synopsis.func(download_id=lost.pk, **lost.arguments)
    lost.refresh_from_db()
    assert lost.has_failed
