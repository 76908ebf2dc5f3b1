"""The demo's organisations. All invented; addresses end in .example."""

from typing import NamedTuple

from network.models import StakeholderGroup as Group


class Org(NamedTuple):
    name: str
    group: Group
    municipality: str
    topics: str  # slugs, separated by spaces
    description: str
    website: str = ""


ORGANISATIONS = [
    Org(
        "Fuldatal Antriebstechnik GmbH",
        Group.COMPANIES,
        "Fuldatal",
        "dekarbonisierung digitalisierung qualifizierung",
        "Wir fertigen Getriebeteile und stellen unser Werk auf elektrische Antriebe um. Von 640 Beschäftigten arbeiten 90 schon an Rotoren und Gehäusen für E-Motoren.\n\nIns Netzwerk bringen wir unsere Lernwerkstatt ein: Andere Betriebe können dort Maschinen und Lehrpläne ansehen.",
        "https://www.fuldatal-antrieb.example",
    ),
    Org(
        "Habichtswald Guss AG",
        Group.COMPANIES,
        "Baunatal",
        "dekarbonisierung",
        "Aluminiumguss für Fahrzeuge und Maschinen. Unser Schmelzbetrieb braucht viel Energie; bis 2032 wollen wir ohne Erdgas gießen.\n\nWir suchen Partner für Wasserstoff und Abwärme.",
        "https://www.habichtswald-guss.example",
    ),
    Org(
        "Wilhelmshöher Sensorik GmbH",
        Group.COMPANIES,
        "Kassel",
        "digitalisierung mobilitaet-der-zukunft",
        "Sensoren für Straße, Schiene und Werkhalle. 85 Menschen entwickeln und bauen bei uns, was Fahrzeuge sehen lässt.",
        "https://www.wilhelmshoeher-sensorik.example",
    ),
    Org(
        "Edertal Verpackung eG",
        Group.COMPANIES,
        "Edertal",
        "dekarbonisierung standortentwicklung",
        "Genossenschaft von vier Familienbetrieben. Wir ersetzen Kunststoff in Transportkisten für Zulieferer durch Pappe aus der Region.",
    ),
    Org(
        "Öko-Logistik Söhre GmbH",
        Group.COMPANIES,
        "Söhrewald",
        "mobilitaet-der-zukunft dekarbonisierung",
        "Spedition mit 40 Lastwagen, 11 davon elektrisch. Unsere Ladepunkte stehen nachts auch anderen Betrieben offen.",
        "https://www.logistik-soehre.example",
    ),
    Org(
        "Niestetaler Wechselrichter GmbH",
        Group.COMPANIES,
        "Niestetal",
        "dekarbonisierung digitalisierung",
        "Leistungselektronik für Solaranlagen, Speicher und Ladesäulen.",
        "https://www.nwr.example",
    ),
    Org(
        "Stadtverwaltung Kassel, Stabsstelle Wandel (Demo)",
        Group.ADMINISTRATION,
        "Kassel",
        "standortentwicklung mobilitaet-der-zukunft",
        "Wir bündeln in der Verwaltung alles, was Betriebe im Umbau brauchen: Flächen, Genehmigungen, Verkehr. Eine Ansprechstelle statt sieben.",
    ),
    Org(
        "Regionalplanung Nordhessen (Demo)",
        Group.ADMINISTRATION,
        "Kassel",
        "standortentwicklung",
        "Wir planen, wo Gewerbe, Wohnen und Energie Platz finden, und bringen Karten und Flächendaten ins Netzwerk ein.",
    ),
    Org(
        "Landkreis Habichtswald, Fachdienst Wirtschaft",
        Group.ADMINISTRATION,
        "Wolfhagen",
        "standortentwicklung qualifizierung",
        "Beratung für kleine und mittlere Betriebe im Westen der Region, auch vor Ort und am Abend.",
        "https://www.kreis-habichtswald.example",
    ),
    Org(
        "Jobstelle Region Mitte",
        Group.ADMINISTRATION,
        "Hofgeismar",
        "qualifizierung arbeitsbeziehungen",
        "Wir fördern Weiterbildung im laufenden Betrieb und helfen, bevor jemand die Arbeit verliert.",
    ),
    Org(
        "Betriebsrätenetz Fahrzeugbau Nordhessen",
        Group.EMPLOYEES,
        "Baunatal",
        "arbeitsbeziehungen qualifizierung",
        "Betriebsräte aus 22 Betrieben der Zulieferkette. Wir tauschen Vereinbarungen zu Umbau, Weiterbildung und Arbeitszeit aus.",
        "https://www.br-netz.example",
    ),
    Org(
        "Arbeitnehmerbund Metall, Bezirk Fulda-Eder",
        Group.EMPLOYEES,
        "Kassel",
        "arbeitsbeziehungen dekarbonisierung",
        "Wir vertreten 18.000 Beschäftigte. Der Umbau gelingt, wenn die Menschen in den Werken ihn mitbestimmen.",
    ),
    Org(
        "Dienste und Logistik, Beschäftigtenvertretung",
        Group.EMPLOYEES,
        "Lohfelden",
        "arbeitsbeziehungen digitalisierung",
        "Gewählte Vertretungen aus Lager, Versand und Nahverkehr. Unser Thema ist gute Arbeit mit digitalen Systemen.",
    ),
    Org(
        "Arbeitgeberkreis Region Kassel e. V.",
        Group.EMPLOYERS,
        "Kassel",
        "arbeitsbeziehungen standortentwicklung",
        "Zusammenschluss von 130 Betrieben. Wir beraten zu Tarif, Arbeitsrecht und Strukturwandel.",
        "https://www.agk-kassel.example",
    ),
    Org(
        "Verband Mittelstand Werra-Meißner",
        Group.EMPLOYERS,
        "Eschwege",
        "standortentwicklung qualifizierung",
        "Stimme der kleinen Betriebe im Osten der Region.",
    ),
    Org(
        "Zulieferkreis Schwalm-Eder",
        Group.EMPLOYERS,
        "Melsungen",
        "digitalisierung dekarbonisierung",
        "Dreizehn Zulieferer planen gemeinsam: Einkauf von Ökostrom, gemeinsame Ausbildung, ein Prüflabor.",
    ),
    Org(
        "Berufskolleg am Auefeld",
        Group.TRAINING,
        "Kassel",
        "qualifizierung digitalisierung",
        "Wir bilden 1.900 junge Menschen aus, seit 2025 auch im Schwerpunkt Hochvolttechnik. Abends unterrichten wir Beschäftigte.",
        "https://www.bk-auefeld.example",
    ),
    Org(
        "Überbetriebliches Lernzentrum Reinhardswald",
        Group.TRAINING,
        "Hofgeismar",
        "qualifizierung",
        "Werkstätten und Internat für Auszubildende aus 70 Handwerksbetrieben.",
    ),
    Org(
        "Volkshochschule Drei Flüsse",
        Group.TRAINING,
        "Hann. Münden",
        "qualifizierung",
        "Grundbildung, Sprache, digitale Kenntnisse: der erste Schritt, bevor eine Fortbildung beginnt.",
    ),
    Org(
        "Hochschule für Technik Fuldaaue",
        Group.RESEARCH,
        "Kassel",
        "digitalisierung dekarbonisierung mobilitaet-der-zukunft",
        "Forschung zu Antrieben, Energie und Arbeit. Unsere Szenariogruppe begleitet die Arbeit an der Strategie mit Methoden der Zukunftsforschung.",
        "https://www.ht-fuldaaue.example",
    ),
    Org(
        "Institut für Arbeit und Wandel",
        Group.RESEARCH,
        "Kassel",
        "arbeitsbeziehungen qualifizierung",
        "Wir untersuchen, wie sich Arbeit ändert, und werten das Netzwerk wissenschaftlich aus.",
    ),
    Org(
        "Wasserstoff-Technikum Diemel",
        Group.RESEARCH,
        "Trendelburg",
        "dekarbonisierung",
        "Versuchshalle für Elektrolyse und Brennstoffzellen, offen für Betriebe.",
    ),
    Org(
        "Kammer für Handwerk und Gewerbe (Demo)",
        Group.CHAMBERS,
        "Kassel",
        "qualifizierung standortentwicklung",
        "Prüfungen, Beratung, Betriebsnachfolge: Wir begleiten 14.000 Mitgliedsbetriebe.",
        "https://www.khg.example",
    ),
    Org(
        "Fachverband Kunststoff Hessen-Nord",
        Group.CHAMBERS,
        "Korbach",
        "dekarbonisierung",
        "Fachverband von 45 Verarbeitern. Kreisläufe statt Abfall ist unser Schwerpunkt.",
    ),
    Org(
        "Energieberatungsverbund Twiste",
        Group.CHAMBERS,
        "Bad Arolsen",
        "dekarbonisierung standortentwicklung",
        "Unabhängige Beratung zu Strom, Wärme und Förderung.",
    ),
    Org(
        "Bürgerenergie Kaufunger Wald eG",
        Group.CIVIL_SOCIETY,
        "Kaufungen",
        "dekarbonisierung mobilitaet-der-zukunft",
        "1.200 Mitglieder betreiben Wind- und Solaranlagen und teilen sich 16 Elektroautos.",
        "https://www.buergerenergie-kaufungen.example",
    ),
    Org(
        "Frauen in der Technik Nordhessen e. V.",
        Group.CIVIL_SOCIETY,
        "Kassel",
        "qualifizierung arbeitsbeziehungen",
        "Wir begleiten Frauen in technische Berufe und beraten Betriebe.",
    ),
    Org(
        "Selbstbestimmt mobil e. V.",
        Group.CIVIL_SOCIETY,
        "Vellmar",
        "mobilitaet-der-zukunft",
        "Menschen mit Behinderungen prüfen Haltestellen, Apps und Wege. Wir sagen, was fehlt, bevor gebaut wird.",
    ),
]


class Belongs(NamedTuple):
    person: str  # e-mail address of the cast
    organisation: str
    position: str
    is_contact: bool
    may_speak: bool


AFFILIATIONS = [
    Belongs(
        "mitglied@tregks.example",
        "Fuldatal Antriebstechnik GmbH",
        "Leiter Entwicklung",
        is_contact=True,
        may_speak=True,
    ),
    Belongs(
        "sprecherin@tregks.example",
        "Hochschule für Technik Fuldaaue",
        "Leiterin der Szenariogruppe",
        is_contact=True,
        may_speak=True,
    ),
]


class Shown(NamedTuple):
    person: str
    visibility: str
    group: Group
    topics: str
    about: str


PROFILES = [
    Shown(
        "mitglied@tregks.example",
        "public",
        Group.COMPANIES,
        "dekarbonisierung qualifizierung",
        "Ich entwickle E-Antriebe und zeige gern unsere Lernwerkstatt.",
    ),
    Shown(
        "sprecherin@tregks.example",
        "public",
        Group.RESEARCH,
        "dekarbonisierung digitalisierung",
        "Ich spreche für die Arbeitsgruppe Dekarbonisierung. Fragen zu Szenarien beantworte ich gern.",
    ),
    Shown(
        "management@tregks.example",
        "members",
        Group.ADMINISTRATION,
        "standortentwicklung",
        "Ich leite die Geschäftsstelle und bringe Menschen zusammen.",
    ),
]


class Wanted(NamedTuple):
    person: str
    kind: str
    title: str
    text: str
    topic: str
    days: int  # until it ends
    organisation: str = ""


NOTICES = [
    Wanted(
        "mitglied@tregks.example",
        "biete",
        "Lernwerkstatt Hochvolt für Gruppen bis 12",
        "Unsere Lernwerkstatt ist freitags frei. Wir zeigen sicheres Arbeiten an Hochvoltanlagen. Anreise mit Regiotram, stufenlos erreichbar.",
        "qualifizierung",
        55,
        "Fuldatal Antriebstechnik GmbH",
    ),
    Wanted(
        "sprecherin@tregks.example",
        "suche",
        "Betrieb für ein Projekt zu Weiterbildung in der Schicht",
        "Wir untersuchen, wie Lernen neben der Schicht gelingt, und suchen zwei Betriebe mit 50 bis 300 Beschäftigten. Ein Tag Aufwand, Ergebnisse gehören Ihnen.",
        "qualifizierung",
        40,
        "Hochschule für Technik Fuldaaue",
    ),
    Wanted(
        "mitglied@tregks.example",
        "suche",
        "Abnehmer für Abwärme, 60 Grad, ganzjährig",
        "Unsere Härterei gibt rund 400 Kilowatt Wärme ab. Wir suchen Nachbarn im Umkreis von zwei Kilometern.",
        "dekarbonisierung",
        70,
        "Fuldatal Antriebstechnik GmbH",
    ),
    Wanted(
        "sprecherin@tregks.example",
        "biete",
        "Beratung zu Wärmenetzen durch Studierende",
        "Ein Semester lang rechnet eine Gruppe von Studierenden Ihr Wärmenetz durch, begleitet von zwei Fachleuten.",
        "dekarbonisierung",
        30,
        "Hochschule für Technik Fuldaaue",
    ),
]
