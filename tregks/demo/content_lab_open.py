"""The demo's scenario fields still at work: one to judge, one that collects factors.

Both continue the workshops about heat; projections lean as in `content_lab`.
"""

from typing import NamedTuple

from tregks.demo.content_lab import Driver, Way

JUDGING_NAME = "Wärme der Betriebe 2040"
JUDGING_TEXT = (
    "Womit heizen, trocknen, härten und schmelzen Betriebe in Nordhessen im Jahr 2040? "
    "Wir betrachten Netze, Strom, Abwärme und Wasserstoff. Die Faktoren stammen aus dem "
    "Workshop im Herbst; vor dem nächsten schätzt jede und jeder zuerst allein ein."
)
JUDGING = (
    Driver(
        "netze",
        "Ausbau der Wärmenetze",
        "Ein Netz entscheidet, ob Wärme von außen kommen und eigene abgegeben werden kann.",
        "Fernwärme gibt es in Kassel und einigen größeren Orten.",
        "abwaerme pumpen",
        (
            Way("nur Bestand", (-1, -1, -1), "Es bleibt bei den Netzen von heute."),
            Way(
                "Ausbau in den Städten",
                (1, 1, 0),
                "Kassel, Baunatal und die Mittelzentren verdichten ihre Netze.",
            ),
            Way(
                "Ausbau überall",
                (2, 1, 2),
                "Auch Gewerbegebiete auf dem Land hängen an kleinen Netzen.",
            ),
        ),
    ),
    Driver(
        "strom",
        "Strompreis für Wärme",
        "Wärmepumpen und Elektroöfen lohnen sich nur bei planbaren Preisen.",
        "Strom kostet Betriebe heute etwa das Dreifache von Gas.",
        "pumpen oefen wasserstoff",
        (
            Way("niedrig und planbar", (2, 1, 0), "Langfristige Verträge sind üblich."),
            Way("hoch und schwankend", (-2, -1, 0), "Jeder Winter ist ein Risiko."),
        ),
    ),
    Driver(
        "abwaerme",
        "Abwärme aus Betrieben",
        "Gießereien, Lackierereien und Rechenzentren könnten ganze Viertel heizen.",
        "Das meiste geht über Kühltürme verloren; genaue Zahlen fehlen.",
        "netze pumpen",
        (
            Way("wird geteilt", (1, 1, 2), "Ein Wärmeatlas bringt Angebote zusammen."),
            Way("geht verloren", (-1, 0, -2), "Verträge scheitern an der Haftung."),
        ),
    ),
    Driver(
        "wasserstoff",
        "Wasserstoff für hohe Temperaturen",
        "Über 800 Grad gibt es für manche Verfahren bisher keinen anderen Ersatz für Gas.",
        "Das geplante Kernnetz führt an Kassel vorbei.",
        "oefen",
        (
            Way(
                "Anschluss ans Kernnetz",
                (1, 1, 1),
                "Ab 2035 fließt er durch alte Rohre.",
            ),
            Way("einzelne Inseln", (0, 0, 0), "Wenige Betriebe erzeugen ihn selbst."),
            Way("kommt nicht", (-1, -1, -1), "Zu teuer und nie in der nötigen Menge."),
        ),
    ),
    Driver(
        "pumpen",
        "Großwärmepumpen",
        "Bis 150 Grad können sie Gas ersetzen, wenn Fachleute sie planen und warten.",
        "In Nordhessen laufen erste Anlagen im Probebetrieb.",
        "netze abwaerme",
        (
            Way(
                "Stand der Technik", (2, 1, 0), "Jedes Planungsbüro kann sie auslegen."
            ),
            Way("Nische", (-1, -1, 0), "Lieferzeiten und Fachkräfte bremsen."),
        ),
    ),
    Driver(
        "oefen",
        "Umbau der Öfen und Anlagen",
        "Öfen laufen Jahrzehnte: Wer jetzt umbaut, legt sich bis nach 2050 fest.",
        "Die Hälfte der Industrieöfen in der Region ist älter als 25 Jahre.",
        "wasserstoff strom abwaerme",
        (
            Way("elektrisch", (2, 1, 0), "Schmelzen und Härten mit Strom."),
            Way(
                "für Gas und Wasserstoff",
                (0, 1, 1),
                "Brenner für beides, je nach Preis.",
            ),
            Way("aufgeschoben", (-2, -1, -1), "Repariert wird, ersetzt nicht."),
        ),
    ),
)
# How far everybody is, in pairs; who is not named has not begun.
JUDGED = {
    "birte@tregks.example": 30,
    "vera@tregks.example": 30,
    "kira@tregks.example": 30,
    "arne@tregks.example": 17,
    "zoe@tregks.example": 11,
    "mitglied@tregks.example": 6,
}
REASONS = {
    ("birte@tregks.example", "strom", "oefen"): (
        "Ein Elektroofen rechnet sich bei uns erst unter acht Cent."
    ),
    ("vera@tregks.example", "netze", "abwaerme"): (
        "Ohne Leitung vor dem Werkstor bleibt jede Zusage Theorie."
    ),
    ("kira@tregks.example", "strom", "pumpen"): (
        "Viele Betriebe warten mit dem Auftrag, bis der Preis für fünf Jahre feststeht."
    ),
    ("arne@tregks.example", "netze", "pumpen"): (
        "In den Netzen der Städte ersetzt eine Großwärmepumpe mehrere alte Kessel."
    ),
}

COLLECTING_NAME = "Nordhessen heizt und arbeitet 2040"
COLLECTING_TEXT = (
    "Wie leben und wirtschaften wir in Stadt und Landkreis Kassel, wenn Wärme ohne Gas "
    "und Öl entsteht? Das Feld baut auf „Wärme der Betriebe 2040“ auf. Vorschläge sind "
    "bis zum nächsten Treffen willkommen; danach ordnet die Gruppe sie."
)


class Proposal(NamedTuple):
    """A factor somebody has proposed; `accepted` where the group has taken it up."""

    by: str
    name: str
    why: str
    today: str
    sources: str
    ways: tuple[tuple[str, str], ...]
    accepted: bool = False


COLLECTING = (
    Proposal(
        "sprecherin@tregks.example",
        "Fachkräfte im Handwerk",
        "Ohne Menschen, die Leitungen und Pumpen einbauen, bleibt jeder Plan liegen.",
        "Betriebe der Region nennen Wartezeiten von vier bis neun Monaten.",
        "Umfrage unter den Mitgliedsbetrieben, Sommer 2026",
        (
            ("genug Hände", "Ausbildung und Zuzug füllen die Lücken."),
            ("knapp", "Große Aufträge gehen vor, Privathaushalte warten."),
            ("Engpass", "Betriebe schließen, weil niemand sie übernimmt."),
        ),
        accepted=True,
    ),
    Proposal(
        "vera@tregks.example",
        "Kommunale Wärmeplanung",
        "Sie sagt Betrieben, wo ein Netz kommt und wo nicht.",
        "Kassel hat einen Plan, viele kleinere Gemeinden beginnen gerade.",
        "",
        (
            ("gemeinsam", "Gemeinden planen zusammen und teilen sich Fachleute."),
            ("jede für sich", "Jede Gemeinde plant nach eigenem Takt."),
        ),
        accepted=True,
    ),
    Proposal(
        "arne@tregks.example",
        "Arbeitsplätze in alten Heiztechniken",
        "Kesselbau, Service und Gasnetze beschäftigen heute viele Menschen.",
        "",
        "",
        (
            ("gehen über", "Die meisten arbeiten an der neuen Technik weiter."),
            ("gehen verloren", "Umschulungen kommen zu spät."),
        ),
    ),
    Proposal(
        "kira@tregks.example",
        "Fehlende Handwerkerinnen und Handwerker",
        "Aufträge für Wärmepumpen bleiben liegen, weil niemand sie ausführen kann.",
        "",
        "Konjunkturbericht Handwerk, Frühjahr 2026",
        (
            ("Mangel bleibt", "Es fehlen weiter Leute in Heizung und Elektro."),
            ("Mangel geht zurück", "Quereinstieg und kürzere Wege helfen."),
        ),
    ),
    Proposal(
        "mitglied@tregks.example",
        "Beteiligung der Bürgerinnen und Bürger",
        "Wärmenetze und Windräder entstehen schneller, wo Menschen mitverdienen.",
        "Zwei Energiegenossenschaften im Landkreis nehmen neue Mitglieder auf.",
        "",
        (
            ("Genossenschaften überall", "Viele Orte besitzen ihr Netz selbst."),
            ("wenige Leuchttürme", "Es bleibt bei einzelnen Vorzeigeorten."),
        ),
    ),
)
