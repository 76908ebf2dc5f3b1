"""Who gets what at each address. An address of ours without a row fails.

A row holds the status of a GET for anybody, a member, an editor and a network manager.
Addresses that libraries bring follow the rules further down.
"""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from network.moderation import report_text
from network.notifications import Unsubscription
from strategy.chain import connect
from strategy.models.released import Released
from tests.deploy_check import environment
from tests.factories import groups as group_factories
from tests.factories.implementation import (
    CommitmentFactory,
    FeedbackFactory,
    IndicatorFactory,
    MilestoneFactory,
)
from tests.factories.inquiries import InquiryFactory
from tests.factories.measures import CommentFactory, MeasureFactory
from tests.factories.network import (
    AffiliationFactory,
    NoticeFactory,
    OrganisationFactory,
    ProfileFactory,
    UserFactory,
)
from tests.factories.strategy import (
    ChapterFactory,
    FactorFactory,
    FieldFactory,
    ScenarioFactory,
    VisionFactory,
    WarningSignFactory,
    analysed,
    field_with,
    judge_all,
)
from tests.factories.workshops import RegistrationFactory, WorkshopFactory

ALL = (200, 200, 200, 200)
NOBODY = (404, 404, 404, 404)
LOGIN = (302, 200, 200, 200)  # to the login, and back after it
PASSWORD = (302, 302, 302, 302)  # private: asks for the password once more
FOREIGN = (302, 404, 404, 404)  # belongs to somebody else
POST = (405, 405, 405, 405)  # acts, so it cannot be opened
NETWORK_MANAGER = (302, 403, 403, 200)  # or who looks after it
GROUP_ONLY = (404, 404, 404, 200)  # of a group nobody here belongs to
MANAGER = (302, 302, 302, 200)  # in the admin, which sends others to its start
INSIDE = (302, 404, 404, 200)  # members of the group, and who manages all groups
AUTHOR = (302, 404, 404, 403)  # of those inside, only who wrote it

COMMENT = "arbeitsgruppen/<slug:slug>/beitraege/<uuid:key>/kommentare/<uuid:comment>/"

ROUTES = {
    # Probes and files
    "healthz": ALL,
    "readyz": ALL,
    "robots.txt": ALL,
    "sitemap.xml": ALL,
    "medien/<path:path>": NOBODY,
    # The demo's mailbox
    "postfach/": ALL,
    "postfach/<slug:name>/": NOBODY,
    # Pages
    "aktuelles/feed/": ALL,
    "suche/": ALL,
    # Network
    "mitmachen/": (200, 302, 302, 302),
    "mitmachen/regeln/": ALL,
    "mitmachen/willkommen/": LOGIN,
    "netzwerk/": ALL,
    "netzwerk/vorschlagen/": LOGIN,
    "netzwerk/zugehoerigkeiten/": LOGIN,
    "netzwerk/zugehoerigkeiten/<int:pk>/": FOREIGN,
    "netzwerk/zugehoerigkeiten/<int:pk>/beenden/": FOREIGN,
    "netzwerk/biete-suche/": ALL,
    "netzwerk/biete-suche/neu/": LOGIN,
    "netzwerk/biete-suche/<uuid:key>/": ALL,
    "netzwerk/biete-suche/<uuid:key>/bearbeiten/": (302, 403, 403, 403),
    "netzwerk/biete-suche/<uuid:key>/beenden/": (302, 405, 405, 405),
    "netzwerk/biete-suche/<uuid:key>/antworten/": LOGIN,
    "netzwerk/biete-suche/<uuid:key>/pruefen/": (302, 405, 405, 405),
    "netzwerk/personen/": LOGIN,
    "netzwerk/personen/<uuid:key>/": (404, 200, 200, 200),
    "netzwerk/personen/<uuid:key>/nachricht/": LOGIN,
    "netzwerk/profil/": LOGIN,
    "netzwerk/nachrichten/<uuid:key>/": FOREIGN,
    "netzwerk/<slug:slug>/": ALL,
    "netzwerk/<slug:slug>/bearbeiten/": NETWORK_MANAGER,
    "netzwerk/<slug:slug>/dazugehoeren/": LOGIN,
    "netzwerk/<slug:slug>/nachricht/": (302, 403, 403, 403),  # nobody would read it
    "netzwerk/<slug:slug>/pruefen/": NETWORK_MANAGER,
    "netzwerk/<slug:slug>/rechte/": NETWORK_MANAGER,
    # Working groups: their inner life does not exist for people outside
    "arbeitsgruppen/": ALL,
    "arbeitsgruppen/<slug:slug>/": ALL,
    "arbeitsgruppen/<slug:slug>/beitreten/": LOGIN,
    "arbeitsgruppen/<slug:slug>/zurueckziehen/": (302, 405, 405, 405),
    "arbeitsgruppen/<slug:slug>/verlassen/": (302, 404, 404, 403),
    "arbeitsgruppen/<slug:slug>/mitglieder/": INSIDE,
    "arbeitsgruppen/<slug:slug>/mitglieder/neu/": INSIDE,
    "arbeitsgruppen/<slug:slug>/mitglieder/<int:pk>/entfernen/": INSIDE,
    "arbeitsgruppen/<slug:slug>/beitraege/": INSIDE,
    "arbeitsgruppen/<slug:slug>/beitraege/feed/": NOBODY,  # without a key
    "arbeitsgruppen/<slug:slug>/beitraege/neu/": INSIDE,
    "arbeitsgruppen/<slug:slug>/beitraege/<uuid:key>/": INSIDE,
    "arbeitsgruppen/<slug:slug>/beitraege/<uuid:key>/bearbeiten/": AUTHOR,
    "arbeitsgruppen/<slug:slug>/beitraege/<uuid:key>/anheften/": (302, 405, 405, 405),
    f"{COMMENT}": (302, 404, 404, 302),
    f"{COMMENT}bearbeiten/": AUTHOR,
    "arbeitsgruppen/<slug:slug>/treffen/": INSIDE,
    "arbeitsgruppen/<slug:slug>/treffen/neu/": INSIDE,
    "arbeitsgruppen/<slug:slug>/treffen/<uuid:key>/": INSIDE,
    "arbeitsgruppen/<slug:slug>/treffen/<uuid:key>/aendern/": INSIDE,
    "arbeitsgruppen/<slug:slug>/treffen/<uuid:key>/absagen/": INSIDE,
    # Nothing to write down before the meeting has begun
    "arbeitsgruppen/<slug:slug>/treffen/<uuid:key>/protokoll/": AUTHOR,
    "arbeitsgruppen/<slug:slug>/treffen/<uuid:key>/treffen.ics": INSIDE,
    "arbeitsgruppen/<slug:slug>/aufgaben/": INSIDE,
    "arbeitsgruppen/<slug:slug>/aufgaben/neu/": INSIDE,
    "arbeitsgruppen/<slug:slug>/aufgaben/<uuid:key>/": INSIDE,
    "arbeitsgruppen/<slug:slug>/aufgaben/<uuid:key>/bearbeiten/": INSIDE,
    "arbeitsgruppen/<slug:slug>/aufgaben/<uuid:key>/stand/": (302, 405, 405, 405),
    "arbeitsgruppen/<slug:slug>/beschluesse/": INSIDE,
    "arbeitsgruppen/<slug:slug>/beschluesse/neu/": INSIDE,
    "arbeitsgruppen/<slug:slug>/beschluesse/<uuid:key>/": (404, 404, 404, 200),
    "arbeitsgruppen/<slug:slug>/beschluesse/<uuid:key>/bearbeiten/": INSIDE,
    "arbeitsgruppen/<slug:slug>/dokumente/": INSIDE,
    "arbeitsgruppen/<slug:slug>/dokumente/neu/": INSIDE,
    "arbeitsgruppen/<slug:slug>/dokumente/<uuid:key>/": INSIDE,
    "arbeitsgruppen/<slug:slug>/dokumente/<uuid:key>/loeschen/": INSIDE,
    "arbeitsgruppen/<slug:slug>/kalender.ics": ALL,
    "arbeitsgruppen/<slug:slug>/abonnieren/": INSIDE,
    # What concerns oneself
    "mein-bereich/": LOGIN,
    "mein-bereich/benachrichtigungen/": LOGIN,
    "mein-bereich/benachrichtigungen/gelesen/": POST,
    "mein-bereich/benachrichtigungen/<uuid:key>/": POST,
    "mein-bereich/einstellungen/": LOGIN,
    "abmelden/<str:token>/": ALL,
    # Dates and workshops
    "termine/": ALL,
    "termine/kalender.ics": ALL,
    "termine/abonnieren/": LOGIN,
    "workshops/": ALL,
    "workshops/auswertung/": NETWORK_MANAGER,
    "workshops/anmeldung/": NOBODY,  # without its secret
    "workshops/anmeldung/kalender.ics": NOBODY,
    "workshops/anmeldung/rueckmeldung/": NOBODY,
    "workshops/<slug:slug>/": ALL,
    "workshops/<slug:slug>/kalender.ics": ALL,
    "workshops/<slug:slug>/anmelden/": ALL,
    "workshops/<slug:slug>/anmelden/gast/": NOBODY,
    "workshops/<slug:slug>/leitung/": NETWORK_MANAGER,
    "workshops/<slug:slug>/leitung/anmelden/": NETWORK_MANAGER,
    "workshops/<slug:slug>/leitung/anmeldung/<int:pk>/": NETWORK_MANAGER,
    "workshops/<slug:slug>/leitung/nachricht/": NETWORK_MANAGER,
    "workshops/<slug:slug>/leitung/einladungen/": NETWORK_MANAGER,
    "workshops/<slug:slug>/leitung/veroeffentlichen/": NETWORK_MANAGER,
    "workshops/<slug:slug>/leitung/absagen/": NETWORK_MANAGER,
    "workshops/<slug:slug>/leitung/kopieren/": NETWORK_MANAGER,
    "workshops/<slug:slug>/leitung/bedarfe/": NETWORK_MANAGER,
    "workshops/<slug:slug>/leitung/liste/": NETWORK_MANAGER,
    "workshops/<slug:slug>/leitung/liste.xlsx": NETWORK_MANAGER,
    "workshops/<slug:slug>/leitung/einlass/": NETWORK_MANAGER,
    "workshops/<slug:slug>/leitung/namensschilder.pdf": NETWORK_MANAGER,
    "workshops/<slug:slug>/leitung/teilnahme.pdf": NETWORK_MANAGER,
    "workshops/<slug:slug>/leitung/ergebnisse/": NETWORK_MANAGER,
    "workshops/<slug:slug>/leitung/ergebnisse/faktor/": NETWORK_MANAGER,
    "workshops/<slug:slug>/leitung/ergebnisse/idee/": NETWORK_MANAGER,
    "workshops/<slug:slug>/leitung/ergebnisse/beschluss/": NETWORK_MANAGER,
    "workshops/<slug:slug>/leitung/ergebnisse/<int:pk>/entfernen/": (
        *(302, 405, 405, 405),
    ),
    # Measures
    "massnahmen/": ALL,
    "massnahmen/liste.<str:kind>": ALL,
    "massnahmen/idee/": LOGIN,
    "massnahmen/<reference:number>/": (302, 302, 302, 302),
    "massnahmen/<slug:slug>/": ALL,
    "massnahmen/<slug:slug>/bearbeiten/": (302, 403, 403, 403),  # adopted already
    "massnahmen/<slug:slug>/bearbeiten/sichern/": POST,
    "massnahmen/<slug:slug>/dokumente/neu/": NETWORK_MANAGER,
    "massnahmen/<slug:slug>/dokumente/<int:pk>/datei/": NOBODY,  # not that one
    "massnahmen/<slug:slug>/dokumente/<int:pk>/loeschen/": FOREIGN,  # not that one
    "massnahmen/<slug:slug>/fassungen/": ALL,
    "massnahmen/<slug:slug>/fassungen/vergleich/": (302, 302, 302, 302),  # of nothing
    "massnahmen/<slug:slug>/stand/": NETWORK_MANAGER,
    "massnahmen/<slug:slug>/konsultation/": (302, 403, 403, 403),  # runs already
    "massnahmen/<slug:slug>/konsultation/beenden/": NETWORK_MANAGER,
    "massnahmen/<slug:slug>/entwurf/": ALL,
    "massnahmen/<slug:slug>/entwurf/<str:passage>/": ALL,
    "massnahmen/<slug:slug>/stellungnahmen/<int:pk>/": (302, 302, 302, 302),
    "massnahmen/<slug:slug>/stellungnahmen/<int:pk>/antworten/": LOGIN,
    "massnahmen/<slug:slug>/stellungnahmen/<int:pk>/bearbeiten/": (302, 403, 403, 403),
    "massnahmen/<slug:slug>/stellungnahmen/<int:pk>/zurueckziehen/": (
        *(302, 403, 403, 403),
    ),
    "massnahmen/<slug:slug>/stellungnahmen/<int:pk>/unterstuetzen/": (
        *(302, 405, 405, 405),
    ),
    "massnahmen/<slug:slug>/abwaegung/": NETWORK_MANAGER,
    "massnahmen/<slug:slug>/abwaegung/<int:pk>/": NETWORK_MANAGER,
    "massnahmen/<slug:slug>/fassung-veroeffentlichen/": (302, 403, 403, 403),
    "massnahmen/<slug:slug>/beschliessen/": (302, 403, 403, 403),  # not yet
    "massnahmen/<slug:slug>/synopse/": ALL,
    "massnahmen/<slug:slug>/synopse.<str:kind>": ALL,
    "massnahmen/<slug:slug>/idee/": (302, 403, 403, 403),  # no idea any more
    "massnahmen/uebersicht/": ALL,
    "massnahmen/umsetzung/": ALL,
    "massnahmen/umsetzung/ueberfaellig/": NETWORK_MANAGER,
    "massnahmen/umsetzung/fortschritt.xlsx": NETWORK_MANAGER,
    "massnahmen/umsetzung/einlesen/": NETWORK_MANAGER,
    "massnahmen/rueckmeldungen/": ALL,
    "massnahmen/rueckmeldungen/<int:pk>/": ALL,
    "massnahmen/rueckmeldungen/<int:pk>/antwort/": NETWORK_MANAGER,
    "massnahmen/<slug:slug>/bewerten/": LOGIN,
    "massnahmen/<slug:slug>/position/": (302, 403, 403, 403),  # speak for nobody
    "massnahmen/<slug:slug>/robustheit/": NETWORK_MANAGER,
    "massnahmen/<slug:slug>/plan/": NETWORK_MANAGER,
    "massnahmen/<slug:slug>/meilensteine/neu/": NETWORK_MANAGER,
    "massnahmen/<slug:slug>/meilensteine/<int:pk>/": NETWORK_MANAGER,
    "massnahmen/<slug:slug>/meilensteine/<int:pk>/loeschen/": NETWORK_MANAGER,
    "massnahmen/<slug:slug>/beitraege/neu/": (302, 403, 403, 403),  # speak for nobody
    "massnahmen/<slug:slug>/beitraege/<int:pk>/": (302, 405, 405, 405),
    "massnahmen/<slug:slug>/indikatoren/neu/": NETWORK_MANAGER,
    "massnahmen/<slug:slug>/indikatoren/<int:pk>/": NETWORK_MANAGER,
    "massnahmen/<slug:slug>/indikatoren/<int:pk>/wert/": NETWORK_MANAGER,
    "massnahmen/<slug:slug>/indikatoren/<int:pk>/loeschen/": NETWORK_MANAGER,
    "massnahmen/<slug:slug>/berichte/neu/": NETWORK_MANAGER,
    "massnahmen/<slug:slug>/berichte/<int:number>/datei/": NOBODY,  # without a file
    "massnahmen/<slug:slug>/rueckmeldungen/neu/": NETWORK_MANAGER,
    # Strategy: the lab
    "strategie/labor/": ALL,
    "strategie/labor/importieren/": NETWORK_MANAGER,
    "strategie/labor/<slug:slug>/": ALL,
    "strategie/labor/<slug:slug>/stand/": (302, 405, 405, 405),
    "strategie/labor/<slug:slug>/rahmen/": NETWORK_MANAGER,
    "strategie/labor/<slug:slug>/kopieren/": NETWORK_MANAGER,
    "strategie/labor/<slug:slug>/beteiligung/": NETWORK_MANAGER,
    "strategie/labor/<slug:slug>/matrix.<str:format_>": NETWORK_MANAGER,
    "strategie/labor/<slug:slug>/faktoren/": NETWORK_MANAGER,
    "strategie/labor/<slug:slug>/faktoren/neu/": NETWORK_MANAGER,
    "strategie/labor/<slug:slug>/faktoren/uebernehmen/": NETWORK_MANAGER,
    "strategie/labor/<slug:slug>/faktoren/gewichten/": NETWORK_MANAGER,
    "strategie/labor/<slug:slug>/faktoren/<int:pk>/": NETWORK_MANAGER,
    "strategie/labor/<slug:slug>/faktoren/<int:pk>/aktion/": (302, 405, 405, 405),
    "strategie/labor/<slug:slug>/faktoren/<int:pk>/zusammenfuehren/": NETWORK_MANAGER,
    "strategie/labor/<slug:slug>/faktoren/<int:pk>/entfernen/": NETWORK_MANAGER,
    "strategie/labor/<slug:slug>/faktoren/<int:pk>/einfluss/": NETWORK_MANAGER,
    "strategie/labor/<slug:slug>/einfluss/": NETWORK_MANAGER,
    "strategie/labor/<slug:slug>/bewerten/": NETWORK_MANAGER,
    "strategie/labor/<slug:slug>/bewerten/weiter/": (302, 403, 403, 302),
    "strategie/labor/<slug:slug>/bewerten/<int:source>/<int:target>/": NETWORK_MANAGER,
    "strategie/labor/<slug:slug>/bogen.pdf": NETWORK_MANAGER,
    "strategie/labor/<slug:slug>/bogen/": NETWORK_MANAGER,
    "strategie/labor/<slug:slug>/abstimmen/": NETWORK_MANAGER,
    "strategie/labor/<slug:slug>/abstimmen/<int:source>/<int:target>/": NETWORK_MANAGER,
    # Results of fields that are not published
    "strategie/labor/<slug:slug>/auswertungen/": NETWORK_MANAGER,
    "strategie/labor/<slug:slug>/auswertungen/<uuid:key>/": GROUP_ONLY,
    "strategie/labor/<slug:slug>/auswertungen/<uuid:key>/karte/": GROUP_ONLY,
    "strategie/labor/<slug:slug>/auswertungen/<uuid:key>/robust/": GROUP_ONLY,
    "strategie/labor/<slug:slug>/auswertungen/<uuid:key>/warum/": GROUP_ONLY,
    "strategie/labor/<slug:slug>/auswertungen/<uuid:key>/vergleich/": GROUP_ONLY,
    "strategie/labor/<slug:slug>/auswertungen/<uuid:key>/abbrechen/": (
        *(302, 405, 405, 405),
    ),
    "strategie/labor/<slug:slug>/auswertungen/<uuid:key>/veroeffentlichen/": (
        NETWORK_MANAGER
    ),
    # Strategy: scenarios, visions, the whole
    "strategie/": ALL,
    "strategie/kette/": ALL,
    "strategie/dokument/": ALL,
    "strategie/dokument.pdf": ALL,
    "strategie/faktoren/<int:pk>/": ALL,
    "strategie/szenarien/": ALL,
    "strategie/szenarien/<slug:slug>/": ALL,
    "strategie/szenarien/<slug:slug>/fassungen/<int:number>/": ALL,
    "strategie/zukunftsbilder/<slug:slug>/fassungen/<int:number>/": ALL,
    "strategie/dokument/<slug:slug>/fassungen/<int:number>/": ALL,
    "strategie/zukunftsbilder/": ALL,
    "strategie/zukunftsbilder/<slug:slug>/": ALL,
    "strategie/zukunftsbilder/<slug:slug>/unterstuetzen/": (302, 405, 405, 405),
    "strategie/zukunftsbilder/<slug:slug>/kommentare/<uuid:key>/zuruecknehmen/": (
        FOREIGN
    ),
    # One's own account
    "konto/": LOGIN,
    "konto/name/": LOGIN,
    "konto/daten/": PASSWORD,
    "konto/downloads/": LOGIN,
    "konto/downloads/<uuid:key>/": FOREIGN,
    "konto/downloads/<uuid:key>/datei/": NOBODY,
    "konto/downloads/<uuid:key>/private-datei/": NOBODY,
    "konto/loeschen/": PASSWORD,
    "netzwerk/meldungen/": LOGIN,
    "netzwerk/melden/<slug:word>/<str:key>/": ALL,
    # Closed doors: everybody goes to the one login, or is told that it will not help
    "cms/login/": (302, 403, 302, 302),
    "_util/login/": (302, 403, 302, 302),
    "cms/password_reset/": (302, 403, 302, 302),
    "cms/password_reset/<path:rest>": (302, 403, 302, 302),
    # Admin
    "cms/szenariofelder/": MANAGER,
    "cms/szenariofelder/results/": MANAGER,
    "cms/szenariofelder/edit/<int:pk>/": MANAGER,
    "cms/einflussfaktoren/": MANAGER,
    "cms/einflussfaktoren/results/": MANAGER,
    "cms/phasen/": MANAGER,
    "cms/phasen/results/": MANAGER,
    "cms/fruehwarnzeichen/": MANAGER,
    "cms/fruehwarnzeichen/results/": MANAGER,
    "cms/fruehwarnzeichen/new/": MANAGER,
    "cms/fruehwarnzeichen/edit/<int:pk>/": MANAGER,
    "cms/verknuepfungen/": MANAGER,
    "cms/verknuepfungen/results/": MANAGER,
    "cms/verknuepfungen/delete/<int:pk>/": MANAGER,
    "cms/luecken/": MANAGER,
    "cms/beteiligung/": MANAGER,
    "cms/beteiligung/results/": MANAGER,
    "cms/biete-suche/": MANAGER,
    "cms/biete-suche/results/": MANAGER,
    "cms/organisationen/": MANAGER,
    "cms/organisationen/results/": MANAGER,
    "cms/organisationen/edit/<int:pk>/": MANAGER,
    "cms/statistik/": MANAGER,
    "cms/arbeitsgruppen/": MANAGER,
    "cms/arbeitsgruppen/results/": MANAGER,
    "cms/arbeitsgruppen/edit/<int:pk>/": MANAGER,
    "cms/meldungen/": MANAGER,
    "cms/meldungen/results/": MANAGER,
    "cms/meldungen/<int:pk>/": MANAGER,
    "cms/personen/": MANAGER,
    "cms/personen/results/": MANAGER,
    "cms/personen/<int:pk>/": MANAGER,
    "cms/workshops/": MANAGER,
    "cms/workshops/results/": MANAGER,
    "cms/workshops/new/": MANAGER,
    "cms/workshops/edit/<int:pk>/": MANAGER,
    "cms/anmeldungen/": MANAGER,
    "cms/anmeldungen/results/": MANAGER,
    "cms/massnahmen/": MANAGER,
    "cms/fortschrittsberichte/": MANAGER,
    "cms/fortschrittsberichte/results/": MANAGER,
    "cms/massnahmen-rueckmeldungen/": MANAGER,
    "cms/massnahmen-rueckmeldungen/results/": MANAGER,
    "cms/rueckmeldungen/": MANAGER,
    "cms/rueckmeldungen/results/": MANAGER,
    "cms/konsultationen/": MANAGER,
    "cms/konsultationen/results/": MANAGER,
    "cms/stellungnahmen/": MANAGER,
    "cms/stellungnahmen/results/": MANAGER,
    "cms/massnahmen-luecken/": MANAGER,
    "cms/massnahmen-luecken/results/": MANAGER,
    "cms/massnahmen/results/": MANAGER,
    "cms/massnahmen/edit/<int:pk>/": MANAGER,
    "cms/anliegen/": MANAGER,
    "cms/anliegen/results/": MANAGER,
    "cms/anliegen/<int:pk>/": MANAGER,
    "cms/anliegen/<int:pk>/loeschen/": MANAGER,
}


def in_the_lab(route: str) -> str:
    """An address of a regional field with factors and a finished analysis."""
    field = field_with(2, kind="regional", builds_on=field_with(2))
    person = UserFactory()
    judge_all(field, person)
    first, second = field.factors.values_list("pk", flat=True)
    filled = {
        "<slug:slug>": field.slug,
        "<int:pk>": first,
        "<int:source>": first,
        "<int:target>": second,
        "<uuid:key>": analysed(field, person).key,
        "<str:format_>": "csv",
    }
    for name, value in filled.items():
        route = route.replace(name, str(value))
    return f"/{route}"


EXAMPLES: dict[str, Callable[[], str]] = {
    "medien/<path:path>": lambda: "/medien/geheim.txt",
    "postfach/<slug:name>/": lambda: "/postfach/none/",
    "netzwerk/biete-suche/<uuid:key>/": lambda: notice(),
    "netzwerk/biete-suche/<uuid:key>/bearbeiten/": lambda: notice("bearbeiten/"),
    "netzwerk/biete-suche/<uuid:key>/beenden/": lambda: notice("beenden/"),
    "netzwerk/biete-suche/<uuid:key>/antworten/": lambda: notice("antworten/"),
    "netzwerk/biete-suche/<uuid:key>/pruefen/": lambda: notice("pruefen/"),
    "netzwerk/personen/<uuid:key>/": lambda: person(),
    "netzwerk/personen/<uuid:key>/nachricht/": lambda: person("nachricht/"),
    "netzwerk/nachrichten/<uuid:key>/": lambda: f"/netzwerk/nachrichten/{uuid4()}/",
    "netzwerk/<slug:slug>/": lambda: organisation(),
    "netzwerk/<slug:slug>/bearbeiten/": lambda: organisation("bearbeiten/"),
    "netzwerk/<slug:slug>/dazugehoeren/": lambda: organisation("dazugehoeren/"),
    "netzwerk/<slug:slug>/nachricht/": lambda: organisation("nachricht/"),
    "netzwerk/<slug:slug>/pruefen/": lambda: organisation("pruefen/"),
    "netzwerk/<slug:slug>/rechte/": lambda: organisation("rechte/"),
    "netzwerk/zugehoerigkeiten/<int:pk>/": lambda: affiliation(),
    "netzwerk/zugehoerigkeiten/<int:pk>/beenden/": lambda: affiliation("beenden/"),
    COMMENT: lambda: group_factories.PostCommentFactory().get_absolute_url(),
    f"{COMMENT}bearbeiten/": lambda: (
        f"{group_factories.PostCommentFactory().get_absolute_url()}bearbeiten/"
    ),
    "cms/arbeitsgruppen/edit/<int:pk>/": lambda: (
        f"/cms/arbeitsgruppen/edit/{group_factories.GroupFactory().pk}/"
    ),
    **{
        route: lambda route=route: workshop(route)
        for route in ROUTES
        if route.startswith("workshops/<slug:slug>/")
    },
    "cms/workshops/edit/<int:pk>/": lambda: (
        f"/cms/workshops/edit/{WorkshopFactory().pk}/"
    ),
    "massnahmen/liste.<str:kind>": lambda: "/massnahmen/liste.xlsx",
    "massnahmen/<reference:number>/": lambda: (
        f"/massnahmen/{MeasureFactory(state='adopted').reference}/"
    ),
    "massnahmen/<slug:slug>/": lambda: measure(),
    "massnahmen/<slug:slug>/bearbeiten/": lambda: measure("bearbeiten/"),
    "massnahmen/<slug:slug>/bearbeiten/sichern/": lambda: measure(
        "bearbeiten/sichern/"
    ),
    "massnahmen/<slug:slug>/dokumente/neu/": lambda: measure("dokumente/neu/"),
    "massnahmen/<slug:slug>/dokumente/<int:pk>/datei/": lambda: measure(
        "dokumente/1/datei/"
    ),
    "massnahmen/<slug:slug>/dokumente/<int:pk>/loeschen/": lambda: measure(
        "dokumente/1/loeschen/"
    ),
    "massnahmen/<slug:slug>/fassungen/": lambda: measure("fassungen/"),
    "massnahmen/<slug:slug>/fassungen/vergleich/": lambda: measure(
        "fassungen/vergleich/"
    ),
    "massnahmen/<slug:slug>/stand/": lambda: measure("stand/"),
    **{
        f"massnahmen/<slug:slug>/{page}": lambda page=page: consulted(page)
        for page in (
            *("konsultation/", "konsultation/beenden/", "entwurf/"),
            *("entwurf/<str:passage>/", "stellungnahmen/<int:pk>/"),
            *("stellungnahmen/<int:pk>/antworten/",),
            *("stellungnahmen/<int:pk>/bearbeiten/",),
            *("stellungnahmen/<int:pk>/zurueckziehen/",),
            *("stellungnahmen/<int:pk>/unterstuetzen/",),
            *("abwaegung/", "abwaegung/<int:pk>/", "fassung-veroeffentlichen/"),
            *("beschliessen/", "synopse/", "synopse.<str:kind>"),
        )
    },
    "massnahmen/<slug:slug>/idee/": lambda: measure("idee/"),
    "massnahmen/<slug:slug>/bewerten/": lambda: carried_out("bewerten/"),
    "massnahmen/<slug:slug>/position/": lambda: carried_out("position/"),
    "massnahmen/<slug:slug>/robustheit/": lambda: carried_out("robustheit/"),
    "massnahmen/<slug:slug>/plan/": lambda: carried_out("plan/"),
    "massnahmen/<slug:slug>/meilensteine/neu/": lambda: carried_out(
        "meilensteine/neu/"
    ),
    "massnahmen/<slug:slug>/meilensteine/<int:pk>/": lambda: carried_out(
        "meilensteine/<int:pk>/"
    ),
    "massnahmen/<slug:slug>/meilensteine/<int:pk>/loeschen/": lambda: carried_out(
        "meilensteine/<int:pk>/loeschen/"
    ),
    "massnahmen/<slug:slug>/beitraege/neu/": lambda: carried_out("beitraege/neu/"),
    "massnahmen/<slug:slug>/beitraege/<int:pk>/": lambda: carried_out(
        "beitraege/<int:pk>/"
    ),
    "massnahmen/<slug:slug>/indikatoren/neu/": lambda: carried_out("indikatoren/neu/"),
    "massnahmen/<slug:slug>/indikatoren/<int:pk>/": lambda: carried_out(
        "indikatoren/<int:pk>/"
    ),
    "massnahmen/<slug:slug>/indikatoren/<int:pk>/wert/": lambda: carried_out(
        "indikatoren/<int:pk>/wert/"
    ),
    "massnahmen/<slug:slug>/indikatoren/<int:pk>/loeschen/": lambda: carried_out(
        "indikatoren/<int:pk>/loeschen/"
    ),
    "massnahmen/<slug:slug>/berichte/neu/": lambda: carried_out("berichte/neu/"),
    "massnahmen/<slug:slug>/rueckmeldungen/neu/": lambda: carried_out(
        "rueckmeldungen/neu/"
    ),
    "massnahmen/<slug:slug>/berichte/<int:number>/datei/": lambda: carried_out(
        "berichte/1/datei/"
    ),
    "massnahmen/rueckmeldungen/<int:pk>/": lambda: finding(),
    "massnahmen/rueckmeldungen/<int:pk>/antwort/": lambda: finding("antwort/"),
    "konto/downloads/<uuid:key>/": lambda: f"/konto/downloads/{uuid4()}/",
    "konto/downloads/<uuid:key>/datei/": lambda: f"/konto/downloads/{uuid4()}/datei/",
    "konto/downloads/<uuid:key>/private-datei/": lambda: (
        f"/konto/downloads/{uuid4()}/private-datei/"
    ),
    "netzwerk/melden/<slug:word>/<str:key>/": lambda: (
        f"/netzwerk/melden/eintrag/{NoticeFactory().key}/"
    ),
    "cms/meldungen/<int:pk>/": lambda: reported(),
    "cms/personen/<int:pk>/": lambda: f"/cms/personen/{NoticeFactory().author_id}/",
    "mein-bereich/benachrichtigungen/<uuid:key>/": lambda: (
        f"/mein-bereich/benachrichtigungen/{uuid4()}/"
    ),
    "abmelden/<str:token>/": lambda: (
        f"/abmelden/{Unsubscription(UserFactory()).token}/"
    ),
    **{
        route: partial(in_the_lab, route)
        for route in ROUTES
        if route.startswith("strategie/labor/<")
    },
    "strategie/faktoren/<int:pk>/": lambda: FactorFactory(
        field=FieldFactory(state="published")
    ).get_absolute_url(),
    "strategie/szenarien/<slug:slug>/": lambda: ScenarioFactory().get_absolute_url(),
    "strategie/szenarien/<slug:slug>/fassungen/<int:number>/": lambda: first_version(
        ScenarioFactory()
    ),
    "strategie/zukunftsbilder/<slug:slug>/fassungen/<int:number>/": lambda: (
        first_version(VisionFactory())
    ),
    "strategie/dokument/<slug:slug>/fassungen/<int:number>/": lambda: first_version(
        ChapterFactory()
    ),
    "strategie/zukunftsbilder/<slug:slug>/": lambda: vision(),
    "strategie/zukunftsbilder/<slug:slug>/unterstuetzen/": lambda: vision(
        "unterstuetzen/"
    ),
    "strategie/zukunftsbilder/<slug:slug>/kommentare/<uuid:key>/zuruecknehmen/": (
        lambda: vision(f"kommentare/{uuid4()}/zuruecknehmen/")
    ),
    "cms/verknuepfungen/delete/<int:pk>/": lambda: chain_link("delete"),
    "cms/fruehwarnzeichen/edit/<int:pk>/": lambda: (
        f"/cms/fruehwarnzeichen/edit/{WarningSignFactory().pk}/"
    ),
    "cms/szenariofelder/edit/<int:pk>/": lambda: (
        f"/cms/szenariofelder/edit/{FieldFactory().pk}/"
    ),
    "cms/password_reset/<path:rest>": lambda: "/cms/password_reset/confirm/x/y/",
    "cms/massnahmen/edit/<int:pk>/": lambda: (
        f"/cms/massnahmen/edit/{MeasureFactory().pk}/"
    ),
    "cms/organisationen/edit/<int:pk>/": lambda: (
        f"/cms/organisationen/edit/{OrganisationFactory().pk}/"
    ),
    "cms/anliegen/<int:pk>/": lambda: InquiryFactory().get_absolute_url(),
    "cms/anliegen/<int:pk>/loeschen/": lambda: (
        f"{InquiryFactory().get_absolute_url()}loeschen/"
    ),
}


# What stands in a working group, by the part of the address that leads to it.
GROUP_CONTENT: dict[str, Callable[[], str]] = {
    "mitglieder/<int:pk>/": lambda: (
        f"{(some := group_factories.GroupMembershipFactory()).get_absolute_url()}"
        f"{some.pk}/"
    ),
    "beitraege/<uuid:key>/": lambda: group_factories.PostFactory().get_absolute_url(),
    "treffen/<uuid:key>/": lambda: group_factories.MeetingFactory().get_absolute_url(),
    "aufgaben/<uuid:key>/": lambda: group_factories.TaskFactory().get_absolute_url(),
    "beschluesse/<uuid:key>/": lambda: (
        group_factories.DecisionFactory().get_absolute_url()
    ),
    "dokumente/<uuid:key>/": lambda: group_factories.document().get_absolute_url(),
    "": lambda: group_factories.GroupFactory().get_absolute_url(),
}


def inside_a_group(route: str) -> str:
    """An address of some group for a route below /arbeitsgruppen/<slug>/."""
    rest = route.removeprefix("arbeitsgruppen/<slug:slug>/")
    part = next(part for part in GROUP_CONTENT if rest.startswith(part))
    return GROUP_CONTENT[part]() + rest.removeprefix(part)


def example(route: str) -> str:
    if route in EXAMPLES:
        return EXAMPLES[route]()
    if route.startswith("arbeitsgruppen/<"):
        return inside_a_group(route)
    return f"/{route}"


def organisation(page: str = "") -> str:
    return OrganisationFactory().get_absolute_url() + page


def affiliation(page: str = "") -> str:
    return f"/netzwerk/zugehoerigkeiten/{AffiliationFactory().pk}/{page}"


def workshop(route: str) -> str:
    """An address of a workshop whose group also collects factors."""
    chosen = RegistrationFactory(workshop__group=FieldFactory().group)
    slug = chosen.workshop.slug
    return "/" + route.replace("<slug:slug>", slug).replace("<int:pk>", str(chosen.pk))


def person(page: str = "") -> str:
    return ProfileFactory().get_absolute_url() + page


def reported() -> str:
    case = report_text(target=NoticeFactory(), reason="spam", by=None)
    return case.get_absolute_url()


def vision(page: str = "") -> str:
    return VisionFactory().get_absolute_url() + page


def first_version(thing: Released) -> str:
    thing.save_revision().publish(skip_permission_checks=True)
    return thing.version_url(1)


def chain_link(page: str) -> str:
    link = connect(
        source=ScenarioFactory(), target=VisionFactory(), reason="Darum.", by=None
    )
    return f"/cms/verknuepfungen/{page}/{link.pk}/"


def measure(page: str = "") -> str:
    return MeasureFactory(state="adopted").get_absolute_url() + page


def carried_out(page: str) -> str:
    """A page of a measure under way, with one of each thing it may have."""
    measure = MeasureFactory(state="implementing")
    if page.startswith("meilensteine/"):
        part: Any = MilestoneFactory(measure=measure)
    elif page.startswith("beitraege/"):
        part = CommitmentFactory(measure=measure)
    else:
        part = IndicatorFactory(measure=measure)
    return measure.get_absolute_url() + page.replace("<int:pk>", str(part.pk))


def finding(page: str = "") -> str:
    return FeedbackFactory().get_absolute_url() + page


def consulted(page: str) -> str:
    """A page of a measure in consultation, with one comment."""
    comment = CommentFactory()
    known = {"<int:pk>": comment.pk, "<str:passage>": "gesamt", "<str:kind>": "xlsx"}
    for name, value in known.items():
        page = page.replace(name, str(value))
    return comment.consultation.measure.get_absolute_url() + page


def notice(page: str = "") -> str:
    return NoticeFactory().get_absolute_url() + page


def routes(
    patterns: list[URLPattern | URLResolver] | None = None, prefix: str = ""
) -> Iterator[tuple[str, str]]:
    """Each address as the code writes it, with the package that answers."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        else:
            yield route, pattern.callback.__module__.split(".")[0]


OURS = {
    route
    for route, package in routes()
    if package in {"tregks", "network", "strategy", "measures", "workshops"}
}
OURS |= {"sitemap.xml"}
LIBRARIES = {route for route, _ in routes()} - OURS - ROUTES.keys()


def statuses(url: str, *clients) -> tuple[int, ...]:
    responses = [client.get(url) for client in clients]
    for response in responses:
        if response.streaming:
            response.getvalue()  # and closes the file behind it
    return tuple(response.status_code for response in responses)


def test_every_address_of_ours_has_a_row_and_every_row_an_address():
    assert ROUTES.keys() == OURS


@pytest.mark.parametrize("route", sorted(ROUTES))
def test_address_answers_each_role_as_its_row_says(
    route, client, login, member, editor, manager
):
    url = example(route)
    assert (
        statuses(url, client, login(member), login(editor), login(manager))
        == (ROUTES[route])
    )


# --- Addresses of libraries -------------------------------------------------------

# Scripts and symbols of the admin, the same for everybody.
ADMIN_ASSETS = {"cms/jsi18n/", "cms/sprite/"}
# Where one gets an account, or back into it.
ACCOUNT_DOORS = {
    "konto/inactive/",
    "konto/login/",
    "konto/login/code/",
    "konto/password/reset/",
    "konto/password/reset/done/",
    "konto/signup/",
    "konto/signup/passkey/",
}
SAMPLES = {"int": "1", "slug": "x", "str": "x", "path": "x", "uuid": f"{0:032x}"}


def sample(route: str) -> str:
    """An address that fits the route; nothing exists behind its numbers."""
    route = re.sub(r"\(\?P<\w+>(([^()]+\|)?\\d|\.)\+\)", "1", route)
    plain = re.sub(r"<(?:(\w+):)?\w+>", lambda m: SAMPLES[m[1] or "str"], route)
    return "/" + plain.replace("^", "").replace("$", "").replace("\\", "")


def test_admin_lets_only_its_people_in(client, login, member):
    anybody, colleague = client, login(member)
    admin = {route for route in LIBRARIES if route.startswith("cms/")} - ADMIN_ASSETS
    assert len(admin) > 200
    found = {
        route: answers
        for route in admin
        if not set(answers := statuses(sample(route), anybody, colleague))
        <= {302, 403, 404}
    }
    assert not found


def test_account_pages_show_strangers_nothing_but_the_doors(client):
    account = {route for route in LIBRARIES if route.startswith("konto/")}
    assert account > ACCOUNT_DOORS
    shown = {route for route in account if client.get(sample(route)).status_code == 200}
    assert shown == ACCOUNT_DOORS


def test_account_pages_cope_with_somebody_who_has_no_second_factor(login, member):
    account = {route for route in LIBRARIES if route.startswith("konto/")}
    found = {
        route: status
        for route in account
        if (status := login(member).get(sample(route)).status_code)
        not in {200, 302, 404}
    }
    assert not found


def test_no_other_library_answers_requests():
    rest = {route for route in LIBRARIES if not route.startswith(("cms/", "konto/"))}
    assert rest == {
        r"dokumente/^(\d+)/(.*)$",
        "dokumente/authenticate_with_password/<int:restriction_id>/",
        r"^((?:[\w\-]+/)*)$",
    }


def test_production_has_no_mailbox_to_look_into():
    code = (
        "import django; django.setup();"
        "from django.urls import resolve;"
        "assert resolve('/postfach/').url_name == 'wagtail_serve'"
    )
    settings = {"DJANGO_SETTINGS_MODULE": "tregks.settings"}
    subprocess.run(
        [sys.executable, "-c", code], env=environment() | settings, check=True
    )
