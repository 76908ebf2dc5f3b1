"""Error pages are rendered here without request, context and database."""

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings
from django.utils.translation import override

from tregks import views

PAGES = ["400", "403", "403_csrf", "404", "429", "500", "503"]


def page(name):
    return BeautifulSoup(render_to_string(f"{name}.html"), "html.parser")


@pytest.mark.parametrize("name", PAGES)
def test_error_page_says_what_happened_and_where_to_go(name):
    html = page(name)
    heading = html.h1.get_text()
    assert html.title.get_text() == f"{heading} – TRegKS"
    assert html.select_one("main .lead")
    assert html.select_one("main a.button[href='/']") or html.select_one(
        "main a.button[href='/konto/login/']"
    )


@pytest.mark.parametrize("name", PAGES)
def test_error_page_keeps_skip_link_and_footer(name):
    html = page(name)
    assert html.select_one("a.skip")["href"] == f"#{html.main['id']}"
    assert [link.get_text() for link in html.select("footer nav a")] == [
        "Kontakt",
        "Barriere melden",
        "Barrierefreiheit",
        "Leichte Sprache",
        "Gebärdensprache (DGS)",
        "Datenschutz",
        "Impressum",
        "Übersicht",
    ]


def test_error_page_below_en_links_to_english_pages():
    with override("en"):
        assert page("404").select_one("footer a")["href"] == "/en/kontakt/"


@override_settings(ROOT_URLCONF="django.conf.urls.i18n")  # knows none of our links
def test_error_page_that_cannot_be_rendered_still_says_something():
    response = views.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert response["Content-Type"] == "text/plain"
    assert "nicht geklappt" in response.content.decode()
