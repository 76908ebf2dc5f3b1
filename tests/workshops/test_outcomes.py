"""What came out of a workshop goes on in a field, as a measure, in its group."""

import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from measures.models import Measure
from network.models import Decision, GroupMembership
from strategy.chain import results
from strategy.models import Factor
from tests.factories.network import UserFactory
from tests.factories.strategy import FactorFactory, FieldFactory
from tests.factories.workshops import WorkshopFactory
from workshops import outcomes
from workshops.models import Workshop

pytestmark = pytest.mark.django_db
REASON = "Entstanden im Workshop „Wärme-Werkstatt“"


@pytest.fixture
def workshop(group) -> Workshop:
    return WorkshopFactory(
        title="Wärme-Werkstatt", group=group, topic=group.topic, in_days=-2
    )


@pytest.fixture
def field(group):
    return FieldFactory(group=group, name="Wärme 2035", state="collecting")


def page(workshop: Workshop, kind: str = "") -> str:
    return f"{workshop.get_absolute_url()}leitung/ergebnisse/{kind}"


def factor_form(where, **changes: str) -> dict[str, object]:
    return {
        "field": where.pk,
        "name": "Strompreis",
        "why": "Er entscheidet über Wärmepumpen.",
        "projections": "günstig\n\n teuer \n",
    } | changes


def idea_form(workshop, **changes: str) -> dict[str, object]:
    return {
        "title": "Wärmeatlas",
        "summary": "Alle Abwärme auf einer Karte.",
        "topic": workshop.topic_id,
    } | changes


def decision_form(**changes: str) -> dict[str, object]:
    return {
        "title": "Die Gruppe pflegt den Atlas",
        "text": "Jedes Jahr im Herbst.",
        "decided_on": "20.11.2026",
    } | changes


def nothing_made(workshop: Workshop) -> bool:
    return not (
        Factor.objects.exists()
        or Measure.objects.exists()
        or Decision.objects.exists()
        or workshop.results.exists()
    )


# --- Who may ----------------------------------------------------------------------------------


def test_nobody_else_makes_anything(login, client, stranger, member, workshop, field):
    for kind, form in (
        ("faktor/", factor_form(field)),
        ("idee/", idea_form(workshop)),
        ("beschluss/", decision_form()),
    ):
        assert client.post(page(workshop, kind), form).status_code == 302
        for person in (stranger, member):
            answer = login(person).post(page(workshop, kind), form)
            assert answer.status_code == 403
    assert nothing_made(workshop)


def test_hidden_workshop_does_not_exist_for_strangers(login, stranger, group, field):
    hidden = WorkshopFactory(group=group, restriction="group")
    for kind in ("faktor/", "idee/", "beschluss/"):
        assert login(stranger).post(page(hidden, kind)).status_code == 404


def test_fields_of_other_groups_cannot_be_chosen(login, speaker, workshop, field):
    foreign = FieldFactory(state="collecting")
    answer = login(speaker).post(page(workshop, "faktor/"), factor_form(foreign))
    assert answer.status_code == 200
    assert answer.context["form"].errors["field"]
    assert nothing_made(workshop)


def test_only_what_one_may_make_is_offered(login, speaker, manager, group, workshop):
    browser = login(speaker)
    assert browser.get(page(workshop, "faktor/")).status_code == 403
    shown = browser.get(page(workshop)).text
    assert page(workshop, "faktor/") not in shown
    assert "sobald ein Szenariofeld, das Sie leiten, Faktoren sammelt" in shown
    assert page(workshop, "idee/") in shown
    assert page(workshop, "beschluss/") in shown
    FieldFactory(group=group, state="judging")
    assert browser.get(page(workshop, "faktor/")).status_code == 403
    without_group = WorkshopFactory()
    answer = login(manager).post(page(without_group, "beschluss/"), decision_form())
    assert answer.status_code == 403
    group.state = "archived"
    group.save()
    answer = login(speaker).post(page(workshop, "beschluss/"), decision_form())
    assert answer.status_code == 403
    assert nothing_made(workshop)


def test_member_of_a_field_who_does_not_run_it_proposes_elsewhere(
    login, speaker, workshop
):
    """Leading the workshop is not leading every field."""
    field = FieldFactory(state="collecting")
    GroupMembership.objects.create(group=field.group, person=speaker)
    assert login(speaker).get(page(workshop, "faktor/")).status_code == 403


# --- What is made -----------------------------------------------------------------------------


def test_factor_with_projections_goes_into_the_field(login, speaker, workshop, field):
    browser = login(speaker)
    answer = browser.post(page(workshop, "faktor/"), factor_form(field), follow=True)
    assert "Angelegt: Strompreis" in answer.text
    factor = field.factors.get()
    assert (factor.state, factor.proposed_by) == ("accepted", speaker)
    assert [each.name for each in factor.projections.all()] == ["günstig", "teuer"]
    (linked,) = results(workshop, speaker)
    assert (linked.thing, linked.link.reason) == (factor, REASON)
    assert linked.link.made_by == speaker
    result = workshop.results.get()
    assert (result.kind, result.title) == ("factor", "Strompreis")
    factors = browser.get(f"{field.get_absolute_url()}faktoren/").text
    assert REASON in factors
    assert workshop.get_absolute_url() in factors


def test_idea_becomes_a_measure_with_its_origin(login, speaker, workshop):
    browser = login(speaker)
    browser.post(page(workshop, "idee/"), idea_form(workshop))
    measure = Measure.objects.get()
    assert (measure.state, measure.author) == ("idea", speaker)
    assert workshop.results.get().kind == "idea"
    assert REASON in browser.get(measure.get_absolute_url()).text


def test_decision_stands_in_the_group_and_leads_back(
    login, speaker, member, workshop, client
):
    login(speaker).post(page(workshop, "beschluss/"), decision_form())
    decision = Decision.objects.get()
    assert (decision.group, decision.author) == (workshop.group, speaker)
    assert workshop.results.get().kind == "decision"
    shown = login(member).get(decision.get_absolute_url()).text
    assert "Jedes Jahr im Herbst." in shown
    assert REASON in shown
    assert f"{workshop.get_absolute_url()}</a>" in shown
    (linked,) = results(workshop, member)
    assert linked.thing == decision
    client.logout()
    assert (
        decision.get_absolute_url() not in client.get(workshop.get_absolute_url()).text
    )


def test_result_is_carried_on_and_not_written_twice(login, speaker, workshop):
    result = workshop.results.create(kind="idea", title="Wärmeatlas", text="Karte.")
    browser, url = login(speaker), f"{page(workshop, 'idee/')}?aus={result.pk}"
    assert url in browser.get(page(workshop)).text
    form = browser.get(url).context["form"]
    assert (form["title"].value(), form["summary"].value()) == ("Wärmeatlas", "Karte.")
    assert form["topic"].value() == workshop.topic_id
    browser.post(url, idea_form(workshop))
    assert workshop.results.get() == result
    assert results(workshop, speaker)
    assert url not in browser.get(page(workshop)).text


def test_result_of_another_workshop_does_not_exist_here(login, speaker, workshop):
    foreign = WorkshopFactory().results.create(kind="idea", title="Fremd")
    url = f"{page(workshop, 'idee/')}?aus={foreign.pk}"
    assert login(speaker).get(url).status_code == 404
    assert login(speaker).post(url, idea_form(workshop)).status_code == 404
    assert not Measure.objects.exists()


# --- Twice, and wrong -------------------------------------------------------------------------


def test_sent_twice_is_made_once(login, speaker, workshop, field):
    browser = login(speaker)
    for kind, form in (
        ("faktor/", factor_form(field)),
        ("idee/", idea_form(workshop)),
        ("beschluss/", decision_form()),
    ):
        for _ in range(2):
            assert browser.post(page(workshop, kind), form).status_code == 302
    assert Factor.objects.count() == 1
    assert Measure.objects.count() == 1
    assert Decision.objects.count() == 1
    assert workshop.results.count() == 3
    assert len(results(workshop, speaker)) == 3


@pytest.mark.django_db(transaction=True)
def test_sent_twice_at_once_is_made_once(workshop):
    person = UserFactory()
    start = threading.Barrier(2)

    def send() -> None:
        start.wait()
        try:
            outcomes.add_idea(
                workshop=workshop,
                title="Wärmeatlas",
                summary="Karte.",
                topic=workshop.topic,
                by=person,
            )
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Measure.objects.count() == 1
    assert workshop.results.count() == 1


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"name": ""}, "Bitte geben Sie dem Faktor einen Namen."),
        ({"name": "OFFEN"}, "Diesen Faktor gibt es in diesem Feld schon."),
        ({"field": ""}, "Bitte wählen Sie ein Feld."),
        ({"projections": "eine"}, "Bitte nennen Sie 2 bis 4 Ausprägungen."),
        ({"projections": "a\nb\nc\nd\ne"}, "Bitte nennen Sie 2 bis 4 Ausprägungen."),
        ({"projections": "gleich\nGleich"}, "Zwei Ausprägungen heißen gleich."),
        ({"projections": "a\n" + "x" * 101}, "in höchstens 100 Zeichen"),
    ],
)
def test_incomplete_factor_comes_back_with_what_was_typed(
    login, speaker, workshop, field, changes, problem
):
    FactorFactory(field=field, name="Offen")
    form = factor_form(field, **changes)
    answer = login(speaker).post(page(workshop, "faktor/"), form)
    assert problem in answer.text
    assert "Er entscheidet über Wärmepumpen." in answer.text
    assert field.factors.count() == 1
    assert not workshop.results.exists()


def test_full_field_says_so(login, speaker, workshop, field):
    for _ in range(40):
        FactorFactory(field=field)
    answer = login(speaker).post(page(workshop, "faktor/"), factor_form(field))
    assert "höchstens 40 Faktoren" in answer.text
    assert "Er entscheidet über Wärmepumpen." in answer.text


def test_incomplete_idea_and_decision_keep_what_was_typed(login, speaker, workshop):
    browser = login(speaker)
    answer = browser.post(page(workshop, "idee/"), idea_form(workshop, title=""))
    assert "Bitte geben Sie Ihrer Idee einen Titel." in answer.text
    assert "Alle Abwärme auf einer Karte." in answer.text
    answer = browser.post(page(workshop, "beschluss/"), decision_form(title=""))
    assert "Bitte schreiben Sie den Beschluss in einem Satz." in answer.text
    assert "Jedes Jahr im Herbst." in answer.text
    long = decision_form(text="x" * 4990)
    answer = browser.post(page(workshop, "beschluss/"), long)
    assert "Bitte kürzen Sie den Text um" in answer.text
    assert "x" * 4990 in answer.text
    assert nothing_made(workshop)


# --- Cost -------------------------------------------------------------------------------------


def test_origins_cost_the_same_for_any_number(login, speaker, workshop, field):
    browser, costs = login(speaker), []
    for name in ("Eins", "Zwei", "Drei"):
        browser.post(page(workshop, "faktor/"), factor_form(field, name=name))
        browser.post(page(workshop, "beschluss/"), decision_form(title=name))
        for url in (page(workshop), f"{field.get_absolute_url()}faktoren/"):
            browser.get(url)  # messages are read, permissions known
            with CaptureQueriesContext(connection) as queries:
                browser.get(url)
            costs.append(len(queries))
    assert costs[:2] == costs[2:4] == costs[4:]
