"""The directory: what is found, counted, ordered and shown to whom."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from network import directory
from network.models import Organisation, StakeholderGroup
from tests.factories.cms import picture
from tests.factories.network import AffiliationFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

URL = "/netzwerk/"


def names(response) -> list[str]:
    soup = BeautifulSoup(response.content, "html.parser")
    return [link.text for link in soup.select("main .card h3 a")]


def make(*names: str, **fields) -> None:
    for name in names:
        OrganisationFactory(name=name, **fields)


def test_names_stand_in_german_order(client):
    make(
        "Zug", "Äpfel", "Apfel AG", "Öl", "Straße", "„Obst“ eG", "3D-Druck", "Strasser"
    )
    assert names(client.get(URL)) == [
        "3D-Druck",
        "Äpfel",
        "Apfel AG",
        "„Obst“ eG",
        "Öl",
        "Straße",
        "Strasser",
        "Zug",
    ]


def test_only_published_entries_are_listed(client, manager, login):
    make("Vorschlag", state="proposed")
    make("Altes", state="archived")
    make("Sichtbar")
    assert names(client.get(URL)) == ["Sichtbar"]
    assert names(login(manager).get(URL)) == ["Sichtbar"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("akteursgruppe=forschung", ["Institut"]),
        ("akteursgruppe=unsinn", ["Ämter", "Institut", "Werk"]),
        ("handlungsfeld=digitalisierung", ["Institut", "Werk"]),
        ("ort=Vellmar", ["Werk"]),
        ("buchstabe=a", ["Ämter"]),
        ("buchstabe=%25", ["Ämter", "Institut", "Werk"]),
        ("handlungsfeld=digitalisierung&ort=Kassel", ["Institut"]),
        ("q=werkzeugen", ["Werk"]),
        ("q=inst", ["Institut"]),
        ("q=vellm", ["Werk"]),
        ("q=%27%29%20%3A%2A%20%26%20%7C", []),
        ("q=nirgends", []),
        ("seite=99", ["Ämter", "Institut", "Werk"]),
        ("seite=x", ["Ämter", "Institut", "Werk"]),
    ],
)
def test_filters_leave_what_fits(client, query, expected):
    digital = ["digitalisierung"]
    OrganisationFactory(name="Ämter")
    OrganisationFactory(
        name="Institut", stakeholder_group=StakeholderGroup.RESEARCH, topics=digital
    )
    OrganisationFactory(
        name="Werk",
        municipality="Vellmar",
        description="Wir bauen Werkzeuge.",
        topics=digital,
    )
    assert names(client.get(f"{URL}?{query}")) == expected


def test_name_that_fits_comes_before_a_text_that_fits(client):
    make("Anfang", description="Wir kaufen Kupfer.")
    make("Kupfer GmbH")
    assert names(client.get(f"{URL}?q=Kupfer")) == ["Kupfer GmbH", "Anfang"]


def test_counts_respect_the_other_filters():
    make("A", "B", municipality="Kassel")
    make("C", municipality="Vellmar", stakeholder_group=StakeholderGroup.TRAINING)
    counts = directory.counts(Organisation.objects.published(), {"ort": "Kassel"})
    assert counts["akteursgruppe"] == {"unternehmen": 2}
    assert counts["ort"] == {"Kassel": 2, "Vellmar": 1}
    assert counts["buchstabe"] == {"a": 1, "b": 1}


def test_each_filter_in_use_can_be_removed_alone(client):
    make("Werk", topics=["digitalisierung"])
    response = client.get(f"{URL}?ort=Kassel&handlungsfeld=digitalisierung&seite=1")
    chips = BeautifulSoup(response.content, "html.parser").select("a.chip")
    assert [(chip.contents[0], chip["href"]) for chip in chips[:2]] == [
        ("Digitalisierung", "?ort=Kassel"),
        ("Kassel", "?handlungsfeld=digitalisierung"),
    ]


def test_chosen_filter_stays_in_the_form_when_nothing_is_found(client):
    make("Anders GmbH", stakeholder_group=StakeholderGroup.COMPANIES)
    page = client.get(URL, {"akteursgruppe": StakeholderGroup.ADMINISTRATION.value})
    soup = BeautifulSoup(page.content, "html.parser")
    chosen = soup.select_one('select[name="akteursgruppe"] option[selected]')
    assert chosen["value"] == StakeholderGroup.ADMINISTRATION


def test_letters_without_entries_are_no_links(client):
    make("Öl", "1. Mai")
    soup = BeautifulSoup(client.get(URL).content, "html.parser")
    letters = soup.select("nav[aria-label=Anfangsbuchstabe] a")
    assert [letter.text for letter in letters] == ["0–9", "O"]


def test_empty_directory_says_what_will_stand_there(client):
    assert "Noch keine Organisation eingetragen" in client.get(URL).text


def test_list_costs_the_same_for_one_and_three(client):
    make("Eins", topics=["digitalisierung"])
    client.get(URL)
    with CaptureQueriesContext(connection) as one:
        client.get(URL)
    make("Zwei", "Drei", topics=["digitalisierung"])
    with CaptureQueriesContext(connection) as three:
        client.get(URL)
    assert len(one) == len(three) <= 12


def test_directory_speaks_english(client):
    make("Werk")
    response = client.get("/en/netzwerk/")
    assert names(response) == ["Werk"]
    assert 'lang="en"' in response.text


# --- One entry ------------------------------------------------------------------------


def test_entry_shows_text_without_its_markup(client):
    organisation = OrganisationFactory(
        description="<script>alert(1)</script>\n\nZweiter Absatz",
        website="https://www.werk.example/",
    )
    soup = BeautifulSoup(
        client.get(organisation.get_absolute_url()).content, "html.parser"
    )
    assert soup.select("main script") == []
    assert soup.find("p", string="Zweiter Absatz")
    link = soup.select_one("main a[href='https://www.werk.example/']")
    assert link["rel"] == ["nofollow", "noopener", "ugc"]
    assert link.contents[0].strip() == "werk.example"


@pytest.mark.parametrize("state", ["proposed", "archived"])
def test_unpublished_entry_is_unknown_to_strangers(
    client, login, stranger, manager, state
):
    url = OrganisationFactory(state=state).get_absolute_url()
    assert client.get(url).status_code == 404
    assert login(stranger).get(url).status_code == 404
    assert login(manager).get(url).status_code == 200


def test_contact_sees_the_own_proposal(login, member):
    affiliation = AffiliationFactory(
        person=member, is_contact=True, organisation__state="proposed"
    )
    response = login(member).get(affiliation.organisation.get_absolute_url())
    assert "noch nicht veröffentlicht" in response.text


def test_merged_duplicate_leads_to_what_remained(client):
    remaining = OrganisationFactory()
    OrganisationFactory(slug="doppelt", state="archived", merged_into=remaining)
    response = client.get("/netzwerk/doppelt/")
    assert response.status_code == 301
    assert response["Location"] == remaining.get_absolute_url()


# --- What the database holds -------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        {"stakeholder_group": "parteien"},
        {"slug": "doppelt"},
    ],
)
def test_database_refuses_an_invalid_organisation(fields):
    OrganisationFactory(slug="doppelt")
    with pytest.raises(IntegrityError):
        OrganisationFactory(**fields)


def test_database_refuses_a_merged_entry_that_is_still_public():
    with pytest.raises(IntegrityError):
        OrganisationFactory(merged_into=OrganisationFactory())


def test_database_refuses_speaking_without_a_date():
    with pytest.raises(IntegrityError):
        AffiliationFactory(may_speak=True, granted_at=None)


def test_database_refuses_belonging_twice():
    affiliation = AffiliationFactory()
    with pytest.raises(IntegrityError):
        AffiliationFactory(
            person=affiliation.person, organisation=affiliation.organisation
        )


def test_slug_of_a_taken_or_reserved_name_gets_a_tail():
    first, second = (
        OrganisationFactory(name="Süß & Co."),
        OrganisationFactory(name="Süß Co"),
    )
    reserved = OrganisationFactory(name="Personen")
    assert first.slug == "suess-co"
    assert second.slug.startswith("suess-co-")
    assert reserved.slug.startswith("personen-")
    reserved.slug = "personen"
    with pytest.raises(ValidationError, match="Seite des Portals"):
        reserved.full_clean()


@pytest.mark.parametrize(
    "query", ["", "q=betr", "ort=Kassel&handlungsfeld=digitalisierung"]
)
def test_filters_of_a_full_directory_are_read_in_milliseconds(query):
    """5,000 entries; the limit is generous, reading without index would break it."""
    groups = StakeholderGroup.values
    Organisation.objects.bulk_create(
        Organisation(
            name=f"Betrieb {number}",
            slug=f"betrieb-{number}",
            state="published",
            stakeholder_group=groups[number % 8],
            municipality=f"Ort {number % 60}" if number % 2 else "Kassel",
            description="Wir bauen Teile und suchen Partner für Wasserstoff. " * 8,
        )
        for number in range(5000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE network_organisation")
    chosen = {"q": "betr"} if "q=" in query else {}
    found = directory.filtered(Organisation.objects.published(), chosen)
    plan = directory.sorted_list(found, chosen.get("q", ""))[:24].explain(analyze=True)
    assert float(plan.rpartition("Execution Time: ")[2].split()[0]) < 250


# --- Elsewhere in the portal --------------------------------------------------------------


def test_search_and_site_map_know_published_entries_only(client):
    shown = OrganisationFactory(name="Sichtbare Kupferhütte")
    hidden = OrganisationFactory(name="Geheime Kupferhütte", state="proposed")
    found = client.get("/suche/?q=Kupferhütten").text
    robots = client.get("/sitemap.xml").text
    assert "Sichtbare" in found
    assert "Geheime" not in found
    assert shown.get_absolute_url() in robots
    assert hidden.get_absolute_url() not in robots


def test_menu_shows_where_one_is(client):
    menu = BeautifulSoup(client.get("/netzwerk/biete-suche/").content, "html.parser")
    current = menu.select_one("nav details a[aria-current=page]")
    assert current["href"] == "/netzwerk/biete-suche/"


def test_logo_stands_in_the_entry_without_words(client):
    entry = OrganisationFactory(logo=picture("datei.png"))
    page = BeautifulSoup(client.get(entry.get_absolute_url()).content, "html.parser")
    assert page.select_one("main img")["alt"] == ""
