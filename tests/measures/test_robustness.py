"""What a measure does in the published scenarios, and which are right in all of them."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from measures.models import ScenarioEffect
from measures.robustness import rate_effects
from tests.factories.measures import MeasureFactory, join
from tests.factories.strategy import ScenarioFactory

pytestmark = pytest.mark.django_db

CATALOGUE = "/massnahmen/?robust=ja"


@pytest.fixture
def measure(db):
    return MeasureFactory(state="adopted", title="Lernfabrik")


def rate(measure, by=None, **effects) -> None:
    """`rate(measure, helps=[scenario], hurts=[other])`"""
    answers = {
        scenario: (effect, f"Weil: {effect}.")
        for effect, scenarios in effects.items()
        for scenario in scenarios
    }
    rate_effects(measure=measure, effects=answers, by=by)


def answer(**effects) -> dict[str, str]:
    return {
        f"{question}_{scenario.pk}": words
        for effect, scenarios in effects.items()
        for scenario in scenarios
        for question, words in (("effect", effect), ("reason", "Weil es passt."))
    }


def test_speaker_rates_and_everybody_reads_it(client, login, member, measure):
    one, other = ScenarioFactory(), ScenarioFactory()
    browser = login(join(measure.working_group, member, speaker=True))
    url = f"{measure.get_absolute_url()}robustheit/"
    assert url in browser.get(measure.get_absolute_url()).text
    page = browser.post(url, answer(helps=[one], neutral=[other]), follow=True).text
    assert "Sie hilft in 1, ändert wenig in 1 und schadet in 0" in page
    seen = client.get(measure.get_absolute_url()).text
    assert "welches dieser Szenarien auch eintritt" in seen
    assert "Weil es passt." in seen
    assert one.get_absolute_url() in seen
    browser.post(url, {f"effect_{each.pk}": "" for each in (one, other)})
    assert not ScenarioEffect.objects.exists()


def test_page_is_silent_while_nobody_has_judged(client, measure):
    ScenarioFactory()
    page = client.get(measure.get_absolute_url()).text
    assert "Wirkung in den Szenarien" not in page


def test_answer_needs_its_reason_and_keeps_what_was_typed(login, manager, measure):
    one, other = ScenarioFactory(), ScenarioFactory()
    url = f"{measure.get_absolute_url()}robustheit/"
    sent = {f"effect_{one.pk}": "hurts", f"reason_{other.pk}": "Nur ein Grund."}
    page = login(manager).post(url, sent).text
    assert "Bitte nennen Sie einen Grund." in page
    assert "Bitte wählen Sie eine Antwort." in page
    assert "Nur ein Grund." in page
    assert not ScenarioEffect.objects.exists()


def test_draft_of_a_scenario_is_not_asked_about(login, manager, measure):
    draft = ScenarioFactory(live=False, name="Noch geheim")
    url = f"{measure.get_absolute_url()}robustheit/"
    assert "Noch geheim" not in login(manager).get(url).text
    login(manager).post(url, answer(helps=[draft]))
    assert not ScenarioEffect.objects.exists()


def test_strangers_and_plain_members_do_not_rate(login, member, stranger, measure):
    scenario = ScenarioFactory()
    url = f"{measure.get_absolute_url()}robustheit/"
    join(measure.working_group, member)
    for person in (member, stranger):
        assert login(person).post(url, answer(helps=[scenario])).status_code == 403
    assert not ScenarioEffect.objects.exists()


@pytest.mark.parametrize("state", ["idea", "completed", "rejected"])
def test_ideas_and_what_has_ended_are_not_rated(login, manager, state):
    url = MeasureFactory(state=state).get_absolute_url()
    assert login(manager).get(f"{url}robustheit/").status_code == 403


def test_two_people_do_not_undo_each_other(login, manager, measure):
    """Each sent form counts only where it differs from what was shown."""
    one, other = ScenarioFactory(), ScenarioFactory()
    rate(measure, helps=[one])
    url = f"{measure.get_absolute_url()}robustheit/"
    same = {f"effect_{one.pk}": "helps", f"reason_{one.pk}": "Weil: helps."}
    before = ScenarioEffect.objects.get(scenario=one).rated_at
    login(manager).post(url, same | answer(hurts=[other]))
    assert ScenarioEffect.objects.get(scenario=one).rated_at == before
    assert ScenarioEffect.objects.get(scenario=other).effect == "hurts"


# --- No regret ----------------------------------------------------------------------------


def test_catalogue_finds_what_is_right_in_every_scenario(client, measure):
    one, other = ScenarioFactory(), ScenarioFactory()
    draft = ScenarioFactory(live=False)
    hurting = MeasureFactory(state="adopted", title="Schadet einmal")
    partly = MeasureFactory(state="adopted", title="Halb eingeschätzt")
    useless = MeasureFactory(state="adopted", title="Ändert nichts")
    rate(measure, helps=[one], neutral=[other], hurts=[draft])
    rate(hurting, helps=[one], hurts=[other])
    rate(partly, helps=[one])
    rate(useless, neutral=[one, other])
    page = client.get(CATALOGUE).text
    assert "Lernfabrik" in page
    for title in ("Schadet einmal", "Halb eingeschätzt", "Ändert nichts"):
        assert title not in page
    assert "Robust in allen Szenarien" in client.get("/massnahmen/").text


def test_new_scenario_asks_the_question_anew(client, measure):
    rate(measure, helps=[ScenarioFactory()])
    assert "Lernfabrik" in client.get(CATALOGUE).text
    ScenarioFactory()
    assert "Lernfabrik" not in client.get(CATALOGUE).text
    assert "Noch nicht eingeschätzt: 1" in client.get(measure.get_absolute_url()).text


@pytest.mark.parametrize("number", [1, 3])
def test_filter_and_page_cost_the_same_for_any_number(client, measure, number):
    rate(measure, helps=[ScenarioFactory() for _ in range(number)])
    urls = [measure.get_absolute_url(), CATALOGUE]
    for url in urls:
        client.get(url)
    found = []
    for url in urls:
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        found.append(len(queries))
    assert found == [21, 7]


def test_database_holds_one_answer_with_a_reason(measure):
    scenario = ScenarioFactory()
    rate(measure, helps=[scenario])
    for values in (
        {"effect": "hurts", "reason": "Zweite Antwort"},
        {"effect": "hurts", "reason": ""},
        {"effect": "vielleicht", "reason": "x"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            ScenarioEffect.objects.create(measure=measure, scenario=scenario, **values)
