"""What people and organisations think: changeable, in groups, and nobody recognised."""

from itertools import combinations, product

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from measures import ratings
from measures.models import Measure, Position, Rating
from measures.ratings import FEWEST, results, together
from network.models import StakeholderGroup
from tests.factories.measures import MeasureFactory
from tests.factories.network import (
    AffiliationFactory,
    OrganisationFactory,
    ProfileFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

RATING = {"effect": "4", "feasibility": "2", "urgency": "5"}


@pytest.fixture
def measure() -> Measure:
    return MeasureFactory(state="adopted")


def rated(measure: Measure, group: str, *steps: int) -> None:
    """One person of this group for each step, the same for all three questions."""
    for step in steps:
        person = UserFactory()
        if group:
            ProfileFactory(user=person, stakeholder_group=group)
        Rating.objects.create(
            measure=measure, person=person, effect=step, feasibility=step, urgency=step
        )


def page(client, measure: Measure) -> BeautifulSoup:
    return BeautifulSoup(client.get(measure.get_absolute_url()).content, "html.parser")


# --- Rating -------------------------------------------------------------------------------


def test_member_rates_changes_and_withdraws(login, member, measure):
    browser, url = login(member), f"{measure.get_absolute_url()}bewerten/"
    assert browser.post(url, RATING).status_code == 302
    assert browser.post(url, RATING | {"effect": "1"}).status_code == 302
    rating = measure.ratings.get()
    assert (rating.effect, rating.feasibility, rating.urgency) == (1, 2, 5)
    checked = BeautifulSoup(browser.get(url).content, "html.parser")
    assert checked.select_one("input[name=effect][checked]")["value"] == "1"
    browser.post(url, {"withdraw": ""})
    assert not measure.ratings.exists()


@pytest.mark.parametrize("step", ["0", "6", "drei", "", "-1"])
def test_only_1_to_5_is_a_rating(login, member, measure, step):
    url = f"{measure.get_absolute_url()}bewerten/"
    answer = login(member).post(url, RATING | {"effect": step})
    assert answer.status_code == 200
    assert not measure.ratings.exists()


def test_database_knows_the_scale_too(measure, member):
    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.create(
            measure=measure, person=member, effect=6, feasibility=1, urgency=1
        )


@pytest.mark.parametrize("state", ["idea", "draft", "completed", "paused", "rejected"])
def test_nobody_rates_in_other_states(login, manager, state):
    measure = MeasureFactory(state=state)
    for address in ("bewerten/", "position/"):
        url = f"{measure.get_absolute_url()}{address}"
        assert login(manager).post(url, RATING).status_code == 403
    assert not measure.ratings.exists()


def test_stranger_does_not_rate_what_they_cannot_see(login, stranger, client):
    measure = MeasureFactory(state="consultation")
    url = f"{measure.get_absolute_url()}bewerten/"
    assert login(stranger).post(url, RATING).status_code == 404
    assert client.post(url, RATING).status_code == 302
    assert not Rating.objects.exists()


# --- Small groups -------------------------------------------------------------------------


def test_group_of_two_is_never_shown_nor_left_over(measure, client):
    rated(measure, StakeholderGroup.COMPANIES, 5, 5, 5)
    rated(measure, StakeholderGroup.TRAINING, 1, 2)
    found = results(measure)
    assert [crowd.number for crowd in found.crowds] == [5]  # all, and nothing else
    text = page(client, measure).get_text()
    assert "Unternehmen (3)" not in text
    assert "Berufsbildung (2)" not in text


def test_small_groups_are_counted_together(measure):
    rated(measure, StakeholderGroup.COMPANIES, 5, 5, 4)
    rated(measure, StakeholderGroup.TRAINING, 1, 2)
    rated(measure, StakeholderGroup.CHAMBERS, 3)
    found = results(measure)
    assert [(str(crowd.label), crowd.number) for crowd in found.crowds] == [
        ("Alle", 6),
        ("Unternehmen", 3),
        ("Zusammengezählt: Berufsbildung, Kammern und Verbände", 3),
    ]
    assert found.crowds[2].spreads["effect"].distribution == [1, 1, 1, 0, 0]


def test_nothing_is_shown_below_three(measure, client):
    rated(measure, StakeholderGroup.COMPANIES, 5, 1)
    assert not results(measure).is_shown
    soup = page(client, measure)
    assert not soup.select("svg.chart")
    assert "zu wenige Bewertungen" in soup.get_text()


def test_no_subtraction_leaves_fewer_than_three():
    """Whatever is shown, no sum or difference of it is a group of one or two."""
    groups = StakeholderGroup.values[:4]
    for sizes in product(range(5), repeat=4):
        numbers = dict(zip(groups, sizes, strict=True))
        if not sum(sizes) >= FEWEST:
            continue
        alone, rest = together(numbers)
        assert all(numbers[group] >= FEWEST for group in alone)
        shown = [numbers[group] for group in alone]
        for count in range(len(shown) + 1):
            for some in combinations(shown, count):
                left = sum(sizes) - sum(some)
                assert left == 0 or left >= FEWEST, (numbers, alone, rest)


def test_people_without_a_group_are_a_group(measure):
    rated(measure, "", 1, 2, 3)
    rated(measure, StakeholderGroup.COMPANIES, 4, 4, 4)
    assert [str(crowd.label) for crowd in results(measure).crowds] == [
        "Alle",
        "Unternehmen",
        "ohne Akteursgruppe",
    ]


# --- What many say ------------------------------------------------------------------------


def test_spread_and_median_stand_beside_the_chart(measure, client):
    rated(measure, StakeholderGroup.COMPANIES, 1, 2, 4, 5)
    spread = results(measure).crowds[0].spreads["effect"]
    assert spread.quartiles == (1.75, 3.0, 4.25)
    soup = page(client, measure)
    assert len(soup.select("svg.chart")) == 3
    row = [
        cell.text for cell in soup.select("#bewertungen ~ * table tbody tr")[0]("td")
    ]
    assert row == ["4", "1", "1", "0", "1", "1", "1,75", "3", "4,25"]
    assert "Die Meinungen gehen auseinander" in soup.get_text()


def test_agreement_is_said_in_a_sentence(measure):
    rated(measure, "", 4, 4, 4)
    assert (
        ratings.finding("effect", results(measure))
        == "Wirkung: Die meisten sagen 4 von 5."
    )


def test_balance_names_groups_that_have_not_spoken(measure, client):
    rated(measure, StakeholderGroup.COMPANIES, 3)
    organisation = OrganisationFactory(stakeholder_group=StakeholderGroup.CHAMBERS)
    Position.objects.create(
        measure=measure, organisation=organisation, stance="support", reason="Gut."
    )
    silent = results(measure).silent
    assert len(silent) == 6
    assert StakeholderGroup.COMPANIES.label not in silent
    assert StakeholderGroup.CHAMBERS.label not in silent
    assert "Noch nicht gehört" in page(client, measure).get_text()


# --- Positions ----------------------------------------------------------------------------


def position(organisation, **data) -> dict:
    return {
        "organisation": organisation.pk,
        "stance": "support",
        "reason": "Das hilft unseren Betrieben.",
    } | data


def test_new_position_replaces_the_old_one_which_stays_as_history(
    login, member, measure, client
):
    organisation = AffiliationFactory(person=member, may_speak=True).organisation
    browser, url = login(member), f"{measure.get_absolute_url()}position/"
    browser.post(url, position(organisation))
    browser.post(url, position(organisation))  # sent twice
    assert measure.positions.count() == 1
    browser.post(url, position(organisation, stance="object", reason="Zu teuer."))
    current = measure.positions.current().get()
    assert (current.stance, current.taken_by) == ("object", member)
    assert measure.positions.count() == 2
    text = page(client, measure).get_text()
    assert "Zu teuer." in text
    assert "Frühere Positionen" in text


def test_position_needs_a_reason(login, member, measure):
    organisation = AffiliationFactory(person=member, may_speak=True).organisation
    url = f"{measure.get_absolute_url()}position/"
    answer = login(member).post(url, position(organisation, reason=" "))
    assert "Bitte nennen Sie einen Grund" in answer.text
    assert not measure.positions.exists()


def test_nobody_speaks_for_others(login, member, stranger, measure):
    url = f"{measure.get_absolute_url()}position/"
    other = AffiliationFactory(person=member, may_speak=False).organisation
    assert login(member).post(url, position(other)).status_code == 403
    AffiliationFactory(person=member, may_speak=True)
    assert login(member).post(url, position(other)).status_code == 200
    assert login(stranger).post(url, position(other)).status_code == 403
    assert not Position.objects.exists()


def test_only_organisations_of_the_directory_speak(login, member, measure):
    waiting = OrganisationFactory(state="proposed")
    AffiliationFactory(person=member, may_speak=True, organisation=waiting)
    url = f"{measure.get_absolute_url()}position/"
    assert login(member).post(url, position(waiting)).status_code == 403


def test_database_knows_one_current_position(measure):
    organisation = OrganisationFactory()
    values = {"measure": measure, "organisation": organisation, "reason": "x"}
    Position.objects.create(stance="support", **values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Position.objects.create(stance="object", **values)


# --- All together -------------------------------------------------------------------------


def test_overview_shows_states_and_portfolio_with_their_tables(client, measure):
    rated(measure, "", 4, 5, 5)
    rated(MeasureFactory(state="adopted", title="Zu wenig bewertet"), "", 4, 5)
    soup = BeautifulSoup(client.get("/massnahmen/uebersicht/").content, "html.parser")
    assert len(soup.select("svg.chart")) == 2
    assert "1 von 1 bewerteten Maßnahmen gilt als wirksam" in soup.get_text()
    assert "Zu wenig bewertet" not in soup.get_text()
    assert client.get("/massnahmen/uebersicht/?horizont=long").status_code == 200


def test_number_of_queries_does_not_grow(client):
    measure = MeasureFactory(state="adopted")
    rated(measure, StakeholderGroup.COMPANIES, 3, 4, 5)
    Position.objects.create(
        measure=measure,
        organisation=OrganisationFactory(),
        stance="support",
        reason="x",
    )
    urls = [measure.get_absolute_url(), "/massnahmen/uebersicht/"]
    for url in urls:
        client.get(url)
    with CaptureQueriesContext(connection) as few:
        for url in urls:
            client.get(url)
    for group in (StakeholderGroup.CHAMBERS, StakeholderGroup.TRAINING):
        rated(measure, group, 1, 2, 3)
        Position.objects.create(
            measure=measure,
            organisation=OrganisationFactory(),
            stance="object",
            reason="x",
        )
        rated(MeasureFactory(state="adopted"), group, 1, 2, 3)
    with CaptureQueriesContext(connection) as many:
        for url in urls:
            client.get(url)
    assert len(many) == len(few)
