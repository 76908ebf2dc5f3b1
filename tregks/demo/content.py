"""What the demo's pages say. Data only; `tregks.demo.pages` makes pages of it.

Everything is invented or follows from what the network is for; nobody here is real.
"""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class PageText:
    """One page. `kind` is the name of its class, `en` its English translation."""

    kind: str
    slug: str
    title: str
    lead: str = ""
    body: tuple[tuple[str, Any], ...] = ()
    fields: dict[str, Any] = field(default_factory=dict)
    children: tuple["PageText", ...] = ()
    menu: bool = False
    en: "PageText | None" = None


def text(html: str) -> tuple[str, str]:
    return ("text", html)


def picture(name: str, caption: str = "") -> tuple[str, dict[str, str]]:
    """A picture of the demo by its name; it brings its own description."""
    return ("picture", {"image": name, "caption": caption})


def table(caption: str, columns: list[str], *rows: list[str]) -> tuple[str, Any]:
    value = {
        "caption": caption,
        "columns": [{"type": "text", "heading": heading} for heading in columns],
        "rows": [{"values": row} for row in rows],
    }
    return ("table", value)


def quote(words: str, name: str, role: str) -> tuple[str, dict[str, str]]:
    return ("quote", {"text": words, "name": name, "role": role})


def accordion(*sections: tuple[str, str]) -> tuple[str, Any]:
    value = [{"title": title, "text": html} for title, html in sections]
    return ("accordion", {"sections": value})


def call(title: str, words: str, label: str, url: str) -> tuple[str, dict[str, str]]:
    """A call to action; `url` is the address of a page of the demo."""
    return (
        "call_to_action",
        {"title": title, "text": words, "label": label, "page": url},
    )


HOME = {
    "headline": "Die Region Kassel gestaltet ihren Wandel gemeinsam",
    "lead": (
        "Unternehmen, Beschäftigte, Verwaltung, Bildung und Forschung entwickeln hier "
        "eine Strategie für die Zukunft der Region. Sie können mitlesen, mitreden und "
        "mitmachen."
    ),
    "hero_link_label": "So arbeitet das Netzwerk",
    "hero_link": "/ueber-uns/",
    "hero_image": "hills",
}
HOME_EN = {
    "headline": "The Kassel region shapes its change together",
    "lead": (
        "Companies, employees, public administration, education and research develop "
        "a strategy for the future of the region. You can read along, have your say "
        "and join in."
    ),
    "hero_link_label": "How the network works",
    "hero_link": "/about-us/",
    "hero_image": "hills",
}

ABOUT = PageText(
    kind="InfoPage",
    slug="ueber-uns",
    title="Über uns",
    menu=True,
    lead=(
        "Das Transformationsnetzwerk bringt alle zusammen, die den Wandel in der "
        "Region Kassel gestalten. In einem Jahr entsteht eine gemeinsame Strategie."
    ),
    body=(
        text(
            "<h2>Warum es uns gibt</h2>"
            "<p>Die Region Kassel lebt vom Fahrzeugbau. Elektrische Antriebe, digitale "
            "Fertigung und Klimaschutz verändern diese Arbeit von Grund auf. Das "
            "betrifft viele tausend Menschen und ihre Betriebe.</p>"
            "<p>Kein Betrieb und keine Behörde kann diesen Wandel allein gestalten. "
            "Deshalb arbeiten im Netzwerk acht Akteursgruppen zusammen.</p>"
            "<ul><li>Unternehmen</li><li>Öffentliche Verwaltung</li>"
            "<li>Arbeitnehmervertretung</li><li>Arbeitgebervertretung</li>"
            "<li>Berufsbildung</li><li>Hochschule und Forschung</li>"
            "<li>Kammern und Verbände</li><li>Zivilgesellschaft</li></ul>"
        ),
        picture("network", "Acht Akteursgruppen, ein Netzwerk"),
        text(
            "<h2>Wie wir vorgehen</h2>"
            "<p>Die Strategie entsteht in vier Schritten. Jeder Schritt baut auf dem "
            "vorigen auf.</p>"
            "<ol><li>Wir untersuchen, wie sich die Technik entwickeln kann. So "
            "entstehen Technologieszenarien.</li>"
            "<li>Wir fragen, was das für die Wirtschaft der Region bedeutet. So "
            "entstehen regionale Szenarien.</li>"
            "<li>Wir beschreiben, welche Zukunft wir anstreben. So entstehen "
            "Zukunftsbilder.</li>"
            "<li>Wir vereinbaren, was zu tun ist. So entstehen Maßnahmen und am Ende "
            "die Transformationsstrategie.</li></ol>"
            "<p>Die Umsetzung wartet nicht auf das Ende. Dringliche Maßnahmen beginnen "
            "früher. Was wir dabei lernen, fließt zurück und verändert Szenarien, "
            "Zukunftsbilder und Maßnahmen.</p>"
            "<h2>Was Sie davon haben</h2>"
            "<p>Das Portal ist kostenfrei und soll für alle ohne Barrieren nutzbar sein. "
            "Zum Lesen brauchen Sie kein Konto. Jeder Satz der Strategie soll sich zurückverfolgen lassen: "
            "bis zur Maßnahme, zum Zukunftsbild, zum Szenario und zur Stellungnahme, "
            "aus der er entstanden ist.</p>"
        ),
        call(
            "Sie möchten mitmachen?",
            "Schreiben Sie uns, welches Handlungsfeld Sie beschäftigt.",
            "Kontakt aufnehmen",
            "/kontakt/",
        ),
    ),
    en=PageText(
        kind="InfoPage",
        slug="about-us",
        title="About us",
        menu=True,
        lead=(
            "The transformation network brings together everybody who shapes change "
            "in the Kassel region. Within a year, a common strategy takes shape."
        ),
        body=(
            text(
                "<h2>Why we exist</h2>"
                "<p>The Kassel region lives from vehicle making. Electric drives, "
                "digital production and climate protection change this work "
                "fundamentally. Thousands of people and their companies are "
                "affected.</p>"
                "<p>No single company or authority can shape this change alone. That "
                "is why eight groups of stakeholders work together in the network.</p>"
                "<h2>How we work</h2>"
                "<p>The strategy takes shape in four steps: technology scenarios, "
                "regional scenarios, visions, and finally measures. Urgent measures "
                "start early, and what we learn from them flows back.</p>"
                "<h2>What is in it for you</h2>"
                "<p>The portal is free of charge and accessible. You do not need an "
                "account to read.</p>"
            ),
        ),
    ),
)

NEWS = (
    PageText(
        kind="NewsPage",
        slug="das-portal-ist-da",
        title="Das Portal des Netzwerks ist da",
        lead=(
            "Ab heute finden Sie hier alles über den Wandel in der Region: "
            "Nachrichten, Handlungsfelder und den Weg zur gemeinsamen Strategie."
        ),
        fields={
            "days_ago": 2,
            "image": "network",
            "topics": ["digitalisierung", "standortentwicklung"],
        },
        body=(
            text(
                "<p>Das Transformationsnetzwerk hat einen gemeinsamen Ort bekommen. "
                "Das Portal verbindet die Beteiligten, informiert die Öffentlichkeit "
                "und ist die erste Adresse für alle Fragen.</p>"
                "<h2>Lesen ohne Anmeldung</h2>"
                "<p>Alle Inhalte stehen offen. Wir setzen beim Lesen keine Cookies und "
                "fragen nicht nach Ihrem Namen.</p>"
                "<h2>Für alle gebaut</h2>"
                "<p>Das Portal lässt sich mit der Tastatur bedienen, mit einem "
                "Vorleseprogramm nutzen und stark vergrößern. Finden Sie trotzdem eine "
                "Barriere, melden Sie sie bitte. Wir antworten spätestens in zwei "
                "Wochen.</p>"
            ),
            quote(
                "Wer mitreden soll, muss zuerst mitlesen können. Deshalb war uns die "
                "Barrierefreiheit von Anfang an wichtig.",
                "Mara Management",
                "Netzwerkmanagement (Demo-Person)",
            ),
            call(
                "Haben Sie eine Barriere gefunden?",
                "Sie müssen Ihren Namen nicht nennen.",
                "Barriere melden",
                "/barriere-melden/",
            ),
        ),
        en=PageText(
            kind="NewsPage",
            slug="the-portal-is-here",
            title="The network’s portal is here",
            lead=(
                "From today you will find everything about change in the region here: "
                "news, fields of action and the way to a common strategy."
            ),
            fields={
                "days_ago": 2,
                "image": "network",
                "image_description": (
                    "Coloured dots on a dark background, joined by lines into a net."
                ),
                "topics": ["digitalisierung", "standortentwicklung"],
            },
            body=(
                text(
                    "<p>The transformation network has a place of its own. The portal "
                    "connects those involved, informs the public and is the first "
                    "place to turn to.</p>"
                    "<h2>Read without logging in</h2>"
                    "<p>All content is open. We set no cookies while you read.</p>"
                    "<h2>Built for everybody</h2>"
                    "<p>You can use the portal with a keyboard or a screen reader and "
                    "enlarge it a lot. If you still find a barrier, please tell "
                    "us.</p>"
                ),
            ),
        ),
    ),
    PageText(
        kind="NewsPage",
        slug="laden-im-jahr-2035",
        title="Wie laden wir im Jahr 2035?",
        lead=(
            "Vierzig Menschen aus acht Akteursgruppen haben einen Tag lang überlegt, "
            "wovon das Laden in der Region abhängt. Neun Einflussfaktoren blieben übrig."
        ),
        fields={
            "days_ago": 9,
            "image": "mobility",
            "topics": ["mobilitaet-der-zukunft", "dekarbonisierung"],
        },
        body=(
            text(
                "<p>Am Anfang standen 60 Karten an der Wand. Am Abend waren es neun. "
                "Die Gruppe hat gemeinsam sortiert, zusammengefasst und gestritten.</p>"
                "<h2>Was das Laden beeinflusst</h2>"
                "<p>Drei Faktoren hielten alle für besonders wichtig.</p>"
            ),
            table(
                "Die drei wichtigsten Einflussfaktoren",
                ["Einflussfaktor", "Mögliche Ausprägungen"],
                ["Strompreis", "sinkt, bleibt gleich, steigt"],
                ["Netzausbau", "schnell, zögernd"],
                ["Laden im Betrieb", "Regelfall, Ausnahme"],
            ),
            text(
                "<h2>Wie es weitergeht</h2>"
                "<p>In der nächsten Runde schätzt jede Person für sich ein, wie die "
                "Faktoren aufeinander wirken. Daraus berechnen wir alle Szenarien, die "
                "in sich stimmig sind.</p>"
            ),
        ),
    ),
    PageText(
        kind="NewsPage",
        slug="was-wasserstoff-leisten-kann",
        title="Was Wasserstoff in der Region leisten kann",
        lead=(
            "Wasserstoff ist knapp und teuer. Eine Arbeitsgruppe hat geprüft, wo er "
            "sich trotzdem lohnt: in der Gießerei, im Schwerverkehr und als Speicher."
        ),
        fields={
            "days_ago": 16,
            "image": "hydrogen",
            "topics": ["dekarbonisierung"],
        },
        body=(
            text(
                "<p>Viele Betriebe fragen, ob sie auf Wasserstoff setzen sollen. Die "
                "kurze Antwort lautet: selten, aber dort mit großer Wirkung.</p>"
                "<h2>Wo es sich lohnt</h2>"
                "<ul><li>Hohe Temperaturen, die mit Strom kaum zu erreichen sind</li>"
                "<li>Schwere Fahrzeuge auf langen Strecken</li>"
                "<li>Speicher für Strom aus Wind und Sonne</li></ul>"
                "<h2>Wo eher nicht</h2>"
                "<p>Für Pkw und für die Heizung von Gebäuden sind Batterien und "
                "Wärmepumpen sparsamer. Darin war sich die Gruppe einig.</p>"
            ),
            accordion(
                (
                    "Woher kommt der Wasserstoff?",
                    "<p>Kleine Mengen können in der Region entstehen, wenn viel Wind "
                    "weht. Größere Mengen brauchen einen Anschluss an das Fernnetz.</p>",
                ),
                (
                    "Was kostet das?",
                    "<p>Das hängt vor allem vom Strompreis ab. Er ist deshalb ein "
                    "eigener Einflussfaktor in unseren Szenarien.</p>",
                ),
            ),
        ),
    ),
    PageText(
        kind="NewsPage",
        slug="drei-wege-zur-weiterbildung",
        title="Drei Wege zur Weiterbildung neben der Schicht",
        lead=(
            "Wer in Schichten arbeitet, kann selten feste Kurse besuchen. Drei "
            "Modelle aus der Region zeigen, wie Lernen trotzdem gelingt."
        ),
        fields={
            "days_ago": 30,
            "image": "training",
            "topics": ["qualifizierung", "arbeitsbeziehungen"],
        },
        body=(
            text(
                "<h2>Lernen an der Maschine</h2>"
                "<p>Eine Stunde in der Woche gehört dem Lernen. Wer schon Erfahrung "
                "hat, zeigt anderen den neuen Arbeitsplatz.</p>"
                "<h2>Blockwochen im Verbund</h2>"
                "<p>Mehrere Betriebe schicken ihre Leute gemeinsam in eine Woche an "
                "der Berufsschule. Das lohnt sich auch für kleine Betriebe.</p>"
                "<h2>Teilqualifikation</h2>"
                "<p>Ein Berufsabschluss entsteht Stück für Stück. Jeder Baustein "
                "zählt, auch wenn dazwischen Zeit vergeht.</p>"
            ),
            table(
                "Die drei Wege im Vergleich",
                ["Weg", "Dauer", "Für wen"],
                ["An der Maschine", "1 Stunde je Woche", "alle Beschäftigten"],
                ["Blockwoche", "5 Tage", "kleine und mittlere Betriebe"],
                [
                    "Teilqualifikation",
                    "bis 2 Jahre",
                    "Menschen ohne Abschluss im Beruf",
                ],
            ),
        ),
    ),
    PageText(
        kind="NewsPage",
        slug="so-entstehen-unsere-szenarien",
        title="So entstehen unsere Szenarien",
        lead=(
            "Ein Szenario ist keine Vorhersage. Es zeigt, was zusammenpasst. Wir "
            "erklären, wie aus vielen Einschätzungen wenige stimmige Bilder werden."
        ),
        fields={
            "days_ago": 45,
            "image": "timeline",
            "topics": ["standortentwicklung"],
        },
        body=(
            text(
                "<p>Niemand weiß, wie die Region in zehn Jahren aussieht. Aber wir "
                "können prüfen, welche Entwicklungen zusammenpassen und welche sich "
                "ausschließen.</p>"
                "<h2>Vier Schritte</h2>"
                "<ol><li>Wir sammeln Einflussfaktoren und ihre möglichen "
                "Ausprägungen.</li>"
                "<li>Jede Person schätzt allein ein, was einander fördert oder "
                "hemmt.</li>"
                "<li>Die Gruppe spricht über die Punkte, an denen die Einschätzungen "
                "weit auseinanderliegen.</li>"
                "<li>Der Rechner findet alle Kombinationen ohne inneren "
                "Widerspruch.</li></ol>"
                "<p>Am Ende wählt die Gruppe wenige Szenarien aus, die sich stark "
                "unterscheiden, und gibt ihnen Namen und Geschichten.</p>"
            ),
        ),
    ),
    PageText(
        kind="NewsPage",
        slug="digitale-werkzeuge-im-betrieb",
        title="Digitale Werkzeuge: Betriebsräte tauschen Erfahrungen aus",
        lead=(
            "Welche Regeln helfen, wenn Maschinen mitdenken? Zwölf Betriebsräte haben "
            "ihre Vereinbarungen nebeneinandergelegt."
        ),
        fields={
            "days_ago": 62,
            "image": "factory",
            "topics": ["arbeitsbeziehungen", "digitalisierung"],
        },
        body=(
            text(
                "<p>In vielen Hallen planen Programme inzwischen die Reihenfolge der "
                "Aufträge. Das entlastet, wirft aber Fragen auf: Wer darf die Daten "
                "sehen? Wer entscheidet im Zweifel?</p>"
                "<h2>Worauf es ankommt</h2>"
                "<ul><li>Daten zur Leistung einzelner Personen bleiben tabu.</li>"
                "<li>Entscheidungen über Menschen treffen Menschen.</li>"
                "<li>Vor dem Start gibt es Zeit zum Ausprobieren.</li></ul>"
                "<p>Die Gruppe will daraus eine Vorlage machen, die alle Betriebe der "
                "Region nutzen können.</p>"
            ),
        ),
    ),
    PageText(
        kind="NewsPage",
        slug="mit-der-bahn-zur-schicht",
        title="Mit der Bahn zur Schicht",
        lead=(
            "Der erste Zug kommt zu spät für die Frühschicht. Drei Werke und zwei "
            "Landkreise suchen nach einer Lösung."
        ),
        fields={
            "days_ago": 90,
            "image": "rails",
            "topics": ["mobilitaet-der-zukunft", "standortentwicklung"],
        },
        body=(
            text(
                "<p>Viele Beschäftigte würden gern auf das Auto verzichten. Doch die "
                "Fahrpläne passen nicht zu den Schichten. Eine Umfrage in drei Werken "
                "hat gezeigt, wo es hakt.</p>"
                "<h2>Zwei Vorschläge</h2>"
                "<p>Entweder beginnt die Schicht zwanzig Minuten später, oder ein "
                "zusätzlicher Zug fährt früher. Beide Vorschläge werden nun mit den "
                "Beteiligten geprüft.</p>"
            ),
        ),
    ),
    PageText(
        kind="NewsPage",
        slug="startschuss-fuer-das-netzwerk",
        title="Startschuss für das Netzwerk",
        lead=(
            "Acht Akteursgruppen haben vereinbart, die Zukunft der Region gemeinsam zu "
            "planen. Innerhalb eines Jahres soll eine Strategie entstehen."
        ),
        fields={
            "days_ago": 400,
            "image": "city",
            "topics": ["standortentwicklung"],
        },
        body=(
            text(
                "<p>Die erste Versammlung hat getagt. Aus Betrieben, Ämtern, Schulen und "
                "Vereinen kamen Menschen zusammen. Am Ende haben alle zugestimmt.</p>"
                "<h2>Was vereinbart wurde</h2>"
                "<ul><li>Jede Gruppe hat eine Stimme.</li>"
                "<li>Alle Entwürfe sind öffentlich.</li>"
                "<li>Jede Stellungnahme bekommt eine begründete Antwort.</li></ul>"
            ),
        ),
    ),
)

NEWS_INDEX = PageText(
    kind="NewsIndexPage",
    slug="aktuelles",
    title="Aktuelles",
    lead="Neues aus dem Netzwerk, aus den Arbeitsgruppen und aus der Region.",
    menu=True,
    children=NEWS,
    en=PageText(
        kind="NewsIndexPage",
        slug="news",
        title="News",
        lead="News from the network and the region. Most articles are in German.",
        menu=True,
    ),
)


def topic(
    slug: str,
    title: str,
    lead: str,
    html: str,
    title_en: str,
    lead_en: str,
) -> PageText:
    english_slug = title_en.lower().replace(" ", "-")
    return PageText(
        kind="TopicPage",
        slug=slug,
        title=title,
        lead=lead,
        fields={"topic": slug},
        body=(text(html),),
        en=PageText(
            kind="TopicPage",
            slug=english_slug,
            title=title_en,
            lead=lead_en,
            fields={"topic": slug},
        ),
    )


TOPIC_INDEX = PageText(
    kind="TopicIndexPage",
    slug="handlungsfelder",
    title="Handlungsfelder",
    lead="In sechs Handlungsfeldern arbeitet das Netzwerk an der Zukunft der Region.",
    menu=True,
    children=(
        topic(
            "arbeitsbeziehungen",
            "Arbeitsbeziehungen",
            "Wie Beschäftigte und Betriebe den Wandel fair miteinander regeln.",
            "<h2>Worum es geht</h2><p>Neue Technik verändert Aufgaben, Arbeitszeiten "
            "und Mitbestimmung. Gute Regeln schaffen Vertrauen. Sie entstehen, wenn "
            "beide Seiten früh miteinander reden.</p><h2>Unsere Fragen</h2><ul>"
            "<li>Welche Vereinbarungen haben sich bewährt?</li>"
            "<li>Wie lassen sich Arbeitsplätze sichern?</li>"
            "<li>Wie werden kleine Betriebe ohne Betriebsrat beteiligt?</li></ul>",
            "Industrial relations",
            "How employees and companies settle change fairly.",
        ),
        topic(
            "digitalisierung",
            "Digitalisierung",
            "Wie digitale Werkzeuge der Arbeit nützen und beherrschbar bleiben.",
            "<h2>Worum es geht</h2><p>Maschinen tauschen Daten aus, Programme planen "
            "mit. Das kann Arbeit leichter machen. Es kann auch überfordern. Wir "
            "suchen Wege, die Menschen stärken.</p><h2>Unsere Fragen</h2><ul>"
            "<li>Welche Werkzeuge helfen kleinen Betrieben?</li>"
            "<li>Wem gehören die Daten?</li>"
            "<li>Wie kommen Verwaltung und Betriebe schneller zusammen?</li></ul>",
            "Digitalisation",
            "How digital tools serve work and stay under control.",
        ),
        topic(
            "dekarbonisierung",
            "Dekarbonisierung",
            "Wie Fertigung und Verkehr ohne Kohle, Öl und Gas auskommen.",
            "<h2>Worum es geht</h2><p>Bis 2045 soll Deutschland klimaneutral sein. "
            "Für Gießereien, Lackierereien und Speditionen ist das ein weiter Weg. "
            "Wer früh beginnt, spart später Kosten.</p><h2>Unsere Fragen</h2><ul>"
            "<li>Woher kommen Strom und Wärme?</li>"
            "<li>Wo lohnt sich Wasserstoff?</li>"
            "<li>Wie werden Werkstoffe wiederverwendet?</li></ul>",
            "Decarbonisation",
            "How production and transport manage without coal, oil and gas.",
        ),
        topic(
            "qualifizierung",
            "Qualifizierung",
            "Wie Menschen lernen können, was morgen gebraucht wird.",
            "<h2>Worum es geht</h2><p>Aus Mechanik wird Elektronik, aus Handarbeit "
            "wird Steuern und Prüfen. Weiterbildung muss zum Alltag passen: zur "
            "Schicht, zur Familie und zum Geldbeutel.</p><h2>Unsere Fragen</h2><ul>"
            "<li>Welche Berufe verändern sich zuerst?</li>"
            "<li>Wie lernen Menschen neben der Schicht?</li>"
            "<li>Wer trägt die Kosten?</li></ul>",
            "Skills and training",
            "How people can learn what will be needed tomorrow.",
        ),
        topic(
            "mobilitaet-der-zukunft",
            "Mobilität der Zukunft",
            "Wie Menschen und Güter in der Region künftig ans Ziel kommen.",
            "<h2>Worum es geht</h2><p>Die Region baut Fahrzeuge und braucht selbst "
            "gute Wege. Beides gehört zusammen: Was hier erprobt wird, kann hier auch "
            "gebaut werden.</p><h2>Unsere Fragen</h2><ul>"
            "<li>Wo und wie wird geladen?</li>"
            "<li>Passen Fahrpläne zu den Schichten?</li>"
            "<li>Welche neuen Fahrzeuge entstehen hier?</li></ul>",
            "Future mobility",
            "How people and goods will get around in the region.",
        ),
        topic(
            "standortentwicklung",
            "Standortentwicklung",
            "Wie die Region für Betriebe und Fachkräfte attraktiv bleibt.",
            "<h2>Worum es geht</h2><p>Flächen, Energie, Wohnungen und schnelle "
            "Genehmigungen entscheiden, wo Betriebe sich entwickeln. Städte und "
            "Landkreise stimmen sich dafür enger ab.</p><h2>Unsere Fragen</h2><ul>"
            "<li>Welche Flächen werden frei, welche gebraucht?</li>"
            "<li>Wie gewinnen wir Fachkräfte?</li>"
            "<li>Was macht die Region unverwechselbar?</li></ul>",
            "Regional development",
            "How the region stays attractive for companies and skilled people.",
        ),
    ),
    en=PageText(
        kind="TopicIndexPage",
        slug="fields-of-action",
        title="Fields of action",
        lead="The network works on the future of the region in six fields of action.",
        menu=True,
    ),
)
