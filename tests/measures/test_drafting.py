"""Writing a measure on the public site: nobody's text is lost."""

from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from measures.models import Measure
from measures.passages import Passage
from measures.states import State
from network.models import Event, Topic, User, WorkingGroup
from tests.factories.measures import (
    CommentFactory,
    MeasureFactory,
    WorkingGroupFactory,
    join,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def measure(member: User, speaker: User) -> Measure:
    measure = MeasureFactory(texts=["Erster Satz.", "Zweiter Satz.", "Dritter Satz."])
    join(measure.working_group, member)
    join(measure.working_group, speaker, speaker=True)
    return measure


SEVERAL = ("passage", "bild", "gesehen")  # may stand in a form more than once


def url(measure: Measure, page: str = "bearbeiten/") -> str:
    return measure.get_absolute_url() + page


def answers(response) -> dict[str, str | list[str]]:
    """What the form of a page sends as it stands."""
    soup = BeautifulSoup(response.content, "html.parser")
    form = soup.select_one("main form[method=post]")
    found: dict[str, str | list[str]] = {name: [] for name in SEVERAL}
    for field in form.select("input, textarea, select"):
        name, value = field.get("name"), field.get("value", "")
        if field.name == "textarea":
            value = field.text.removeprefix("\n")
        elif field.name == "select":
            chosen = field.select_one("option[selected]")
            value = chosen["value"] if chosen else ""
        elif field.get("type") == "checkbox":
            if not field.has_attr("checked"):
                continue
            value = "on"
        if name in SEVERAL:
            found[name].append(value)
        else:
            found[name] = value
    return found


def texts(measure: Measure) -> list[str]:
    measure.refresh_from_db()
    return [passage.text for passage in measure.passages]


def sent_texts(response) -> list[str]:
    sent = answers(response)
    return [sent[f"{number}-text"] for number in sent["passage"]]


# --- Who may write ------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["bearbeiten/", "stand/", "fassungen/"])
def test_stranger_gets_nowhere(login, stranger, measure, page):
    browser = login(stranger)
    assert browser.get(url(measure, page)).status_code == 404
    assert browser.post(url(measure, page), {"do": "save"}).status_code in (404, 405)
    assert texts(measure)[0] == "Erster Satz."


def test_whoever_only_reads_may_not_write(login, stranger, measure):
    Measure.objects.filter(pk=measure.pk).update(audience="public")
    for page in ("bearbeiten/", "stand/"):
        assert login(stranger).get(url(measure, page)).status_code == 403
        assert login(stranger).post(url(measure, page)).status_code == 403


def test_member_writes_but_does_not_decide(login, member, measure):
    assert login(member).get(url(measure)).status_code == 200
    assert login(member).get(url(measure, "stand/")).status_code == 403


@pytest.mark.parametrize(
    "state", [state for state in State if state not in ("draft", "revision", "idea")]
)
def test_text_is_open_only_while_it_is_written(login, member, measure, state):
    browser = login(member)
    sent = answers(browser.get(url(measure)))
    Measure.objects.filter(pk=measure.pk).update(state=state)
    assert browser.post(url(measure), sent | {"title": "Neu"}).status_code == 403
    measure.refresh_from_db()
    assert measure.title != "Neu"


# --- Writing ------------------------------------------------------------------------------


def test_passages_keep_their_identity_through_every_button(login, member, measure):
    browser = login(member)
    first, second, third = (passage.id for passage in measure.passages)
    sent = answers(browser.get(url(measure)))
    page = browser.post(url(measure), sent | {"do": f"up:{third}"})
    page = browser.post(url(measure), answers(page) | {"do": f"down:{first}"})
    page = browser.post(url(measure), answers(page) | {"do": f"remove:{second}"})
    page = browser.post(url(measure), answers(page) | {"do": "add"})
    sent = answers(page)
    assert sent["passage"][:2] == [third, first]
    new = sent["passage"][2]
    sent |= {f"{new}-title": "Neu", f"{new}-text": "Vierter Satz.\r\n\r\nAbsatz."}
    assert texts(measure)[0] == "Erster Satz."  # nothing is saved before somebody saves
    browser.post(url(measure), sent | {"do": "save"})
    measure.refresh_from_db()
    assert measure.passages == [
        Passage("Abschnitt 3", "Dritter Satz.", third),
        Passage("Abschnitt 1", "Erster Satz.", first),
        Passage("Neu", "Vierter Satz.\n\nAbsatz.", new),
    ]


def test_button_keeps_what_was_typed(login, member, measure):
    browser = login(member)
    sent = answers(browser.get(url(measure)))
    number = sent["passage"][0]
    sent |= {f"{number}-text": "Getippt.", "title": "", "urgent": "on", "do": "add"}
    page = browser.post(url(measure), sent)
    again = answers(page)
    assert again[f"{number}-text"] == "Getippt."
    assert again["urgent"] == "on"
    assert "Fehler" not in page.text


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("title", "", "Bitte geben Sie der Maßnahme einen Titel."),
        ("urgent", "on", "Bitte sagen Sie, warum das dringlich ist."),
        ("cost_from", "99999999", "Die Kosten „von“ sind höher"),
        ("summary", "x" * 100_000, "400 Zeichen"),
    ],
)
def test_problem_is_named_and_the_text_is_kept(
    login, member, measure, field, value, problem
):
    browser = login(member)
    sent = answers(browser.get(url(measure))) | {"cost_to": "5", field: value}
    sent[f"{sent['passage'][0]}-text"] = "Getippt."
    page = browser.post(url(measure), sent)
    assert problem in page.text
    assert sent_texts(page)[0] == "Getippt."
    assert texts(measure)[0] == "Erster Satz."


def test_nonsense_in_the_form_changes_nothing(login, member, measure):
    browser = login(member)
    sent = answers(browser.get(url(measure)))
    sent["passage"] = [*sent["passage"], "unsinn", "../../x", sent["passage"][0]]
    sent |= {"state": "adopted", "audience": "public", "number": "1", "author": "1"}
    browser.post(url(measure), sent | {"do": f"up:{uuid4()}"})
    browser.post(url(measure), sent | {"do": "save"})
    measure.refresh_from_db()
    assert (measure.state, measure.audience) == ("draft", "group")
    assert len(measure.passages) == 3


# --- Two people ---------------------------------------------------------------------------


def test_second_of_two_writers_sees_both_texts_and_loses_none(
    login, member, speaker, measure
):
    mine, theirs = login(member), login(speaker)
    sent = answers(mine.get(url(measure)))
    number = sent["passage"][0]
    other = answers(theirs.get(url(measure)))
    theirs.post(url(measure), other | {f"{number}-text": "Satz der anderen."})
    page = mine.post(url(measure), sent | {f"{number}-text": "Mein Satz."})
    assert texts(measure)[0] == "Satz der anderen."
    assert "Jemand hat inzwischen" in page.text
    soup = BeautifulSoup(page.content, "html.parser")
    assert "der anderen" in soup.select_one("main del").text
    assert sent_texts(page)[0] == "Mein Satz."
    mine.post(url(measure), answers(page))
    assert texts(measure)[0] == "Mein Satz."


def test_text_sent_after_the_session_has_ended_is_kept(login, member, measure):
    browser = login(member)
    sent = answers(browser.get(url(measure)))
    sent[f"{sent['passage'][0]}-text"] = "Lange geschrieben."
    page = Client().post(url(measure), sent)
    assert page.status_code == 403
    assert "Ihre Anmeldung ist abgelaufen." in page.text
    again = answers(page)
    assert again[f"{sent['passage'][0]}-text"] == "Lange geschrieben."
    browser.post(url(measure), again)
    assert texts(measure)[0] == "Lange geschrieben."


def test_draft_after_a_consultation_waits_for_the_next_version(
    client, login, member, measure
):
    Measure.objects.filter(pk=measure.pk).update(state="revision", audience="public")
    browser = login(member)
    sent = answers(browser.get(url(measure)))
    sent[f"{sent['passage'][0]}-text"] = "Noch geheim."
    browser.post(url(measure), sent)
    assert "Noch geheim." not in client.get(measure.get_absolute_url()).text
    assert "Noch geheim." in browser.get(url(measure)).text


# --- Versions -----------------------------------------------------------------------------


def test_versions_can_be_compared_in_words(login, client, member, measure):
    browser = login(member)
    sent = answers(browser.get(url(measure)))
    sent[f"{sent['passage'][0]}-text"] = "Zweiter Anlauf."
    browser.post(url(measure), sent)
    new, old = measure.revisions.order_by("-pk")[:2]
    assert browser.get(url(measure, "fassungen/")).text.count('name="von"') == 2
    address = url(measure, f"fassungen/vergleich/?von={new.pk}&bis={old.pk}")
    soup = BeautifulSoup(browser.get(address).content, "html.parser")
    assert soup.select_one("main del").text == "[gestrichen: Erster Satz]"
    assert soup.select_one("main ins").text == "[neu: Zweiter Anlauf]"
    for wrong in ("?von=1&bis=x", f"?von={new.pk}&bis={new.pk}", ""):
        page = browser.get(url(measure, f"fassungen/vergleich/{wrong}"), follow=True)
        assert "zwei verschiedene" in page.text


def test_public_reads_only_what_was_published(client, measure):
    Measure.objects.filter(pk=measure.pk).update(audience="public")
    new = measure.revisions.get()
    assert str(new.pk) not in client.get(url(measure, "fassungen/")).text
    address = url(measure, f"fassungen/vergleich/?von={new.pk}&bis={new.pk}")
    assert client.get(address).status_code == 302


# --- States -------------------------------------------------------------------------------


def test_crafted_post_jumps_no_state(login, speaker, measure):
    browser = login(speaker)
    for to in ("adopted", "consultation", "completed", "implementing", "x"):
        page = browser.post(url(measure, "stand/"), {"to": to, "reason": "so"})
        assert page.status_code == 200
    measure.refresh_from_db()
    assert measure.state == "draft"
    browser.post(url(measure, "stand/"), {"to": "paused", "reason": "Kein Geld."})
    measure.refresh_from_db()
    assert measure.state == "paused"
    assert "Kein Geld." in browser.get(url(measure, "")).text


# --- Ideas --------------------------------------------------------------------------------

IDEA = "/massnahmen/idee/"


def idea(**fields) -> dict[str, str]:
    return {
        "title": "Werkbus",
        "summary": "Ein Bus zur Schicht.",
        "topic": str(Topic.objects.first().pk),
    } | fields


def test_idea_takes_three_fields_and_tells_the_groups_of_its_topic(
    login, stranger, member
):
    group = WorkingGroupFactory()
    join(group, member)
    WorkingGroupFactory(topic=Topic.objects.last())
    response = login(stranger).post(IDEA, idea(state="adopted", audience="public"))
    measure = Measure.objects.get()
    assert response["Location"] == measure.get_absolute_url()
    assert (measure.state, measure.audience) == ("idea", "group")
    assert measure.author == stranger
    assert [event.group for event in Event.objects.all()] == [group]
    assert login(member).get(measure.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"title": ""}, "Bitte geben Sie Ihrer Idee einen Titel."),
        ({"topic": ""}, "Bitte wählen Sie ein Handlungsfeld."),
        ({"summary": ""}, "Bitte schreiben Sie, was geschehen soll."),
    ],
)
def test_problem_of_an_idea_is_named(login, stranger, fields, problem):
    page = login(stranger).post(IDEA, idea(**fields))
    assert problem in page.text
    assert not Measure.objects.exists()


@pytest.fixture
def open_idea(speaker: User, stranger: User) -> Measure:
    measure = MeasureFactory(state="idea", author=stranger)
    group = WorkingGroupFactory(topic=measure.topic)
    join(group, speaker, speaker=True)
    return measure


def test_only_speakers_of_the_topic_answer_an_idea(login, member, stranger, open_idea):
    join(WorkingGroup.objects.get(), member)
    join(WorkingGroupFactory(topic=Topic.objects.last()), stranger, speaker=True)
    for person in (member, stranger):
        address = url(open_idea, "idee/")
        assert login(person).get(address).status_code == 403
        assert login(person).post(address, {"action": "take"}).status_code == 403


def test_idea_is_taken_up(login, speaker, open_idea):
    group = WorkingGroup.objects.get()
    sent = {"action": "take", "take-group": group.pk}
    login(speaker).post(url(open_idea, "idee/"), sent)
    open_idea.refresh_from_db()
    assert (open_idea.state, open_idea.working_group) == ("draft", group)
    assert Event.objects.get(key__startswith="measure-idea-taken").immediate


def test_idea_becomes_part_of_another_and_both_numbers_work(
    client, login, speaker, open_idea
):
    into = MeasureFactory(state="adopted", working_group=WorkingGroup.objects.get())
    sent = {
        "action": "merge",
        "merge-into": into.reference.lower(),
        "merge-reason": "Der Fahrplan kommt dazu.",
    }
    login(speaker).post(url(open_idea, "idee/"), sent)
    open_idea.refresh_from_db()
    assert (open_idea.state, open_idea.merged_into) == ("rejected", into)
    for address in (
        open_idea.get_absolute_url(),
        f"/massnahmen/{open_idea.reference}/",
    ):
        page = client.get(address, follow=True)
        assert page.redirect_chain[-1][0] == into.get_absolute_url()


def test_idea_is_merged_only_into_what_one_writes(login, speaker, open_idea):
    foreign = MeasureFactory(state="adopted")
    for number in (foreign.reference, open_idea.reference, "M-9999999", "x"):
        sent = {"action": "merge", "merge-into": number, "merge-reason": "So."}
        page = login(speaker).post(url(open_idea, "idee/"), sent)
        assert "an der Sie mitschreiben" in page.text
    open_idea.refresh_from_db()
    assert open_idea.state == "idea"


def test_idea_is_declined_with_a_reason_that_others_read(
    login, speaker, member, open_idea
):
    address = url(open_idea, "idee/")
    page = login(speaker).post(address, {"action": "decline", "decline-reason": ""})
    assert "Bitte nennen Sie einen Grund." in page.text
    sent = {"action": "decline", "decline-reason": "Das gibt es schon."}
    login(speaker).post(address, sent)
    assert "Das gibt es schon." in login(member).get(url(open_idea, "")).text
    event = Event.objects.get(key__startswith="measure-idea-declined")
    assert event.text == "Das gibt es schon."


# --- In the admin -------------------------------------------------------------------------


def test_manager_edits_in_the_admin_with_the_same_passages(login, manager, measure):
    page = login(manager).get(f"/cms/massnahmen/edit/{measure.pk}/")
    assert "Erster Satz." in page.text
    assert url(measure, "") in page.text


def test_text_in_consultation_is_locked_in_the_admin(login, manager, measure):
    Measure.objects.filter(pk=measure.pk).update(state="consultation")
    page = login(manager).get(f"/cms/massnahmen/edit/{measure.pk}/")
    assert "steht in der Konsultation" in page.text
    assert 'name="action-publish"' not in page.text


def test_several_measures_get_another_topic_also_in_their_drafts(
    login, manager, measure
):
    draft = measure.get_latest_revision_as_object()
    draft.summary = "Noch nicht gültig."
    draft.save_revision()
    topic = Topic.objects.last()
    address = f"/cms/bulk/measures/measure/reassign/?id={measure.pk}&next=/cms/"
    assert "Lernwerkstatt" in login(manager).get(address).text
    login(manager).post(address, {"topic": topic.pk, "responsible": ""})
    measure.refresh_from_db()
    assert measure.topic == topic
    assert measure.summary != "Noch nicht gültig."
    waiting = measure.get_latest_revision_as_object()
    assert (waiting.topic, waiting.summary) == (topic, "Noch nicht gültig.")


@pytest.mark.parametrize(
    "page", ["massnahmen", "konsultationen", "stellungnahmen", "massnahmen-luecken"]
)
def test_lists_of_the_admin_show_what_waits(login, manager, editor, page):
    measure = CommentFactory().consultation.measure
    text = login(manager).get(f"/cms/{page}/").text
    assert measure.reference in text
    assert login(editor).get(f"/cms/{page}/").status_code == 302
