"""What the demo's working groups are for, and what has happened in them.

Days count from today: -7 is a week ago, 21 in three weeks.
"""

from typing import NamedTuple

SPEAKER = "sprecherin@tregks.example"
MEMBER = "mitglied@tregks.example"
MANAGER = "management@tregks.example"
AYLIN = "aylin.brandt@habichtswald-guss.example"
NIKOLAI = "nikolai.petrow@ht-fuldaaue.example"
BERND = "bernd.twele@twiste-energie.example"
INES = "ines.kaufmann@buergerenergie-kaufungen.example"
TARIK = "tarik.yilmaz@ab-metall.example"
OLE = "ole.reimers@technikum-diemel.example"
SABINE = "sabine.krug@br-netz.example"
CAROLA = "carola.benz@agk-kassel.example"
CHRISTINE = "christine.albers@iaw.example"
FRANK = "frank.ackermann@zulieferkreis.example"
ULRIKE = "ulrike.maas@bk-auefeld.example"
LENA = "lena.vogt@vhs-drei-fluesse.example"
FATIMA = "fatima.haddad@frauen-technik.example"
DIETER = "dieter.hollstein@jobstelle.example"
PETRA = "petra.loewe@logistik-soehre.example"
MARTIN = "martin.sobotta@selbstbestimmt-mobil.example"
JONAS = "jonas.weidner@wilhelmshoeher-sensorik.example"
HENNING = "henning.struck@stadt.example"
MIRIAM = "miriam.oezdemir@kreis-habichtswald.example"
RENATE = "renate.schade@mittelstand-wm.example"
GISELA = "gisela.pfaff@khg.example"


class Circle(NamedTuple):
    topic: str
    name: str
    admission: str
    lead: str
    purpose: str
    speakers: list[str]
    members: list[str]
    waiting: dict[str, str] = {}


CIRCLES = [
    Circle(
        "arbeitsbeziehungen",
        "Arbeitsgruppe Arbeitsbeziehungen",
        "request",
        "Wie bleibt der Umbau fair? Wir sammeln Vereinbarungen und schlagen Regeln vor, die in kleinen Betrieben anwendbar sind.",
        "Betriebsräte, Arbeitgeber und Forschung lesen gemeinsam, was es schon gibt, und sagen, was fehlt.\n\n- Sammlung guter Vereinbarungen bis März\n- Vorlage für Betriebe ohne Betriebsrat bis Juni\n- eine Maßnahme zur Begleitung kleiner Betriebe",
        [SABINE, CAROLA],
        [TARIK, CHRISTINE, DIETER, FATIMA],
    ),
    Circle(
        "digitalisierung",
        "Arbeitsgruppe Digitalisierung",
        "open",
        "Daten teilen, ohne sich auszuliefern: Wir suchen Anwendungen, die auch ein Betrieb mit 30 Leuten einführen kann.",
        "Wir beginnen klein: drei Betriebe, drei Anwendungen, ein Jahr. Was sich bewährt, beschreiben wir so, dass andere es nachmachen können.",
        [FRANK],
        [JONAS, ULRIKE, NIKOLAI],
    ),
    Circle(
        "dekarbonisierung",
        "Arbeitsgruppe Dekarbonisierung",
        "request",
        "Wärme, Strom und Wasserstoff: Wir klären, womit Werke künftig heizen, gießen und härten.",
        "Die Gruppe trägt Zahlen aus den Betrieben zusammen, baut daraus Szenarien und schreibt Maßnahmen.\n\n- Abwärme der Werke auf einer Karte bis Februar\n- Szenarien zur Prozesswärme bis April\n- mindestens drei Maßnahmen für die Konsultation im Sommer\n\nWir treffen uns alle sechs Wochen, abwechselnd vor Ort und im Netz.",
        [SPEAKER],
        [MEMBER, AYLIN, NIKOLAI, BERND, INES, TARIK, OLE],
        {
            PETRA: "Wir laden elf Lastwagen und suchen Partner für einen Speicher. Ich bringe ein Jahr Ladedaten mit."
        },
    ),
    Circle(
        "qualifizierung",
        "Arbeitsgruppe Qualifizierung",
        "open",
        "Lernen neben der Schicht: Wir bringen Betriebe, Schulen und Beratung an einen Tisch.",
        "Wer heute Getriebe montiert, soll morgen Hochvoltanlagen warten können. Wir sorgen dafür, dass die Kurse dazu in der Nähe und zur richtigen Zeit stattfinden.",
        [ULRIKE],
        [LENA, FATIMA, DIETER, SABINE, GISELA, MIRIAM],
    ),
    Circle(
        "mobilitaet-der-zukunft",
        "Arbeitsgruppe Mobilität der Zukunft",
        "open",
        "Wie kommen Menschen und Waren durch die Region? Wir erproben, zählen und fragen die, die es betrifft.",
        "Ladepunkte, Regiotram, geteilte Autos und Wege für alle. Jede Idee prüfen Menschen mit Behinderungen, bevor sie weitergeht.",
        [PETRA],
        [MARTIN, JONAS, INES],
    ),
    Circle(
        "standortentwicklung",
        "Arbeitsgruppe Standortentwicklung",
        "request",
        "Flächen, Genehmigungen, Nachfolge: Wir räumen aus dem Weg, was Betriebe vom Umbau abhält.",
        "Verwaltung und Betriebe gehen Fälle gemeinsam durch. Aus jedem Fall wird ein Satz, was sich ändern muss, und bei wem.",
        [HENNING],
        [MIRIAM, RENATE, GISELA, CAROLA, BERND],
    ),
]


class Talk(NamedTuple):
    author: str
    text: str
    replies: list[tuple[str, str]] = []


class Written(NamedTuple):
    topic: str
    author: str
    days: int
    title: str
    text: str
    thread: list[Talk] = []
    is_pinned: bool = False


POSTS = [
    Written(
        "dekarbonisierung",
        SPEAKER,
        -60,
        "Willkommen, und wie wir hier arbeiten",
        "Schön, dass Sie da sind. Drei Verabredungen aus unserem ersten Treffen:\n\n1. Zahlen aus Betrieben bleiben in der Gruppe, bis der Betrieb sie freigibt.\n2. Wer eine Aufgabe nicht schafft, gibt sie zurück. Das ist keine Schande.\n3. Protokolle stehen drei Tage nach jedem Treffen hier.",
        is_pinned=True,
    ),
    Written(
        "dekarbonisierung",
        AYLIN,
        -16,
        "Abwärme: Wer hat Messwerte über ein ganzes Jahr?",
        "Für die Karte fehlen uns Lastgänge. Monatswerte reichen nicht, weil im Sommer niemand die Wärme braucht.\n\nWir haben *stündliche Werte* von zwei Schmelzöfen. Wer kann etwas dazulegen?",
        [
            Talk(
                MEMBER,
                "Wir messen seit März an der Härterei, rund 400 Kilowatt bei 60 Grad. Ich lade die Tabelle bei den Dokumenten hoch.",
                [
                    (AYLIN, "Großartig. Sind die Wochenenden dabei?"),
                    (MEMBER, "Ja, mit Lücken im August, da stand die Anlage."),
                ],
            ),
            Talk(
                NIKOLAI,
                "Ich rechne beides in unser Netzmodell ein. Ein erstes Ergebnis bringe ich zum nächsten Treffen mit.",
            ),
            Talk(
                BERND,
                "Bitte denken Sie an den Abstand: Über zwei Kilometer lohnt sich die Leitung selten.",
                [
                    (
                        INES,
                        "Bei uns in Kaufungen wären es 900 Meter bis zum Nahwärmenetz.",
                    )
                ],
            ),
        ],
    ),
    Written(
        "dekarbonisierung",
        OLE,
        -6,
        "Besuch im Technikum: zwei Plätze frei",
        "Am Freitag in drei Wochen fahren wir den neuen Elektrolyseur hoch. Zwei Plätze sind noch frei. Die Halle ist stufenlos, es ist laut, Gehörschutz liegt bereit.",
        [Talk(TARIK, "Ich komme gern mit einer Kollegin aus der Gießerei.")],
    ),
    Written(
        "arbeitsbeziehungen",
        SABINE,
        -12,
        "Sammlung der Vereinbarungen: Stand November",
        "22 Vereinbarungen sind beisammen, 14 davon mit Erlaubnis zur Weitergabe. Es fehlen Beispiele aus Betrieben unter 50 Beschäftigten.",
        [
            Talk(
                CAROLA,
                "Zwei Mitgliedsbetriebe würden mitmachen, wenn ihr Name nicht erscheint.",
            )
        ],
    ),
    Written(
        "qualifizierung",
        ULRIKE,
        -9,
        "Hochvolt am Abend: 31 Anmeldungen für 16 Plätze",
        "Wir teilen den Kurs und beginnen im Februar ein zweites Mal. Wer hat einen Raum mit Hebebühne in der Nähe einer Haltestelle?",
        [Talk(GISELA, "Unsere Lehrwerkstatt in Waldau ist dienstags frei.")],
    ),
    Written(
        "digitalisierung",
        FRANK,
        -20,
        "Drei Betriebe für den ersten Versuch gesucht",
        "Zwei haben zugesagt. Der dritte sollte weniger als 50 Leute haben und eine Maschine, die oft unerwartet steht.",
    ),
    Written(
        "mobilitaet-der-zukunft",
        MARTIN,
        -14,
        "Ladepunkte: Was ich an acht Säulen gefunden habe",
        "Fünf von acht sind mit dem Rollstuhl nicht zu bedienen: Bordstein, Poller, Bildschirm auf 1,60 Meter. Ich habe eine Prüfliste geschrieben und bitte um Ergänzung.",
        [Talk(PETRA, "Wir bauen im Frühjahr um und nehmen die Liste als Vorgabe.")],
    ),
    Written(
        "standortentwicklung",
        HENNING,
        -11,
        "Fall 4: Halle in Lohfelden, Genehmigung seit 14 Monaten offen",
        "Der Betrieb kommt zum nächsten Treffen. Bitte lesen Sie vorher die Übersicht der Beteiligten.",
    ),
]


class Gathering(NamedTuple):
    topic: str
    days: int
    hour: int
    title: str
    place: str = ""
    barriers: str = ""
    link: str = ""
    agenda: str = ""
    minutes: str = ""
    cancel_reason: str = ""


ROOM = "Hochschule für Technik Fuldaaue, Kassel, Raum 1.12"
STEPLESS = "Stufenlos vom Parkplatz und von der Haltestelle. Aufzug mit Sprachansage, barrierefreie Toilette auf der Etage. Mobile Höranlage auf Wunsch. Kein Leitsystem am Boden."
CALL = "https://konferenz.tregks.example/"

MEETINGS = [
    Gathering(
        "dekarbonisierung",
        12,
        14,
        "Wärmenetze: erste Rechnung, 4. Treffen",
        ROOM,
        STEPLESS,
        f"{CALL}dekarbonisierung",
        "- Ergebnis der Rechnung mit zwei Werken (Nikolai Petrow)\n- Karte der Abwärme: Was fehlt?\n- Welche Maßnahme schreiben wir zuerst?",
    ),
    Gathering(
        "dekarbonisierung",
        54,
        14,
        "Prozesswärme in Szenarien, 5. Treffen",
        link=f"{CALL}dekarbonisierung",
        agenda="- Einflussfaktoren auswählen\n- Wer schätzt ein?",
    ),
    Gathering(
        "dekarbonisierung",
        -30,
        14,
        "Abwärme sammeln, 3. Treffen",
        "Habichtswald Guss AG, Baunatal, Kantine",
        "Ebenerdig, breite Türen, barrierefreie Toilette im Erdgeschoss. Keine Höranlage. Im Werk ist es laut.",
        agenda="- Rundgang am Ofen\n- Welche Werte brauchen wir?",
        minutes="Elf Personen waren da.\n\nWir haben beschlossen, die Abwärme der Werke auf *einer* Karte zu zeigen. Jeder Betrieb gibt seine Werte selbst frei.\n\n- Aylin Brandt sammelt Lastgänge\n- Milan Mitglied lädt die Werte der Härterei hoch\n- Bernd Twele prüft die Förderung",
    ),
    Gathering(
        "arbeitsbeziehungen",
        19,
        16,
        "Vorlage für kleine Betriebe, 2. Treffen",
        "Arbeitgeberkreis Region Kassel, Besprechungsraum 2",
        "Zwei Stufen am Haupteingang, Rampe am Hof (bitte klingeln). Aufzug, barrierefreie Toilette im ersten Stock.",
    ),
    Gathering(
        "digitalisierung",
        26,
        10,
        "Welche Maschine zuerst?",
        link=f"{CALL}digitalisierung",
    ),
    Gathering(
        "qualifizierung",
        8,
        17,
        "Kurse im Frühjahr",
        "Berufskolleg am Auefeld, Kassel, Lehrwerkstatt",
        "Stufenlos, barrierefreie Toilette, gute Beleuchtung. Induktive Höranlage vorhanden.",
        cancel_reason="Zu viele sind krank. Wir suchen einen neuen Tag.",
    ),
    Gathering(
        "mobilitaet-der-zukunft",
        33,
        13,
        "Rundfahrt zu den Ladepunkten",
        "Start am Bahnhof Wilhelmshöhe, Haltestelle am Vorplatz",
        "Der Bus ist ein Niederflurbus mit Platz für vier Rollstühle. Toilette am Start und am Ziel.",
    ),
    Gathering(
        "standortentwicklung",
        15,
        9,
        "Fall 4: Halle in Lohfelden",
        "Rathaus Kassel, Zimmer W 206",
        "Aufzug am Eingang Karlsstraße, barrierefreie Toilette auf der Etage. Keine Höranlage.",
    ),
]


class ToDo(NamedTuple):
    topic: str
    title: str
    assignee: str = ""
    days: int | None = None
    text: str = ""
    is_done: bool = False


TASKS = [
    ToDo(
        "dekarbonisierung",
        "Messwerte der Härterei hochladen",
        MEMBER,
        -20,
        is_done=True,
    ),
    ToDo(
        "dekarbonisierung",
        "Freigabe der Werte bei der Geschäftsführung einholen",
        MEMBER,
        10,
        "Es geht nur um die Monatsmittel und die Lage des Werks.",
    ),
    ToDo("dekarbonisierung", "Förderung für Wärmeleitungen prüfen", BERND, -3),
    ToDo("dekarbonisierung", "Raum für das sechste Treffen finden", "", 40),
    ToDo(
        "dekarbonisierung",
        "Einladung zum Treffen in Leichter Sprache schreiben",
        SPEAKER,
        4,
    ),
    ToDo("arbeitsbeziehungen", "Drei Vereinbarungen aus kleinen Betrieben", CAROLA, 15),
    ToDo("qualifizierung", "Neuen Tag für das Treffen vorschlagen", ULRIKE, 6),
    ToDo("mobilitaet-der-zukunft", "Prüfliste für Ladepunkte ergänzen", PETRA, 12),
]


class Resolved(NamedTuple):
    topic: str
    days: int
    title: str
    text: str
    is_public: bool
    review: int | None = None
    meeting: str = ""


DECISIONS = [
    Resolved(
        "dekarbonisierung",
        -30,
        "Die Abwärme der Werke steht auf einer gemeinsamen Karte",
        "Heute weiß kein Werk, wer nebenan Wärme braucht. Auf der Karte stehen Lage, Temperatur und Monatsmittel. Jeder Betrieb gibt seine Werte selbst frei und kann sie zurückziehen.",
        is_public=True,
        review=90,
        meeting="Abwärme sammeln, 3. Treffen",
    ),
    Resolved(
        "dekarbonisierung",
        -72,
        "Zahlen aus Betrieben bleiben bis zur Freigabe in der Gruppe",
        "Sonst gibt uns niemand Zahlen. Wer sie weitergibt, fragt vorher den Betrieb.",
        is_public=False,
        review=110,
    ),
    Resolved(
        "arbeitsbeziehungen",
        -40,
        "Wir schreiben eine Vorlage für Betriebe ohne Betriebsrat",
        "Acht von zehn Betrieben der Region haben keinen. Die Vorlage passt auf zwei Seiten.",
        is_public=True,
    ),
    Resolved(
        "mobilitaet-der-zukunft",
        -25,
        "Jede Idee prüfen Menschen mit Behinderungen, bevor sie weitergeht",
        "Nachbessern ist teurer als fragen. Der Verein Selbstbestimmt mobil nennt uns Prüferinnen und Prüfer.",
        is_public=True,
        review=340,
    ),
]
