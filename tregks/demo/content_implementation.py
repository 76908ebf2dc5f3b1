"""What the demo's people think of measures, and how these are carried out. Invented."""

from typing import NamedTuple

from tregks.demo.content_measures import (
    ADOPTED,
    IN_CONSULTATION,
    MANAGER,
    SPEAKER,
    URGENT,
)

LOTSE = "dieter.hollstein@jobstelle.example"
BUS = "martin.sobotta@selbstbestimmt-mobil.example"
KREIS = "sabine.krug@br-netz.example"
LAB = "ole.reimers@technikum-diemel.example"
CHARGING = "Ladeparks für Lastwagen an der A 7 und A 49"
WARNING = "Umbau früh besprechen: ein Frühwarnkreis"
WERKBUS = "Werkbus auf Bestellung"
ROOFS = "Strom vom eigenen Dach für 200 Betriebe"

# How many have rated, and around which effect, feasibility, urgency they stand.
RATINGS = {
    URGENT: (21, (4, 4, 5)),
    ADOPTED: (18, (5, 3, 4)),
    IN_CONSULTATION: (15, (5, 2, 4)),
    CHARGING: (14, (3, 3, 3)),
    WARNING: (13, (3, 5, 4)),
    WERKBUS: (16, (4, 4, 3)),
    "Ein Datenraum für Zulieferer": (12, (3, 2, 2)),
    "Tarifbaustein: Lernzeit in der Schicht": (17, (4, 2, 4)),
    "Programmieren lernen an der Maschine": (12, (3, 4, 2)),
    "Flächenpool für wachsende Betriebe": (2, (4, 2, 3)),
}


class Stand(NamedTuple):
    measure: str
    organisation: str
    stance: str
    reason: str


POSITIONS = [
    Stand(
        URGENT,
        "Arbeitnehmerbund Metall, Bezirk Fulda-Eder",
        "support",
        "Lotsen aus dem eigenen Betrieb erreichen Menschen, die keine Beratungsstelle aufsuchen.",
    ),
    Stand(
        URGENT,
        "Zulieferkreis Schwalm-Eder",
        "abstain",
        "Das Ziel teilen wir. Vier freie Stunden in der Woche sind für kleine Betriebe viel.",
    ),
    Stand(
        URGENT,
        "Jobstelle Region Mitte",
        "support",
        "Wir schulen die Lotsinnen und Lotsen und sehen, dass sie gefragt werden.",
    ),
    Stand(
        IN_CONSULTATION,
        "Bürgerenergie Kaufunger Wald eG",
        "support",
        "Nachbarnetze halten das Geld für Wärme in der Region.",
    ),
    Stand(
        IN_CONSULTATION,
        "Habichtswald Guss AG",
        "object",
        "Solange nicht geregelt ist, wer bei Ausfall haftet, speisen wir nicht ein.",
    ),
    Stand(
        ADOPTED,
        "Überbetriebliches Lernzentrum Reinhardswald",
        "support",
        "Die Halle steht. Mit zwölf Betrieben lohnt sich die Anlage.",
    ),
    Stand(
        WERKBUS,
        "Selbstbestimmt mobil e. V.",
        "support",
        "Zum ersten Mal fährt ein Werkbus, in den alle einsteigen können.",
    ),
]


class Step(NamedTuple):
    """A milestone; days from today, `done` none while it is open."""

    title: str
    due: int
    done: int | None = None


class Offer(NamedTuple):
    organisation: str
    kind: str
    text: str
    state: str


class Count(NamedTuple):
    name: str
    unit: str
    baseline: int
    target: int
    values: dict[int, int]  # by days from today


class Told(NamedTuple):
    """A report; days from today."""

    day: int
    percent: int
    light: str
    reason: str
    text: str = ""


class Work(NamedTuple):
    measure: str
    person: str
    next_report: int
    steps: list[Step]
    offers: list[Offer] = []
    counts: list[Count] = []
    reports: list[Told] = []


WORK = [
    Work(
        URGENT,
        LOTSE,
        18,
        [
            Step("Zwanzig Lotsinnen und Lotsen sind gefunden", -140, -131),
            Step("Erste Schulung ist abgeschlossen", -95, -95),
            Step("In allen drei Werken gibt es eine Sprechzeit je Schicht", -20),
            Step("400 Beschäftigte sind beraten", 60),
            Step("Auswertung liegt vor, Entscheidung über Fortsetzung", 210),
        ],
        [
            Offer(
                "Jobstelle Region Mitte",
                "money",
                "320.000 Euro aus Mitteln der Arbeitsförderung bis Ende 2027",
                "delivered",
            ),
            Offer(
                "Arbeitnehmerbund Metall, Bezirk Fulda-Eder",
                "staff",
                "Zwei Trainerinnen für alle Schulungen",
                "confirmed",
            ),
            Offer(
                "Fuldatal Antriebstechnik GmbH",
                "rooms",
                "Ein Besprechungsraum neben der Kantine, auch nachts",
                "offered",
            ),
        ],
        [
            Count(
                "Beratene Beschäftigte",
                "Personen",
                0,
                400,
                {-120: 0, -90: 34, -60: 96, -30: 171, -5: 248},
            ),
            Count(
                "Begonnene Weiterbildungen",
                "Personen",
                0,
                160,
                {-90: 6, -60: 21, -30: 39, -5: 58},
            ),
        ],
        [
            Told(
                -110,
                15,
                "on_track",
                "Alle zwanzig Lotsinnen und Lotsen sind gefunden.",
                "Aus drei Werken haben sich 41 Menschen gemeldet. Zwanzig haben angefangen, sieben davon arbeiten in der Nachtschicht.",
            ),
            Told(
                -62,
                35,
                "at_risk",
                "Wer nachts arbeitet, kommt nicht zur Beratung.",
                "Von 96 Beratungen fielen vier in die Nachtschicht. Die Sprechzeiten liegen am Vormittag, weil Räume fehlen.\n\n- Wir suchen Räume, die auch nachts offen sind.\n- Kurse am Abend bleiben halb leer.",
            ),
            Told(
                -12,
                55,
                "at_risk",
                "Zwei von drei Werken haben jetzt Sprechzeiten in jeder Schicht.",
                "Seit es Sprechzeiten in der Schicht gibt, hat sich die Zahl der Beratungen verdoppelt. Im dritten Werk fehlt noch ein Raum; ein Angebot liegt vor.",
            ),
        ],
    ),
    Work(
        WERKBUS,
        BUS,
        -9,
        [
            Step("Fahrzeuge sind bestellt", -120, -104),
            Step("Erste Linie fährt nachts", -35),
            Step("Alle neun Werke sind angebunden", 150),
        ],
        [
            Offer(
                "Öko-Logistik Söhre GmbH",
                "rooms",
                "Stellplätze und Ladestrom für sechs Busse",
                "confirmed",
            ),
        ],
        [
            Count(
                "Fahrgäste im Monat",
                "Personen",
                0,
                3000,
                {-70: 120, -40: 310, -10: 480},
            )
        ],
        [
            Told(
                -80,
                20,
                "on_track",
                "Sechs Busse sind bestellt, drei fahren zur Probe.",
            ),
            Told(
                -30,
                25,
                "off_track",
                "Es fehlen Fahrerinnen und Fahrer für die Nacht.",
                "Von zwölf Stellen sind fünf besetzt. Die Nachtlinie beginnt deshalb frühestens im Februar.",
            ),
        ],
    ),
    Work(
        WARNING,
        KREIS,
        40,
        [
            Step("Vereinbarung über Vertraulichkeit ist unterschrieben", -100, -102),
            Step("Drittes Treffen", 12),
        ],
        reports=[
            Told(
                -25,
                50,
                "on_track",
                "Zwei Treffen mit 19 Betrieben, zwei verabredete Schritte.",
            )
        ],
    ),
    Work(
        ADOPTED,
        LAB,
        75,
        [
            Step("Vertrag der zwölf Betriebe ist unterschrieben", 20),
            Step("Station Rotor nimmt den Betrieb auf", 160),
        ],
        [
            Offer(
                "Überbetriebliches Lernzentrum Reinhardswald",
                "rooms",
                "Halle 3 mit 900 Quadratmetern",
                "confirmed",
            ),
        ],
        [Count("Beschäftigte mit abgeschlossenem Kurs", "Personen", 0, 1200, {})],
    ),
]

SCENARIO = "Gemeinsam vorn"
FACTOR = "Weiterbildung"
ADDED_TO_STORY = (
    "<p>Gelernt wird in der Schicht, auch nachts: In jedem Werk gibt es Räume und "
    "Zeiten dafür. Das war nicht von Anfang an so. Erst die Erfahrungen mit Lotsinnen "
    "und Lotsen haben gezeigt, dass Angebote am Abend die Hälfte der Belegschaft nicht "
    "erreichen.</p>"
)


class Learnt(NamedTuple):
    measure: str
    concerns: str  # "scenario", "factor" or the title of a measure
    effect: str
    finding: str
    evidence: str
    author: str
    reviewer: str
    asked: int  # days from today, like the others
    review_by: int
    state: str = "open"
    outcome: str = ""
    answer: str = ""


FEEDBACK = [
    Learnt(
        URGENT,
        "scenario",
        "contradicts",
        "Das Szenario nimmt an, dass sich Beschäftigte in gemeinsamen Werkstätten weiterbilden, sobald es sie gibt. Wer in Schichten arbeitet, erreicht diese Angebote nicht.",
        "Von 96 Beratungen bis September fielen vier in die Nachtschicht. Kurse am Abend waren zur Hälfte leer. Seit es Sprechzeiten in der Schicht gibt, hat sich die Zahl der Beratungen verdoppelt.",
        LOTSE,
        SPEAKER,
        -55,
        -25,
        "answered",
        "changed",
        "Die Szenariogruppe teilt den Befund. Die Geschichte von „Gemeinsam vorn“ nennt jetzt Lernzeit in der Schicht als Bedingung. Der Einflussfaktor Weiterbildung bleibt, wie er ist.",
    ),
    Learnt(
        URGENT,
        "factor",
        "confirms",
        "Weiterbildung während der Arbeit wirkt stark auf die Bereitschaft, den Beruf zu wechseln.",
        "58 der 248 beratenen Personen haben eine Weiterbildung begonnen, 31 davon für einen anderen Beruf.",
        LOTSE,
        SPEAKER,
        -10,
        25,
        "in_review",
    ),
    Learnt(
        WERKBUS,
        CHARGING,
        "adds",
        "Ladeparks brauchen Stellplätze für Busse, die nachts eine Stunde stehen. Im Entwurf kommen nur Lastwagen vor.",
        "Unsere Busse stehen zwischen 2 und 3 Uhr am Rasthof und können dort nicht laden.",
        BUS,
        MANAGER,
        -40,
        -6,
    ),
]


class Paper(NamedTuple):
    measure: str
    title: str
    paragraphs: list[str]
    author: str
    day: int


PAPERS = [
    Paper(
        URGENT,
        "Aufgaben einer Weiterbildungslotsin",
        [
            "Lotsinnen und Lotsen hören zu, kennen die Angebote der Region und begleiten die ersten Wochen eines Kurses. Sie beraten nicht zum Arbeitsrecht und bewerten niemanden.",
            "Sie haben vier Stunden in der Woche frei, auch in der Nachtschicht, und einen Raum mit Tür.",
            "Was ihnen jemand erzählt, bleibt bei ihnen. Gezählt werden nur Gespräche und begonnene Kurse.",
        ],
        LOTSE,
        -98,
    ),
    Paper(
        WERKBUS,
        "Linien und Zeiten im Probebetrieb",
        [
            "Der Probebetrieb fährt drei Gewerbegebiete zu Beginn und Ende jeder Schicht an. Bestellt wird bis eine Stunde vorher, auch am Telefon.",
            "Jeder Bus hat eine Rampe und zwei Plätze für Rollstühle.",
        ],
        BUS,
        -40,
    ),
]
