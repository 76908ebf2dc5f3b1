"""The demo's scenario fields: factors, how they lean, and the stories in the end.

Judgements are made from how projections lean: towards electric drives and clean energy
(first number), towards work and value staying in the region (second), towards acting
together (third). Two that lean the same way promote each other.
"""

from typing import NamedTuple

Lean = tuple[int, int, int]


class Way(NamedTuple):
    """A projection: its name, how it leans, and what it means."""

    name: str
    lean: Lean
    description: str


class Driver(NamedTuple):
    """A factor. `on` names those it acts on, by key; context has `taken` from above."""

    key: str
    name: str
    why: str
    today: str
    on: str
    ways: tuple[Way, ...]


class Story(NamedTuple):
    """A scenario to publish: its code in the tableau, and how it is told."""

    code: str
    name: str
    lead: str
    story: str
    plain: str
    picture: str
    picture_description: str


class Judge(NamedTuple):
    email: str
    name: str
    group: str
    bias: Lean  # what somebody sees a little more of than others


JUDGES = (
    Judge("sprecherin@tregks.example", "", "forschung", (0, 0, 0)),
    Judge("mitglied@tregks.example", "", "unternehmen", (0, 0, -1)),
    Judge("birte@tregks.example", "Birte Betrieb", "unternehmen", (-1, 0, 0)),
    Judge("vera@tregks.example", "Vera Verwaltung", "verwaltung", (0, 0, 1)),
    Judge("arne@tregks.example", "Arne Arbeit", "arbeitnehmer", (0, 1, 0)),
    Judge("linus@tregks.example", "Linus Leitung", "arbeitgeber", (-1, 0, 0)),
    Judge("bodo@tregks.example", "Bodo Bildung", "berufsbildung", (0, 1, 0)),
    Judge("kira@tregks.example", "Kira Kammer", "kammern", (0, 0, 0)),
    Judge("zoe@tregks.example", "Zoe Zivil", "zivilgesellschaft", (1, 0, 1)),
)

TECHNOLOGY_NAME = "Antriebe und Produktion 2035"
TECHNOLOGY_TEXT = (
    "Welche Techniken prägen den Fahrzeugbau im Jahr 2035? Wir betrachten Antriebe, "
    "Energie, Software und Fertigung in Europa, soweit sie Betriebe in Nordhessen "
    "berühren. Nutzfahrzeuge gehören dazu, Luftfahrt nicht."
)
TECHNOLOGY = (
    Driver(
        "markt",
        "Antriebe im europäischen Markt",
        "Welche Antriebe verkauft werden, entscheidet, welche Teile die Region noch baut.",
        "2025 fuhr etwa jeder fünfte neue Pkw in Deutschland rein elektrisch.",
        "zellen software kreislauf wasserstoff regeln",
        (
            Way(
                "Elektro setzt sich durch",
                (2, 0, 0),
                "Neun von zehn neuen Fahrzeugen fahren mit Batterie.",
            ),
            Way(
                "Viele Antriebe nebeneinander",
                (0, 1, 0),
                "Batterie, Hybrid, Wasserstoff und Verbrenner teilen sich den Markt.",
            ),
            Way(
                "Verbrenner bleiben lange",
                (-2, 0, 0),
                "Mehr als die Hälfte der neuen Fahrzeuge hat noch einen Verbrenner.",
            ),
        ),
    ),
    Driver(
        "regeln",
        "Klimaregeln der EU",
        "Grenzwerte und Preise für CO₂ bestimmen das Tempo, in dem Werke umbauen.",
        "Die Flottengrenzwerte werden derzeit überprüft.",
        "markt strom wasserstoff kreislauf",
        (
            Way(
                "verlässlich und streng",
                (2, 0, 1),
                "Die Ziele gelten bis 2035 unverändert, der CO₂-Preis steigt.",
            ),
            Way(
                "aufgeweicht",
                (-2, 0, -1),
                "Ausnahmen häufen sich, niemand weiß, was in drei Jahren gilt.",
            ),
        ),
    ),
    Driver(
        "strom",
        "Strom für die Industrie",
        "Schmelzen, Härten und Laden brauchen viel Strom zu planbaren Preisen.",
        "Industriestrom kostet rund doppelt so viel wie in den USA.",
        "markt wasserstoff zellen fertigung",
        (
            Way(
                "günstig und sauber",
                (2, 1, 0),
                "Wind und Sonne aus der Region, Preise unter 8 Cent.",
            ),
            Way(
                "schwankend",
                (0, 0, 0),
                "Billig bei Wind, teuer im Winter; wer flexibel ist, gewinnt.",
            ),
            Way(
                "dauerhaft teuer", (-2, -1, 0), "Energieintensive Schritte wandern ab."
            ),
        ),
    ),
    Driver(
        "zellen",
        "Batteriezellen",
        "Die Zelle ist das teuerste Teil des Elektroautos.",
        "Die meisten Zellen kommen aus Asien.",
        "markt kreislauf",
        (
            Way(
                "in Europa gefertigt",
                (1, 2, 1),
                "Mehrere Werke in Europa, Zulieferer aus der Region sind dabei.",
            ),
            Way(
                "aus Übersee gekauft",
                (0, -2, -1),
                "Europa kauft Zellen und ganze Batterien ein.",
            ),
        ),
    ),
    Driver(
        "wasserstoff",
        "Wasserstoff",
        "Für schwere Lastwagen, Gießereien und Wärme könnte er unverzichtbar werden.",
        "Ein Kernnetz ist beschlossen, Mengen fehlen noch.",
        "markt strom",
        (
            Way(
                "verfügbar und bezahlbar",
                (1, 1, 1),
                "Das Netz erreicht Nordhessen, Betriebe teilen sich die Anschlüsse.",
            ),
            Way(
                "knapp und teuer",
                (-1, -1, -1),
                "Nur wenige Großabnehmer kommen zum Zug.",
            ),
        ),
    ),
    Driver(
        "software",
        "Software im Fahrzeug",
        "Wer die Software beherrscht, bestimmt, was am Fahrzeug verdient wird.",
        "Europäische Hersteller bauen eigene Systeme, mit Verspätung.",
        "markt fertigung",
        (
            Way(
                "offene europäische Systeme",
                (1, 2, 2),
                "Hersteller und Zulieferer teilen sich eine gemeinsame Grundlage.",
            ),
            Way(
                "Plattformen aus Übersee",
                (0, -2, -2),
                "Wenige große Anbieter liefern das ganze System.",
            ),
        ),
    ),
    Driver(
        "fertigung",
        "Automatisierung und KI in der Fertigung",
        "Maschinen, die lernen, verändern Arbeit, Kosten und die Größe von Werken.",
        "Jeder vierte Betrieb der Region erprobt KI in der Fertigung.",
        "software kreislauf zellen",
        (
            Way(
                "breit, auch im Mittelstand",
                (0, 2, 1),
                "Kleine Betriebe nutzen gemeinsame Dienste und Lernfabriken.",
            ),
            Way(
                "nur in Großbetrieben",
                (0, -1, -2),
                "Der Abstand zwischen großen und kleinen Betrieben wächst.",
            ),
        ),
    ),
    Driver(
        "kreislauf",
        "Kreislaufwirtschaft",
        "Aufarbeiten und Wiederverwenden kann neue Arbeit schaffen, wo alte wegfällt.",
        "Austauschteile gibt es in der Region seit Jahrzehnten.",
        "zellen markt",
        (
            Way(
                "eigener Geschäftszweig",
                (1, 2, 1),
                "Motoren, Batterien und Elektronik werden hier aufgearbeitet.",
            ),
            Way(
                "bleibt Nebensache",
                (-1, -1, -1),
                "Recycling nur, soweit es vorgeschrieben ist.",
            ),
        ),
    ),
)

REGION_NAME = "Wirtschaftsregion Kassel 2035"
REGION_TEXT = (
    "Wie leben und arbeiten Menschen im Jahr 2035 in Stadt und Landkreisen rund um "
    "Kassel? Wir betrachten Betriebe, Beschäftigung, Bildung, Flächen und Zusammenarbeit. "
    "Den technischen Rahmen gibt das Feld „Antriebe und Produktion 2035“."
)
TAKEN = ("markt", "strom", "fertigung")  # context from the technology field
CONTEXT_ACTS_ON = {
    "markt": "werke zulieferer arbeit",
    "strom": "werke energie zulieferer",
    "fertigung": "arbeit zulieferer bildung",
}
REGION = (
    Driver(
        "werke",
        "Die großen Werke",
        "Die großen Werke geben direkt und über Zulieferer jedem vierten Industriearbeitsplatz Halt.",
        "Rund 25.000 Menschen arbeiten in großen Werken des Fahrzeugbaus.",
        "zulieferer arbeit finanzen",
        (
            Way(
                "Leitwerke für Neues",
                (2, 2, 0),
                "Die Werke bekommen neue Produkte und bilden dafür aus.",
            ),
            Way(
                "verlängerte Werkbank",
                (-1, -1, 0),
                "Es wird gefertigt, entschieden wird woanders.",
            ),
            Way("schrittweiser Abbau", (-1, -2, -1), "Schicht um Schicht fällt weg."),
        ),
    ),
    Driver(
        "zulieferer",
        "Zulieferer und Mittelstand",
        "Hundert Betriebe hängen am Antriebsstrang, viele mit nur einem großen Kunden.",
        "Zwei von drei Betrieben machen mehr als die Hälfte des Umsatzes mit einem Kunden.",
        "arbeit finanzen netzwerk",
        (
            Way(
                "breit aufgestellt",
                (1, 2, 1),
                "Energie, Medizintechnik und Bahn sind zweite Standbeine.",
            ),
            Way(
                "abhängig geblieben",
                (0, -1, -1),
                "Ein Kunde, ein Produkt, wenig Spielraum.",
            ),
            Way("viele aufgegeben", (-1, -2, -1), "Nachfolge und Umbau misslingen."),
        ),
    ),
    Driver(
        "arbeit",
        "Fachkräfte",
        "Ohne Menschen, die es können und hier leben wollen, gelingt kein Umbau.",
        "Bis 2035 geht ein Drittel der Beschäftigten in Rente.",
        "zulieferer werke finanzen",
        (
            Way(
                "genug und gut ausgebildet",
                (0, 2, 1),
                "Ältere lernen um, Zugewanderte bleiben, Frauen kommen in technische Berufe.",
            ),
            Way(
                "überall knapp",
                (0, -1, 0),
                "Betriebe werben sich gegenseitig Leute ab.",
            ),
        ),
    ),
    Driver(
        "bildung",
        "Weiterbildung",
        "Lernen im laufenden Betrieb entscheidet, wer den Wandel mitgeht.",
        "Jede und jeder Fünfte bildet sich im Jahr weiter, Ungelernte selten.",
        "arbeit zulieferer netzwerk",
        (
            Way(
                "gemeinsames Angebot",
                (0, 1, 2),
                "Betriebe, Schulen und Hochschule teilen Werkstätten und Kurse.",
            ),
            Way(
                "jeder für sich",
                (0, -1, -2),
                "Große Betriebe schulen selbst, kleine gar nicht.",
            ),
        ),
    ),
    Driver(
        "energie",
        "Energie der Region",
        "Eigene Energie hält Wertschöpfung hier und macht Betriebe unabhängiger.",
        "Knapp die Hälfte des Stroms kommt aus der Region.",
        "werke zulieferer finanzen",
        (
            Way(
                "regional und vernetzt",
                (2, 1, 2),
                "Abwärme, Wind und Speicher gehören zusammen; Bürger:innen sind beteiligt.",
            ),
            Way(
                "weiter von außen",
                (-2, -1, -1),
                "Netze und Genehmigungen kommen nicht nach.",
            ),
        ),
    ),
    Driver(
        "flaechen",
        "Flächen und Verkehr",
        "Wo gebaut, gewohnt und gefahren wird, bestimmt, wer sich ansiedelt und wer bleibt.",
        "Freie Gewerbeflächen mit Gleisanschluss gibt es kaum.",
        "werke arbeit finanzen",
        (
            Way(
                "gemeinsam geplant",
                (1, 1, 2),
                "Kommunen teilen Flächen, Steuern und Buslinien.",
            ),
            Way(
                "jede Kommune allein",
                (0, -1, -2),
                "Gemeinden überbieten sich gegenseitig.",
            ),
        ),
    ),
    Driver(
        "neues",
        "Gründungen und Forschung",
        "Aus Hochschule und Werkstätten kommen die Betriebe von morgen.",
        "Rund 40 technische Gründungen im Jahr.",
        "zulieferer arbeit werke",
        (
            Way(
                "starker Gründungsort",
                (1, 2, 1),
                "Prüffelder, Wagniskapital und erste Kunden aus der Region.",
            ),
            Way(
                "Ideen wandern ab", (0, -2, -1), "Gegründet wird in Berlin und München."
            ),
        ),
    ),
    Driver(
        "netzwerk",
        "Zusammenarbeit im Netzwerk",
        "Wer sich kennt, baut schneller um und streitet fairer.",
        "Das Transformationsnetzwerk arbeitet seit diesem Jahr.",
        "bildung energie flaechen neues",
        (
            Way(
                "trägt sich selbst",
                (0, 1, 2),
                "Alle acht Akteursgruppen bezahlen und gestalten mit.",
            ),
            Way(
                "endet mit der Förderung",
                (0, -1, -2),
                "Nach 2028 bleibt eine Adressliste.",
            ),
        ),
    ),
    Driver(
        "finanzen",
        "Kommunale Finanzen",
        "Schulen, Busse und Flächen kosten Geld, das aus Steuern der Betriebe kommt.",
        "Mehrere Kommunen haben einen Haushalt ohne Spielraum.",
        "bildung flaechen energie",
        (
            Way(
                "handlungsfähig",
                (0, 2, 1),
                "Kommunen investieren vor, statt zu reparieren.",
            ),
            Way(
                "Sparen bestimmt alles", (0, -2, -1), "Freiwillige Aufgaben fallen weg."
            ),
        ),
    ),
)
# Where acting the other way round is more plausible than leaning says.
AGAINST_THE_LEAN = {
    ("Leitwerke für Neues", "überall knapp"): 3,
    ("Leitwerke für Neues", "genug und gut ausgebildet"): -2,
    ("Leitwerke für Neues", "abhängig geblieben"): 3,
    ("Leitwerke für Neues", "breit aufgestellt"): -2,
    ("schrittweiser Abbau", "breit aufgestellt"): 2,
    ("schrittweiser Abbau", "genug und gut ausgebildet"): 2,
    ("überall knapp", "Leitwerke für Neues"): 1,
    ("abhängig geblieben", "Leitwerke für Neues"): 2,
    ("breit aufgestellt", "schrittweiser Abbau"): 1,
    ("jeder für sich", "abhängig geblieben"): 1,
    ("handlungsfähig", "starker Gründungsort"): 2,
}
# What the group agreed on after talking, with a note.
SETTLED = (
    (
        "verlässlich und streng",
        "Elektro setzt sich durch",
        3,
        "Im Treffen besprochen: Verlässliche Regeln wirken stärker als der Preis. "
        "Die Zweifel galten dem Tempo, nicht der Richtung.",
    ),
    (
        "aufgeweicht",
        "Verbrenner bleiben lange",
        2,
        "Im Treffen besprochen: Ausnahmen helfen dem Verbrenner, allein halten sie "
        "ihn aber nicht.",
    ),
)
TECHNOLOGY_STORIES = (
    Story(
        "A1 B1 C1 D1 E1 F1 G1 H1",
        "Strom aus der Nähe, Technik aus Europa",
        "Elektroantriebe setzen sich durch, Zellen und Software entstehen in Europa, und der Mittelstand ist dabei.",
        "<h2>Das Jahr 2035</h2><p>Neun von zehn neuen Fahrzeugen fahren elektrisch. Weil die Regeln der EU seit Jahren dieselben sind, haben Hersteller früh investiert: Zellwerke in Europa, eine gemeinsame offene Grundlage für Fahrzeugsoftware, Strom aus Wind und Sonne zu planbaren Preisen.</p><h2>Wie es dazu kam</h2><p>Entscheidend war die Reihenfolge. Erst wurde Strom verlässlich günstig, dann kamen Zellfertigung und Aufarbeitung nach. Kleine Betriebe teilen sich Lernfabriken und nutzen dieselben digitalen Dienste wie die großen.</p><ul><li>Gebrauchte Batterien werden hier geprüft, aufgearbeitet und neu verkauft.</li><li>Wasserstoff gibt es dort, wo Strom nicht reicht: in Gießereien und schweren Lastwagen.</li></ul>",
        "Im Jahr 2035 fahren fast alle neuen Autos mit Strom.\nDer Strom kommt aus Wind und Sonne. Er ist nicht teuer.\n\nBatterien und Programme für Autos kommen aus Europa.\nAuch kleine Betriebe verdienen daran.",
        "Windräder im Abendlicht",
        "Vier Windräder auf Hügeln vor einer tief stehenden Sonne.",
    ),
    Story(
        "A1 B1 C1 D2 E1 F2 G2 H2",
        "Elektrisch, aber eingekauft",
        "Die Autos fahren elektrisch und der Strom ist sauber, doch Zellen und Software kommen aus Übersee.",
        "<h2>Das Jahr 2035</h2><p>Der Wechsel zum Elektroauto ist gelungen, die Klimaziele sind in Reichweite. Verdient wird daran anderswo: Batterien, Betriebssysteme und Datendienste kommen aus wenigen großen Häusern in Asien und Amerika.</p><h2>Wie es dazu kam</h2><p>Europa hat die Nachfrage geregelt, nicht das Angebot. Zellwerke wurden angekündigt und verschoben. Große Betriebe automatisieren, kleine können nicht folgen. Aufgearbeitet wird wenig, weil Ersatzteile aus Übersee billiger sind.</p>",
        "Im Jahr 2035 fahren fast alle neuen Autos mit Strom.\nDas ist gut für das Klima.\n\nAber Batterien und Programme kommen von weit weg.\nHier verdienen nur wenige daran.",
        "Elektroauto an der Ladesäule",
        "Ein orangefarbenes Auto lädt an einer Ladesäule, dahinter Häuser.",
    ),
    Story(
        "A3 B2 C3 D2 E2 F2 G2 H2",
        "Langer Abschied vom Verbrenner",
        "Regeln wechseln, Strom bleibt teuer, der Verbrenner hält sich, und Neues entsteht woanders.",
        "<h2>Das Jahr 2035</h2><p>Mehr als die Hälfte der neuen Fahrzeuge hat noch einen Verbrenner. Das klingt nach Aufschub, ist aber teuer: Betriebe halten zwei Techniken vor und investieren in keine richtig.</p><h2>Wie es dazu kam</h2><p>Ausnahmen von den Klimaregeln häuften sich. Wer auf Strom oder Wasserstoff gesetzt hatte, wurde enttäuscht, wer gewartet hatte, bestätigt. In anderen Teilen der Welt ging der Umbau weiter.</p>",
        "Im Jahr 2035 fahren noch viele Autos mit Benzin oder Diesel.\nStrom ist teuer. Die Regeln ändern sich oft.\n\nViele Betriebe warten ab.\nNeue Technik kommt aus anderen Ländern.",
        "Weg mit vier Stationen",
        "Ein heller Weg führt mit vier Fahnen durch eine Hügellandschaft.",
    ),
)
REGION_STORIES = (
    Story(
        "A1 B1 C1 D1 E1 F1 G1 H1 I1 J1 K1 L1",
        "Gemeinsam vorn",
        "Werke, Zulieferer, Schulen und Kommunen ziehen an einem Strang; die Region baut, was andere brauchen.",
        "<h2>Die Region im Jahr 2035</h2><p>Die großen Werke haben neue Produkte bekommen, weil hier gelernt wird: In gemeinsamen Werkstätten bilden sich Beschäftigte aus dreißig Betrieben weiter. Zulieferer liefern heute auch für Bahn, Speicher und Medizintechnik.</p><h2>Was den Unterschied machte</h2><p>Kommunen teilen Gewerbeflächen und Steuern, Abwärme heizt Wohnungen, und das Netzwerk trägt sich selbst. Gründungen finden ihre ersten Kunden vor der Tür.</p>",
        "Im Jahr 2035 gibt es in der Region gute Arbeit.\nBetriebe und Schulen arbeiten zusammen.\n\nViele Menschen haben etwas Neues gelernt.\nStrom und Wärme kommen aus der Region.",
        "Workshop am runden Tisch",
        "Blick von oben auf einen Tisch mit Skizze und Tassen; acht farbige Kreise stehen für acht Akteursgruppen.",
    ),
    Story(
        "A1 B1 C1 D3 E3 F2 G2 H2 I2 J2 K2 L2",
        "Jeder für sich",
        "Die Technik wäre da, doch die Region nutzt sie nicht: Werke bauen ab, Betriebe geben auf, Kommunen sparen.",
        "<h2>Die Region im Jahr 2035</h2><p>Elektroautos werden gebaut, nur nicht mehr viele hier. Schicht um Schicht ist weggefallen. Wer jung ist und etwas gründen will, geht nach Berlin oder München.</p><h2>Was gefehlt hat</h2><p>Nicht die Technik, sondern die Zusammenarbeit. Große Betriebe schulten für sich, kleine gar nicht. Kommunen überboten sich bei Flächen und hatten am Ende kein Geld für Busse und Schulen. Nach 2028 blieb vom Netzwerk eine Adressliste.</p>",
        "Im Jahr 2035 haben viele Menschen ihre Arbeit verloren.\nDie Betriebe haben nicht zusammengearbeitet.\n\nDie Städte müssen sparen.\nJunge Menschen ziehen weg.",
        "Bahn auf der Brücke",
        "Eine Bahn fährt über eine Bogenbrücke, dahinter Häuser.",
    ),
)
