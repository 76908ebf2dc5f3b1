from datetime import date, timedelta

import pytest
from django.apps import apps
from django.urls import get_resolver
from django.utils import timezone
from wagtail.models import Page
from wagtail.rich_text import features
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from tests.factories.cms import info_page
from tregks.cms import checklist, jobs
from tregks.cms.content_checker import MESSAGES, PortalChecker
from tregks.cms.models import InfoPage, OperatorSettings
from tregks.cms.outline import readability


def form(title: str, *texts: str, **extra: str) -> dict[str, str]:
    body = streamfield([("text", rich_text(text)) for text in texts])
    data = {"title": title, "slug": title.lower(), "lead": "", "body": body, **extra}
    return nested_form_data(
        {**data, "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0}}
    )


@pytest.fixture
def add_url(home) -> str:
    return f"/cms/pages/add/cms/infopage/{home.pk}/"


def test_editor_publishes_a_page(login, editor, client, add_url):
    data = form("Neues", "<h2>Eins</h2><p>Zwei</p>")
    login(editor).post(add_url, {**data, "action-publish": "1"})
    assert client.get("/neues/").status_code == 200


@pytest.mark.parametrize(("kind", "taken"), [("login", True), ("password", False)])
def test_page_is_private_by_login_never_by_a_shared_password(
    login, editor, home, kind, taken
):
    page = info_page(home, "Intern")
    data = {"restriction_type": kind, "password": "geheim", "return_url": ""}
    login(editor).post(f"/cms/pages/{page.pk}/privacy/", data)
    assert page.get_view_restrictions().exists() is taken


@pytest.mark.parametrize(
    "html", ["<h3>Zu tief</h3>", "<p><b>Fett</b></p>", '<a href="/a/">hier</a>']
)
def test_barrier_stops_publishing_but_not_the_draft(login, editor, add_url, html):
    client = login(editor)
    response = client.post(add_url, {**form("Neues", html), "action-publish": "1"})
    assert response.status_code == 200
    assert not InfoPage.objects.filter(slug="neues").exists()
    client.post(add_url, form("Neues", html))
    assert InfoPage.objects.get(slug="neues").live is False


def test_preview_shows_the_draft(login, editor, home):
    page = info_page(home, "Hilfe")
    client = login(editor)
    url = f"/cms/pages/{page.pk}/edit/preview/"
    client.post(url, form("Hilfe", "<p>Entwurf mit Neuem</p>"))
    response = client.get(f"{url}?mode=")
    assert "Entwurf mit Neuem" in response.content.decode()


def test_stranger_reaches_no_admin_page(login, stranger, add_url):
    response = login(stranger).post(
        add_url, {**form("Neues", "<p>x</p>"), "action-publish": "1"}
    )
    assert response.status_code in (302, 403)
    assert not InfoPage.objects.filter(slug="neues").exists()


def test_hard_text_is_remarked_after_publishing(login, editor, add_url):
    hard = "<p>Transformationsnetzwerkmanagement koordiniert beteiligungsorientiert "
    hard += "Dekarbonisierungsstrategien " * 20 + "</p>"
    response = login(editor).post(
        add_url, {**form("Neues", hard), "action-publish": "1"}, follow=True
    )
    assert "LIX" in response.content.decode()


def test_readability_counts_words_sentences_and_long_words():
    assert readability("Zu kurz.") is None
    easy = "Das ist ein Satz. " * 10
    assert readability(easy) == 4
    assert readability("Automobilwirtschaft verändert " * 10 + ".") == 120


def test_scheduled_page_appears_and_disappears_by_itself(client, home):
    page = info_page(home, "Bald")
    page.unpublish()
    page.go_live_at = timezone.now() - timedelta(minutes=1)
    page.save_revision(approved_go_live_at=page.go_live_at)
    assert client.get("/bald/").status_code == 404
    jobs.publish_scheduled(0)
    assert client.get("/bald/").status_code == 200
    Page.objects.filter(pk=page.pk).update(
        expire_at=timezone.now() - timedelta(minutes=1)
    )
    jobs.publish_scheduled(0)
    assert client.get("/bald/").status_code == 404


def test_page_that_cannot_be_published_stops_no_other(client, home, caplog):
    past = timezone.now() - timedelta(minutes=2)
    broken, fine = info_page(home, "Kaputt"), info_page(home, "Gut")
    for page in (broken, fine):
        page.unpublish()
        page.save_revision(approved_go_live_at=past)
    revision = broken.latest_revision
    revision.content["title"] = ""
    revision.save()
    jobs.publish_scheduled(0)
    assert client.get("/gut/").status_code == 200
    assert client.get("/kaputt/").status_code == 404
    assert "scheduled publishing failed" in caplog.text


def test_checklist_names_gaps_and_templates_until_they_are_closed(home):
    page = info_page(home, "Impressum", purpose="imprint", is_template=True)
    texts = [todo.text for todo in checklist.todos()]
    assert "Angabe fehlt: Name des Betreibers" in texts
    assert "Mustertext prüfen: Impressum" in texts

    operator = OperatorSettings.load()
    today = timezone.localdate()
    for name in OperatorSettings.NEEDED:
        is_date = name.startswith("statement") or name.endswith("checked")
        setattr(operator, name, today if is_date else "x")
    operator.save()
    page.is_template = False
    page.save_revision().publish()
    assert checklist.todos() == []

    operator.statement_reviewed = date(2020, 1, 1)
    operator.save()
    assert len(checklist.todos()) == 1


def test_checklist_is_on_the_dashboard_of_managers_only(login, manager, editor, home):
    heading = "Vor dem Start zu erledigen"
    assert heading in login(manager).get("/cms/").content.decode()
    assert heading not in login(editor).get("/cms/").content.decode()


def test_admin_carries_name_and_logo_and_asks_no_third_party(login, manager):
    html = login(manager).get("/cms/").content.decode()
    assert "img/logo.svg" in html
    assert "cms/admin.css" in html
    assert "releases.wagtail" not in html
    assert "gravatar" not in html


def test_checker_has_words_for_each_of_its_own_rules(rf, settings):
    checker = PortalChecker()
    settings.DEBUG = False
    rules = checker.get_axe_run_only(rf.get("/"))
    assert set(MESSAGES) <= set(rules)
    assert set(rules) <= set(checker.get_axe_messages(rf.get("/")))
    settings.DEBUG = True
    assert checker.get_axe_run_only(rf.get("/")) is None


def test_staff_see_the_bar_and_visitors_do_not(login, editor, client, home):
    assert "wagtail-userbar" in login(editor).get("/").content.decode()
    assert "wagtail-userbar" not in client.get("/").content.decode()


def test_surface_of_wagtail_is_small():
    names = {config.name for config in apps.get_app_configs()}
    assert not names & {
        "wagtail.api.v2",
        "wagtail.contrib.table_block",
        "wagtail.contrib.frontend_cache",
        "wagtail.contrib.styleguide",
    }
    assert not features.get_default_features().count("embed-raw")
    routes = str(get_resolver().url_patterns)
    assert "api/v2" not in routes
    assert "authenticate_with_password" not in routes
