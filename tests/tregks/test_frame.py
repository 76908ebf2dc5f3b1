"""What base.html makes of the values it gets; nothing here asks the database."""

from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template import engines
from django.test import RequestFactory

SOURCE = """{% extends "base.html" %}
{% block title %}Ladesäulen{% endblock %}
{% block section %} – Maßnahmen{% endblock %}
{% block content %}<h1>Ladesäulen</h1>{% endblock %}"""


@pytest.fixture
def frame():
    def render(**context):
        request = RequestFactory().get("/")
        request.user = context.pop("user", AnonymousUser())
        request._messages = []  # type: ignore[attr-defined]  # set by middleware
        values = {"navigation": [], "languages": [], "unread_words": ""} | context
        html = engines["django"].from_string(SOURCE).render(values, request)
        return BeautifulSoup(html, "html.parser")

    return render


def test_title_names_page_section_and_portal(frame):
    assert frame().title.get_text() == "Ladesäulen – Maßnahmen – TRegKS"


def test_title_says_first_that_a_form_came_back_with_errors(frame):
    form = SimpleNamespace(errors={"name": ["fehlt"]})
    assert frame(form=form).title.get_text().startswith("Fehler: Ladesäulen")
    assert frame(has_errors=True).title.get_text().startswith("Fehler: Ladesäulen")


def test_status_region_is_there_and_empty(frame):
    assert frame().select_one("[role=status]").get_text() == ""


def test_skip_link_leads_to_main_which_takes_the_focus(frame):
    html = frame()
    assert html.select_one("body > a")["href"] == f"#{html.main['id']}"
    assert html.main["tabindex"] == "-1"


def test_menu_marks_the_page_and_the_section_it_belongs_to(frame):
    child = {"title": "Szenarien", "url": "/s/", "current": "page", "language": ""}
    items = [
        {"title": "Strategie", "url": "/", "current": "section", "children": [child]},
        {"title": "Legal notice", "url": "/l/", "current": "", "language": "en"},
    ]
    menu = frame(navigation=items).select_one("nav[popover]")
    assert menu.summary["class"] == ["current"]
    assert menu.select_one("[aria-current=page]").get_text() == "Szenarien"
    assert menu.select_one("[lang=en]").get_text() == "Legal notice"


def test_menu_button_opens_the_menu_without_script(frame):
    html = frame(navigation=[{"title": "Aktuelles", "url": "/aktuelles/"}])
    target = html.select_one(".masthead > button")["popovertarget"]
    assert html.find(id=target).name == "nav"


def test_other_language_is_offered_in_its_own_words(frame):
    languages = [
        {"code": "de", "name": "Deutsch", "url": "/", "current": True},
        {"code": "en", "name": "English", "url": "/en/", "current": False},
    ]
    links = frame(languages=languages).select(".tools a[hreflang]")
    assert [(link["lang"], link.get_text()) for link in links] == [("en", "English")]


def test_account_link_depends_on_who_is_there(frame):
    member = SimpleNamespace(is_authenticated=True)
    assert "Anmelden" in frame().select_one(".tools").get_text()
    assert "Mein Konto" in frame(user=member).select_one(".tools").get_text()


def test_number_of_new_notifications_stands_in_words(frame):
    member = SimpleNamespace(is_authenticated=True)
    tools = frame(user=member, unread_words="3 neue").select_one(".tools")
    assert "Benachrichtigungen: 3 neue" in " ".join(tools.get_text(" ").split())


@pytest.mark.parametrize(
    ("level", "word"),
    [
        (constants.INFO, "Hinweis"),
        (constants.SUCCESS, "Erledigt"),
        (constants.WARNING, "Achtung"),
        (constants.ERROR, "Fehler"),
    ],
)
def test_message_says_its_kind_as_a_word(frame, level, word):
    html = frame(messages=[Message(level, "Text <b>")])
    assert html.select_one(".alert p").get_text() == f"{word}: Text <b>"


def test_messages_form_a_named_region_that_takes_the_focus(frame):
    region = frame(messages=[Message(constants.SUCCESS, "Gespeichert.")]).section
    assert region["aria-label"] == "Meldungen"
    assert region.has_attr("data-focus")
    assert region["tabindex"] == "-1"
    assert not frame().section


def test_frame_has_no_inline_code(frame):
    html = frame()
    assert not html.select("style, [style], script:not([src])")
    assert not [
        tag for tag in html.find_all() for name in tag.attrs if name[:2] == "on"
    ]
