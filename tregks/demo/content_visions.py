"""The demo's year, visions, chapters, and how the chain hangs together. All invented."""

from decimal import Decimal
from typing import NamedTuple


class Span(NamedTuple):
    """A phase; days are counted from the first of February of the current process."""

    name: str
    starts: tuple[int, int]  # month, day
    ends: tuple[int, int]
    done: bool
    description: str
    results: str = ""
    invitation: str = ""
    link: str = ""


# The process runs from March to the next February.
PHASES = [
    Span(
        "Ankommen und Themen klären",
        (3, 1),
        (4, 30),
        True,
        "Organisationen treten bei, die sechs Handlungsfelder bekommen Arbeitsgruppen.",
        "Über zwanzig Organisationen aus acht Akteursgruppen sind dabei. Sechs Arbeitsgruppen haben ihren Auftrag beschlossen.",
    ),
    Span(
        "Technologieszenarien",
        (5, 1),
        (6, 30),
        True,
        "Welche Technik setzt sich durch? Die Gruppe Dekarbonisierung sammelt Einflussfaktoren und schätzt ein, wie sie aufeinander wirken.",
        "Acht Faktoren, drei veröffentlichte Technologieszenarien.",
    ),
    Span(
        "Regionalszenarien",
        (7, 1),
        (9, 15),
        True,
        "Was bedeutet das für die Region? Auf den Technologieszenarien entstehen Szenarien für Arbeit, Betriebe und Kommunen.",
        "Zwei veröffentlichte Regionalszenarien.",
    ),
    Span(
        "Zukunftsbilder",
        (9, 1),
        (10, 31),
        False,
        "Welche Zukunft wollen wir? Aus Szenarien werden Bilder, hinter die sich Organisationen stellen.",
        "Vier Zukunftsbilder stehen zur Diskussion.",
        "Zukunftsbilder lesen und kommentieren",
        "/strategie/zukunftsbilder/",
    ),
    Span(
        "Maßnahmen entwickeln und beraten",
        (10, 1),
        (12, 20),
        False,
        "Arbeitsgruppen schreiben Maßnahmen, alle können zu Entwürfen Stellung nehmen. Dringendes beginnt sofort.",
        "Die ersten Maßnahmen sind beschlossen, eine dringende läuft schon.",
        "Entwürfe lesen und Stellung nehmen",
        "/massnahmen/?status=consultation",
    ),
    Span(
        "Strategie beschließen",
        (1, 10),
        (2, 28),
        False,
        "Aus den beschlossenen Maßnahmen wird die Transformationsstrategie.",
        "",
        "Den Entwurf der Strategie lesen",
        "/strategie/dokument/",
    ),
]


class Image(NamedTuple):
    """A vision with the scenarios it builds on: (name of the scenario, reason)."""

    name: str
    lead: str
    story: str
    plain: str
    topics: str
    picture: str
    picture_description: str
    scenarios: tuple[tuple[str, str], ...]
    supporters: tuple[str, ...] = ()
    comments: tuple[tuple[str, str], ...] = ()
    added: str = ""  # to the story, in a second version
    days: int = 40  # since it was published


VISIONS = [
    Image(
        "Wärme, die bleibt",
        "Betriebe und Wohnviertel teilen sich Wärme; kein Kessel brennt mehr nur für sich.",
        "<h2>Ein Wintertag im Jahr 2035</h2><p>In der Gießerei läuft die Frühschicht. Was der Ofen an Wärme abgibt, kommt zwei Straßen weiter in vierhundert Wohnungen an. Die Stadtwerke rechnen ab, was geliefert wird, und der Betrieb verdient daran.</p><h2>Was dafür anders ist</h2><ul><li>Jede Kommune weiß, wo Wärme übrig ist und wo sie fehlt.</li><li>Neue Gewerbegebiete entstehen dort, wo Netze schon liegen.</li><li>Wer umbaut, bekommt Rat aus einer Hand.</li></ul>",
        "Betriebe brauchen viel Hitze.\nEin Teil davon geht heute verloren.\n\nKünftig heizt diese Hitze Wohnungen.\nDas ist billiger. Und es ist gut für das Klima.",
        "dekarbonisierung standortentwicklung",
        "Windräder im Abendlicht",
        "Vier Windräder auf Hügeln vor einer tief stehenden Sonne.",
        (
            (
                "Gemeinsam vorn",
                "Nur wenn Betriebe und Kommunen zusammen planen, liegen Netze dort, wo Wärme entsteht.",
            ),
            (
                "Strom aus der Nähe, Technik aus Europa",
                "Günstiger Strom macht Wärmepumpen für Abwärme wirtschaftlich.",
            ),
        ),
        ("Habichtswald Guss AG", "Stadtverwaltung Kassel, Stabsstelle Wandel (Demo)"),
        (
            (
                "mitglied@tregks.example",
                "Das Bild gefällt mir. Wichtig wäre mir noch, dass auch kleine Orte ohne Netz vorkommen: Dort geht es eher um *Nahwärme für zwanzig Häuser*.",
            ),
            (
                "sprecherin@tregks.example",
                "Danke, das nehmen wir mit in das nächste Treffen. Wer eine Karte der kleinen Orte hat, bringe sie bitte mit.",
            ),
        ),
        "<p>Wo kein Netz liegt, teilen sich zwanzig Häuser eine Nahwärme. Auch kleine Orte heizen ohne Öl.</p>",
    ),
    Image(
        "Lernen gehört zur Schicht",
        "Wer in der Region arbeitet, lernt in der Arbeitszeit, was morgen gebraucht wird.",
        "<h2>Eine Woche im Jahr 2035</h2><p>Donnerstags ist Lerntag. In der gemeinsamen Lernfabrik stehen Menschen aus zwölf Betrieben an derselben Anlage: die Auszubildende neben dem Meister, der mit 58 noch einmal neu anfängt.</p><h2>Was dafür anders ist</h2><ul><li>Jeder Betrieb mit Umbauplan hat eine Person, die beim Lernen hilft.</li><li>Kleine Betriebe teilen sich Plätze, Anlagen und Lehrkräfte.</li><li>Berufsschulen und Hochschule erkennen gegenseitig an, was jemand kann.</li></ul>",
        "Arbeit ändert sich.\nDarum müssen viele Menschen Neues lernen.\n\nKünftig lernt man in der Arbeitszeit.\nDer Betrieb hilft dabei.",
        "qualifizierung arbeitsbeziehungen",
        "Workshop am runden Tisch",
        "Blick von oben auf einen Tisch mit Skizze und Tassen; acht farbige Kreise stehen für acht Akteursgruppen.",
        (
            (
                "Gemeinsam vorn",
                "Die Werke bekommen neue Produkte, weil hier gemeinsam gelernt wird.",
            ),
            (
                "Jeder für sich",
                "Wo große Betriebe nur für sich schulen, bleiben kleine zurück: Das wollen wir vermeiden.",
            ),
        ),
        ("Fuldatal Antriebstechnik GmbH",),
    ),
    Image(
        "Ankommen ohne eigenes Auto",
        "Zur Schicht, zur Schule und ins Dorf kommt man verlässlich auch ohne eigenes Auto.",
        "<h2>Ein Morgen im Jahr 2035</h2><p>Um 4:50 Uhr hält der Rufbus am Dorfplatz. Drei Leute steigen ein, einer bringt sein Rad mit. Der Bus wartet, bis die Bahn da ist, denn beide kennen denselben Fahrplan.</p><h2>Was dafür anders ist</h2><ul><li>Schichtpläne und Fahrpläne werden zusammen gemacht.</li><li>Ladepunkte auf Betriebshöfen stehen nachts auch anderen offen.</li><li>Fahrzeuge dafür werden hier gebaut und gewartet.</li></ul>",
        "Viele Menschen haben kein Auto.\nTrotzdem wollen sie zur Arbeit kommen.\n\nKünftig fahren Bus und Bahn auch früh und spät.\nMan muss nicht lange warten.",
        "mobilitaet-der-zukunft",
        "Bahn auf der Brücke",
        "Eine Bahn fährt über eine Bogenbrücke, dahinter Häuser.",
        (
            (
                "Gemeinsam vorn",
                "Kommunen teilen Planung und Kosten; erst so lohnt sich ein dichter Takt.",
            ),
        ),
        ("Öko-Logistik Söhre GmbH",),
    ),
    Image(
        "Werkstatt der zweiten Chance",
        "Die Region lebt davon, Dinge länger zu nutzen: Batterien, Maschinen, Gebäude.",
        "<h2>Ein Gang durch die Halle im Jahr 2035</h2><p>Wo früher Getriebe gebaut wurden, prüfen Menschen gebrauchte Batterien. Gute Zellen kommen in Speicher für Bauernhöfe, der Rest wird zu Rohstoff. Die Halle stand zwei Jahre leer, jetzt arbeiten 140 Leute darin.</p><h2>Was dafür anders ist</h2><ul><li>Daten über Bauteile gehen mit dem Bauteil mit.</li><li>Leere Hallen stehen in einem gemeinsamen Verzeichnis.</li><li>Gründerinnen und Gründer finden ihre ersten Kunden vor der Tür.</li></ul>",
        "Viele Dinge kann man länger nutzen.\nZum Beispiel Batterien aus Autos.\n\nKünftig werden sie hier geprüft und repariert.\nDas schafft Arbeit.",
        "digitalisierung standortentwicklung",
        "Elektroauto an der Ladesäule",
        "Ein orangefarbenes Auto lädt an einer Ladesäule, dahinter Häuser.",
        (
            (
                "Strom aus der Nähe, Technik aus Europa",
                "Aufarbeitung gehört dort hin, wo Zellen gefertigt und gefahren werden.",
            ),
            (
                "Elektrisch, aber eingekauft",
                "Auch wenn Zellen von weit her kommen, kann die zweite Nutzung hier stattfinden.",
            ),
        ),
    ),
]


class Part(NamedTuple):
    """A chapter; its measures follow from the topics of the vision it makes true."""

    title: str
    text: str
    topics: str


CHAPTERS = [
    Part(
        "Wofür wir arbeiten",
        "<p>Die Region Kassel lebt vom Fahrzeugbau. Sie soll auch in zehn Jahren davon leben, aber nicht mehr von Verbrennungsmotoren. Diese Strategie sagt, was wir dafür verbindlich tun, wer dafür einsteht und woran wir merken, ob es wirkt.</p><p>Sie beruht auf Szenarien, die in sich stimmig sind, und auf Zukunftsbildern, hinter denen Organisationen aus allen acht Akteursgruppen stehen.</p>",
        "",
    ),
    Part(
        "Energie und Wärme",
        "<p>Wir senken den Bedarf an Erdgas in Betrieben und heizen mit dem, was übrig bleibt.</p><ul><li>Abwärme wird erfasst, bevor neue Leitungen geplant werden.</li><li>Betriebe, die zusammen umbauen, werden zuerst beraten.</li></ul>",
        "dekarbonisierung",
    ),
    Part(
        "Arbeit und Lernen",
        "<p>Niemand soll seine Arbeit verlieren, weil Lernen am Betriebstor endet.</p><h3>Was wir vereinbaren</h3><ol><li>Umbaupläne enthalten einen Plan für das Lernen.</li><li>Lernzeit ist Arbeitszeit.</li><li>Kleine Betriebe nutzen die Werkstätten der großen mit.</li></ol>",
        "qualifizierung arbeitsbeziehungen",
    ),
    Part(
        "Wege und Flächen",
        "<p>Mobilität und Gewerbeflächen planen wir gemeinsam: Wo neue Arbeit entsteht, muss man hinkommen.</p>",
        "mobilitaet-der-zukunft standortentwicklung digitalisierung",
    ),
]
# Measures are linked with the vision of the same topic, for this reason.
MEASURE_REASON = "Die Maßnahme macht einen Teil dieses Zukunftsbilds wahr: {summary}"
CHAPTER_REASON = (
    "Die Maßnahme ist beschlossen und steht für das, was das Kapitel vereinbart."
)


# --- What measures do in the scenarios ----------------------------------------------------

NEAR, BOUGHT, LATE = (
    "Strom aus der Nähe, Technik aus Europa",
    "Elektrisch, aber eingekauft",
    "Langer Abschied vom Verbrenner",
)
TOGETHER, ALONE = "Gemeinsam vorn", "Jeder für sich"

ROBUSTNESS: dict[str, dict[str, tuple[str, str]]] = {
    "Weiterbildungslotsen in jedem Betrieb mit Umbauplan": {
        NEAR: ("helps", "Neue Produkte brauchen schnell neue Kenntnisse."),
        BOUGHT: ("helps", "Wer seine Arbeit verliert, findet früher eine andere."),
        LATE: ("neutral", "Der Bedarf kommt später, das Angebot schadet nicht."),
        TOGETHER: ("helps", "Lotsinnen und Lotsen arbeiten über Betriebe hinweg."),
        ALONE: ("helps", "Gerade kleine Betriebe hätten sonst niemanden."),
    },
    "Strom vom eigenen Dach für 200 Betriebe": {
        NEAR: ("helps", "Eigener Strom macht die Fertigung unabhängiger."),
        BOUGHT: ("helps", "Er senkt die Kosten, wenn Teile teuer eingekauft werden."),
        LATE: ("helps", "Auch Verbrennerteile brauchen Strom."),
        TOGETHER: ("helps", "Überschüsse lassen sich im Netz der Region teilen."),
        ALONE: ("neutral", "Jeder Betrieb plant für sich, das dauert länger."),
    },
    "Ladeparks für Lastwagen an der A 7 und A 49": {
        NEAR: ("helps", "Elektrische Lastwagen sind dann die Regel."),
        BOUGHT: ("helps", "Auch eingekaufte Lastwagen müssen laden."),
        LATE: ("hurts", "Die Parks stehen jahrelang fast leer und binden Geld."),
        TOGETHER: ("helps", "Speditionen und Kommunen teilen sich die Anschlüsse."),
    },
}


# --- Early warning ------------------------------------------------------------------------


class Sign(NamedTuple):
    factor: str
    projection: str
    name: str
    unit: str
    threshold: Decimal
    direction: str
    source: str
    values: tuple[tuple[int, Decimal], ...]


WARNING_SIGNS = (
    Sign(
        factor="Antriebe im europäischen Markt",
        projection="Verbrenner bleiben lange",
        name="Anteil batterieelektrischer Neuwagen",
        unit="Prozent",
        threshold=Decimal(25),
        direction="below",
        source="Zulassungen in der Europäischen Union, Zahlen zum Üben",
        values=((2023, Decimal(31)), (2024, Decimal("28.5")), (2025, Decimal(24))),
    ),
    Sign(
        factor="Strom für die Industrie",
        projection="günstig und sauber",
        name="Strompreis für Betriebe mittlerer Größe",
        unit="Cent je Kilowattstunde",
        threshold=Decimal(10),
        direction="below",
        source="Umfrage im Netzwerk, Zahlen zum Üben",
        values=((2023, Decimal(21)), (2024, Decimal("18.2")), (2025, Decimal("16.9"))),
    ),
)
