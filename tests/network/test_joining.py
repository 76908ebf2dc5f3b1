"""Becoming a member: one form, the rules with version and time, the first steps."""

import pytest
from bs4 import BeautifulSoup

from network.models import Affiliation, Organisation, OutgoingMail, Profile, Topic, User
from network.models.people import RULES_VERSION
from tests.factories.network import (
    AffiliationFactory,
    OrganisationFactory,
    ProfileFactory,
    WorkingGroupFactory,
)
from tests.factories.workshops import WorkshopFactory
from tests.network.conftest import PASSWORD, code_in, errors, fill, newest_mail

pytestmark = pytest.mark.django_db

ADA = "ada@firma.example"
ANSWERS = {
    "name": "Ada Lovelace",
    "email": ADA,
    "password1": PASSWORD,
    "stakeholder_group": "forschung",
    "topics": ["1", "2"],
    "rules": "on",
}
JOIN, SIGNUP, WELCOME = "/mitmachen/", "/konto/signup/", "/mitmachen/willkommen/"


def test_form_of_the_page_makes_a_member_nobody_sees(client):
    page = client.get(JOIN)
    assert f'action="{SIGNUP}"' in page.text
    fill(client, SIGNUP, **ANSWERS)
    page = fill(client, "/konto/confirm-email/", code=code_in(newest_mail(ADA)))
    assert page.redirect_chain == [(WELCOME, 302)]
    profile = Profile.objects.get(user__email=ADA)
    assert profile.stakeholder_group == "forschung"
    assert profile.topics.count() == 2
    assert profile.rules_version == RULES_VERSION
    assert profile.rules_accepted_at
    assert (profile.visibility, profile.trusted_at) == ("nobody", None)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ({"rules": ""}, "Ohne diese Regeln geht es nicht"),
        ({"stakeholder_group": ""}, "Bitte wählen Sie eine Gruppe."),
        ({"stakeholder_group": "parteien"}, "Gruppe"),
    ],
)
def test_missing_answer_is_named_and_the_rest_is_kept(client, answer, problem):
    page = fill(client, SIGNUP, **ANSWERS | answer)
    assert problem in errors(page)
    assert "Ada Lovelace" in page.text
    assert not User.objects.exists()


def test_page_names_all_topics_and_groups(client):
    text = client.get(JOIN).text
    assert all(topic.name in text for topic in Topic.objects.all())
    assert "Kammern und Verbände" in text


def test_members_are_led_to_their_first_steps(login, member):
    assert login(member).get(JOIN)["Location"] == WELCOME
    page = login(member).get(WELCOME).text
    assert page.count("offen") == 2
    assert "Gehören Sie zu einer Organisation?" in page
    ProfileFactory(user=member)
    AffiliationFactory(person=member)
    WorkingGroupFactory(members=[member])
    workshop = WorkshopFactory()
    page = login(member).get(WELCOME).text
    assert page.count("erledigt") == 2
    assert f'href="{workshop.get_absolute_url()}"' in page
    assert "Gehören Sie zu einer Organisation?" not in page


def test_rules_can_be_read_before_agreeing_to_them(client):
    page = BeautifulSoup(client.get(JOIN).content, "html.parser")
    box = page.select_one("[name=rules]")
    hint = page.find(id=box["aria-describedby"])
    assert hint.a["href"] == "/mitmachen/regeln/"


@pytest.mark.parametrize("url", [JOIN, "/netzwerk/profil/", "/netzwerk/vorschlagen/"])
def test_group_is_asked_for_in_words_not_dashes(login, client, member, url):
    visitor = client if url == JOIN else login(member)
    page = BeautifulSoup(visitor.get(url).content, "html.parser")
    first = page.select_one("[name=stakeholder_group] option")
    assert first.get_text() in {"Bitte wählen", "keine Angabe"}


# --- The organisation, named with the account ---------------------------------------------


def become_member(client, **answers: str) -> User:
    fill(client, SIGNUP, **ANSWERS | answers)
    fill(client, "/konto/confirm-email/", code=code_in(newest_mail(ADA)))
    return User.objects.get(email=ADA)


def named(person: User) -> str:
    return Profile.objects.get(user=person).named_organisation


def test_named_entry_hears_of_a_newcomer_only_after_the_code(client):
    contact = AffiliationFactory(organisation__name="Süßmühle GmbH", is_contact=True)
    fill(client, SIGNUP, **ANSWERS, organisation="süßmühle  GMBH")
    assert not Affiliation.objects.filter(person__email=ADA).exists()
    mails = OutgoingMail.objects.filter(recipient=contact.person.email)
    assert not mails.exists()
    page = fill(client, "/konto/confirm-email/", code=code_in(newest_mail(ADA)))
    belongs = Affiliation.objects.get(person__email=ADA)
    assert belongs.organisation == contact.organisation
    assert (belongs.may_speak, belongs.is_contact) == (False, False)
    assert mails.count() == 1
    assert named(belongs.person) == ""
    assert "Sie gehören zu Süßmühle GmbH." in page.text
    stranger = client.__class__()
    assert "Lovelace" not in stranger.get(contact.organisation.get_absolute_url()).text


@pytest.mark.parametrize("state", ["proposed", "archived"])
def test_entry_that_is_not_public_is_not_given_away(client, state):
    OrganisationFactory(name="Süßmühle GmbH", state=state)
    become_member(client, organisation="Süßmühle GmbH")
    assert not Affiliation.objects.exists()
    page = client.get(WELCOME).text
    assert page.count("Süßmühle GmbH") == 1


def test_similar_entries_are_one_click_away(client):
    right = OrganisationFactory(name="Süßmühle Kassel eG", municipality="Kassel")
    OrganisationFactory(name="Stadtwerke GmbH")
    person = become_member(client, organisation="Susmuhle & die Süßmühle GmbH")
    page = client.get(WELCOME).text
    assert "Süßmühle Kassel eG, Kassel" in page
    assert "Stadtwerke" not in page
    page = client.post(WELCOME, {"organisation": right.slug}, follow=True).text
    assert person.affiliations.get().organisation == right
    assert named(person) == ""
    assert "Keine, nicht mehr fragen" not in page


def test_two_entries_of_one_name_are_both_on_offer(client):
    for place in ("Kassel", "Baunatal"):
        OrganisationFactory(name="Tafel", municipality=place)
    become_member(client, organisation="Tafel")
    assert not Affiliation.objects.exists()
    page = client.get(WELCOME).text
    assert "Tafel, Kassel" in page
    assert "Tafel, Baunatal" in page


def test_proposal_begins_with_the_name_and_ends_the_question(client):
    person = become_member(client, organisation="Neue Werkstatt")
    url = "/netzwerk/vorschlagen/"
    assert f'href="{url}"' in client.get(WELCOME).text
    assert 'value="Neue Werkstatt"' in client.get(url).text
    answers = {
        "name": "Neue Werkstatt",
        "stakeholder_group": "unternehmen",
        "municipality": "Kassel",
    }
    client.post(url, answers)
    assert Organisation.objects.get().proposed_by == person
    assert named(person) == ""


def test_none_of_them_is_an_answer_too(client):
    person = become_member(client, organisation="Neue Werkstatt")
    client.post(WELCOME, {"organisation": ""})
    assert named(person) == ""
    assert not Affiliation.objects.exists()


def test_entry_chosen_must_be_public(login, member):
    hidden = OrganisationFactory(state="proposed")
    answer = login(member).post(WELCOME, {"organisation": hidden.slug})
    assert answer.status_code == 404
    assert not Affiliation.objects.exists()


def test_named_organisation_is_kept_with_the_rest_and_holds_no_address(client):
    page = fill(client, SIGNUP, **ANSWERS, organisation="www.werbung.example")
    assert "Internet- oder E-Mail-Adressen" in errors(page)
    assert 'value="www.werbung.example"' in page.text
    assert not User.objects.exists()


def test_suggestions_are_public_names_and_never_heavy(client, monkeypatch):
    OrganisationFactory(name="Sichtbar")
    OrganisationFactory(name="Vorgeschlagen", state="proposed")
    page = client.get(JOIN).text
    assert '<option value="Sichtbar">' in page
    assert "Vorgeschlagen" not in page
    monkeypatch.setattr("network.forms.MOST_SUGGESTIONS", 0)
    page = client.get(JOIN).text
    assert "<datalist" not in page
    assert 'list="organisationen"' not in page
