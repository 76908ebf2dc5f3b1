"""Writing together: links to visions, two people at once, text that is not saved yet."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from measures import unsaved
from measures.drafting import make_version, stamp_of
from measures.models import Measure, UnsavedText
from network.models import User
from strategy import chain
from strategy.models import ChainLink, Vision
from tests.factories.measures import MeasureFactory, join
from tests.factories.strategy import VisionFactory
from tests.measures.test_drafting import answers, sent_texts, texts, url

pytestmark = pytest.mark.django_db

REASON = "Sie bringt Lernende in die Betriebe."


@pytest.fixture
def measure(member: User, speaker: User) -> Measure:
    measure = MeasureFactory(texts=["Erster Satz.", "Zweiter Satz."])
    join(measure.working_group, member)
    join(measure.working_group, speaker, speaker=True)
    return measure


@pytest.fixture
def vision() -> Vision:
    return VisionFactory(name="Werkbank der Region")


def link(browser: Client, measure: Measure, vision: Vision, reason: str = REASON):
    """Press the button, choose, save."""
    sent = answers(browser.get(url(measure)))
    sent = answers(browser.post(url(measure), sent | {"do": "link"}))
    key = sent["bild"][-1]
    sent |= {f"bild-{key}-vision": vision.pk, f"bild-{key}-reason": reason}
    return browser.post(url(measure), sent | {"do": "save"}, follow=True)


def links(measure: Measure) -> list[tuple[str, str]]:
    return [
        (str(link.source), link.reason)
        for link in ChainLink.objects.filter(target_id=measure.pk)
    ]


# --- Links to visions ---------------------------------------------------------------------


def test_drafter_links_a_vision_and_both_pages_show_it(
    client, login, member, measure, vision
):
    page = link(login(member), measure, vision)
    assert "Der Entwurf ist gespeichert." in page.text
    assert links(measure) == [(vision.name, REASON)]
    assert ChainLink.objects.get().made_by == member
    assert vision.name in page.text
    assert REASON in page.text
    # The group alone sees the draft yet, so the vision keeps it to itself.
    assert REASON not in client.get(vision.get_absolute_url()).text
    assert REASON in login(member).get(vision.get_absolute_url()).text
    Measure.objects.filter(pk=measure.pk).update(audience="public")
    assert REASON in client.get(vision.get_absolute_url()).text
    assert REASON in client.get(measure.get_absolute_url()).text


def test_link_gets_another_reason_and_keeps_its_day(login, member, measure, vision):
    old = chain.connect(source=vision, target=measure, reason=REASON, by=None)
    ChainLink.objects.update(made_on=old.made_on - timedelta(days=30))
    browser = login(member)
    sent = answers(browser.get(url(measure)))
    assert sent["bild"] == [str(old.pk)]
    browser.post(url(measure), sent | {f"bild-{old.pk}-reason": "Neuer Grund."})
    assert links(measure) == [(vision.name, "Neuer Grund.")]
    assert ChainLink.objects.get().made_on < old.made_on


def test_removed_link_is_named_with_its_reason_and_logged(
    login, member, measure, vision
):
    old = chain.connect(source=vision, target=measure, reason=REASON, by=None)
    browser = login(member)
    sent = answers(browser.get(url(measure)))
    page = browser.post(url(measure), sent | {"do": f"unlink:{old.pk}"})
    assert links(measure)  # until somebody saves
    page = browser.post(url(measure), answers(page) | {"do": "save"}, follow=True)
    assert not links(measure)
    assert f"„{vision.name}“. Der Grund war: {REASON}" in page.text
    entry = ModelLogEntry.objects.get(action="chain.disconnect")
    assert entry.user == member
    assert entry.data == {"source": vision.name, "reason": REASON}


@pytest.mark.parametrize(
    ("reason", "problem"),
    [("", "in einem Satz, warum"), ("x" * 301, "300 Zeichen")],
)
def test_link_needs_one_sentence(login, member, measure, vision, reason, problem):
    page = link(login(member), measure, vision, reason)
    assert problem in page.text
    assert reason[:200] in page.text
    assert not links(measure)


def test_row_that_was_left_empty_asks_for_nothing(login, member, measure):
    browser = login(member)
    sent = answers(browser.get(url(measure)))
    sent = answers(browser.post(url(measure), sent | {"do": "link"}))
    browser.post(url(measure), sent | {"do": "save", "title": "Neu"})
    measure.refresh_from_db()
    assert measure.title == "Neu"
    assert not links(measure)


def test_only_published_visions_can_be_chosen_and_each_once(
    login, member, measure, vision
):
    hidden = VisionFactory(name="Noch geheim", live=False)
    browser = login(member)
    page = link(browser, measure, hidden)
    assert "nicht mehr veröffentlicht" in page.text
    assert hidden.name not in page.text
    link(browser, measure, vision)
    page = link(browser, measure, vision, "Noch ein Grund.")
    assert f"schon verknüpft: „{REASON}“" in page.text
    assert links(measure) == [(vision.name, REASON)]


def test_foreign_links_cannot_be_touched(login, member, measure, vision):
    other = chain.connect(
        source=vision, target=MeasureFactory(), reason="Fremd.", by=None
    )
    browser = login(member)
    sent = answers(browser.get(url(measure)))
    sent |= {"gesehen": [other.pk], "bild": ["../", "9" * 30]}
    browser.post(url(measure), sent | {"do": f"unlink:{other.pk}"})
    browser.post(url(measure), sent)
    assert ChainLink.objects.filter(pk=other.pk, reason="Fremd.").exists()


def test_links_that_others_make_meanwhile_stay(login, member, measure, vision):
    browser = login(member)
    sent = answers(browser.get(url(measure)))
    chain.connect(source=vision, target=measure, reason="Aus dem Admin.", by=None)
    browser.post(url(measure), sent | {"title": "Neu"})
    assert links(measure) == [(vision.name, "Aus dem Admin.")]


def test_two_reasons_at_once_are_both_shown(login, member, measure, vision):
    old = chain.connect(source=vision, target=measure, reason=REASON, by=None)
    browser = login(member)
    sent = answers(browser.get(url(measure)))
    chain.connect(source=vision, target=measure, reason="Ihr Grund.", by=None)
    # Who has not touched it leaves the other's alone.
    browser.post(url(measure), sent)
    assert links(measure) == [(vision.name, "Ihr Grund.")]
    sent = answers(browser.get(url(measure)))
    chain.connect(source=vision, target=measure, reason="Noch einer.", by=None)
    name = f"bild-{old.pk}-reason"
    page = browser.post(url(measure), sent | {name: "Mein Grund."})
    assert "„Noch einer.“" in page.text
    assert answers(page)[name] == "Mein Grund."
    browser.post(url(measure), answers(page))
    assert links(measure) == [(vision.name, "Mein Grund.")]


def test_reason_written_while_others_removed_the_link_makes_it_anew(
    login, member, measure, vision
):
    old = chain.connect(source=vision, target=measure, reason=REASON, by=None)
    browser = login(member)
    sent = answers(browser.get(url(measure)))
    ChainLink.objects.all().delete()
    browser.post(url(measure), sent)
    assert not links(measure)
    sent |= {f"bild-{old.pk}-reason": "Mein Grund.", "title": "Anders"}
    sent["based_on"] = stamp_of(measure.revisions.order_by("-pk").first())
    browser.post(url(measure), sent)
    assert links(measure) == [(vision.name, "Mein Grund.")]


def test_form_costs_the_same_with_one_and_three_links(
    login, member, measure, vision, django_assert_num_queries
):
    browser = login(member)
    chain.connect(source=vision, target=measure, reason=REASON, by=None)
    browser.get(url(measure))
    with django_assert_num_queries(EDIT_QUERIES):
        browser.get(url(measure))
    for each in VisionFactory.create_batch(2):
        chain.connect(source=each, target=measure, reason=REASON, by=None)
    with django_assert_num_queries(EDIT_QUERIES):
        assert browser.get(url(measure)).text.count(REASON) >= 3


EDIT_QUERIES = 15


# --- Two people ---------------------------------------------------------------------------


def test_two_who_write_at_different_places_both_find_their_words(
    login, member, speaker, measure, vision
):
    mine, theirs = login(member), login(speaker)
    sent, other = answers(mine.get(url(measure))), answers(theirs.get(url(measure)))
    first, second = sent["passage"]
    other |= {f"{first}-text": "Satz der anderen.", "funding": "Land Hessen"}
    theirs.post(url(measure), other)
    link(theirs, measure, vision)
    sent |= {f"{second}-text": "Mein Satz.", "title": "Mein Titel"}
    page = mine.post(url(measure), sent, follow=True)
    assert f"{speaker} hat inzwischen an anderen Stellen" in page.text
    assert texts(measure) == ["Satz der anderen.", "Mein Satz."]
    assert (measure.title, measure.funding) == ("Mein Titel", "Land Hessen")
    assert links(measure) == [(vision.name, REASON)]


def test_where_both_wrote_both_are_shown_and_the_rest_is_joined(
    login, member, speaker, measure
):
    mine, theirs = login(member), login(speaker)
    sent, other = answers(mine.get(url(measure))), answers(theirs.get(url(measure)))
    first, second = sent["passage"]
    other |= {f"{first}-text": "Satz der anderen.", "title": "Ihr Titel"}
    theirs.post(url(measure), other | {"horizon": "long"})
    sent |= {f"{second}-text": "Mein Satz.", "title": "Mein Titel"}
    page = mine.post(url(measure), sent)
    soup = BeautifulSoup(page.content, "html.parser")
    assert "Ihr" in soup.select_one("main del").text
    assert soup.select_one("section.alert p").text.startswith(str(speaker))
    again = answers(page)
    assert sent_texts(page) == ["Satz der anderen.", "Mein Satz."]
    assert (again["title"], again["horizon"]) == ("Mein Titel", "long")
    assert texts(measure) == ["Satz der anderen.", "Zweiter Satz."]
    mine.post(url(measure), again)
    assert texts(measure) == ["Satz der anderen.", "Mein Satz."]
    assert measure.title == "Mein Titel"


def test_halves_that_do_not_go_together_are_not_joined_silently(
    login, member, speaker, measure
):
    mine, theirs = login(member), login(speaker)
    sent, other = answers(mine.get(url(measure))), answers(theirs.get(url(measure)))
    theirs.post(url(measure), other | {"cost_to": "1000"})
    page = mine.post(url(measure), sent | {"cost_from": "5000"})
    assert "Die Kosten „von“ sind höher" in page.text
    assert answers(page)["cost_from"] == "5000"


def test_what_the_admin_saves_by_itself_meanwhile_is_seen(
    login, member, manager, measure
):
    """It writes into the revision that is there, so the number alone says nothing."""
    draft = measure.get_latest_revision_as_object()
    revision = draft.save_revision(user=manager)
    browser = login(member)
    sent = answers(browser.get(url(measure)))
    draft.title = "Aus dem Admin"
    again = draft.save_revision(user=manager, overwrite_revision=revision)
    assert again.pk == revision.pk
    page = browser.post(url(measure), sent | {"title": "Vom Mitglied"})
    assert "Jemand hat inzwischen" in page.text
    assert "Admin" in BeautifulSoup(page.content, "html.parser").select_one("del").text


def test_what_others_have_seen_is_never_written_over(manager, measure):
    draft = measure.get_latest_revision_as_object()
    draft.title = "Gezeigt"
    revision = draft.save_revision(user=manager)
    make_version(measure=measure, by=manager)
    draft = measure.get_latest_revision_as_object()
    draft.title = "Danach"
    again = draft.save_revision(user=manager, overwrite_revision=revision)
    assert again.pk != revision.pk
    revision.refresh_from_db()
    assert revision.content["title"] == "Gezeigt"


# --- Text that is not saved ---------------------------------------------------------------


def keep(browser: Client, measure: Measure, sent: dict):
    return browser.post(url(measure, "bearbeiten/sichern/"), sent)


@pytest.fixture
def typed(login, member, measure) -> dict:
    """Somebody has typed and closed the browser."""
    browser = login(member)
    sent = answers(browser.get(url(measure)))
    sent[f"{sent['passage'][0]}-text"] = "Nur getippt."
    answer = keep(browser, measure, sent | {"title": "Getippter Titel"})
    assert "Automatisch gesichert um" in answer.text
    assert "wird automatisch gesichert" in answer.text
    return sent


def test_typed_text_is_offered_and_taken_over(login, member, measure, typed):
    browser = login(member)
    page = browser.get(url(measure))
    assert "wurde nicht gespeichert" in page.text
    soup = BeautifulSoup(page.content, "html.parser")
    assert "Getippter" in soup.select_one("main ins").text
    page = browser.post(url(measure), {"do": "restore"})
    assert sent_texts(page)[0] == "Nur getippt."
    assert texts(measure)[0] == "Erster Satz."
    browser.post(url(measure), answers(page))
    assert texts(measure)[0] == "Nur getippt."
    assert measure.title == "Getippter Titel"
    assert not UnsavedText.objects.exists()
    assert "wurde nicht gespeichert" not in browser.get(url(measure)).text


def test_typed_text_is_thrown_away_only_by_its_author(
    login, member, speaker, manager, stranger, measure, typed
):
    for other in (speaker, manager):
        assert "wurde nicht gespeichert" not in login(other).get(url(measure)).text
        login(other).post(url(measure), {"do": "discard"})
        page = login(other).post(url(measure), {"do": "restore"}, follow=True)
        assert "Nur getippt." not in page.text
    assert keep(login(stranger), measure, typed).status_code == 404
    assert UnsavedText.objects.exists()
    login(member).post(url(measure), {"do": "discard"})
    assert not UnsavedText.objects.exists()


def test_typed_text_meets_what_others_saved_meanwhile(
    login, member, speaker, measure, typed
):
    theirs = login(speaker)
    other = answers(theirs.get(url(measure)))
    second = other["passage"][1]
    theirs.post(url(measure), other | {f"{second}-text": "Satz der anderen."})
    browser = login(member)
    page = browser.post(url(measure), {"do": "restore"})
    browser.post(url(measure), answers(page))
    assert texts(measure) == ["Nur getippt.", "Satz der anderen."]


def test_same_text_is_not_offered(login, member, measure):
    browser = login(member)
    keep(browser, measure, answers(browser.get(url(measure))))
    assert "wurde nicht gespeichert" not in browser.get(url(measure)).text


def test_keeping_is_heard_once_and_seen_each_time(login, member, measure, typed):
    answer = keep(login(member), measure, typed | {"gesagt": "kept"})
    soup = BeautifulSoup(answer.content, "html.parser")
    assert soup.select_one("#status").text == ""
    assert "Automatisch gesichert" in soup.find("span", id=False).text
    assert "Automatisch gesichert" in soup.select_one("#gesichert").text  # at the top


def test_after_the_session_has_ended_the_person_is_told(measure, typed):
    answer = keep(Client(), measure, typed | {"title": "Später"})
    assert answer.status_code == 200
    assert "Nicht gesichert: Ihre Anmeldung ist abgelaufen." in answer.text
    assert "Später" not in str(UnsavedText.objects.get().answers)


def test_very_long_text_must_be_saved_by_hand(login, member, measure, typed):
    browser = login(member)
    long = {"title": "x" * (unsaved.LONGEST + 1)}
    names = {f"{number}{'x' * 900}": "" for number in range(1200)}  # kept as well
    for more in (long, names):
        answer = keep(browser, measure, typed | more)
        assert "Zu lang, um automatisch gesichert zu werden." in answer.text


def test_late_request_does_not_bring_back_what_is_saved(login, member, measure, typed):
    browser = login(member)
    browser.post(url(measure), typed)
    answer = keep(browser, measure, typed)
    assert "in einem anderen Fenster gespeichert" in answer.text
    assert not UnsavedText.objects.exists()


def test_buttons_keep_text_without_scripts(login, member, measure):
    browser = login(member)
    sent = answers(browser.get(url(measure))) | {"title": "Getippter Titel"}
    browser.post(url(measure), sent | {"do": "add"})
    assert "wurde nicht gespeichert" in browser.get(url(measure)).text


def test_text_sent_after_a_consultation_began_is_kept(login, member, measure):
    browser = login(member)
    sent = answers(browser.get(url(measure))) | {"title": "Zu spät"}
    Measure.objects.filter(pk=measure.pk).update(state="consultation")
    page = browser.post(url(measure), sent)
    assert page.status_code == 403
    assert "ließ sich nicht mehr speichern" in page.text
    assert "Zu spät" in BeautifulSoup(page.content, "html.parser").text
    Measure.objects.filter(pk=measure.pk).update(state="revision")
    assert "wurde nicht gespeichert" in browser.get(url(measure)).text


def test_typed_text_is_forgotten_with_time_and_with_the_account(member, typed):
    unsaved.forget_old_texts()
    assert UnsavedText.objects.exists()
    UnsavedText.objects.update(saved_at=timezone.now() - timedelta(days=31))
    unsaved.forget_old_texts()
    assert not UnsavedText.objects.exists()
