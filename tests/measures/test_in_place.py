"""Comments in place: htmx gets the parts of the same pages, and nothing is lost."""

import json

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from measures.models import Comment, Consultation, Measure
from tests.factories.measures import CommentFactory, ConsultationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation():
    return ConsultationFactory()


def draft_url(measure: Measure) -> str:
    return f"{measure.get_absolute_url()}entwurf/"


def thread_url(consultation: Consultation) -> str:
    return f"{draft_url(consultation.measure)}{consultation.passages[0].id}/"


def comment_url(comment: Comment, name: str) -> str:
    measure = comment.consultation.measure
    return f"{measure.get_absolute_url()}stellungnahmen/{comment.pk}/{name}"


def part(response) -> BeautifulSoup:
    """A part of a page, never a page."""
    assert "<html" not in response.text
    assert "HX-Request" in response.get("Vary", "") or response.wsgi_request.POST
    return BeautifulSoup(response.content, "html.parser")


@pytest.fixture
def htmx(login, stranger, consultation):
    """A browser of the stranger that asks as htmx does, from the page of the draft."""
    browser = login(stranger)
    browser.defaults |= {
        "HTTP_HX_REQUEST": "true",
        "HTTP_HX_CURRENT_URL": f"http://testserver{draft_url(consultation.measure)}",
    }
    return browser


def words(**fields) -> dict[str, str]:
    return {"kind": "remark", "text": "Das fehlt mir."} | fields


# --- Loading ------------------------------------------------------------------------------


def test_htmx_is_loaded_where_a_page_asks_for_it_and_can_do_little(
    client, consultation
):
    page = client.get(draft_url(consultation.measure))
    soup = BeautifulSoup(page.content, "html.parser")
    config = json.loads(soup.find("meta", {"name": "htmx-config"})["content"])
    assert config["selfRequestsOnly"]
    assert config["historyCacheSize"] == 0
    for danger in ("allowEval", "allowScriptTags", "includeIndicatorStyles"):
        assert config[danger] is False
    script = soup.select_one("script[src*=htmx-2]")
    assert f"'nonce-{script['nonce']}'" in page["Content-Security-Policy"]
    assert "unsafe" not in page["Content-Security-Policy"]
    assert "steht noch hier" in soup.find("meta", {"name": "problem"})["content"]
    assert "htmx" not in client.get("/massnahmen/").text


def test_links_and_forms_lead_somewhere_without_htmx(client, login, stranger):
    comment = CommentFactory()
    pages = [
        client.get(draft_url(comment.consultation.measure)),
        login(stranger).get(thread_url(comment.consultation)),
        login(stranger).get(comment_url(comment, "antworten/")),
    ]
    for page in pages:
        soup = BeautifulSoup(page.content, "html.parser")
        assert soup.select("[hx-boost=true]")
        assert not soup.select("[hx-get], [hx-post], [onclick], [hx-on]")
        assert not soup.select("a:not([href]), main form:not([action])")


# --- Reading and speaking -----------------------------------------------------------------


def test_thread_opens_below_its_passage(htmx, consultation):
    CommentFactory(consultation=consultation)
    soup = part(htmx.get(thread_url(consultation)))
    place = soup.select_one("[data-place]")
    assert place["data-place"] == thread_url(consultation)
    heading = place.find("h3")
    assert heading.text == "1 Stellungnahme"
    assert heading.has_attr("autofocus")
    assert len(place.select("article")) == 1
    assert place.select_one("form [name=text]")


def test_more_comments_come_without_what_is_there_already(htmx, consultation):
    for _ in range(23):
        CommentFactory(consultation=consultation)
    soup = part(htmx.get(f"{thread_url(consultation)}?seite=2"))
    assert len(soup.select("article")) == 3
    assert "3 weitere Stellungnahmen" in soup.select_one("#status").text
    assert len(soup.select("[autofocus]")) == 1
    assert not soup.select("form [name=text], [data-place]")


def test_what_was_said_appears_above_an_empty_form(htmx, consultation):
    CommentFactory(consultation=consultation)
    response = htmx.post(thread_url(consultation), words())
    soup = part(response)
    assert response.status_code == 200
    (article,) = soup.select("article")
    assert "Das fehlt mir." in article.text
    assert article.find("h3").has_attr("autofocus")
    assert soup.select_one("textarea[name=text]").text.strip() == ""
    assert "ist gespeichert" in soup.select_one("#status").text
    numbers = {each.text.strip() for each in soup.select("[hx-swap-oob]")}
    assert "2 Stellungnahmen" in numbers
    assert any("2 Stellungnahmen lesen" in each for each in numbers)


def test_problem_of_a_comment_appears_in_place(htmx, consultation):
    response = htmx.post(thread_url(consultation), words(text="", kind="objection"))
    assert response.status_code == 422
    soup = part(response)
    assert soup.select_one("[data-say] [role=alert][autofocus]")
    assert soup.select_one("[value=objection][checked]")


def test_comment_that_comes_too_late_stays_in_its_form(htmx, consultation):
    Consultation.objects.update(closes_at=timezone.now())
    response = htmx.post(thread_url(consultation), words())
    assert response.status_code == 409
    soup = part(response)
    assert "Die Konsultation ist beendet." in soup.select_one("[role=alert]").text
    assert soup.select_one("textarea[name=text]").text.strip() == "Das fehlt mir."


@pytest.mark.parametrize("page", ["entwurf", "antworten/", "bearbeiten/"])
def test_form_stays_when_the_session_has_ended(page):
    """Words are added below the form, which keeps what was typed."""
    comment = CommentFactory()
    url = (
        thread_url(comment.consultation)
        if page == "entwurf"
        else comment_url(comment, page)
    )
    response = Client(headers={"HX-Request": "true"}).post(url, words())
    assert response.status_code == 403
    assert response["HX-Retarget"] == "this"
    assert response["HX-Reswap"] == "beforeend"
    assert "Ihre Anmeldung ist abgelaufen." in part(response).text


# --- One comment --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("antworten/", "Antworten"),
        ("bearbeiten/", "Stellungnahme bearbeiten"),
        ("zurueckziehen/", "Stellungnahme zurückziehen?"),
    ],
)
def test_form_opens_below_its_comment(htmx, stranger, name, heading):
    comment = CommentFactory(author=stranger)
    soup = part(htmx.get(comment_url(comment, name)))
    place = soup.select_one("[data-place]")
    assert place["data-place"] == comment_url(comment, name)
    assert place.select_one("[autofocus]").text == heading
    assert place.select_one("a[data-close]")["href"].endswith(f"#k{comment.pk}")


@pytest.mark.parametrize(
    ("name", "fields", "focus"),
    [
        ("antworten/", {"text": "Stimmt."}, "div.callout"),
        ("bearbeiten/", words(text="Stimmt."), "h3"),
        ("zurueckziehen/", {}, "h3"),
        ("unterstuetzen/", {}, None),
    ],
)
def test_comment_is_shown_as_it_is_now(htmx, stranger, name, fields, focus):
    mine = {} if name == "unterstuetzen/" else {"author": stranger}
    comment = CommentFactory(**mine)
    fields = fields | {"seen": comment.stamp}
    response = htmx.post(comment_url(comment, name), fields)
    soup = part(response)
    assert response["HX-Retarget"] == f"#k{comment.pk}"
    assert response["HX-Reswap"] == "outerHTML"
    (article,) = soup.select("article")
    assert soup.select_one("#status").text.strip()
    if focus:
        assert [each.name for each in article.select("[autofocus]")] == [
            focus.split(".")[0]
        ]
    else:  # htmx finds the button that was pressed by its id
        assert article.select_one(f"button#u{comment.pk}")
        assert "1 Person unterstützt das" in article.text


def test_number_follows_what_is_withdrawn(htmx, stranger, consultation):
    comment = CommentFactory(consultation=consultation, author=stranger)
    CommentFactory(consultation=consultation)
    soup = part(htmx.post(comment_url(comment, "zurueckziehen/")))
    heading = soup.select_one(f"#anzahl-{comment.passage}")
    assert heading.text == "1 Stellungnahme"
    assert "1 Stellungnahme lesen" in soup.text


def test_empty_reply_is_asked_for_in_place(htmx):
    comment = CommentFactory()
    response = htmx.post(comment_url(comment, "antworten/"), {"text": ""})
    assert response.status_code == 422
    assert part(response).select_one("[data-place] [role=alert][autofocus]")


# --- Attacks ------------------------------------------------------------------------------

ATTACKS = [
    '<a href="/x" hx-boost="true" data-hx-get="/x" hx-trigger="load">x</a>',
    '<div hx-get="/x" hx-trigger="load"></div>',
    '<p data-hx-on:click="alert(1)" hx-on::load="alert(1)">x</p>',
    '<form action="/x" method="post" data-hx-boost="true"><button>x</button></form>',
    '<div data-place="/x" data-close id="status" hx-swap-oob="true">x</div>',
    '<meta name="htmx-config" content=\'{"allowEval":true}\'>',
    '<template id="problem">x</template><svg><a hx-get="/x">x</a></svg>',
    'https://x.example/"hx-get="/x',
    "<script>alert(1)</script><noscript><p hx-get=/x></noscript>",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_words_of_members_command_no_htmx(client, login, manager, attack):
    comment = CommentFactory(text=attack, author__name=attack[:150])
    consultation = comment.consultation
    CommentFactory(consultation=consultation, parent=comment, text=attack)
    measure = consultation.measure
    for page in (
        client.get(thread_url(consultation)),
        client.get(draft_url(measure)),
        login(manager).get(comment_url(comment, "antworten/")),
    ):
        soup = BeautifulSoup(page.content, "html.parser")
        for words_of_members in soup.select("[hx-disable]"):
            names = {name for tag in words_of_members.find_all() for name in tag.attrs}
            assert names <= {"href", "rel", "class"}
        for name in ("hx-get", "hx-trigger", "data-hx-get", "data-hx-boost", "hx-on"):
            assert not soup.select(f"[{name}]")
        assert not soup.select("main meta, main script, main template")
        assert len(soup.select("#status")) == 1


@pytest.mark.parametrize("address", ["http://[", "http://[::1", "//]", "javascript:1"])
def test_address_no_browser_sends_does_no_harm(client, consultation, address):
    headers = {"HX-Request": "true", "HX-Current-URL": address}
    answer = client.get(thread_url(consultation), headers=headers)
    assert answer.status_code == 200
    assert part(answer).select_one("[data-place]")
