"""The demo's measures, and what people say to them. All invented."""

from typing import NamedTuple

SPEAKER = "sprecherin@tregks.example"
MEMBER = "mitglied@tregks.example"
MANAGER = "management@tregks.example"
STRANGER = "fremd@tregks.example"
EDITOR = "redaktion@tregks.example"


class Wanted(NamedTuple):
    title: str
    topic: str
    state: str
    summary: str
    body: list[tuple[str, str]]
    horizon: str = "medium"
    responsible: str = ""
    cost_from: int | None = None
    cost_to: int | None = None
    funding: str = ""
    plain_language: str = ""
    urgent_reason: str = ""
    author: str = ""
    reason: str = ""  # why it rests or was rejected


class Said(NamedTuple):
    """A comment; passage is its number in the text, 0 the whole draft."""

    person: str
    passage: int
    kind: str
    text: str
    wording: str = ""
    organisation: str = ""
    outcome: str = ""
    reason: str = ""
    reply: tuple[str, str] = ("", "")
    supported_by: tuple[str, ...] = ()
    apply: bool = False


IN_CONSULTATION = "Wärme teilen: Abwärme aus Betrieben in Nachbarnetze"
ADOPTED = "Lernfabrik Elektroantrieb für zwölf Betriebe"
URGENT = "Weiterbildungslotsen in jedem Betrieb mit Umbauplan"

MEASURES = [
    Wanted(
        IN_CONSULTATION,
        "dekarbonisierung",
        "consultation",
        "Betriebe speisen ihre Abwärme in Netze von Nachbarn ein. Das spart Erdgas und macht Wärme für Wohnungen günstiger.",
        [
            (
                "Worum es geht",
                "In der Region geht jedes Jahr Abwärme verloren, mit der sich rund 9.000 Wohnungen heizen ließen. Gießereien und Härtereien kühlen sie mit Wasser weg.\n\nWir wollen diese Wärme dorthin bringen, wo sie gebraucht wird.",
            ),
            (
                "Was wir tun",
                "- Ein Wärmeatlas zeigt, wer Abwärme hat und wer sie braucht.\n- Drei Nachbarnetze entstehen bis 2029: in Baunatal, Fuldatal und Melsungen.\n- Ein Mustervertrag regelt Preis, Menge und Ausfall.",
            ),
            (
                "Wer das bezahlt",
                "Die Betriebe tragen die Anlagen auf ihrem Grundstück, die Netzgesellschaft die Leitungen. Den Wärmeatlas bezahlen Land und Kommunen je zur Hälfte.",
            ),
            (
                "Woran wir den Erfolg messen",
                "Bis 2030 werden 40 Gigawattstunden Abwärme im Jahr genutzt. Heute sind es 6.",
            ),
        ],
        horizon="medium",
        responsible="Energieberatungsverbund Twiste",
        cost_from=4_200_000,
        cost_to=6_000_000,
        funding="Bundesförderung für effiziente Wärmenetze, Eigenmittel der Betriebe",
        plain_language="Viele Fabriken machen Wärme, die niemand nutzt.\n\nMit dieser Wärme kann man Wohnungen heizen.\n\nDafür bauen wir Leitungen. Das ist gut für das Klima. Und es kostet die Menschen weniger.",
        author=MEMBER,
    ),
    Wanted(
        ADOPTED,
        "qualifizierung",
        "adopted",
        "Zwölf Betriebe betreiben gemeinsam eine Lernfabrik, in der Beschäftigte den Umgang mit Hochvolt und Elektroantrieben lernen.",
        [
            (
                "Worum es geht",
                "Bis 2030 brauchen rund 3.400 Beschäftigte in der Region neues Können an Elektroantrieben. Kein Betrieb kann die Anlagen dafür allein bezahlen.",
            ),
            (
                "Was wir tun",
                "Die Lernfabrik entsteht im Lernzentrum Reinhardswald. Sie hat drei Stationen: Rotor, Leistungselektronik, Prüfstand. Kurse dauern zwei bis zehn Tage.",
            ),
            (
                "Wer teilnehmen kann",
                "Alle Beschäftigten der beteiligten Betriebe und Auszubildende der Berufsschulen.",
            ),
        ],
        horizon="short",
        responsible="Überbetriebliches Lernzentrum Reinhardswald",
        cost_from=1_800_000,
        cost_to=2_400_000,
        funding="Land, Umlage der Betriebe",
        plain_language="Autos fahren bald mit Strom. Viele Menschen müssen dafür Neues lernen.\n\nWir bauen eine Lern-Fabrik. Dort kann man an echten Maschinen üben.",
    ),
    Wanted(
        URGENT,
        "qualifizierung",
        "implementing",
        "Jeder Betrieb, der umbaut, bekommt eine Person, die Beschäftigte durch die Angebote zur Weiterbildung führt.",
        [
            (
                "Worum es geht",
                "Es gibt über 400 Kurse in der Region, aber kaum jemand findet den passenden. Wer in Schichten arbeitet, hat keine Zeit zum Suchen.",
            ),
            (
                "Was wir tun",
                "Zwanzig Lotsinnen und Lotsen werden geschult. Sie kommen aus den Betrieben selbst und haben dafür vier Stunden in der Woche frei.",
            ),
        ],
        horizon="short",
        responsible="Jobstelle Region Mitte",
        cost_from=320_000,
        cost_to=380_000,
        funding="Mittel der Arbeitsförderung",
        plain_language="Es gibt viele Kurse. Aber welcher passt zu mir?\n\nEin Lotse hilft beim Suchen. Der Lotse arbeitet im gleichen Betrieb.",
        urgent_reason="Drei Werke haben angekündigt, ab Frühjahr 2027 Schichten zu streichen. Wer dann erst sucht, sucht zu spät.",
    ),
    Wanted(
        "Ladeparks für Lastwagen an der A 7 und A 49",
        "mobilitaet-der-zukunft",
        "adopted",
        "Drei Ladeparks für schwere Lastwagen entstehen dort, wo Fahrerinnen und Fahrer ohnehin Pause machen.",
        [
            (
                "Worum es geht",
                "Speditionen der Region kaufen elektrische Lastwagen, finden aber unterwegs keine Ladeplätze mit genug Leistung.",
            ),
            (
                "Was wir tun",
                "Drei Standorte mit je acht Plätzen. Der Strom kommt aus Wind und Sonne der Region.",
            ),
        ],
        responsible="Öko-Logistik Söhre GmbH",
        cost_from=9_000_000,
        cost_to=14_000_000,
        funding="Bund, Betreiber",
    ),
    Wanted(
        "Ein Datenraum für Zulieferer",
        "digitalisierung",
        "revision",
        "Zulieferer tauschen Angaben zu Teilen und Klimabilanz in einem gemeinsamen Datenraum aus, statt Tabellen zu verschicken.",
        [
            (
                "Worum es geht",
                "Hersteller verlangen für jedes Teil eine Klimabilanz. Kleine Betriebe schreiben dafür jedes Mal neue Tabellen.",
            ),
            (
                "Was wir tun",
                "Ein gemeinsamer Datenraum nach offenem Standard. Der Zulieferkreis betreibt ihn, die Hochschule begleitet ihn.",
            ),
            (
                "Wem die Daten gehören",
                "Wer Daten einstellt, entscheidet, wer sie sieht.",
            ),
        ],
        responsible="Zulieferkreis Schwalm-Eder",
        cost_from=450_000,
        cost_to=700_000,
        funding="Beiträge der Betriebe, Land",
    ),
    Wanted(
        "Wasserstoff für Gießereien: ein Probebetrieb",
        "dekarbonisierung",
        "draft",
        "Eine Gießerei schmilzt ein Jahr lang mit Wasserstoff. Alle anderen lernen aus den Ergebnissen.",
        [
            (
                "Worum es geht",
                "Aluminium zu schmelzen braucht Hitze, die heute aus Erdgas kommt. Ob Wasserstoff die Legierung verändert, weiß noch niemand.",
            ),
            ("Was wir tun", "Ein Ofen wird umgerüstet und ein Jahr lang vermessen."),
        ],
        horizon="long",
        responsible="Habichtswald Guss AG",
    ),
    Wanted(
        "Strom vom eigenen Dach für 200 Betriebe",
        "dekarbonisierung",
        "completed",
        "Eine Beratung vor Ort und eine gemeinsame Ausschreibung haben 214 Dächer von Betrieben mit Solaranlagen gefüllt.",
        [
            (
                "Was wir getan haben",
                "Von Februar bis Oktober 2026 haben Beraterinnen 260 Dächer angesehen. 214 Betriebe haben bestellt.",
            )
        ],
        horizon="short",
        responsible="Bürgerenergie Kaufunger Wald eG",
        cost_from=180_000,
        cost_to=180_000,
        funding="Kommunen",
    ),
    Wanted(
        "Tarifbaustein: Lernzeit in der Schicht",
        "arbeitsbeziehungen",
        "revision",
        "Sozialpartner schreiben gemeinsam einen Baustein für Tarifverträge, der Lernen während der Schicht regelt.",
        [
            (
                "Worum es geht",
                "Lernen nach der Nachtschicht gelingt nicht. Wer lernt, braucht Zeit, und wer fehlt, muss ersetzt werden.",
            ),
            (
                "Was wir tun",
                "Arbeitgeberkreis und Arbeitnehmerbund schreiben bis Sommer 2027 einen Baustein und erproben ihn in vier Betrieben.",
            ),
        ],
        responsible="Arbeitnehmerbund Metall, Bezirk Fulda-Eder",
    ),
    Wanted(
        "Umbau früh besprechen: ein Frühwarnkreis",
        "arbeitsbeziehungen",
        "implementing",
        "Betriebsräte und Geschäftsführungen sprechen vierteljährlich über Aufträge, bevor es eng wird.",
        [
            (
                "Was wir tun",
                "Der Kreis trifft sich viermal im Jahr. Was gesagt wird, bleibt im Raum; verabredete Schritte stehen im Protokoll.",
            )
        ],
        horizon="short",
        responsible="Betriebsrätenetz Fahrzeugbau Nordhessen",
        cost_from=20_000,
        cost_to=30_000,
    ),
    Wanted(
        "Flächenpool für wachsende Betriebe",
        "standortentwicklung",
        "consultation",
        "Kommunen führen freie Gewerbeflächen in einem gemeinsamen Pool und vergeben sie nach gleichen Regeln.",
        [
            (
                "Worum es geht",
                "Wer wachsen will, fragt heute in jedem Rathaus einzelne Flächen ab. Manche gehen deshalb weg.",
            ),
            (
                "Was wir tun",
                "Vierzehn Kommunen legen ihre Flächen zusammen. Alte Industrieflächen kommen zuerst dran.",
            ),
            (
                "Wie wir gerecht teilen",
                "Die Gewerbesteuer wird nach einem Schlüssel geteilt, den alle beschließen.",
            ),
        ],
        horizon="long",
        responsible="Regionalplanung Nordhessen (Demo)",
    ),
    Wanted(
        "Genehmigungen in sechs Wochen",
        "standortentwicklung",
        "draft",
        "Anträge für Umbauten in Betrieben werden in sechs Wochen entschieden, weil alle Ämter gleichzeitig prüfen.",
        [
            (
                "Worum es geht",
                "Heute prüft ein Amt nach dem anderen. Das dauert im Schnitt sieben Monate.",
            )
        ],
        horizon="short",
        responsible="Stadtverwaltung Kassel, Stabsstelle Wandel (Demo)",
    ),
    Wanted(
        "Werkbus auf Bestellung",
        "mobilitaet-der-zukunft",
        "implementing",
        "Kleine Busse bringen Beschäftigte auch nachts zur Schicht. Alle Fahrzeuge sind stufenlos zugänglich.",
        [
            (
                "Was wir tun",
                "Sechs Busse fahren auf Bestellung zwischen neun Werken und vier Bahnhöfen.",
            )
        ],
        responsible="Selbstbestimmt mobil e. V.",
        cost_from=1_100_000,
        cost_to=1_300_000,
        funding="Betriebe, Nahverkehr",
    ),
    Wanted(
        "Sensorik aus der Region auf die Straße bringen",
        "mobilitaet-der-zukunft",
        "paused",
        "Eine Teststrecke zeigt, was Sensoren aus der Region bei Schnee und Nebel können.",
        [("Worum es geht", "Sensoren müssen bei jedem Wetter erkennen, wer da geht.")],
        responsible="Wilhelmshöher Sensorik GmbH",
        reason="Die Straßenbehörde saniert die vorgesehene Strecke bis Herbst 2027. Danach geht es weiter.",
    ),
    Wanted(
        "Autofreie Innenstädte bis 2028",
        "mobilitaet-der-zukunft",
        "rejected",
        "Alle Innenstädte der Region werden bis 2028 frei von privaten Autos.",
        [("Worum es geht", "Wer zu Fuß geht, braucht Platz.")],
        reason="Das entscheiden die Städte selbst. Die Gruppe verfolgt stattdessen den Werkbus auf Bestellung.",
    ),
    Wanted(
        "Programmieren lernen an der Maschine",
        "digitalisierung",
        "adopted",
        "Fachkräfte lernen in kurzen Kursen, ihre Maschinen selbst zu programmieren, statt auf Dienstleister zu warten.",
        [
            (
                "Was wir tun",
                "Acht Kurse im Jahr, immer an der eigenen Maschine und in der Arbeitszeit.",
            )
        ],
        horizon="short",
        responsible="Berufskolleg am Auefeld",
        cost_from=140_000,
        cost_to=160_000,
    ),
    Wanted(
        "Frauen in technischen Berufen: ein Netzwerk für Quereinstiege",
        "qualifizierung",
        "draft",
        "Frauen, die in einen technischen Beruf wechseln wollen, finden Praktika, Vorbilder und eine Begleitung.",
        [
            (
                "Worum es geht",
                "Nur 14 von 100 Beschäftigten in technischen Berufen der Region sind Frauen.",
            )
        ],
        responsible="Frauen in der Technik Nordhessen e. V.",
    ),
    Wanted(
        "Ein Reparaturzentrum für Batterien",
        "dekarbonisierung",
        "idea",
        "Batterien aus Fahrzeugen sind oft nur an einer Zelle kaputt. Ein Zentrum könnte sie prüfen, reparieren und als Speicher weiterverwenden.",
        [],
        author=MEMBER,
    ),
    Wanted(
        "Gemeinsame Kantine mit Essen aus der Region",
        "standortentwicklung",
        "idea",
        "Kleine Betriebe im Gewerbegebiet haben keine Kantine. Eine gemeinsame würde Wege sparen und Menschen zusammenbringen.",
        [],
        author=STRANGER,
    ),
    Wanted(
        "Künstliche Intelligenz im Betriebsrat",
        "arbeitsbeziehungen",
        "idea",
        "Betriebsräte sollen verstehen, welche Programme über Schichten und Leistung entscheiden. Dafür brauchen sie Schulungen und eine Ansprechperson.",
        [],
        author=STRANGER,
    ),
]

COMMENTS = {
    IN_CONSULTATION: [
        Said(
            MEMBER,
            1,
            "remark",
            "Die Zahl von 9.000 Wohnungen stimmt nur, wenn die Netze auch im Sommer Abnehmer haben. Bitte nennen Sie *Schwimmbäder und Trocknungsbetriebe* dazu.",
            organisation="Fuldatal Antriebstechnik GmbH",
            supported_by=(STRANGER, EDITOR),
        ),
        Said(
            STRANGER,
            1,
            "question",
            "Was passiert mit den Wohnungen, wenn ein Betrieb schließt?",
            reply=(
                SPEAKER,
                "Das regelt der Mustervertrag: Die Netzgesellschaft hält eine zweite Wärmequelle vor.",
            ),
        ),
        Said(
            MEMBER,
            2,
            "wording",
            "Vier Standorte sind geprüft, auch Hofgeismar hat einen Betrieb und ein Freibad nebeneinander.",
            wording="- Ein Wärmeatlas zeigt, wer Abwärme hat und wer sie braucht.\n- Vier Nachbarnetze entstehen bis 2029: in Baunatal, Fuldatal, Hofgeismar und Melsungen.\n- Ein Mustervertrag regelt Preis, Menge und Ausfall.",
            organisation="Fuldatal Antriebstechnik GmbH",
            supported_by=(SPEAKER,),
        ),
        Said(
            STRANGER,
            3,
            "objection",
            "Kleine Kommunen können ihre Hälfte des Wärmeatlas nicht bezahlen. Das Land sollte drei Viertel tragen.",
            supported_by=(MEMBER,),
        ),
        Said(
            EDITOR,
            0,
            "support",
            "Endlich geht es um Wärme, nicht immer nur um Strom.",
        ),
    ],
    "Flächenpool für wachsende Betriebe": [
        Said(
            MEMBER,
            3,
            "question",
            "Wer entscheidet über den Schlüssel, und wann wird er überprüft?",
        ),
    ],
    ADOPTED: [
        Said(
            MEMBER,
            2,
            "wording",
            "Der Prüfstand allein reicht nicht, die Betriebe brauchen auch die Wartung.",
            wording="Die Lernfabrik entsteht im Lernzentrum Reinhardswald. Sie hat vier Stationen: Rotor, Leistungselektronik, Prüfstand, Wartung. Kurse dauern zwei bis zehn Tage.",
            organisation="Fuldatal Antriebstechnik GmbH",
            outcome="adopted",
            reason="Die Wartung fehlte. Die vierte Station steht jetzt im Text.",
            apply=True,
        ),
        Said(
            STRANGER,
            3,
            "objection",
            "Wer arbeitslos ist, darf nicht ausgeschlossen sein.",
            outcome="partly",
            reason="Die Jobstelle kann je Kurs zwei Plätze belegen. Ein Anspruch lässt sich hier nicht regeln.",
            supported_by=(EDITOR,),
        ),
        Said(
            EDITOR,
            1,
            "question",
            "Woher stammt die Zahl von 3.400 Beschäftigten?",
            outcome="noted",
            reason="Aus der Befragung des Instituts für Arbeit und Wandel vom Frühjahr 2026. Die Quelle steht im Anhang.",
        ),
        Said(
            STRANGER,
            2,
            "remark",
            "Die Anfahrt nach Hofgeismar ist ohne Auto schwer. Bitte in Kassel bauen.",
            outcome="declined",
            reason="In Hofgeismar steht die Halle schon. Ein Werkbus fährt zu den Kurszeiten, siehe die Maßnahme dazu.",
        ),
        Said(
            MANAGER,
            0,
            "support",
            "Genau so sollten Betriebe zusammenarbeiten.",
            outcome="noted",
            reason="Danke für den Rückhalt.",
        ),
    ],
    "Ein Datenraum für Zulieferer": [
        Said(
            MEMBER,
            3,
            "objection",
            "Das genügt nicht: Auch wer Daten löscht, muss sicher sein, dass niemand sie behält.",
            organisation="Fuldatal Antriebstechnik GmbH",
        ),
        Said(
            STRANGER,
            2,
            "question",
            "Was kostet das einen Betrieb mit zehn Leuten im Jahr?",
        ),
    ],
}
