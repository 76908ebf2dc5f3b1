"""Proposing, editing, merging organisations, and speaking for them."""

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.utils import timezone
from openpyxl import load_workbook

from network import organisations
from network.models import Affiliation, Organisation, OutgoingMail, User
from tests.factories.network import (
    AffiliationFactory,
    NoticeFactory,
    OrganisationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

PROPOSE = "/netzwerk/vorschlagen/"
MINE = "/netzwerk/zugehoerigkeiten/"
ENTRY = {
    "name": "Werkstatt Süd",
    "stakeholder_group": "unternehmen",
    "municipality": "Vellmar",
    "description": "Wir reparieren.",
    "website": "",
    "position": "Leiterin",
}


def subjects_to(user: User) -> list[str]:
    mails = OutgoingMail.objects.filter(recipient=user.email).order_by("pk")
    return [mail.subject for mail in mails]


def errors(response) -> str:
    soup = BeautifulSoup(response.content, "html.parser")
    return " ".join(item.get_text(" ") for item in soup.select(".alert.error"))


# --- A new organisation -------------------------------------------------------------------


def test_member_proposes_and_manager_publishes(login, member, manager, client):
    response = login(member).post(PROPOSE, ENTRY)
    organisation = Organisation.objects.get()
    assert response["Location"] == "/netzwerk/werkstatt-sued/"
    assert organisation.state == "proposed"
    assert organisation.proposed_by == member
    assert client.get(organisation.get_absolute_url()).status_code == 404
    assert "Neue Organisation zur Prüfung: Werkstatt Süd" in subjects_to(manager)

    organisations.publish_organisation(organisation=organisation, by=manager)
    assert client.get(organisation.get_absolute_url()).status_code == 200
    assert subjects_to(member) == ["Werkstatt Süd steht jetzt im Verzeichnis"]
    affiliation = organisation.affiliations.get()
    assert (affiliation.person, affiliation.position) == (member, "Leiterin")
    assert affiliation.is_contact
    assert not affiliation.may_speak


def test_nobody_proposes_without_an_account(client):
    assert client.post(PROPOSE, ENTRY).status_code == 302
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("name", "", "Bitte nennen Sie den Namen"),
        ("name", "Gewinn www.spam.example", "keine Internet"),
        ("name", "WERKSTATT  NÖRD", "schon im Verzeichnis"),
        ("website", "javascript:alert(1)", "Bitte so schreiben wie im Beispiel"),
        ("stakeholder_group", "parteien", "Akteursgruppe"),
        ("municipality", "", "Stadt oder Gemeinde"),
    ],
)
def test_proposal_with_a_problem_names_it_and_keeps_the_rest(
    login, member, field, value, problem
):
    OrganisationFactory(name="Werkstatt Nörd")
    response = login(member).post(PROPOSE, ENTRY | {field: value})
    assert response.status_code == 200
    assert problem in errors(response)
    assert "Wir reparieren." in response.text
    assert Organisation.objects.count() == 1


def test_sixth_proposal_of_a_day_has_to_wait(login, member):
    browser = login(member)
    statuses = [
        browser.post(PROPOSE, ENTRY | {"name": f"Betrieb {number}"}).status_code
        for number in range(6)
    ]
    assert statuses == [302] * 5 + [429]


def test_fields_that_are_not_asked_for_are_ignored(login, member):
    login(member).post(PROPOSE, ENTRY | {"state": "published", "slug": "export"})
    organisation = Organisation.objects.get()
    assert (organisation.state, organisation.slug) == ("proposed", "werkstatt-sued")


# --- Editing ------------------------------------------------------------------------------


def test_contact_edits_the_entry(login, member):
    organisation = AffiliationFactory(person=member, is_contact=True).organisation
    url = f"{organisation.get_absolute_url()}bearbeiten/"
    form = BeautifulSoup(login(member).get(url).content, "html.parser").select_one(
        "main form"
    )
    assert form.select_one("[name=name]")["value"] == organisation.name
    login(member).post(url, ENTRY | {"topics": [1, 2]})
    organisation.refresh_from_db()
    assert organisation.name == "Werkstatt Süd"
    assert organisation.sort_key == "werkstatt sud"
    assert organisation.topics.count() == 2


@pytest.mark.parametrize("page", ["bearbeiten/", "rechte/"])
def test_only_contacts_and_managers_look_after_an_entry(
    login, client, member, stranger, manager, page
):
    affiliation = AffiliationFactory(person=member, may_speak=True)
    url = affiliation.organisation.get_absolute_url() + page
    assert client.get(url).status_code == 302
    assert login(stranger).post(url, ENTRY).status_code == 403
    assert login(member).post(url, ENTRY).status_code == 403
    assert login(manager).get(url).status_code == 200
    affiliation.organisation.refresh_from_db()
    assert affiliation.organisation.name != ENTRY["name"]


def test_entry_in_the_archive_cannot_be_edited_by_its_contact(login, member):
    organisation = AffiliationFactory(
        person=member, is_contact=True, organisation__state="archived"
    ).organisation
    url = f"{organisation.get_absolute_url()}bearbeiten/"
    assert login(member).post(url, ENTRY).status_code == 404


# --- Belonging and speaking ---------------------------------------------------------------


def test_member_says_where_they_belong_and_the_contact_hears_of_it(login, stranger):
    contact = AffiliationFactory(is_contact=True)
    url = f"{contact.organisation.get_absolute_url()}dazugehoeren/"
    login(stranger).post(url, {"position": "Planerin", "since": "3.7.2020"})
    affiliation = stranger.affiliations.get()
    assert (affiliation.position, affiliation.since) == ("Planerin", date(2020, 7, 3))
    assert not affiliation.may_speak
    assert not affiliation.is_contact
    assert len(subjects_to(contact.person)) == 1


def test_leaving_and_coming_back_floods_no_contact(login, member, stranger):
    contact = AffiliationFactory(person=member, is_contact=True)
    url = f"{contact.organisation.get_absolute_url()}dazugehoeren/"
    for _ in range(3):
        login(stranger).post(url, {"position": ""})
        own = stranger.affiliations.get()
        login(stranger).post(f"{MINE}{own.pk}/beenden/")
    assert len(subjects_to(member)) == 1


def test_belonging_said_twice_is_one_and_one_mail(login, stranger):
    contact = AffiliationFactory(is_contact=True)
    url = f"{contact.organisation.get_absolute_url()}dazugehoeren/"
    for _ in range(2):
        login(stranger).post(url, {"position": "", "since": ""})
    assert stranger.affiliations.count() == 1
    assert len(subjects_to(contact.person)) == 1


@pytest.mark.parametrize("since", ["1.1.2999", "gestern"])
def test_impossible_date_is_explained(login, stranger, since):
    url = f"{OrganisationFactory().get_absolute_url()}dazugehoeren/"
    response = login(stranger).post(url, {"since": since})
    assert "Bitte" in errors(response)
    assert not stranger.affiliations.exists()


def test_nobody_joins_an_entry_under_review(login, stranger, member):
    organisation = AffiliationFactory(
        person=member, is_contact=True, organisation__state="proposed"
    ).organisation
    url = f"{organisation.get_absolute_url()}dazugehoeren/"
    assert login(stranger).post(url, {}).status_code == 404
    assert login(member).post(url, {}).status_code == 403


def press(browser, affiliation: Affiliation, action: str):
    url = f"{affiliation.organisation.get_absolute_url()}rechte/"
    return browser.post(url, {"affiliation": affiliation.pk, "action": action})


def test_contact_grants_and_withdraws_the_right_to_speak(login, member):
    contact = AffiliationFactory(person=member, is_contact=True)
    colleague = AffiliationFactory(organisation=contact.organisation)
    press(login(member), colleague, "grant")
    colleague.refresh_from_db()
    assert colleague.may_speak
    assert colleague.granted_by == member
    assert list(Affiliation.objects.speakers()) == [colleague]
    press(login(member), colleague, "withdraw")
    assert not Affiliation.objects.speakers().exists()
    assert len(subjects_to(colleague.person)) == 2


def test_contact_makes_another_contact_and_steps_back(login, member):
    contact = AffiliationFactory(person=member, is_contact=True)
    colleague = AffiliationFactory(organisation=contact.organisation)
    press(login(member), colleague, "contact")
    response = press(login(member), contact, "release")
    assert response["Location"] == contact.organisation.get_absolute_url()
    assert list(Affiliation.objects.contacts()) == [colleague]


def test_contact_removes_a_wrong_statement(login, member):
    contact = AffiliationFactory(person=member, is_contact=True)
    wrong = AffiliationFactory(organisation=contact.organisation)
    press(login(member), wrong, "end")
    assert not Affiliation.objects.filter(pk=wrong.pk).exists()
    assert "wurde entfernt" in subjects_to(wrong.person)[0]


def test_contact_has_no_power_over_another_organisation(login, member):
    contact = AffiliationFactory(person=member, is_contact=True)
    foreign = AffiliationFactory()
    url = f"{contact.organisation.get_absolute_url()}rechte/"
    for action in ["grant", "contact", "end"]:
        data = {"affiliation": foreign.pk, "action": action}
        assert login(member).post(url, data).status_code == 404
    foreign.refresh_from_db()
    assert not foreign.may_speak
    assert not foreign.is_contact


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"action": "grant"},
        {"action": "x", "affiliation": "1"},
        {"action": "end", "affiliation": "9" * 5000},
    ],
)
def test_unknown_act_is_a_bad_request(login, manager, data):
    url = f"{OrganisationFactory().get_absolute_url()}rechte/"
    assert login(manager).post(url, data).status_code == 400


def test_speaking_for_an_unpublished_entry_is_refused(manager):
    affiliation = AffiliationFactory(organisation__state="proposed")
    with pytest.raises(ValidationError):
        organisations.grant_speaking(affiliation=affiliation, by=manager)


def test_own_affiliations_can_be_changed_and_ended(login, member):
    affiliation = AffiliationFactory(person=member, may_speak=True)
    browser = login(member)
    assert affiliation.organisation.name in browser.get(MINE).text
    browser.post(f"{MINE}{affiliation.pk}/", {"position": "Neu", "since": ""})
    affiliation.refresh_from_db()
    assert affiliation.position == "Neu"
    assert affiliation.may_speak
    assert (
        "nicht mehr für sie sprechen"
        in browser.get(f"{MINE}{affiliation.pk}/beenden/").text
    )
    assert member.affiliations.exists()  # reading ends nothing
    browser.post(f"{MINE}{affiliation.pk}/beenden/")
    assert not member.affiliations.exists()


@pytest.mark.parametrize("page", ["", "beenden/"])
def test_affiliations_of_others_do_not_exist(login, stranger, page):
    affiliation = AffiliationFactory()
    url = f"{MINE}{affiliation.pk}/{page}"
    assert login(stranger).get(url).status_code == 404
    assert login(stranger).post(url, {"position": "x"}).status_code == 404
    assert Affiliation.objects.filter(pk=affiliation.pk, position="").exists()


@pytest.mark.parametrize("url", [MINE, "{organisation}rechte/"])
def test_lists_cost_the_same_for_one_and_three(
    login, member, url, django_assert_max_num_queries
):
    contact = AffiliationFactory(person=member, is_contact=True)
    browser = login(member)
    url = url.format(organisation=contact.organisation.get_absolute_url())

    def queries() -> int:
        with django_assert_max_num_queries(20) as captured:
            browser.get(url)
        return len(captured)

    queries()
    before = queries()
    for _ in range(2):
        AffiliationFactory(person=member)
        AffiliationFactory(organisation=contact.organisation)
    assert queries() == before


# --- Merging ------------------------------------------------------------------------------


@pytest.fixture
def twins() -> Callable[[], tuple[Organisation, Organisation]]:
    def twins() -> tuple[Organisation, Organisation]:
        return (
            OrganisationFactory(name="Werk Nord GmbH", topics=["digitalisierung"]),
            OrganisationFactory(name="Werk Nord", topics=["qualifizierung"]),
        )

    return twins


def test_merging_loses_nobody_and_no_right(twins, manager):
    duplicate, remaining = twins()
    both = UserFactory()
    speaking = timezone.now()
    AffiliationFactory(
        organisation=duplicate,
        person=both,
        position="Leiter",
        since=date(2019, 1, 1),
        may_speak=True,
        granted_at=speaking,
        granted_by=manager,
    )
    AffiliationFactory(organisation=remaining, person=both, since=date(2021, 1, 1))
    alone = AffiliationFactory(organisation=duplicate, is_contact=True)
    older = OrganisationFactory(state="archived", merged_into=duplicate)

    organisations.merge_organisations(duplicate=duplicate, into=remaining, by=manager)

    for item in [duplicate, older]:
        item.refresh_from_db()
        assert (item.state, item.merged_into) == ("archived", remaining)
    assert not duplicate.affiliations.exists()
    assert remaining.affiliations.get(person=alone.person).is_contact
    united = remaining.affiliations.get(person=both)
    assert (united.position, united.since) == ("Leiter", date(2019, 1, 1))
    assert (united.granted_at, united.granted_by) == (speaking, manager)
    assert {topic.slug for topic in remaining.topics.all()} == {
        "digitalisierung",
        "qualifizierung",
    }


def test_merging_with_itself_or_into_the_archive_is_refused(twins, manager):
    duplicate, remaining = twins()
    with pytest.raises(ValidationError):
        organisations.merge_organisations(
            duplicate=remaining, into=remaining, by=manager
        )
    organisations.archive_organisation(organisation=remaining, by=manager)
    with pytest.raises(ValidationError):
        organisations.merge_organisations(
            duplicate=duplicate, into=remaining, by=manager
        )


def test_merged_entry_cannot_be_published_again(twins, manager):
    duplicate, remaining = twins()
    organisations.merge_organisations(duplicate=duplicate, into=remaining, by=manager)
    with pytest.raises(ValidationError):
        organisations.publish_organisation(organisation=duplicate, by=manager)


# --- The manager's page -------------------------------------------------------------------


def test_manager_publishes_archives_and_merges_on_one_page(login, manager, client):
    proposed = OrganisationFactory(name="Werk Nord GmbH", state="proposed")
    remaining = OrganisationFactory(name="Werk Nord")
    url = f"{proposed.get_absolute_url()}pruefen/"
    browser = login(manager)
    assert remaining.name in browser.get(url).text

    browser.post(url, {"action": "publish"})
    assert client.get(proposed.get_absolute_url()).status_code == 200
    browser.post(url, {"action": "archive"})
    assert client.get(proposed.get_absolute_url()).status_code == 404
    response = browser.post(url, {"action": "merge", "into": "Irgendwas"})
    assert "genau den Namen" in errors(response)
    browser.post(url, {"action": "merge", "into": "werk nord"})
    proposed.refresh_from_db()
    assert proposed.merged_into == remaining


def test_two_entries_of_the_same_name_can_be_merged(login, manager):
    duplicate = OrganisationFactory(name="Werk Nord")
    remaining = OrganisationFactory(name="Werk Nord")
    notice = NoticeFactory(organisation=duplicate)
    url = f"{duplicate.get_absolute_url()}pruefen/"
    login(manager).post(url, {"action": "merge", "into": "Werk Nord"})
    duplicate.refresh_from_db()
    assert duplicate.merged_into == remaining
    assert remaining.notices.get() == notice


@pytest.mark.parametrize("action", ["publish", "archive", "merge"])
def test_contact_cannot_publish_the_own_proposal(login, member, action):
    proposed = AffiliationFactory(
        person=member, is_contact=True, organisation__state="proposed"
    ).organisation
    url = f"{proposed.get_absolute_url()}pruefen/"
    assert login(member).post(url, {"action": action}).status_code == 403
    proposed.refresh_from_db()
    assert proposed.state == "proposed"


def test_admin_lists_and_edits_organisations(login, manager, editor):
    organisation = OrganisationFactory(name="Werk Nord", state="proposed")
    listing = login(manager).get("/cms/organisationen/")
    assert "Werk Nord" in listing.text
    assert (
        login(manager).get(f"/cms/organisationen/edit/{organisation.pk}/").status_code
        == 200
    )
    assert login(editor).get("/cms/organisationen/").status_code == 302


def test_export_holds_no_formula(login, manager):
    OrganisationFactory(name="=HYPERLINK(1)")
    response = login(manager).get("/cms/organisationen/?export=xlsx")
    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
    cell = sheet["A2"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")
    assert (
        login(manager)
        .get("/cms/organisationen/?export=csv")
        .headers["Content-Type"]
        .startswith("text/html")
    )


# --- Several at once, in the admin --------------------------------------------------------

BULK = "/cms/bulk/network/organisation/"


def bulk(action: str, *organisations: Organisation) -> str:
    chosen = "&".join(f"id={each.pk}" for each in organisations)
    return f"{BULK}{action}/?{chosen}&next=/cms/organisationen/"


def states() -> list[str]:
    return sorted(Organisation.objects.values_list("state", flat=True))


def test_proposals_are_published_together(login, manager, member):
    first = AffiliationFactory(
        person=member, is_contact=True, organisation__state="proposed"
    ).organisation
    second = OrganisationFactory(state="proposed", name="Werk Süd")
    public = OrganisationFactory(name="Schon da")
    browser = login(manager)
    assert "organisation/publish/" in browser.get("/cms/organisationen/").text
    url = bulk("publish", first, second, public)
    page = browser.get(url).text
    assert "Werk Süd" in page
    assert "Diese bleiben, wie sie sind:" in page
    page = browser.post(url, follow=True).text
    assert "2 Einträge sind geändert." in page
    assert states() == ["published"] * 3
    assert OutgoingMail.objects.filter(recipient=member.email).count() == 1


def test_entries_are_archived_together(login, manager):
    login(manager).post(bulk("archive", *OrganisationFactory.create_batch(2)))
    assert states() == ["archived"] * 2


def test_merged_entry_stays_in_the_archive(login, manager):
    into = OrganisationFactory()
    merged = OrganisationFactory(state="archived", merged_into=into)
    login(manager).post(bulk("publish", merged))
    assert states() == ["archived", "published"]


@pytest.mark.parametrize("ids", ["id=all", "id=x", "id=99999999", ""])
def test_nothing_chosen_changes_nothing(login, manager, ids):
    OrganisationFactory.create_batch(2)
    assert login(manager).post(f"{BULK}archive/?{ids}").status_code == 302
    assert states() == ["published"] * 2


def test_editor_neither_sees_nor_changes_proposals(login, editor):
    proposed = OrganisationFactory(state="proposed", name="Geheimes Werk")
    for page in (
        login(editor).get(bulk("publish", proposed), follow=True),
        login(editor).post(bulk("publish", proposed), follow=True),
    ):
        assert "Geheimes Werk" not in page.text
    assert states() == ["proposed"]
