"""Collecting: fields, factors and projections, and what the database refuses."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from strategy import judging, lab
from strategy.models import (
    Factor,
    FactorRating,
    Judgement,
    PairAnswer,
    Projection,
    ScenarioField,
    Settlement,
)
from tests.factories.strategy import (
    FactorFactory,
    FieldFactory,
    ScenarioFactory,
    analysed,
    field_with,
    judge_all,
)

Wording = lab.Wording
TWO = [Wording("mehr"), Wording("weniger")]


def form(**changes):
    data = {
        "name": "Strompreis",
        "why": "Er entscheidet über Standorte.",
        "today": "",
        "sources": "",
        "projection_0": "günstig",
        "description_0": "Unter 8 Cent.",
        "projection_1": "teuer",
        "description_1": "",
        "projection_2": "",
        "description_2": "",
        "projection_3": "",
        "description_3": "",
    }
    return data | changes


def url(field, name, *args):
    return reverse(f"strategy:{name}", args=[field.slug, *args])


# --- Proposing --------------------------------------------------------------------


def test_member_proposes_and_speaker_accepts(login, member, speaker):
    field = field_with(0, state="collecting")
    join = field.group.memberships.create
    join(person=member)
    join(person=speaker, is_speaker=True)
    page = login(member).post(url(field, "factor_create"), form(), follow=True)
    assert "Ihr Vorschlag steht jetzt in der Liste" in page.text
    factor = field.factors.get()
    assert (factor.state, factor.proposed_by) == ("proposed", member)
    assert [each.name for each in factor.projections.all()] == ["günstig", "teuer"]
    login(speaker).post(url(field, "factor_act", factor.pk), {"action": "accept"})
    factor.refresh_from_db()
    assert factor.state == "accepted"


def test_what_a_speaker_proposes_is_accepted_at_once(login, speaker, field):
    login(speaker).post(url(field, "factor_create"), form())
    assert field.factors.get(name="Strompreis").state == "accepted"


def test_stranger_proposes_nothing(login, stranger, client, field):
    assert login(stranger).post(url(field, "factor_create"), form()).status_code == 403
    assert client.post(url(field, "factor_create"), form()).status_code == 302
    assert not field.factors.filter(name="Strompreis").exists()


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"name": ""}, "Bitte geben Sie dem Faktor einen Namen."),
        ({"projection_1": ""}, "mindestens zwei Ausprägungen"),
        ({"projection_1": "Günstig"}, "steht schon weiter oben"),
        ({"why": ""}, "warum er wichtig ist"),
    ],
)
def test_incomplete_factor_comes_back_with_what_was_typed(
    login, speaker, field, changes, problem
):
    page = login(speaker).post(url(field, "factor_create"), form(**changes))
    assert problem in page.text
    assert "Unter 8 Cent." in page.text
    assert field.factors.count() == 3


def test_same_name_twice_is_refused_whatever_its_case(login, speaker, field):
    FactorFactory(field=field, name="Strompreis")
    page = login(speaker).post(url(field, "factor_create"), form(name="STROMPREIS"))
    assert "gibt es in diesem Feld schon" in page.text


def test_same_name_at_once_is_refused_as_well(speaker, field):
    FactorFactory(field=field, name="Strompreis")
    twin = Factor(field=field, name="strompreis", why="x")
    with pytest.raises(ValidationError, match="gibt es in diesem Feld schon"):
        lab.propose_factor(factor=twin, projections=TWO, by=speaker)


def test_no_more_than_forty_factors(speaker):
    field = field_with(40, 2)
    with pytest.raises(ValidationError, match="höchstens 40"):
        lab.propose_factor(
            factor=Factor(field=field, name="Einer zu viel", why="x"),
            projections=TWO,
            by=speaker,
        )


def test_members_change_their_own_proposals_only_while_collecting(login, member, field):
    ScenarioField.objects.filter(pk=field.pk).update(state="collecting")
    own = FactorFactory(field=field, proposed_by=member, state="proposed")
    other = field.factors.first()
    assert login(member).get(url(field, "factor_edit", own.pk)).status_code == 200
    assert login(member).get(url(field, "factor_edit", other.pk)).status_code == 403
    ScenarioField.objects.filter(pk=field.pk).update(state="judging")
    assert login(member).get(url(field, "factor_edit", own.pk)).status_code == 403
    assert login(member).get(url(field, "factor_create")).status_code == 403


# --- Ordering, merging, deleting --------------------------------------------------


def test_factors_change_places(login, speaker, field):
    first, second, third = field.factors.all()
    moved = login(speaker).post(
        url(field, "factor_act", third.pk), {"action": "up"}, follow=True
    )
    assert f"„{third.name}“ steht jetzt an Stelle 2." in moved.text
    assert list(field.factors.all()) == [first, third, second]
    login(speaker).post(url(field, "factor_act", first.pk), {"action": "down"})
    assert list(field.factors.all()) == [third, first, second]
    login(speaker).post(url(field, "factor_act", third.pk), {"action": "up"})
    assert list(field.factors.all()) == [third, first, second]


def test_merging_loses_nothing_and_can_be_undone(login, speaker, member, field):
    judge_all(field, member)
    first, second, _ = field.factors.all()
    before = Judgement.objects.count()
    login(speaker).post(url(field, "factor_merge", first.pk), {"into": second.pk})
    first.refresh_from_db()
    assert (first.state, first.merged_into) == ("merged", second)
    assert Judgement.objects.count() == before
    login(speaker).post(url(field, "factor_act", first.pk), {"action": "split"})
    first.refresh_from_db()
    assert (first.state, first.merged_into) == ("proposed", None)


def test_deleting_a_factor_says_first_what_goes_with_it(login, speaker, member, field):
    judge_all(field, member)
    factor = field.factors.first()
    page = login(speaker).get(url(field, "factor_remove", factor.pk))
    assert "Das ginge verloren" in page.text
    assert "16 Einschätzungen" in page.text
    assert "von einer Person" in page.text
    assert Factor.objects.filter(pk=factor.pk).exists()
    login(speaker).post(url(field, "factor_remove", factor.pk))
    assert not Factor.objects.filter(pk=factor.pk).exists()


def test_removing_a_projection_lists_losses_and_asks(login, speaker, member):
    field = field_with(2, 3)
    field.group.memberships.create(person=speaker, is_speaker=True)
    field.group.memberships.create(person=member)
    judge_all(field, member)
    factor = field.factors.first()
    names = [each.name for each in factor.projections.all()]
    data = form(
        name=factor.name,
        why=factor.why,
        projection_0=names[0],
        projection_1=names[1],
        projection_2="",
    )
    page = login(speaker).post(url(field, "factor_edit", factor.pk), data)
    assert "6 Einschätzungen" in page.text
    assert factor.projections.count() == 3
    login(speaker).post(
        url(field, "factor_edit", factor.pk), data | {"confirmed": "on"}
    )
    assert factor.projections.count() == 2
    assert Judgement.objects.count() == 2 * 2 * 3


def test_renaming_and_swapping_projections_keeps_their_judgements(speaker, field):
    judge_all(field, speaker)
    factor = field.factors.first()
    a, b = factor.projections.all()
    lab.edit_factor(
        factor=factor,
        projections=[Wording(b.name, "", a.pk), Wording(a.name, "", b.pk)],
        by=speaker,
    )
    a.refresh_from_db()
    assert a.name.endswith("2")
    assert Judgement.objects.filter(source=a).count() == 4


def test_taking_out_again_keeps_to_the_most(login, speaker, field, monkeypatch):
    first, second, _ = field.factors.all()
    login(speaker).post(url(field, "factor_merge", first.pk), {"into": second.pk})
    monkeypatch.setattr("strategy.lab.MOST_FACTORS", 2)
    page = login(speaker).post(
        url(field, "factor_act", first.pk), {"action": "split"}, follow=True
    )
    assert "höchstens 2 Faktoren" in page.text
    first.refresh_from_db()
    assert first.state == "merged"


def test_members_neither_order_nor_merge_nor_settle(login, member, stranger, field):
    first, second, _ = field.factors.all()
    for who in (member, stranger):
        post = login(who).post
        for name, args, data in [
            ("factor_act", [first.pk], {"action": "up"}),
            ("factor_merge", [first.pk], {"into": second.pk}),
            ("factor_remove", [first.pk], {}),
            ("field_state", [], {"state": "settling"}),
            ("settle_pair", [first.pk, second.pk], {}),
            ("analysis_list", [], {}),
            ("paper_enter", [], {"name": "x"}),
        ]:
            assert post(url(field, name, *args), data).status_code == 403, name
    assert field.factors.count() == 3


# --- Fields -----------------------------------------------------------------------


def test_judging_begins_only_with_complete_factors(login, speaker):
    field = FieldFactory()
    field.group.memberships.create(person=speaker, is_speaker=True)
    FactorFactory(field=field, name="Halb", projections=1)
    page = login(speaker).post(
        url(field, "field_state"), {"state": "judging"}, follow=True
    )
    assert "mindestens zwei aufgenommene Faktoren" in page.text
    assert "„Halb“ braucht 2 bis 4 Ausprägungen" in page.text
    field.refresh_from_db()
    assert field.state == "collecting"


def test_copy_brings_factors_but_no_judgements(login, manager, speaker, field):
    judge_all(field, speaker)
    page = login(manager).post(
        url(field, "field_copy"), {"name": "Zweite Runde"}, follow=True
    )
    assert page.status_code == 200
    copy = ScenarioField.objects.get(name="Zweite Runde")
    assert copy.factors.count() == 3
    assert Projection.objects.filter(factor__field=copy).count() == 6
    assert not copy.participants.exists()
    page = login(manager).post(url(field, "field_copy"), {"name": "zweite runde"})
    assert "gibt es schon" in page.text


def test_region_takes_factors_over_and_fixes_them(login, speaker, field):
    region = FieldFactory(kind="regional", builds_on=field, group=field.group)
    wanted = field.factors.all()[:2]
    login(speaker).post(
        url(region, "factor_take_over"), {"factors": [each.pk for each in wanted]}
    )
    taken = region.factors.first()
    assert taken.taken_from == wanted[0]
    assert [each.taken_from for each in taken.projections.all()] == list(
        wanted[0].projections.all()
    )
    # Nobody is asked about effects on what comes from above.
    FactorFactory.create_batch(2, field=region)
    from strategy.analysis.matrix import Layout  # noqa: PLC0415 - only here

    targets = {target.factor.taken_from_id for _, target in Layout(region).pairs()}
    assert targets == {None}
    scenario = ScenarioFactory(
        field=field, assignment=[each.projections.first().pk for each in wanted]
    )
    login(speaker).post(url(region, "field_context"), {"scenario": scenario.pk})
    region.refresh_from_db()
    assert region.context == scenario


def test_the_ground_of_a_region_stays_while_it_stands_on_it(field):
    region = FieldFactory(kind="regional", builds_on=field)
    region.builds_on = FieldFactory()
    region.full_clean()
    lab.take_over(
        field=ScenarioField.objects.get(pk=region.pk),
        factors=field.factors.all()[:1],
        by=None,
    )
    with pytest.raises(ValidationError, match="mit einem neuen Feld"):
        region.full_clean()


def test_context_of_another_field_is_refused(speaker, field):
    region = FieldFactory(kind="regional", builds_on=field)
    with pytest.raises(ValidationError):
        lab.fix_context(field=region, scenario=ScenarioFactory(), by=speaker)


def test_published_needs_a_live_scenario(speaker, field):
    with pytest.raises(ValidationError, match="kein Szenario veröffentlicht"):
        lab.change_state(field=field, state="published", by=speaker)
    with pytest.raises(ValidationError, match="keine fertige Auswertung"):
        lab.change_state(field=field, state="analysed", by=speaker)
    judge_all(field, speaker)
    analysed(field, speaker)
    lab.change_state(field=field, state="analysed", by=speaker)


# --- Weights and influences -------------------------------------------------------


def test_ratings_and_influences_lead_to_key_factors(login, member, field):
    first, second, third = field.factors.all()
    data = {f"impact_{first.pk}": "5", f"uncertainty_{first.pk}": "4"}
    login(member).post(url(field, "factor_rate"), data)
    assert FactorRating.objects.get().impact == 5
    login(member).post(
        url(field, "influence_edit", first.pk),
        {f"on_{second.pk}": "3", f"on_{third.pk}": "0"},
    )
    page = login(member).get(url(field, "influence_chart"))
    assert "Am stärksten verflochten" in page.text
    assert "<svg" in page.text
    page = login(member).post(url(field, "factor_rate"), {f"impact_{first.pk}": "5"})
    assert "beide Fragen oder keine" in page.text


# --- What the database refuses ----------------------------------------------------


def refused(make) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


def test_database_keeps_values_in_their_range(speaker, member, field):
    part = judging.join(field=field, person=member)
    first, second, _ = field.factors.all()
    a, b = first.projections.first(), second.projections.first()
    refused(
        lambda: Judgement.objects.create(participant=part, source=a, target=b, value=4)
    )
    refused(
        lambda: Judgement.objects.create(participant=part, source=a, target=a, value=1)
    )
    refused(lambda: Settlement.objects.create(source=a, target=b, value=-4, note="x"))
    refused(lambda: Settlement.objects.create(source=a, target=b, value=1, note=""))
    refused(
        lambda: FactorRating.objects.create(
            participant=part, factor=first, impact=6, uncertainty=1
        )
    )
    refused(
        lambda: PairAnswer.objects.create(participant=part, source=first, target=first)
    )
    refused(lambda: Factor.objects.filter(pk=first.pk).update(state="merged"))
    refused(lambda: FieldFactory(horizon=2001))
    refused(lambda: FieldFactory(builds_on=field))
    Judgement.objects.create(participant=part, source=a, target=b, value=3)
    refused(
        lambda: Judgement.objects.create(participant=part, source=a, target=b, value=1)
    )


def test_judgements_stay_without_a_name_when_the_account_goes(member, field):
    judge_all(field, member)
    number = Judgement.objects.count()
    member.delete()
    assert Judgement.objects.count() == number
    part = field.participants.get()
    assert part.person is None
    assert str(part) == f"frühere Beteiligte, Nr. {part.pk}"
