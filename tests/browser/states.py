"""The states of pages that all checks look at. New pages add their states here.

A state is an address, or what it takes to get there: an error after sending an empty
form, an open menu. `user` is somebody of the demo's cast who is logged in.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from tests.browser.driver import PHONE, Browser
from tests.cast import EMAILS

# A workshop with free seats, to which guests may come.
GUEST = "/workshops/weiterbildung-zukunftsbild/anmelden/"
FULL = "/workshops/einschaetzen-waerme-2040/"


@dataclass(frozen=True)
class State:
    name: str
    path: str
    user: str = ""
    steps: Callable[[Browser], None] = lambda browser: None
    # Where the demo's content may change, the outline is not held fast.
    golden: bool = True

    @property
    def plain(self) -> bool:
        """Whether the address alone leads here."""
        return self.steps is State.steps

    @property
    def language(self) -> str:
        return "en" if self.path.startswith("/en/") else "de"

    @property
    def narrow(self) -> bool:
        return self.steps is narrow_menu

    @property
    def leaves_no_trace(self) -> bool:
        """Reading sets no cookie; forms need one."""
        forms = ("/konto/", "/kontakt/", "/barriere-melden/", "/mitmachen/", GUEST)
        return not (self.user or self.path.startswith(forms))

    def enter(self, browser: Browser) -> None:
        if self.user:
            browser.login(EMAILS[self.user])
        browser.open(self.path)
        self.steps(browser)


def send_empty(field: str) -> Callable[[Browser], None]:
    def steps(browser: Browser) -> None:
        browser.submit(field)
        assert browser.title.startswith("Fehler:")

    return steps


def search(words: str) -> Callable[[Browser], None]:
    def steps(browser: Browser) -> None:
        browser.fill("q", words)
        browser.submit("q")
        assert "q=" in browser.driver.current_url

    return steps


def narrow_menu(browser: Browser) -> None:
    browser.size(*PHONE)
    browser.find("header button[popovertarget]").click()


def wrong_password(browser: Browser) -> None:
    browser.fill("login", EMAILS["stranger"])
    browser.fill("password", "nicht-das-passwort")
    browser.submit("password")
    assert browser.title.startswith("Fehler:")


GROUP = "/arbeitsgruppen/dekarbonisierung/"

FIELD = "/strategie/labor/antriebe-und-produktion-2035/"
TO_JUDGE = "/strategie/labor/waerme-der-betriebe-2040/"
TO_FILL = "/strategie/labor/nordhessen-heizt-und-arbeitet-2040/"
VISION = "/strategie/zukunftsbilder/waerme-die-bleibt/"


def first_result(browser: Browser) -> None:
    browser.find("main .card a").click()
    browser.wait(lambda: "in sich stimmig" in browser.text, "the tableau")


def first_pair(browser: Browser) -> None:
    browser.find("main details summary").click()
    browser.find("main details a").click()
    browser.wait(lambda: browser.title.startswith("Wie wirkt"), "the pair")


ANONYMOUS = [
    State("home", "/"),
    State("home in English", "/en/"),
    State("menu on a phone", "/", steps=narrow_menu, golden=False),
    State("news list", "/aktuelles/"),
    State(
        "news list without result",
        "/aktuelles/?handlungsfeld=digitalisierung&jahr=2025",
    ),
    State("news", "/aktuelles/laden-im-jahr-2035/"),
    State("topics", "/handlungsfelder/"),
    State("topic", "/handlungsfelder/dekarbonisierung/"),
    State("about", "/ueber-uns/"),
    State("help", "/hilfe/"),
    State("questions", "/hilfe/haeufige-fragen/"),
    State("glossary", "/hilfe/glossar/"),
    State("search", "/suche/"),
    State("search with results", "/suche/", steps=search("Wasserstoff")),
    State("search without result", "/suche/", steps=search("xylophon")),
    State("site map", "/uebersicht/"),
    State("contact", "/kontakt/"),
    State("contact sent empty", "/kontakt/", steps=send_empty("message")),
    State("barrier report", "/barriere-melden/"),
    State(
        "barrier report sent empty", "/barriere-melden/", steps=send_empty("message")
    ),
    State("accessibility", "/barrierefreiheit/"),
    State("easy language", "/leichte-sprache/"),
    State("sign language", "/gebaerdensprache/"),
    State("privacy", "/datenschutz/"),
    State("imprint", "/impressum/"),
    State("organisations", "/netzwerk/", golden=False),
    State("organisations of nobody", "/netzwerk/?q=xylophon"),
    State("organisation", "/netzwerk/", steps=lambda browser: first_card(browser)),
    State("offers and requests", "/netzwerk/biete-suche/", golden=False),
    State("working groups", "/arbeitsgruppen/", golden=False),
    State("working group", GROUP, golden=False),
    State("scenario fields", "/strategie/labor/", golden=False),
    State(
        "tableau of scenarios",
        f"{FIELD}auswertungen/",
        steps=first_result,
        golden=False,
    ),
    State("scenarios", "/strategie/szenarien/"),
    # With the days of its links.
    State("scenario", "/strategie/szenarien/gemeinsam-vorn/", golden=False),
    State(
        "scenarios side by side",
        "/strategie/szenarien/?vergleich=gemeinsam-vorn&vergleich=jeder-fuer-sich",
    ),
    # Days and numbers change with the date.
    State("workshops", "/workshops/", golden=False),
    State("full workshop", FULL, golden=False),
    State("workshop with results", "/workshops/faktoren-waerme-2040/", golden=False),
    State("registering as a guest, sent empty", GUEST, steps=send_empty("email")),
    State("dates", "/termine/", golden=False),
    State("month", "/termine/?monat=2026-12", golden=False),
    # Days and what changed last move on.
    State(
        "factor with a warning sign",
        "/strategie/szenarien/langer-abschied-vom-verbrenner/",
        steps=lambda browser: browser.follow("Antriebe im europäischen Markt"),
        golden=False,
    ),
    State("version of a vision", f"{VISION}fassungen/2/", golden=False),
    State("process", "/strategie/", golden=False),
    State("visions", "/strategie/zukunftsbilder/"),
    State("vision", VISION, golden=False),
    State("whole chain", "/strategie/kette/", golden=False),
    State("strategy", "/strategie/dokument/", golden=False),
    State("joining", "/mitmachen/"),
    State("joining sent empty", "/mitmachen/", steps=send_empty("email")),
    State("rules", "/mitmachen/regeln/"),
    State("login", "/konto/login/"),
    State("login sent empty", "/konto/login/", steps=send_empty("password")),
    State("login refused", "/konto/login/", steps=wrong_password),
    State("sign-up", "/konto/signup/"),
    State("sign-up sent empty", "/konto/signup/", steps=send_empty("email")),
    State("login by code", "/konto/login/code/"),
    State("password forgotten", "/konto/password/reset/"),
    State("page not found", "/gibt-es-nicht/"),
    State("mailbox", "/postfach/", golden=False),
    State("ending mail", "/postfach/", steps=lambda browser: end_mail(browser)),
]

DRAFT = "/massnahmen/waerme-teilen-abwaerme-aus-betrieben-in-nachbarnetze/"

MEMBERS = [
    State("own area", "/mein-bereich/", user="member", golden=False),
    State(
        "notifications",
        "/mein-bereich/benachrichtigungen/",
        user="member",
        golden=False,
    ),
    State("mail settings", "/mein-bereich/einstellungen/", user="member", golden=False),
    State("account", "/konto/", user="member"),
    State("name", "/konto/name/", user="member"),
    State("addresses", "/konto/email/", user="member"),
    State("password", "/konto/password/change/", user="member"),
    State("second factor", "/konto/2fa/", user="member"),
    State("devices", "/konto/sessions/", user="member", golden=False),
    State("password once more", "/konto/daten/", user="member"),
    State("logout", "/konto/logout/", user="member"),
    State("people", "/netzwerk/personen/", user="member", golden=False),
    State("profile", "/netzwerk/profil/", user="member"),
    State(
        "pair to judge",
        f"{TO_JUDGE}bewerten/",
        user="member",
        steps=first_pair,
        golden=False,
    ),
    State("matrix", f"{FIELD}abstimmen/", user="member", golden=False),
    State("factors to sort out", f"{TO_FILL}faktoren/", user="speaker", golden=False),
    State(
        "comment on a vision sent empty",
        VISION,
        user="member",
        steps=send_empty("text"),
        golden=False,
    ),
    State(
        "new factor sent empty",
        f"{FIELD}faktoren/neu/",
        user="speaker",
        steps=send_empty("name"),
    ),
    State("affiliations", "/netzwerk/zugehoerigkeiten/", user="member"),
    State("new offer", "/netzwerk/biete-suche/neu/", user="member"),
    State(
        "new offer sent empty",
        "/netzwerk/biete-suche/neu/",
        user="member",
        steps=send_empty("title"),
    ),
    State("welcome", "/mitmachen/willkommen/", user="stranger"),
    State("new organisation", "/netzwerk/vorschlagen/", user="member"),
    State("downloads", "/konto/downloads/", user="stranger"),
    State(
        "report of a text",
        "/netzwerk/biete-suche/",
        user="member",
        steps=lambda browser: report_first(browser),
    ),
    State(
        "report of a text sent empty",
        "/netzwerk/biete-suche/",
        user="member",
        steps=lambda browser: (report_first(browser), send_empty("words")(browser)),
        golden=False,
    ),
    State("own reports", "/netzwerk/meldungen/", user="member", golden=False),
    State(
        "hidden text seen by its author",
        "/netzwerk/biete-suche/?meine",
        user="stranger",
        steps=lambda browser: browser.follow(
            "Biete: Kredite für Zulieferer, Zusage in einer Stunde"
        ),
        golden=False,
    ),
    State("posts of a group", f"{GROUP}beitraege/", user="member", golden=False),
    State(
        "post with its thread",
        f"{GROUP}beitraege/",
        user="member",
        steps=lambda browser: second_post(browser),
        golden=False,
    ),
    State("documents of a group", f"{GROUP}dokumente/", user="member", golden=False),
    State("members of a group", f"{GROUP}mitglieder/", user="speaker", golden=False),
    State(
        "new meeting sent empty",
        f"{GROUP}treffen/neu/",
        user="speaker",
        steps=send_empty("title"),
    ),
]

MEMBERS += [
    State(
        "own registration",
        FULL,
        user="member",
        steps=lambda browser: browser.follow("Ihre Anmeldung"),
        golden=False,
    ),
    State("check-in", f"{FULL}leitung/einlass/", user="manager", golden=False),
]

MEASURES = [
    State("measures", "/massnahmen/", golden=False),
    State(
        "urgent measure",
        "/massnahmen/weiterbildungslotsen-in-jedem-betrieb-mit-umbauplan/",
        golden=False,
    ),
    State("draft in consultation", f"{DRAFT}entwurf/", golden=False),
    State(
        "comments on a passage",
        f"{DRAFT}entwurf/",
        user="stranger",
        steps=lambda browser: first_thread(browser),
        golden=False,
    ),
    State(
        "draft being written",
        "/massnahmen/wasserstoff-fuer-giessereien-ein-probebetrieb/bearbeiten/",
        user="member",
    ),
    State(
        "versions compared",
        "/massnahmen/lernfabrik-elektroantrieb-fuer-zwoelf-betriebe/fassungen/",
        steps=lambda browser: browser.follow("Fassungen vergleichen"),
        golden=False,
    ),
    State("comments to weigh", f"{DRAFT}abwaegung/", user="speaker", golden=False),
    State("overview of measures", "/massnahmen/uebersicht/", golden=False),
    State("measures carried out", "/massnahmen/umsetzung/", golden=False),
    State("findings from practice", "/massnahmen/rueckmeldungen/", golden=False),
    State(
        "rating sent empty",
        "/massnahmen/werkbus-auf-bestellung/bewerten/",
        user="stranger",
        steps=lambda browser: rating_sent_empty(browser),
    ),
    State(
        "synopsis",
        "/massnahmen/lernfabrik-elektroantrieb-fuer-zwoelf-betriebe/synopse/",
        golden=False,
    ),
]

STATES = ANONYMOUS + MEMBERS + MEASURES


def first_thread(browser: Browser) -> None:
    """In place, then on a page of its own."""
    browser.find("main section p a").click()
    browser.wait(lambda: browser.all("[data-place]"), "the thread")
    browser.follow("Auf einer eigenen Seite lesen")


def first_card(browser: Browser) -> None:
    with browser.leaving():
        browser.find("main .card a, main article a").click()
    assert browser.path != "/netzwerk/"


def report_first(browser: Browser) -> None:
    first_card(browser)
    with browser.leaving():
        browser.tap(browser.find("main a[href*='/melden/']"))


def second_post(browser: Browser) -> None:
    """The first below the pinned one; people have talked about it."""
    with browser.leaving():
        browser.all("main .hits h2 a")[2].click()


def end_mail(browser: Browser) -> None:
    """Follow the link at the end of the member's digest, wherever it was sent from."""

    def address() -> str:
        browser.open("/postfach/")
        for card in browser.all("main .card"):
            if "Neu für Sie" in card.text and EMAILS["member"] in card.text:
                with browser.leaving():
                    card.find_element("css selector", "a").click()
                source = browser.driver.page_source
                return re.search(r"/abmelden/[\w.-]+/", source)[0]
        return ""

    browser.open(browser.wait(address, "the digest", seconds=90))


def rating_sent_empty(browser: Browser) -> None:
    browser.follow("Bewertung speichern")
    assert browser.title.startswith("Fehler:")
