"""Pages every public body needs, as honest template text, and help, FAQ, glossary."""

from datetime import date

from tregks.demo.content import PageText, call, table, text

CONTACT = PageText(
    kind="ContactPage",
    slug="kontakt",
    title="Kontakt",
    lead=(
        "Schreiben Sie uns. Wir antworten in der Regel innerhalb von drei Werktagen."
    ),
)

BARRIER_REPORT = PageText(
    kind="BarrierReportPage",
    slug="barriere-melden",
    title="Barriere melden",
    lead=(
        "Sie kommen auf einer Seite nicht weiter, oder Sie brauchen einen Inhalt in "
        "anderer Form? Sagen Sie es uns. Sie müssen Ihren Namen nicht nennen."
    ),
)

ACCESSIBILITY = PageText(
    kind="InfoPage",
    slug="barrierefreiheit",
    title="Erklärung zur Barrierefreiheit",
    lead=(
        "Dieses Portal soll für alle nutzbar sein. Hier steht, wie weit wir sind und "
        "wie Sie uns Barrieren melden."
    ),
    fields={"purpose": "accessibility", "is_template": True},
    body=(
        text(
            "<h2>Für wen diese Erklärung gilt</h2>"
            "<p>Die Erklärung gilt für dieses Portal mit allen öffentlichen Seiten und "
            "für den Bereich nach der Anmeldung. Maßstab sind das Hessische "
            "Behinderten-Gleichstellungsgesetz (§ 14 HessBGG) und die Hessische "
            "Verordnung über barrierefreie Informationstechnik (HVBIT). Sie verweisen "
            "auf EN 301 549 und damit auf die Web Content Accessibility Guidelines "
            "(WCAG).</p>"
            "<h2>Was wir dafür tun</h2>"
            "<ul><li>Alles lässt sich mit der Tastatur bedienen.</li>"
            "<li>Texte lassen sich auf 400 Prozent vergrößern.</li>"
            "<li>Helle und dunkle Darstellung folgen Ihrem Gerät.</li>"
            "<li>Das Portal funktioniert auch ohne JavaScript.</li>"
            "<li>Jede Änderung wird automatisch auf Barrieren geprüft.</li></ul>"
        ),
    ),
)

EASY_LANGUAGE = PageText(
    kind="InfoPage",
    slug="leichte-sprache",
    title="Leichte Sprache",
    fields={"purpose": "easy-language", "is_template": True},
    body=(
        text(
            "<h2>Was ist diese Internet-Seite?</h2>"
            "<p>In der Region Kassel bauen viele Menschen Autos.</p>"
            "<p>Die Arbeit ändert sich.</p>"
            "<p>Autos fahren bald mit Strom.</p>"
            "<p>Computer helfen bei der Arbeit.</p>"
            "<p>Viele Menschen arbeiten jetzt zusammen.</p>"
            "<p>Sie machen einen Plan für die Zukunft.</p>"
            "<p>Die Gruppe heißt: Transformations-Netzwerk.</p>"
            "<p>Transformation bedeutet: etwas ändert sich stark.</p>"
            "<p>Auf dieser Seite steht alles über den Plan.</p>"
            "<h2>Wie finde ich etwas?</h2>"
            "<p>Oben auf jeder Seite ist das Menü.</p>"
            "<p>Im Menü stehen die wichtigsten Seiten.</p>"
            "<p>Klicken Sie auf ein Wort.</p>"
            "<p>Dann öffnet sich die Seite.</p>"
            "<p>Oben ist auch die Suche.</p>"
            "<p>Schreiben Sie dort ein Wort hinein.</p>"
            "<p>Dann sehen Sie alle Seiten mit diesem Wort.</p>"
            "<p>Ganz unten sind weitere Links.</p>"
            "<p>Dort finden Sie zum Beispiel: Kontakt.</p>"
            "<h2>Kann jeder Mensch die Seite benutzen?</h2>"
            "<p>Das ist unser Ziel.</p>"
            "<p>Sie brauchen keine Maus.</p>"
            "<p>Sie können die Schrift größer machen.</p>"
            "<p>Vorlese-Programme lesen die Seite vor.</p>"
            "<p>Manches ist noch nicht gut.</p>"
            "<p>Haben Sie ein Problem mit der Seite?</p>"
            "<p>Dann sagen Sie es uns bitte.</p>"
            '<p>Hier können Sie uns schreiben: <a href="/barriere-melden/">Barriere '
            "melden</a>.</p>"
            "<p>Sie müssen Ihren Namen nicht sagen.</p>"
            "<p>Wir antworten in höchstens 2 Wochen.</p>"
            "<p>Sind Sie mit der Antwort nicht zufrieden?</p>"
            "<p>Dann hilft Ihnen eine Stelle vom Land.</p>"
            "<p>Die Hilfe kostet nichts.</p>"
            '<p>Die Adresse steht hier: <a href="/barrierefreiheit/">Erklärung zur '
            "Barriere-Freiheit</a>.</p>"
            "<h2>Was gibt es noch?</h2>"
            "<p>Es gibt auch eine Seite über Gebärden-Sprache.</p>"
            '<p>Hier ist die Seite: <a href="/gebaerdensprache/">Gebärden-Sprache</a>.'
            "</p>"
            "<p>Mehr Texte in Leichter Sprache kommen später.</p>"
        ),
    ),
)

SIGN_LANGUAGE = PageText(
    kind="InfoPage",
    slug="gebaerdensprache",
    title="Gebärdensprache (DGS)",
    lead="Was Sie in Deutscher Gebärdensprache (DGS) von uns bekommen.",
    fields={"purpose": "sign-language", "is_template": True},
    body=(
        text(
            "<h2>Video in Gebärdensprache</h2>"
            "<p>Das Video über dieses Portal wird gerade vorbereitet. Es zeigt vier "
            "Dinge: was auf dem Portal steht, wie Sie sich zurechtfinden, das "
            "Wichtigste aus der Erklärung zur Barrierefreiheit und weitere Angebote in "
            "Gebärdensprache. Sobald es fertig ist, sehen Sie es hier, mit Untertiteln "
            "und zum Herunterladen.</p>"
            "<h2>Dolmetschen bei Veranstaltungen</h2>"
            "<p>Zu jedem Workshop können wir Dolmetscherinnen und Dolmetscher für DGS "
            "oder eine Schriftübertragung bestellen. Sagen Sie uns bitte zwei Wochen "
            "vorher Bescheid. Für Sie kostet das nichts.</p>"
        ),
        call(
            "Sie brauchen einen Inhalt in Gebärdensprache?",
            "Nennen Sie uns die Seite. Wir suchen mit Ihnen eine Lösung.",
            "Inhalt in anderer Form anfragen",
            "/barriere-melden/",
        ),
    ),
)

PRIVACY = PageText(
    kind="InfoPage",
    slug="datenschutz",
    title="Datenschutz",
    lead=(
        "Zum Lesen brauchen wir nichts von Ihnen: keine Cookies, kein Konto, keine "
        "Daten für andere. Hier steht, was wir sonst wofür speichern."
    ),
    fields={"purpose": "privacy", "is_template": True},
    body=(
        text(
            "<h2>Beim Lesen</h2>"
            "<p>Wir setzen keine Cookies, zählen keine Besuche und binden nichts von "
            "anderen Anbietern ein. Schrift, Bilder und Programme kommen von unserem "
            "eigenen Server. Im Protokoll des Servers stehen Zeit, Seite und Ergebnis "
            "eines Aufrufs, aber keine IP-Adresse. Videos von außen laden erst, wenn "
            "Sie es mit einem Klick verlangen.</p>"
        ),
        text(
            "<h2>Ihre Rechte</h2>"
            "<ul><li>Auskunft über Ihre Daten</li><li>Berichtigung falscher Daten</li>"
            "<li>Löschung</li><li>Einschränkung der Verarbeitung</li>"
            "<li>Mitnahme Ihrer Daten</li><li>Widerspruch</li></ul>"
            "<p>Schreiben Sie uns einfach. Sie müssen nichts begründen, außer bei "
            "einem Widerspruch.</p>"
        ),
    ),
)

IMPRINT = PageText(
    kind="InfoPage",
    slug="impressum",
    title="Impressum",
    lead="Wer für dieses Portal verantwortlich ist.",
    fields={"purpose": "imprint", "is_template": True},
    body=(),
)

SITE_MAP = PageText(
    kind="InfoPage",
    slug="uebersicht",
    title="Übersicht",
    lead="Alle Seiten des Portals auf einen Blick.",
    fields={"purpose": "site-map"},
)

GLOSSARY_PAGE = PageText(
    kind="GlossaryPage",
    slug="glossar",
    title="Glossar",
    lead="Die wichtigsten Begriffe, kurz erklärt.",
)

FAQ = PageText(
    kind="FaqPage",
    slug="haeufige-fragen",
    title="Häufige Fragen",
    lead="Kurze Antworten auf das, was uns am häufigsten gefragt wird.",
    fields={
        "groups": [
            (
                "Das Netzwerk",
                (
                    (
                        "Wer darf mitmachen?",
                        "<p>Alle, die in der Region Kassel leben, arbeiten oder einen "
                        "Betrieb haben. Lesen können alle, auch ohne Konto.</p>",
                    ),
                    (
                        "Was kostet das?",
                        "<p>Nichts. Das Portal und alle Veranstaltungen sind "
                        "kostenfrei.</p>",
                    ),
                    (
                        "Wie verbindlich ist die Strategie?",
                        "<p>Die Strategie ist eine Vereinbarung der beteiligten "
                        "Organisationen. Jede Maßnahme nennt, wer sie umsetzt und bis "
                        "wann. Das Portal zeigt, was daraus geworden ist.</p>",
                    ),
                ),
            ),
            (
                "Das Portal",
                (
                    (
                        "Warum gibt es keinen Hinweis auf Cookies?",
                        "<p>Weil wir beim Lesen keine setzen. Nur wenn Sie sich "
                        "anmelden, merkt sich Ihr Browser die Sitzung.</p>",
                    ),
                    (
                        "Kann ich das Portal ohne Maus bedienen?",
                        '<p>Ja. Wie das geht, steht auf der Seite <a href="/hilfe/">'
                        "Hilfe und Bedienung</a>.</p>",
                    ),
                    (
                        "Gibt es das Portal in anderen Sprachen?",
                        "<p>Die Bedienung gibt es auf Deutsch und Englisch. Die "
                        "wichtigsten Seiten sind übersetzt. Wo eine Übersetzung fehlt, "
                        "sagen wir es und zeigen die deutsche Seite.</p>",
                    ),
                ),
            ),
        ]
    },
)

HELP = PageText(
    kind="InfoPage",
    slug="hilfe",
    title="Hilfe und Bedienung",
    lead="So finden Sie sich zurecht: Tasten, Schriftgröße, Drucken, Suche.",
    menu=True,
    children=(FAQ, GLOSSARY_PAGE),
    body=(
        text(
            "<h2>Bedienung mit der Tastatur</h2>"
            "<p>Sie kommen ohne Maus überall hin.</p>"
        ),
        table(
            "Tasten und was sie tun",
            ["Taste", "Wirkung"],
            ["Tabulator", "zum nächsten Link oder Feld"],
            ["Umschalt und Tabulator", "zurück"],
            ["Eingabe", "Link öffnen, Formular absenden"],
            ["Leertaste", "Knopf drücken, Kästchen ankreuzen, weiterblättern"],
            ["Escape", "Menü schließen"],
        ),
        text(
            "<p>Der erste Link auf jeder Seite heißt „Zum Inhalt springen“. Er führt "
            "am Menü vorbei.</p>"
            "<h2>Größere Schrift</h2>"
            "<p>Halten Sie die Taste Strg gedrückt und drücken Sie Plus. Mit Minus "
            "wird alles wieder kleiner. Auf dem Mac nehmen Sie die Befehlstaste. Die "
            "Seiten bleiben auch bei 400 Prozent lesbar.</p>"
            "<h2>Hell oder dunkel</h2>"
            "<p>Das Portal übernimmt die Einstellung Ihres Geräts. Auch eigene Farben "
            "und den Modus für hohen Kontrast lassen wir unverändert.</p>"
            "<h2>Suchen</h2>"
            "<p>Die Suche findet auch andere Formen eines Wortes: „Betrieb“ findet "
            "„Betriebe“. Mit Anführungszeichen suchen Sie genau diese Worte. Ein "
            "Minuszeichen vor einem Wort schließt es aus.</p>"
            "<h2>Drucken</h2>"
            "<p>Beim Drucken lassen wir Menü und Fußzeile weg und schreiben die "
            "Adressen der Links aus.</p>"
        ),
    ),
)

SERVICE = (
    HELP,
    CONTACT,
    BARRIER_REPORT,
    ACCESSIBILITY,
    EASY_LANGUAGE,
    SIGN_LANGUAGE,
    PRIVACY,
    IMPRINT,
    SITE_MAP,
)

# term, other forms, definition
GLOSSARY = [
    (
        "Akteursgruppe",
        "Akteursgruppen",
        "Eine der acht Gruppen, aus denen das Netzwerk besteht, zum Beispiel "
        "Unternehmen oder Hochschule und Forschung.",
    ),
    (
        "Dekarbonisierung",
        "",
        "Der Umstieg auf Energie und Stoffe, bei deren Nutzung kein zusätzliches "
        "Kohlendioxid in die Luft gelangt.",
    ),
    (
        "Einflussfaktor",
        "Einflussfaktoren",
        "Etwas, von dem die Zukunft abhängt und das sich verschieden entwickeln kann, "
        "zum Beispiel der Strompreis.",
    ),
    (
        "Handlungsfeld",
        "Handlungsfelder, Handlungsfeldern",
        "Eines der sechs Themen, nach denen das Netzwerk seine Arbeit ordnet.",
    ),
    (
        "Maßnahme",
        "Maßnahmen",
        "Ein Vorhaben mit Ziel, Verantwortlichen und Zeitplan. Maßnahmen sind die "
        "Bausteine der Strategie.",
    ),
    (
        "Stellungnahme",
        "Stellungnahmen",
        "Eine Meinung zu einem Entwurf. Jede bekommt eine begründete Antwort.",
    ),
    (
        "Szenario",
        "Szenarien",
        "Ein in sich stimmiges Bild davon, wie die Zukunft aussehen kann. Keine "
        "Vorhersage.",
    ),
    (
        "Technologieszenario",
        "Technologieszenarien",
        "Ein Szenario darüber, wie sich die Technik entwickelt.",
    ),
    (
        "Teilqualifikation",
        "Teilqualifikationen",
        "Ein Baustein eines Berufs, den man einzeln lernen und prüfen lassen kann.",
    ),
    (
        "Transformation",
        "",
        "Ein tiefer Wandel, der Technik, Arbeit und Zusammenleben zugleich verändert.",
    ),
    (
        "Zukunftsbild",
        "Zukunftsbilder, Zukunftsbildern",
        "Eine Beschreibung der Zukunft, die das Netzwerk anstrebt.",
    ),
]

# What a fictitious operator has already filled in; the rest shows the checklist.
OPERATOR = {
    "name": "Transformationsnetzwerk Region Kassel (Demo)",
    "address": "Musterplatz 1\n34117 Kassel",
    "email": "kontakt@tregks.example",
    "phone": "0561 000000",
    "hours": "Montag bis Donnerstag, 9 bis 15 Uhr",
    "funding": (
        "Dies ist eine Demonstration. Hier steht später, wer das Netzwerk fördert."
    ),
    "supervisory_authority": (
        "Der Hessische Beauftragte für Datenschutz und Informationsfreiheit\n"
        "Postfach 3163, 65021 Wiesbaden"
    ),
    "barriers": [
        (
            "barrier",
            {
                "what": "Das Video in Deutscher Gebärdensprache fehlt noch.",
                "reason": "Es muss mit gehörlosen Menschen gedreht werden.",
                "measure": "Der Auftrag für das Video wird vergeben.",
                "until": date(2027, 3, 31),
                "alternative": "Die Inhalte stehen auf der Seite in Leichter Sprache.",
            },
        )
    ],
}
