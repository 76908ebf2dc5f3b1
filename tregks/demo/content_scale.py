"""What the large demo is put together from. All invented."""

FIRST_NAMES = (
    *("Alina", "Bastian", "Carla", "Deniz", "Elif", "Frieda", "Gregor", "Hanna"),
    *("Ilse", "Jannik", "Karim", "Lena", "Mehmet", "Nele", "Oskar", "Paula"),
    *("Quirin", "Ronja", "Samir", "Thea", "Ulrich", "Vera", "Wanda", "Yusuf", "Zoe"),
)
SURNAMES = (
    *("Abel", "Albrecht", "Bauer", "Bilgin", "Böhm", "Dietrich", "Ebert", "Engel"),
    *("Fink", "Förster", "Günther", "Hahn", "Heinemann", "Iwanow", "Jäger", "Kaya"),
    *("Keller", "Köhler", "Kowalski", "Krug", "Lindner", "Lorenz", "Möller", "Nagel"),
    *("Nowak", "Otto", "Özkan", "Pohl", "Rausch", "Reuter", "Schäfer", "Schreiber"),
    *("Seidel", "Stein", "Teichmann", "Ullrich", "Vogt", "Wagner", "Yılmaz", "Zimmer"),
)
PLACES = (
    *("Kassel", "Baunatal", "Fuldatal", "Melsungen", "Hofgeismar", "Wolfhagen"),
    *("Homberg", "Schwalmstadt", "Eschwege", "Witzenhausen", "Korbach", "Bad Arolsen"),
)

# A comment is one of each: 8 × 9 × 10 variations.
OPENINGS = (
    "Im Grunde richtig.",
    "Aus unserer Erfahrung im Betrieb:",
    "Das haben wir im Betriebsrat besprochen.",
    "Ich arbeite seit Jahren in diesem Bereich.",
    "Dazu habe ich mit Kolleginnen und Kollegen gesprochen.",
    "Ein wichtiger Abschnitt, aber noch nicht fertig.",
    "Wir haben etwas Ähnliches schon versucht.",
    "Als Gemeinde sehen wir das so:",
)
POINTS = (
    "Kleine Betriebe haben niemanden, der sich darum kümmern kann.",
    "Der Zeitplan ist zu eng, weil die Genehmigungen länger dauern.",
    "Wer in Schichten arbeitet, erreicht die Angebote nicht.",
    "Die Kosten für den laufenden Betrieb fehlen.",
    "Es bleibt offen, wer entscheidet, wenn sich die Beteiligten nicht einig sind.",
    "Die Zahlen stammen aus der Zeit vor dem letzten Umbau.",
    "Für Menschen mit Behinderungen steht hier noch nichts.",
    "Mit Bus und Bahn ist der Ort kaum zu erreichen.",
    "Daran hängen auch Ausbildungsplätze, das wird nicht gesagt.",
)
WISHES = (
    "Bitte nennen Sie eine Stelle, an die man sich wenden kann.",
    "Bitte rechnen Sie mit einem Jahr mehr.",
    "Ein Beispiel aus der Region würde helfen.",
    "Bitte sagen Sie, woher das Geld ab dem dritten Jahr kommt.",
    "Die Berufsschulen sollten von Anfang an dabei sein.",
    "Das gehört in die Vereinbarung der Beteiligten.",
    "Wir stellen dafür gern Räume zur Verfügung.",
    "Bitte veröffentlichen Sie die Zahlen jedes Jahr.",
    "Fangen Sie mit einem Standort an und lernen Sie daraus.",
    "Darüber sollten wir beim nächsten Treffen sprechen.",
)
REPLIES = (
    "Danke, das nehmen wir in die nächste Sitzung mit.",
    "Dem schließe ich mich an.",
    "Bei uns war es anders: Nach drei Monaten lief es.",
    "Haben Sie dafür Zahlen?",
)
OUTCOMES = (
    ("adopted", "Das fehlte. Es steht jetzt im Text."),
    ("partly", "Der Gedanke ist aufgenommen, die Frist bleibt, wie sie ist."),
    ("declined", "Das regelt schon eine andere Maßnahme, wir verweisen darauf."),
    ("noted", "Danke für den Hinweis. Am Text ändert er nichts."),
    ("declined", "Dafür ist der Bund zuständig, die Region kann es nicht entscheiden."),
)
ADDED_WORDING = "Nach einem Jahr wird geprüft, ob das genügt."

LONG_DRAFT = "Fahrplan für eine Produktion ohne Öl und Gas bis 2040"
LONG_SUMMARY = (
    "Alle Schritte auf dem Weg zu einer Produktion ohne Öl und Gas, für zwölf Bereiche "
    "und mit Fristen, Kosten und Zuständigen."
)
FIELDS = (
    *("Prozesswärme", "Gießereien", "Härtereien", "Lackierung", "Druckluft"),
    *("Hallen und Gebäude", "Werkverkehr", "Stromnetze", "Wasserstoff", "Speicher"),
    *("Lieferketten", "Qualifizierung"),
)
# Passages of the long draft, one of each for every field.
ASPECTS = (
    (
        "Ausgangslage",
        "Im Bereich {field} verbrauchen die Betriebe der Region heute noch überwiegend Öl und Gas. "
        "Eine Befragung von {number} Betrieben zeigt, dass die meisten den Verbrauch kennen, aber keinen Plan für den Umstieg haben. "
        "Große Werke rechnen mit fünf bis acht Jahren für den Umbau, kleine wissen oft nicht, womit sie beginnen sollen. "
        "Viele Anlagen sind älter als zwanzig Jahre und müssen ohnehin bald ersetzt werden. "
        "Wer jetzt noch einmal die alte Technik kauft, legt sich bis über das Ziel hinaus fest. "
        "Deshalb brauchen die Betriebe in den nächsten zwei Jahren Rat, Geld und verlässliche Zusagen für Netze und Anschlüsse. "
        "Die Beschäftigten fragen zu Recht, was der Umbau für ihre Arbeitsplätze bedeutet, und sollen von Anfang an mitreden.",
    ),
    (
        "Schritte",
        "- Bis zum Sommer erfasst jeder beteiligte Betrieb, was er im Bereich {field} verbraucht und wann welche Anlage ersetzt wird.\n"
        "- Danach stellen wir je Standort drei Wege zum Umstieg nebeneinander, mit Kosten, Fristen und dem Bedarf an Strom.\n"
        "- {number} Betriebe beginnen als Vorreiter und öffnen ihre Hallen zweimal im Jahr für alle anderen.\n"
        "- Die Netzgesellschaften veröffentlichen, wo Anschlüsse frei sind und wo sie bis wann ausgebaut werden.\n"
        "- Ein gemeinsamer Einkauf senkt die Preise für Anlagen, die viele Betriebe in gleicher Art brauchen.\n\n"
        "Was in den ersten Betrieben gelingt, wird so beschrieben, dass andere es ohne eigene Fachabteilung übernehmen können. "
        "Was misslingt, wird ebenso beschrieben, damit niemand denselben Fehler zweimal bezahlt.",
    ),
    (
        "Wer beteiligt ist",
        "Federführend ist die Arbeitsgruppe, für den Bereich {field} benennt sie zwei Personen aus Betrieben und eine aus der Wissenschaft. "
        "Die Kammern beraten kleine Betriebe, die Gewerkschaften und Betriebsräte begleiten Vereinbarungen zum Umbau. "
        "Die Kommunen prüfen Genehmigungen gleichzeitig statt nacheinander und nennen feste Ansprechpersonen. "
        "Rund {number} Fachleute aus der Region haben zugesagt, Betriebe ehrenamtlich für einen Tag zu besuchen. "
        "Die Hochschulen vergeben Abschlussarbeiten an Betriebe, die Messungen brauchen, und stellen Geräte dafür bereit. "
        "Die Berufsschulen nehmen die neuen Anlagen in den Unterricht auf, sobald die ersten in Betrieb gehen. "
        "Wer noch fehlt, kann sich jederzeit melden, auch ohne Mitglied einer Kammer zu sein.",
    ),
    (
        "Kosten und Förderung",
        "Für den Bereich {field} rechnen wir mit {number} Millionen Euro bis 2040, davon die Hälfte bis 2032. "
        "Zwei Drittel davon wären auch für den Ersatz alter Anlagen fällig, zusätzlich ist nur das letzte Drittel. "
        "Förderung gibt es von Bund und Land, allerdings mit Anträgen, die ein kleiner Betrieb allein kaum schreiben kann. "
        "Deshalb bezahlen wir aus Mitteln des Netzwerks zwei Stellen, die Anträge für mehrere Betriebe zusammen stellen. "
        "Die Sparkassen und Genossenschaftsbanken der Region haben ein Darlehen mit langer Laufzeit angekündigt. "
        "Steigen die Preise für Strom stärker als angenommen, wird der Plan nach zwei Jahren neu gerechnet und wieder öffentlich beraten. "
        "Laufende Kosten für Wartung und Schulung stehen getrennt in der Übersicht.",
    ),
    (
        "Woran wir den Erfolg messen",
        "Jedes Jahr im März veröffentlichen wir, wie viel Öl und Gas im Bereich {field} noch verbraucht wird. "
        "Bis 2030 soll es ein Drittel weniger sein als heute, bis 2035 zwei Drittel, bis 2040 nichts mehr. "
        "Außerdem zählen wir, wie viele der {number} wichtigsten Anlagen umgestellt sind und wie viele Beschäftigte dafür geschult wurden. "
        "Die Zahlen kommen aus den Betrieben selbst und werden von der Hochschule stichprobenartig geprüft. "
        "Bleiben wir zwei Jahre hintereinander hinter dem Plan, berät die Arbeitsgruppe öffentlich, woran es liegt. "
        "Arbeitsplätze sind Teil der Messung: Wo Stellen wegfallen, muss vorher feststehen, wohin die Menschen wechseln können. "
        "Alle Zahlen stehen als Tabelle zum Herunterladen bereit, auch für Schulen und Zeitungen.",
    ),
)
