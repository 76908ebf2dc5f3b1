"""The demo's workshops and other dates. All people beside the cast are invented."""

from typing import Any, NamedTuple

PLACE = {
    "place": "Kulturbahnhof Nord, Raum 2",
    "address": "Bahnhofsplatz 1, 34117 Kassel",
    "directions": "Tram 1 bis „Bahnhofsplatz“, von dort 150 Meter ohne Stufen.\n\n"
    "Zwei Parkplätze für Menschen mit Behinderung stehen vor dem Haus.",
    "barriers": "- Eingang, Raum und Toilette sind ohne Stufen zu erreichen.\n"
    "- Der Aufzug ist 1,40 Meter tief und hat eine Ansage.\n"
    "- Eine Höranlage ist vorhanden, bitte sagen Sie uns vorher Bescheid.\n"
    "- Nicht vorhanden: ein Leitsystem für blinde Menschen. Wir holen Sie gern an der "
    "Haltestelle ab.",
}
ONLINE = {
    "form": "online",
    "online_url": "https://treffen.tregks.example/werkstatt",
    "barriers": "- Das Programm lässt sich ganz mit der Tastatur bedienen.\n"
    "- Sie können sich auch per Telefon einwählen.\n"
    "- Alle Folien bekommen Sie zwei Tage vorher als Datei mit Textbeschreibungen.",
    "captions": "Untertitel entstehen automatisch und werden mitgelesen.",
}
CONTACT = {
    "contact_name": "Mara Management",
    "contact_email": "management@tregks.example",
}


class WorkshopText(NamedTuple):
    slug: str
    title: str
    lead: str
    in_days: int
    hours: tuple[int, float]  # begins at, lasts
    capacity: int
    fields: dict[str, Any]
    topic: str = ""
    of_group: bool = False
    agenda: tuple[tuple[str, str, str, str], ...] = ()
    questions: tuple[tuple[str, str, str], ...] = ()  # text, kind, choices
    # Who comes: "cast" addresses with their state, then so many guests a state.
    people: tuple[tuple[str, str], ...] = ()
    guests: tuple[tuple[str, int], ...] = ()
    results: tuple[tuple[str, str, str], ...] = ()  # kind, title, text
    feedback: tuple[tuple[int, int, int, str], ...] = ()
    led_to: tuple[tuple[str, str], ...] = ()  # name of a factor or measure, reason
    picture: str = ""


WORKSHOPS = [
    WorkshopText(
        slug="faktoren-waerme-2040",
        title="Was treibt die Wärme von morgen?",
        lead="Wir sammeln, was die Wärmeversorgung der Betriebe bis 2040 bestimmt, und "
        "einigen uns auf die zehn wichtigsten Einflussfaktoren.",
        in_days=-62,
        hours=(14, 3),
        capacity=16,
        topic="dekarbonisierung",
        fields=PLACE
        | {
            "audience": "Alle, die Wärme erzeugen, verteilen oder brauchen. Vorwissen ist "
            "nicht nötig.",
            "minutes": "Vierzehn Menschen aus sechs Akteursgruppen waren da. Wir haben 31 "
            "Einflussfaktoren gesammelt und zu zehn zusammengefasst.\n\n"
            "Einig waren wir uns, dass der Ausbau der Netze mehr bestimmt als der Preis "
            "für Wasserstoff. Strittig blieb, wie schnell Betriebe Abwärme abgeben.\n\n"
            "- Das Netzwerkmanagement trägt die Faktoren in das Szenariofeld ein.\n"
            "- Die Arbeitsgruppe prüft die Idee eines Wärmeatlas.\n"
            "- Wir treffen uns zum Einschätzen wieder.",
        },
        agenda=(
            ("14:00 Uhr", "Ankommen und Ziel", "Runde", "Mara Management"),
            ("14:20 Uhr", "Faktoren sammeln", "Karten in Kleingruppen", "alle"),
            (
                "15:30 Uhr",
                "Zusammenfassen",
                "Gruppieren an der Wand",
                "Svea Sprecherin",
            ),
            ("16:30 Uhr", "Gewichten und Ausblick", "Punkte kleben", "alle"),
        ),
        people=(
            ("sprecherin@tregks.example", "attended"),
            ("mitglied@tregks.example", "attended"),
            ("redaktion@tregks.example", "no_show"),
        ),
        guests=(("attended", 9), ("cancelled", 2)),
        results=(
            (
                "factor",
                "Der Ausbau der Wärmenetze ist der stärkste Einflussfaktor",
                "Drei Ausprägungen: nur Bestand, Ausbau in den Städten, Ausbau überall.",
            ),
            (
                "idea",
                "Ein Wärmeatlas zeigt, wo Abwärme entsteht und wer sie nutzen kann",
                "Betriebe melden freiwillig; die Stadtwerke ergänzen ihre Netze.",
            ),
            (
                "decision",
                "Die Arbeitsgruppe prüft die Idee bis zum nächsten Treffen",
                "",
            ),
        ),
        feedback=(
            (5, 5, 5, ""),
            (
                4,
                5,
                4,
                "Mehr Pausen. Die Luft im Raum war nach zwei Stunden verbraucht.",
            ),
            (5, 4, 5, "Bitte die Karten vorher groß drucken."),
        ),
        led_to=(
            (
                "Wasserstoff",
                "Im Workshop war strittig, wie viel Wärme einmal aus Wasserstoff kommt.",
            ),
            (
                "Wärme teilen: Abwärme aus Betrieben in Nachbarnetze",
                "Die Idee eines Wärmeatlas stammt aus diesem Workshop.",
            ),
        ),
        picture="workshop",
    ),
    WorkshopText(
        slug="einschaetzen-waerme-2040",
        title="Wechselwirkungen einschätzen: Wärme 2040",
        lead="Wie beeinflussen sich die zehn Faktoren? Jede und jeder schätzt zuerst "
        "allein ein, danach sprechen wir über die großen Unterschiede.",
        in_days=12,
        hours=(9, 4.5),
        capacity=12,
        topic="dekarbonisierung",
        fields=PLACE
        | {
            "audience": "Menschen aus Betrieben, Verwaltung, Gewerkschaften und "
            "Forschung, die sich mit Wärme befassen.",
            "interpreting": "Deutsche Gebärdensprache, auf Wunsch bis zehn Tage vorher",
            "description": "Sie bekommen einen Bogen mit 90 Feldern und tragen ein, wie "
            "stark ein Faktor einen anderen fördert oder hemmt, von minus 3 bis plus 3. "
            "Das dauert etwa eine Stunde.\n\nDanach sehen wir, wo wir uns einig sind und "
            "wo nicht. Nur über die strittigen Felder sprechen wir.",
        },
        agenda=(
            ("9:00 Uhr", "Ankommen", "Kaffee", ""),
            (
                "9:15 Uhr",
                "So geht das Einschätzen",
                "Vortrag mit Beispiel",
                "Mara Management",
            ),
            (
                "9:45 Uhr",
                "Einschätzen",
                "jede Person für sich, Papier oder Portal",
                "alle",
            ),
            (
                "11:15 Uhr",
                "Unterschiede verstehen",
                "Gespräch über strittige Felder",
                "Svea Sprecherin",
            ),
            ("13:00 Uhr", "Ausblick", "Runde", "alle"),
        ),
        questions=(
            ("Wo möchten Sie einschätzen?", "choice", "auf Papier\nim Portal"),
            ("Essen Sie mittags mit uns?", "yes_no", ""),
        ),
        people=(
            ("sprecherin@tregks.example", "registered"),
            ("mitglied@tregks.example", "registered"),
            ("fremd@tregks.example", "waiting"),
        ),
        guests=(("registered", 10), ("waiting", 3), ("cancelled", 1)),
    ),
    WorkshopText(
        slug="weiterbildung-zukunftsbild",
        title="Zukunftsbild: Lernen im Betrieb 2035",
        lead="Wie lernen Beschäftigte in zehn Jahren? Aus den Szenarien entsteht ein Bild, "
        "das wir gemeinsam wollen.",
        in_days=20,
        hours=(17, 2),
        capacity=40,
        topic="qualifizierung",
        fields=ONLINE
        | {"audience": "Beschäftigte, Betriebsräte, Personalleitungen, Bildungsträger"},
        agenda=(
            (
                "17:00 Uhr",
                "Zwei Szenarien in zehn Minuten",
                "Vortrag",
                "Mara Management",
            ),
            (
                "17:20 Uhr",
                "Ein Tag im Jahr 2035",
                "Geschichten in Kleingruppen",
                "alle",
            ),
            ("18:20 Uhr", "Was allen Geschichten gemeinsam ist", "Plenum", "alle"),
        ),
        people=(("redaktion@tregks.example", "registered"),),
        guests=(("registered", 6),),
    ),
    WorkshopText(
        slug="massnahmen-werkstatt-mobilitaet",
        title="Maßnahmen-Werkstatt: Wege zur Arbeit",
        lead="Aus Ideen werden Steckbriefe: Wer macht was, bis wann, und woran erkennen "
        "wir, dass es wirkt?",
        in_days=34,
        hours=(13, 4),
        capacity=24,
        topic="mobilitaet-der-zukunft",
        fields=PLACE
        | {
            "form": "hybrid",
            "online_url": "https://treffen.tregks.example/wege",
            "restriction": "members",
        },
        guests=(),
    ),
    WorkshopText(
        slug="waermeatlas-vorbereiten",
        title="Wärmeatlas: Daten und Schutz der Betriebe",
        lead="Die Arbeitsgruppe klärt, welche Angaben der Atlas braucht und welche "
        "niemand sehen darf.",
        in_days=8,
        hours=(10, 2),
        capacity=10,
        topic="dekarbonisierung",
        of_group=True,
        fields=ONLINE,
        people=(
            ("sprecherin@tregks.example", "registered"),
            ("mitglied@tregks.example", "registered"),
        ),
    ),
    WorkshopText(
        slug="digitale-werkstatt-kleine-betriebe",
        title="Digitale Werkstatt für kleine Betriebe",
        lead="Drei Handwerksbetriebe zeigen, was sie ausprobiert haben und was nicht "
        "geklappt hat.",
        in_days=-20,
        hours=(16, 2),
        capacity=30,
        topic="digitalisierung",
        fields=PLACE,
        people=(("fremd@tregks.example", "attended"),),
        guests=(("attended", 14), ("no_show", 3), ("cancelled", 2)),
        results=(
            (
                "insight",
                "Kleine Betriebe wollen ausprobieren, bevor sie kaufen",
                "Geräte zum Ausleihen helfen mehr als weitere Beratung.",
            ),
        ),
        feedback=((4, 4, 5, ""), (5, 3, 5, "Mehr Zeit für Fragen.")),
    ),
]

GUESTS = (
    *("Amira Ahrens", "Bernd Böhle", "Cem Celik", "Doris Dröge", "Emil Eckhardt"),
    *("Frauke Fülling", "Goran Gajic", "Hanna Hübner", "Ilja Iwanow", "Jana Jütte"),
    *("Karim Kaya", "Lotte Lenz", "Marek Mühl", "Nele Neumann", "Okan Öztürk"),
    *("Paula Pohl", "Quirin Quast", "Rosa Rühl", "Stefan Süß", "Tilda Thöne"),
)

# title, text, in how many days, hour, hours, place, topic, repeat
OTHER_DATES = [
    (
        "Sprechstunde des Netzwerkmanagements",
        "Fragen, Ideen, Beschwerden: Wir nehmen uns Zeit. Ohne Anmeldung.",
        *(3, 16, 1.5, "Netzwerkbüro, Erdgeschoss, ohne Stufen", "", "fortnightly"),
    ),
    (
        "Stammtisch Transformation",
        "Offen für alle, die mitreden wollen.",
        *(10, 18, 2, "Café am Fluss, Eingang ohne Stufen", "", "monthly"),
    ),
    (
        "Netzwerktag der Region",
        "Alle acht Akteursgruppen an einem Tag: Szenarien, Zukunftsbilder, Maßnahmen.",
        *(75, 10, 6, "Stadthalle, ohne Stufen, Höranlage", "", ""),
    ),
    (
        "Ausbildungsmesse Zukunftsberufe",
        "Schülerinnen und Schüler lernen Berufe der Fahrzeugindustrie kennen.",
        *(26, 9, 5, "Berufsschulzentrum, ohne Stufen", "qualifizierung", ""),
    ),
]
