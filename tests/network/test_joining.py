"""Becoming a member: one form, the rules with version and time, the first steps."""

import pytest
from bs4 import BeautifulSoup

from network.models import Profile, Topic, User
from network.models.people import RULES_VERSION
from tests.factories.network import (
    AffiliationFactory,
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
