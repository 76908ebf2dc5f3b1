"""Documents of a measure: for whoever sees it, from whoever writes it or carries it out."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from measures.models import Measure, MeasureDocument
from network.models import User
from network.moderation import hide_text, report_text
from tests.factories.measures import MeasureFactory, join

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 Inhalt"


@pytest.fixture
def measure(member: User, speaker: User) -> Measure:
    measure = MeasureFactory(state="adopted")
    join(measure.working_group, member)
    join(measure.working_group, speaker, speaker=True)
    return measure


def upload(browser, measure: Measure, name: str = "studie.pdf", content: bytes = PDF):
    sent = {"title": "Machbarkeit", "file": SimpleUploadedFile(name, content)}
    address = f"{measure.get_absolute_url()}dokumente/neu/"
    return browser.post(address, sent, follow=True)


def test_member_of_the_group_adds_a_document_for_all(client, login, member, measure):
    page = upload(login(member), measure)
    assert "Das Dokument steht bei der Maßnahme." in page.text
    document = MeasureDocument.objects.get()
    assert document.author == member
    page = client.get(measure.get_absolute_url())
    assert "Machbarkeit" in page.text
    assert document.file_url in page.text
    assert member.name not in page.text
    answer = client.get(document.file_url)
    assert b"".join(answer.streaming_content) == PDF
    assert 'filename="machbarkeit.pdf"' in answer["Content-Disposition"]


def test_draft_keeps_its_documents_to_the_group(client, login, member, stranger):
    draft = MeasureFactory()
    join(draft.working_group, member)
    upload(login(member), draft)
    document = MeasureDocument.objects.get()
    for browser in (client, login(stranger)):
        assert browser.get(document.file_url).status_code == 404
    other = MeasureFactory(state="adopted").get_absolute_url()
    foreign = f"{other}dokumente/{document.pk}/datei/"
    assert login(member).get(foreign).status_code == 404


def test_stranger_adds_and_deletes_nothing(login, stranger, member, speaker, measure):
    assert upload(login(stranger), measure).status_code == 403
    upload(login(speaker), measure)
    document = MeasureDocument.objects.get()
    address = document.file_url.replace("datei", "loeschen")
    for person in (stranger, member):
        assert login(person).post(address).status_code == 403
    assert MeasureDocument.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [("x.pdf", b"", "leer"), ("x.pdf", b"MZ", "PDF"), ("x.exe", b"MZ", "Datei")],
)
def test_only_what_it_says_it_is(login, member, measure, name, content, problem):
    page = upload(login(member), measure, name, content)
    assert problem in page.text
    assert "Machbarkeit" in page.text
    assert not MeasureDocument.objects.exists()


def test_deleting_asks_first_and_takes_the_file_along(
    login, member, measure, django_capture_on_commit_callbacks
):
    browser = login(member)
    upload(browser, measure)
    document = MeasureDocument.objects.get()
    address = document.file_url.replace("datei", "loeschen")
    assert "kommt nicht zurück" in browser.get(address).text
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(address)
    assert not MeasureDocument.objects.exists()
    assert not document.file.storage.exists(document.file.name)


def test_hidden_document_is_gone_for_others(client, login, member, manager, measure):
    upload(login(member), measure)
    document = MeasureDocument.objects.get()
    address = measure.get_absolute_url()
    assert (
        f"/netzwerk/melden/dokument-zur-massnahme/{document.pk}/"
        in client.get(address).text
    )
    case = report_text(target=document, reason="rights", by=None)
    hide_text(case=case, reason="Fremdes Werk", by=manager)
    assert "Machbarkeit" not in client.get(address).text
    assert client.get(document.file_url).status_code == 404
    assert "Grund: Fremdes Werk" in login(member).get(address).text
